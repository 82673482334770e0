//! Events: single ones, series, and their occurrences.

mod create;
mod delete;
mod list;
mod read;
mod settle;
mod update;

pub use create::{CreateEvent, CreateEventError};
pub use delete::DeleteEventError;
pub use list::{ListEvents, ListEventsError};
pub use read::ReadEventError;
pub(crate) use settle::settle_days;
pub use update::UpdateEventError;

use umbra_domain::event::Moment;

/// Which occurrences of a series a change or a deletion is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Not said, which only single events allow.
    Unsaid,
    /// The whole series, or the single event.
    All,
    /// This occurrence.
    This(Moment),
    /// This occurrence and all that follow.
    Following(Moment),
}
