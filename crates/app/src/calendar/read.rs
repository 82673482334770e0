//! Reading one calendar.

use umbra_domain::{CalendarId, UserId, calendar::Calendar};
use umbra_store::{StoreError, calendar};

use crate::App;

/// Why a calendar could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadCalendarError {
    /// There is none, or the caller may not see it.
    #[error("there is no such calendar")]
    NotFound,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Reads a calendar that the caller may see.
    ///
    /// # Errors
    /// [`ReadCalendarError`].
    pub async fn calendar(
        &self,
        who: UserId,
        id: CalendarId,
    ) -> Result<Calendar, ReadCalendarError> {
        let found = calendar::for_view(self.store.reader(), who, id).await?;
        Ok(found.ok_or(ReadCalendarError::NotFound)?.into_row())
    }
}
