//! Calendars.

mod create;
mod delete;
mod update;

use umbra_domain::{
    CalendarId, UserId,
    calendar::SeenCalendar,
    page::{Keyset, Limit, Page},
};
use umbra_store::{View, calendar};

use crate::{
    App,
    errors::{ListError, ReadError},
};

pub use create::CreateCalendarError;
pub use update::UpdateCalendar;

/// The default calendar was to go, or to stop being the default with no other in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IsDefault {
    /// It was to be deleted.
    #[error("the default calendar can't be deleted")]
    Deleted,
    /// It was to be one like all others.
    #[error("the default calendar stays the default until another one becomes it")]
    Demoted,
}

impl App {
    /// Reads a calendar that the caller may see.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn calendar(&self, who: UserId, id: CalendarId) -> Result<SeenCalendar, ReadError> {
        let found = calendar::find_seen::<View>(self.store.reader(), who, id).await?;
        Ok(found.granted()?.into_row())
    }

    /// Lists a page of the calendars that the caller may see, by sort order, name and id.
    ///
    /// # Errors
    /// [`ListError`].
    pub async fn calendars(
        &self,
        who: UserId,
        after: Option<&Keyset>,
        limit: Limit,
    ) -> Result<Page<SeenCalendar>, ListError> {
        Ok(calendar::list(self.store.reader(), who, after, limit).await?)
    }
}
