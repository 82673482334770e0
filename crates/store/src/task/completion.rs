//! Completions of recurring tasks.
//!
//! Both functions that change something take a task that was locked, in a project that was locked, so of
//! two completions the second one sees what the first one did.

use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, EntityTrait, FromQueryResult};
use umbra_domain::{
    Stored, TaskId,
    task::{Done, Status, Task},
    todo::Completion,
};

use super::{below, touch_dependents};
use crate::{
    Edit, Granted, StoreError, Tx, entity::task_completion, instant, sql, tx::handle::Handle as _,
};

#[derive(FromQueryResult)]
struct Number {
    id: i64,
}

/// Remembers a completion. Unless it was the last of the series, what is part of the task and was
/// done is open again; what recurs itself goes on by itself.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn record_completion(
    tx: &Tx,
    granted: &Granted<Stored<Task>, Edit>,
    done: Done,
    now: Timestamp,
) -> Result<(), StoreError> {
    const KEEP: &str = "INSERT INTO task_reopenings (completion_id, task_id, completed_at) \
        SELECT $1, id, completed_at FROM tasks \
        WHERE completed_at IS NOT NULL AND recurrence_rule IS NULL AND id ";
    const REOPEN: &str = "UPDATE tasks SET status = 0, completed_at = NULL, \
        version = version + 1, updated_at = $2 \
        WHERE id IN (SELECT task_id FROM task_reopenings WHERE completion_id = $1) RETURNING id";
    let task = granted.row();
    let row = task_completion::ActiveModel {
        task_id: Set(task.id.0),
        due_date: Set(done.completion.due.to_string()),
        completed_at: Set(instant::to_column(done.completion.completed_at)),
        previous_completed_at: Set(done.completion.previous.map(instant::to_column)),
        status: Set(done.status.rank()),
        ..task_completion::ActiveModel::default()
    };
    let made = task_completion::Entity::insert(row).exec(tx.db()).await?.last_insert_id;
    if task.completed_at.is_some() {
        return Ok(());
    }
    let parts = parts_of(tx, task.id).await?;
    if parts.is_empty() {
        return Ok(());
    }
    let text = format!("{KEEP}{}", sql::one_of(tx.db(), 2));
    if sql::execute(tx.db(), text, [made.into(), sql::ids(&parts)]).await? == 0 {
        return Ok(());
    }
    let values = [made.into(), instant::to_column(now).into()];
    let reopened = Number::find_by_statement(sql::statement(tx.db(), REOPEN, values));
    let reopened = reopened.all(tx.db()).await?;
    touch_dependents(tx, &ids(reopened)).await
}

/// Forgets the latest completion and returns it; `None` when there is none. What was open again
/// because of it, still is to be done and still is part of the task, is done again.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn take_latest_completion(
    tx: &Tx,
    granted: &Granted<Stored<Task>, Edit>,
    now: Timestamp,
) -> Result<Option<Done>, StoreError> {
    const CLOSE: &str = "UPDATE tasks SET status = 4, completed_at = r.completed_at, \
        version = version + 1, updated_at = $2 FROM task_reopenings r \
        WHERE r.task_id = tasks.id AND tasks.status = 0 AND tasks.recurrence_rule IS NULL \
        AND r.completion_id = (SELECT max(c.id) FROM task_completions c WHERE c.task_id = $1) \
        AND tasks.id ";
    const TAKE: &str = "DELETE FROM task_completions \
        WHERE id = (SELECT max(id) FROM task_completions WHERE task_id = $1) \
        RETURNING id, task_id, due_date, completed_at, previous_completed_at, status";
    let id = granted.row().id;
    let parts = parts_of(tx, id).await?;
    if !parts.is_empty() {
        let text = format!("{CLOSE}{} RETURNING id", sql::one_of(tx.db(), 3));
        let values = [id.0.into(), instant::to_column(now).into(), sql::ids(&parts)];
        let closed = Number::find_by_statement(sql::statement(tx.db(), text, values));
        let closed = closed.all(tx.db()).await?;
        touch_dependents(tx, &ids(closed)).await?;
    }
    let row: Option<task_completion::Model> = sql::one(tx.db(), TAKE, [id.0.into()]).await?;
    row.map(to_done).transpose()
}

/// Finds what is part of a task.
async fn parts_of(tx: &Tx, task: TaskId) -> Result<Vec<i64>, StoreError> {
    let family = below(tx, task).await?.into_iter();
    Ok(family.filter(|part| part.id != task).map(|part| part.id.0).collect())
}

fn ids(rows: Vec<Number>) -> Vec<TaskId> {
    rows.into_iter().map(|row| TaskId(row.id)).collect()
}

/// Reads a row.
pub(crate) fn to_done(row: task_completion::Model) -> Result<Done, StoreError> {
    let completion = Completion {
        due: row.due_date.parse().map_err(|_| StoreError::Corrupt("due date"))?,
        completed_at: instant::from_column(row.completed_at)?,
        previous: instant::from_nullable(row.previous_completed_at)?,
    };
    let status = Status::from_rank(row.status).ok_or(StoreError::Corrupt("status"))?;
    Ok(Done { completion, status })
}
