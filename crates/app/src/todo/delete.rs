//! Deleting a todo.

use umbra_domain::{TodoId, UserId, precondition::IfMatch};
use umbra_store::{StoreError, todo};

use crate::App;

/// Why a todo could not be deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteTodoError {
    /// There is none, or the caller may not see it.
    #[error("there is no such todo")]
    NotFound,
    /// Somebody changed it since the caller read it.
    #[error("the todo has changed")]
    Changed,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Deletes a todo that the caller may edit.
    ///
    /// # Errors
    /// [`DeleteTodoError`].
    pub async fn delete_todo(
        &self,
        who: UserId,
        id: TodoId,
        if_match: &IfMatch,
    ) -> Result<(), DeleteTodoError> {
        self.store
            .write(async |tx| {
                let todo = todo::for_edit(tx, who, id).await?.ok_or(DeleteTodoError::NotFound)?;
                if !if_match.allows(todo.row().version) {
                    return Err(DeleteTodoError::Changed);
                }
                Ok(todo::delete(tx, todo).await?)
            })
            .await
    }
}
