//! Changing a todo.

use jiff::{Timestamp, tz::TimeZone};
use umbra_domain::{
    TodoId, UserId,
    precondition::IfMatch,
    settings::Zone,
    todo::{Todo, TodoPatch, Unsound},
};
use umbra_store::{Edit, Granted, StoreError, Tx, todo};

use super::complete::{complete, reopen, take_back};
use crate::App;

/// Why a todo could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateTodoError {
    /// There is none, or the caller may not see it.
    #[error("there is no such todo")]
    NotFound,
    /// Somebody changed it since the caller read it.
    #[error("the todo has changed")]
    Changed,
    /// The result would not be a sound todo.
    #[error(transparent)]
    Unsound(#[from] Unsound),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What to change.
enum Change {
    Fields(Box<TodoPatch>),
    Toggle,
}

impl App {
    /// Changes a todo that the caller may edit. A change that changes nothing keeps the version.
    /// What day it is for a completion is decided by the wall clock of `zone`.
    ///
    /// # Errors
    /// [`UpdateTodoError`].
    pub async fn update_todo(
        &self,
        who: UserId,
        zone: &Zone,
        id: TodoId,
        patch: TodoPatch,
        if_match: &IfMatch,
    ) -> Result<Todo, UpdateTodoError> {
        self.edit_todo(who, zone, id, Change::Fields(Box::new(patch)), if_match).await
    }

    /// Completes an open todo, reopens a completed one. One that recurs and was moved on today, by
    /// the wall clock of `zone`, is moved back.
    ///
    /// # Errors
    /// [`UpdateTodoError`].
    pub async fn toggle_todo(
        &self,
        who: UserId,
        zone: &Zone,
        id: TodoId,
        if_match: &IfMatch,
    ) -> Result<Todo, UpdateTodoError> {
        self.edit_todo(who, zone, id, Change::Toggle, if_match).await
    }

    async fn edit_todo(
        &self,
        who: UserId,
        zone: &Zone,
        id: TodoId,
        change: Change,
        if_match: &IfMatch,
    ) -> Result<Todo, UpdateTodoError> {
        let (now, zone) = (self.clock.now(), zone.rules());
        self.store
            .write(async |tx| {
                let found = todo::for_edit(tx, who, id).await?;
                let mut todo = found.ok_or(UpdateTodoError::NotFound)?;
                if !if_match.allows(todo.row().version) {
                    return Err(UpdateTodoError::Changed);
                }
                let changed = match change {
                    Change::Fields(patch) => apply(tx, &mut todo, *patch, now, &zone).await?,
                    Change::Toggle => toggle(tx, &mut todo, now, &zone).await.map(|()| true)?,
                };
                if changed { Ok(todo::update(tx, todo, now).await?) } else { Ok(todo.into_row()) }
            })
            .await
    }
}

/// Applies the fields and then completes or reopens; tells whether anything changed.
///
/// An open todo that recurs is shown as not completed, so `completed: false` leaves it alone: a
/// client that sends back what it was shown takes no completion back.
async fn apply(
    tx: &Tx,
    todo: &mut Granted<Todo, Edit>,
    patch: TodoPatch,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<bool, UpdateTodoError> {
    let wanted = patch.completed;
    let changed = patch.apply(todo.row_mut())?;
    match (todo.row().completed_at, wanted) {
        (None, Some(true)) => complete(tx, todo, now, zone).await?,
        (Some(_), Some(false)) => reopen(tx, todo).await?,
        (None, Some(false)) | (Some(_), Some(true)) | (_, None) => return Ok(changed),
    }
    Ok(true)
}

/// Completes or takes back, so that toggling twice on a day changes nothing.
async fn toggle(
    tx: &Tx,
    todo: &mut Granted<Todo, Edit>,
    now: Timestamp,
    zone: &TimeZone,
) -> Result<(), StoreError> {
    if todo.row().completed_at.is_some() {
        reopen(tx, todo).await
    } else if todo.row().was_done_today(now, zone) {
        take_back(tx, todo).await.map(drop)
    } else {
        complete(tx, todo, now, zone).await
    }
}
