//! Events: what happens at a time, once or again and again.
//!
//! A timed event has instants and the zones in which it begins and ends; a recurring one keeps its
//! wall-clock time there. An all-day event has dates, the same ones everywhere. A series is one
//! event; an occurrence of it that was changed is an [`Override`], which holds what differs.

mod alarms;
mod busy;
mod changed;
mod coming;
mod content;
mod divide;
mod edit;
mod extent;
mod invitation;
mod kept;
mod moment;
mod names;
mod notifications;
mod personal;
mod personal_state;
mod place;
mod remap;
mod repeat;
mod shown;
mod status;
mod timing;
mod viewer_access;
mod when;
mod window;

pub use alarms::Alarms;
pub use busy::{BusyTime, Unseen, merged};
pub use changed::{Override, edit_one, named, occurrence, put_back};
pub use coming::{Outlook, coming, coming_of_some};
pub use content::{Content, ContentPatch, Description, LocationText, Title};
pub use divide::{Divided, Remaining, divide, end_before, exclude};
pub use edit::{Edited, EventDraft, EventPatch, edit_all};
pub use extent::{Extent, Span};
pub use invitation::{Answer, Counts, Invitation, MAX_INVITATIONS, Version, asks_again, carried};
pub use kept::KeptOnClock;
pub use moment::Moment;
pub use names::Names;
pub use notifications::{notifications_of_change, notifications_of_removal};
pub use personal::{Personal, PersonalChange, PersonalPatch, PersonalVersion, Reach};
pub use personal_state::PersonalEventState;
pub use place::{Place, leave_places, one_line, place_label};
pub use repeat::{IN_SHORT_MONTHS, Repeat};
pub use shown::{Entry, MAX_SHOWN, Shown, TooMany, shown, shown_overrides};
pub use status::{Status, Transparency, Visibility};
pub use timing::{Timing, TimingPatch};
pub use viewer_access::ViewerAccess;
pub use when::When;
pub use window::Window;

use crate::{CalendarId, EventId, Invalid, UserId, stored::Identified};

/// An event: a single one, or a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// The calendar it is in.
    pub calendar: CalendarId,
    /// Who made it; `None` once that account is gone.
    pub created_by: Option<UserId>,
    /// Who sees it.
    pub visibility: Visibility,
    /// What it is about.
    pub content: Content,
    /// When it is: of a series, the start and end it was given.
    pub when: When,
    /// How it recurs.
    pub repeat: Option<Repeat>,
}

impl Identified for Event {
    type Id = EventId;
}

/// Says which field of an event is refused, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {invalid}")]
pub struct Unsound {
    /// The field as the wire names it.
    pub field: &'static str,
    /// The reason.
    pub invalid: Invalid,
}

impl Unsound {
    /// Refuses a field.
    pub(crate) const fn new(field: &'static str, invalid: Invalid) -> Self {
        Self { field, invalid }
    }
}

#[cfg(test)]
mod tests;
