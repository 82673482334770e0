//! Listing calendars.

use umbra_domain::{
    UserId,
    calendar::Calendar,
    page::{Keyset, Limit, Page},
};
use umbra_store::{StoreError, calendar};

use crate::App;

/// Why calendars could not be listed.
#[derive(Debug, thiserror::Error)]
pub enum ListCalendarsError {
    /// The cursor does not belong to this list.
    #[error("the cursor does not belong to this list")]
    BadCursor,
    /// The database failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for ListCalendarsError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Corrupt("cursor") => Self::BadCursor,
            error => Self::Store(error),
        }
    }
}

impl App {
    /// Lists a page of the caller's calendars by sort order, name and id.
    ///
    /// # Errors
    /// [`ListCalendarsError`].
    pub async fn calendars(
        &self,
        who: UserId,
        after: Option<&Keyset>,
        limit: Limit,
    ) -> Result<Page<Calendar>, ListCalendarsError> {
        Ok(calendar::list(self.store.reader(), who, after, limit).await?)
    }
}
