//! Listing what others share with somebody, and with whom a calendar is shared.

use umbra_domain::{
    CalendarId, UserId,
    calendar::{Member, SharedCalendar},
    page::{Keyset, Limit, Page},
};
use umbra_store::{View, calendar};

use crate::{
    App,
    errors::{ListError, ReadError},
};

impl App {
    /// Lists a page of the calendars of others that the caller is offered or holds a right on, by the
    /// sort order they have given them, then by name and id.
    ///
    /// # Errors
    /// [`ListError`].
    pub async fn shared_calendars(
        &self,
        who: UserId,
        after: Option<&Keyset>,
        limit: Limit,
    ) -> Result<Page<SharedCalendar>, ListError> {
        Ok(calendar::shared_with(self.store.reader(), who, after, limit).await?)
    }

    /// Lists who holds a right on a calendar that the caller may see, its owner first. The owner also
    /// sees to whom it is offered.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn calendar_members(
        &self,
        who: UserId,
        id: CalendarId,
    ) -> Result<Vec<Member>, ReadError> {
        let db = self.store.reader();
        let found = calendar::find_seen::<View>(db, who, id).await?.granted()?;
        Ok(calendar::members(db, &found).await?)
    }
}
