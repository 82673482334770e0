//! Completions of recurring todos.
//!
//! Both functions that change something take a todo that was locked ([`crate::resource::lock`]), so of two completions the second
//! one sees what the first one did.

use sea_orm::{ActiveValue::Set, EntityTrait};
use umbra_domain::{
    Stored,
    todo::{Completion, Todo},
};

use crate::{
    Edit, Granted, StoreError, Tx, entity::todo_completion, instant, sql, tx::handle::Handle,
};

const TAKE_LATEST: &str = "DELETE FROM todo_completions \
    WHERE id = (SELECT max(id) FROM todo_completions WHERE todo_id = $1) \
    RETURNING id, todo_id, due_date, completed_at, previous_completed_at";

/// Remembers a completion.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn record_completion(
    tx: &Tx,
    granted: &Granted<Stored<Todo>, Edit>,
    completion: Completion,
) -> Result<(), StoreError> {
    let row = todo_completion::ActiveModel {
        todo_id: Set(granted.row().id.0),
        due_date: Set(completion.due.to_string()),
        completed_at: Set(instant::to_column(completion.completed_at)),
        previous_completed_at: Set(completion.previous.map(instant::to_column)),
        ..todo_completion::ActiveModel::default()
    };
    todo_completion::Entity::insert(row).exec_without_returning(tx.db()).await?;
    Ok(())
}

/// Forgets the latest completion and returns it; `None` when there is none.
///
/// # Errors
/// [`StoreError`] when the database fails.
pub async fn take_latest_completion(
    tx: &Tx,
    granted: &Granted<Stored<Todo>, Edit>,
) -> Result<Option<Completion>, StoreError> {
    let id = granted.row().id;
    let row: Option<todo_completion::Model> = sql::one(tx.db(), TAKE_LATEST, [id.0.into()]).await?;
    row.map(to_completion).transpose()
}

/// Reads a row.
pub(crate) fn to_completion(row: todo_completion::Model) -> Result<Completion, StoreError> {
    Ok(Completion {
        due: row.due_date.parse().map_err(|_| StoreError::Corrupt("due date"))?,
        completed_at: instant::from_column(row.completed_at)?,
        previous: instant::from_nullable(row.previous_completed_at)?,
    })
}
