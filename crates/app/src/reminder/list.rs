//! Listing reminders.

use umbra_domain::{
    UserId,
    page::{Keyset, Limit, Page},
    reminder::{Reminder, ReminderFilter},
};
use umbra_store::{
    StoreError,
    reminder::{self, ReminderQuery},
};

use crate::App;

/// What to list.
#[derive(Debug, Clone, Default)]
pub struct ListReminders {
    /// Which reminders.
    pub filter: ReminderFilter,
    /// After which one.
    pub after: Option<Keyset>,
    /// How many.
    pub limit: Limit,
}

/// Why reminders could not be listed.
#[derive(Debug, thiserror::Error)]
pub enum ListRemindersError {
    /// The cursor does not belong to this list.
    #[error("the cursor does not belong to this list")]
    BadCursor,
    /// The database failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for ListRemindersError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Corrupt("cursor") => Self::BadCursor,
            error => Self::Store(error),
        }
    }
}

impl App {
    /// Lists a page of the caller's own reminders by when they ring next, those that don't last.
    ///
    /// # Errors
    /// [`ListRemindersError`].
    pub async fn reminders(
        &self,
        who: UserId,
        list: ListReminders,
    ) -> Result<Page<Reminder>, ListRemindersError> {
        let ListReminders { filter, after, limit } = list;
        let query = ReminderQuery { filter, after, limit };
        Ok(reminder::list(self.store.reader(), who, &query).await?)
    }
}
