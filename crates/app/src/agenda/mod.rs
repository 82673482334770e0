//! What lies ahead: the coming days, and today. And what any range of days holds.

mod dashboard;
mod dated;
mod found;
mod upcoming;

pub use dashboard::Dashboard;
pub use dated::{Agenda, EventInRange, ListAgenda, TaskInRange, TodoInRange};
pub use upcoming::Upcoming;

use umbra_store::StoreError;

use crate::{
    errors::{AgendaKind, DaysError},
    event::ListEventsError,
};

impl From<ListEventsError> for DaysError {
    fn from(error: ListEventsError) -> Self {
        match error {
            ListEventsError::Range(invalid) => Self::Range(invalid),
            // No calendar was named.
            ListEventsError::Denied(_) => Self::Store(StoreError::Corrupt("event")),
            ListEventsError::TooMany => Self::TooMany(AgendaKind::Events),
            ListEventsError::Store(error) => Self::Store(error),
        }
    }
}
