//! Changing a todo.

use umbra_domain::{
    Invalid, TodoId, UserId,
    precondition::IfMatch,
    todo::{Todo, TodoPatch},
};
use umbra_store::{StoreError, todo};

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
    Invalid(Invalid),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Changes a todo that the caller may edit. A change that changes nothing keeps the version.
    ///
    /// # Errors
    /// [`UpdateTodoError`].
    pub async fn update_todo(
        &self,
        who: UserId,
        id: TodoId,
        patch: TodoPatch,
        if_match: &IfMatch,
    ) -> Result<Todo, UpdateTodoError> {
        self.edit_todo(who, id, if_match, |todo, now| patch.apply(todo, now)).await
    }

    /// Completes an open todo, reopens a completed one.
    ///
    /// # Errors
    /// [`UpdateTodoError`].
    pub async fn toggle_todo(
        &self,
        who: UserId,
        id: TodoId,
        if_match: &IfMatch,
    ) -> Result<Todo, UpdateTodoError> {
        self.edit_todo(who, id, if_match, |todo, now| {
            todo.completed_at = if todo.completed_at.is_some() { None } else { Some(now) };
            Ok(true)
        })
        .await
    }

    async fn edit_todo(
        &self,
        who: UserId,
        id: TodoId,
        if_match: &IfMatch,
        change: impl FnOnce(&mut Todo, jiff::Timestamp) -> Result<bool, Invalid>,
    ) -> Result<Todo, UpdateTodoError> {
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                let mut todo =
                    todo::for_edit(tx, who, id).await?.ok_or(UpdateTodoError::NotFound)?;
                if !if_match.allows(todo.row().version) {
                    return Err(UpdateTodoError::Changed);
                }
                if change(todo.row_mut(), now).map_err(UpdateTodoError::Invalid)? {
                    Ok(todo::update(tx, todo, now).await?)
                } else {
                    Ok(todo.into_row())
                }
            })
            .await
    }
}
