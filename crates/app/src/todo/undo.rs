//! Taking the completion of a recurring todo back.

use umbra_domain::{TodoId, UserId, precondition::IfMatch, todo::Todo};
use umbra_store::{StoreError, todo};

use super::complete::take_back;
use crate::App;

/// Why a completion could not be taken back.
#[derive(Debug, thiserror::Error)]
pub enum UndoCompletionError {
    /// There is no such todo, or the caller may not see it.
    #[error("there is no such todo")]
    NotFound,
    /// Somebody changed it since the caller read it.
    #[error("the todo has changed")]
    Changed,
    /// It doesn't recur, or nothing of its present series was completed.
    #[error("there is no completion to take back")]
    Nothing,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Takes the latest completion of a recurring todo back, however long ago it was.
    ///
    /// # Errors
    /// [`UndoCompletionError`].
    pub async fn undo_completion(
        &self,
        who: UserId,
        id: TodoId,
        if_match: &IfMatch,
    ) -> Result<Todo, UndoCompletionError> {
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                let found = todo::for_edit(tx, who, id).await?;
                let mut todo = found.ok_or(UndoCompletionError::NotFound)?;
                if !if_match.allows(todo.row().version) {
                    return Err(UndoCompletionError::Changed);
                }
                if !take_back(tx, &mut todo).await? {
                    return Err(UndoCompletionError::Nothing);
                }
                Ok(todo::update(tx, todo, now).await?)
            })
            .await
    }
}
