//! Tasks that are part of others.

use sea_orm::FromQueryResult;
use umbra_domain::{ProjectId, TaskId, UserId};

use crate::{StoreError, Tx, sql, tx::handle::Handle as _};

#[derive(FromQueryResult)]
struct Levels {
    above: i64,
    is_within: i64,
    levels: i64,
}

/// Where a task would come to stand below another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Family {
    /// How many levels there would be, from the topmost task to the lowest part; `None` when the
    /// other task isn't in the project.
    pub levels: Option<usize>,
    /// Whether the other task is this one, or a part of it.
    pub is_within: bool,
}

/// What is part of a task, as the table `below`; the task itself first, at level 1. `UNION` ends also
/// where there would be a circle.
const BELOW: &str = "below (id, created_by, level) AS (SELECT id, created_by, 1 FROM tasks \
    WHERE id = $1 UNION SELECT t.id, t.created_by, below.level + 1 FROM tasks t \
    JOIN below ON t.parent_id = below.id WHERE below.level < 100)";

/// Looks where a task would come to stand below another one. The project is locked.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn family(
    tx: &Tx,
    project: ProjectId,
    task: Option<TaskId>,
    parent: TaskId,
) -> Result<Family, StoreError> {
    let text = format!(
        "WITH RECURSIVE {BELOW}, above (id, parent_id, level) AS ( \
         SELECT id, parent_id, 1 FROM tasks WHERE id = $2 AND project_id = $3 \
         UNION SELECT t.id, t.parent_id, above.level + 1 FROM tasks t \
         JOIN above ON t.id = above.parent_id WHERE above.level < 100) \
         SELECT (SELECT count(*) FROM above) AS above, \
         (SELECT count(*) FROM below WHERE id = $2) AS is_within, \
         COALESCE((SELECT CAST(max(level) AS bigint) FROM below), 1) AS levels"
    );
    // A new task has no id yet, and nothing below it.
    let task = task.map_or(0, |task| task.0);
    let values = [task.into(), parent.0.into(), project.0.into()];
    let found: Option<Levels> = sql::one(tx.db(), text, values).await?;
    let Some(Levels { above, is_within, levels }) = found else {
        return Ok(Family { levels: None, is_within: false });
    };
    let levels = usize::try_from(above + levels).ok().filter(|_| above > 0);
    Ok(Family { levels, is_within: is_within > 0 })
}

/// A task that is part of another one, or that one itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Which one.
    pub id: TaskId,
    /// Who made it, as long as that account is there.
    pub created_by: Option<UserId>,
}

#[derive(FromQueryResult)]
struct PartRow {
    id: i64,
    created_by: Option<i64>,
}

/// Finds a task with all that is part of it.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn below(tx: &Tx, task: TaskId) -> Result<Vec<Part>, StoreError> {
    let text = format!("WITH RECURSIVE {BELOW} SELECT id, created_by FROM below");
    let rows = PartRow::find_by_statement(sql::statement(tx.db(), text, [task.0.into()]));
    let part = |row: PartRow| Part { id: TaskId(row.id), created_by: row.created_by.map(UserId) };
    Ok(rows.all(tx.db()).await?.into_iter().map(part).collect())
}
