//! Events: single ones, series, and their occurrences.

mod create;
mod delete;
mod invitations;
mod invite;
mod list;
mod locked;
mod occurrence;
mod personal;
mod place;
mod search;
mod sync_reminders;
mod update;

pub use create::{CreateEvent, CreateEventError};
pub use delete::DeleteRefused;
pub use invitations::EventInvitation;
pub use invite::{Invite, InviteRefused};
pub use list::{ListEvents, ListEventsError};
pub use search::SearchEvents;
pub(crate) use sync_reminders::sync_all_day_reminders;
pub use update::UpdateEvent;

use umbra_domain::{
    EventId, UserId,
    event::{Event, Moment, Shown, Unsound},
    rights::Denied,
};
use umbra_store::event;

use crate::{
    App,
    errors::{ChangeError, ReadError},
};

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

/// What a change of an event is refused for.
#[derive(Debug, thiserror::Error)]
pub enum UpdateRefused {
    /// The event recurs, and which occurrences are meant wasn't said.
    #[error("which occurrences are meant has to be said")]
    ScopeRequired,
    /// There is no such calendar, or the caller may not put events into it.
    #[error("there is no such calendar")]
    UnknownCalendar,
    /// The caller has no such place, and the event isn't there.
    #[error("there is no such place")]
    UnknownLocation,
    /// The result would not be a sound event.
    #[error(transparent)]
    Unsound(#[from] Unsound),
}

impl From<Unsound> for ChangeError<UpdateRefused> {
    fn from(unsound: Unsound) -> Self {
        Self::Refused(unsound.into())
    }
}

impl App {
    /// Reads an event that the caller may see; of a series, what all occurrences share. Who sees only
    /// single occurrences of it gets the first of them.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn event(&self, who: UserId, id: EventId) -> Result<Shown, ReadError> {
        let found = event::find_seen(self.store.reader(), who, id).await?.granted()?;
        let (event, personal_state) = found.into_row();
        if !personal_state.access.is_whole() {
            let first = personal_state.access.first().ok_or(Denied::Missing)?;
            return self.occurrence(who, id, occurrence_moment(&event, first)).await;
        }
        Ok(Shown::whole(event, personal_state))
    }
}

/// Names an occurrence as a request would.
fn occurrence_moment(event: &Event, name: jiff::civil::DateTime) -> Moment {
    if event.when.all_day() { Moment::Day(name.date()) } else { Moment::Local(name) }
}
