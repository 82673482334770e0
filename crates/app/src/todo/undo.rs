//! Taking the completion of a recurring todo back.

use umbra_domain::{Stored, TodoId, UserId, precondition::IfMatch, todo::Todo};

use super::complete::take_back;
use crate::{App, errors::ChangeError};

/// The todo doesn't recur, or nothing of its present series was completed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no completion to take back")]
pub struct NothingToUndo;

impl App {
    /// Takes the latest completion of a recurring todo back, however long ago it was.
    ///
    /// # Errors
    /// [`ChangeError`].
    pub async fn undo_completion(
        &self,
        who: UserId,
        id: TodoId,
        if_match: &IfMatch,
    ) -> Result<Stored<Todo>, ChangeError<NothingToUndo>> {
        self.change_thing(who, id, if_match, async |tx, todo| {
            if take_back(tx, todo).await? {
                Ok(())
            } else {
                Err(ChangeError::Refused(NothingToUndo))
            }
        })
        .await
    }
}
