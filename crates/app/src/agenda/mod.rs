//! What lies ahead: the coming days, and today. And what any range of days holds.

mod dashboard;
mod dated;
mod found;
mod upcoming;

pub use dashboard::Dashboard;
pub use dated::{
    Agenda, Crowd, EventInRange, ListAgenda, ListAgendaError, TaskInRange, TodoInRange,
};
pub use upcoming::Upcoming;

use umbra_domain::Invalid;
use umbra_store::StoreError;

use crate::event::ListEventsError;

/// Why what lies ahead could not be read.
#[derive(Debug, thiserror::Error)]
pub enum AgendaError {
    /// There are too many events in these days.
    #[error("these days have too many events")]
    TooMany,
    /// The days are beyond the calendar.
    #[error(transparent)]
    Range(#[from] Invalid),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<ListEventsError> for AgendaError {
    fn from(error: ListEventsError) -> Self {
        match error {
            ListEventsError::Range(invalid) => Self::Range(invalid),
            // No calendar was named.
            ListEventsError::Denied(_) => Self::Store(StoreError::Corrupt("event")),
            ListEventsError::TooMany => Self::TooMany,
            ListEventsError::Store(error) => Self::Store(error),
        }
    }
}
