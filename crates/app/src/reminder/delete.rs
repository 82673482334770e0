//! Deleting a reminder.

use umbra_domain::{ReminderId, UserId, precondition::IfMatch, reminder::Subject};
use umbra_store::{StoreError, reminder};

use crate::App;

/// Why a reminder could not be deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteReminderError {
    /// There is none, or the caller may not see it.
    #[error("there is no such reminder")]
    NotFound,
    /// Somebody changed it since the caller read it.
    #[error("the reminder has changed")]
    Changed,
    /// It is an event's, which says what reminders it has.
    #[error("the reminder belongs to an event")]
    BelongsToEvent,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Deletes one of the caller's own reminders.
    ///
    /// # Errors
    /// [`DeleteReminderError`].
    pub async fn delete_reminder(
        &self,
        who: UserId,
        id: ReminderId,
        if_match: &IfMatch,
    ) -> Result<(), DeleteReminderError> {
        self.store
            .write(async |tx| {
                let found = reminder::for_edit(tx, who, id).await?;
                let found = found.ok_or(DeleteReminderError::NotFound)?;
                if !if_match.allows(found.row().version) {
                    return Err(DeleteReminderError::Changed);
                }
                match found.row().subject {
                    Subject::Own(_) => Ok(reminder::delete(tx, found).await?),
                    Subject::Event(_) => Err(DeleteReminderError::BelongsToEvent),
                }
            })
            .await
    }
}
