//! Listing reminders.

use umbra_domain::{
    Stored, UserId,
    page::{Keyset, Limit, Page},
    reminder::{Reminder, ReminderFilter},
};
use umbra_store::reminder::{self, ReminderQuery};

use crate::{App, errors::ListError};

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

impl App {
    /// Lists a page of the caller's own reminders by when they ring next, those that don't last.
    ///
    /// # Errors
    /// [`ListError`].
    pub async fn reminders(
        &self,
        who: UserId,
        list: ListReminders,
    ) -> Result<Page<Stored<Reminder>>, ListError> {
        let ListReminders { filter, after, limit } = list;
        let query = ReminderQuery { filter, after, limit };
        Ok(reminder::list(self.store.reader(), who, &query).await?)
    }
}
