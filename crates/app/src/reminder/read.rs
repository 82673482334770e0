//! Reading one reminder.

use umbra_domain::{ReminderId, UserId, reminder::Reminder};
use umbra_store::{StoreError, reminder};

use crate::App;

/// Why a reminder could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadReminderError {
    /// There is none, or the caller may not see it.
    #[error("there is no such reminder")]
    NotFound,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Reads a reminder that the caller may see, as it was when somebody last changed or fired it.
    ///
    /// # Errors
    /// [`ReadReminderError`].
    pub async fn reminder(
        &self,
        who: UserId,
        id: ReminderId,
    ) -> Result<Reminder, ReadReminderError> {
        let found = reminder::for_view(self.store.reader(), who, id).await?;
        Ok(found.ok_or(ReadReminderError::NotFound)?.into_row())
    }
}
