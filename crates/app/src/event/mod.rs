//! Events: single ones, series, and their occurrences.

mod create;
mod delete;
mod list;
mod occurrence;
mod place;
mod search;
mod sync_reminders;
mod update;

pub use create::{CreateEvent, CreateEventError};
pub use delete::DeleteRefused;
pub use list::{ListEvents, ListEventsError};
pub use search::SearchEvents;
pub(crate) use sync_reminders::sync_all_day_reminders;
pub use update::{UpdateEvent, UpdateRefused};

use umbra_domain::{
    EventId, Stored, UserId,
    event::{Event, Moment},
};

use crate::{App, errors::ReadError};

/// Which occurrences of a series a change or a deletion is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Not specified, which only single events allow.
    Unspecified,
    /// The whole series, or the single event.
    All,
    /// This occurrence.
    This(Moment),
    /// This occurrence and all that follow.
    Following(Moment),
}

impl App {
    /// Reads an event that the caller may see; of a series, what all occurrences share.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn event(&self, who: UserId, id: EventId) -> Result<Stored<Event>, ReadError> {
        self.read_thing(who, id).await
    }
}
