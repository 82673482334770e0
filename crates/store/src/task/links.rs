//! Who is assigned to a task, and what has to be done before it.

use sea_orm::FromQueryResult;
use umbra_domain::{ProjectId, TaskId, task::Task};

use crate::{StoreError, Tx, rights, sql, tx::handle::Handle as _};

/// What a task was to be linked with isn't there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// Somebody who is no member of the project.
    Assignee,
    /// A task that isn't in the project.
    Dependency,
}

#[derive(FromQueryResult)]
struct Count {
    count: i64,
}

/// Writes who is assigned to a task and what it depends on. The project is locked.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn write_links(
    tx: &Tx,
    id: TaskId,
    before: Option<&Task>,
    task: &Task,
) -> Result<Result<(), Unknown>, StoreError> {
    let assignees: Vec<i64> = task.assignees.iter().map(|id| id.0).collect();
    if before.map_or(!assignees.is_empty(), |before| before.assignees != task.assignees)
        && !write(tx, Link::Assignee, task.project, id, &assignees).await?
    {
        return Ok(Err(Unknown::Assignee));
    }
    let depends_on: Vec<i64> = task.depends_on.iter().map(|id| id.0).collect();
    if before.map_or(!depends_on.is_empty(), |before| before.depends_on != task.depends_on)
        && !write(tx, Link::Dependency, task.project, id, &depends_on).await?
    {
        return Ok(Err(Unknown::Dependency));
    }
    Ok(Ok(()))
}

/// What tasks are linked with.
#[derive(Debug, Clone, Copy)]
enum Link {
    /// Who is assigned: members of the project.
    Assignee,
    /// What has to be done before: tasks of the project.
    Dependency,
}

impl Link {
    const fn table(self) -> &'static str {
        match self {
            Self::Assignee => "task_assignees",
            Self::Dependency => "task_dependencies",
        }
    }

    /// Writes the statement that links task `$2` with those of `wanted` that are in project `$1`.
    fn insert(self, wanted: &str) -> String {
        match self {
            Self::Assignee => format!(
                "INSERT INTO task_assignees (project_id, task_id, user_id) \
                 SELECT m.project_id, $2, m.user_id FROM project_members m WHERE {}",
                rights::members_of_project("m", "$1", wanted)
            ),
            Self::Dependency => format!(
                "INSERT INTO task_dependencies (project_id, task_id, depends_on_id) \
                 SELECT project_id, $2, id FROM tasks WHERE project_id = $1 AND id {wanted}"
            ),
        }
    }
}

/// Replaces the links of a task; tells whether all of them could be made.
async fn write(
    tx: &Tx,
    link: Link,
    project: ProjectId,
    task: TaskId,
    wanted: &[i64],
) -> Result<bool, StoreError> {
    let text = format!("DELETE FROM {} WHERE task_id = $1", link.table());
    sql::execute(tx.db(), text, [task.0.into()]).await?;
    if wanted.is_empty() {
        return Ok(true);
    }
    let text = link.insert(&sql::one_of(tx.db(), 3));
    let values = [project.0.into(), task.0.into(), sql::ids(wanted)];
    match sql::execute(tx.db(), text, values).await {
        Ok(made) => Ok(u64::try_from(wanted.len()).is_ok_and(|count| count == made)),
        // Somebody stopped being a member meanwhile. The transaction is over with that.
        Err(StoreError::Dangling(_)) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Tells whether a task would have to be done before itself if it depended on these.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn would_loop(tx: &Tx, id: TaskId, depends_on: &[TaskId]) -> Result<bool, StoreError> {
    if depends_on.is_empty() {
        return Ok(false);
    }
    let text = format!(
        "WITH RECURSIVE earlier (id) AS (SELECT id FROM tasks WHERE id {} \
         UNION SELECT d.depends_on_id FROM task_dependencies d \
         JOIN earlier ON d.task_id = earlier.id) \
         SELECT count(*) AS count FROM earlier WHERE id = $2",
        sql::one_of(tx.db(), 1)
    );
    let ids: Vec<_> = depends_on.iter().map(|id| id.0).collect();
    let found: Option<Count> = sql::one(tx.db(), text, [sql::ids(&ids), id.0.into()]).await?;
    Ok(found.is_some_and(|found| found.count > 0))
}

/// Gives a new version to the tasks that depend on some that were completed, opened again or are
/// about to be deleted: whether they are blocked, or on what they depend, is then another thing.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn touch_dependents(tx: &Tx, tasks: &[TaskId]) -> Result<(), StoreError> {
    if tasks.is_empty() {
        return Ok(());
    }
    let one_of = sql::one_of(tx.db(), 1);
    let text = format!(
        "UPDATE tasks SET version = version + 1 WHERE id IN (SELECT task_id \
         FROM task_dependencies WHERE depends_on_id {one_of}) AND NOT (id {one_of})"
    );
    let ids: Vec<_> = tasks.iter().map(|id| id.0).collect();
    sql::execute(tx.db(), text, [sql::ids(&ids)]).await?;
    Ok(())
}
