//! Why something with calendars failed, as problems.

use umbra_app::calendar::{
    CreateCalendarError, DeleteCalendarError, ListCalendarsError, ReadCalendarError,
    UpdateCalendarError,
};
use umbra_domain::calendar::MOST;

use crate::http::{Problem, page::invalid_cursor};

/// A calendar that has to go on being the default.
fn default_calendar(detail: &'static str) -> Problem {
    Problem::conflict("default_calendar", detail)
}

impl From<CreateCalendarError> for Problem {
    fn from(error: CreateCalendarError) -> Self {
        match error {
            CreateCalendarError::TooMany => Self::conflict(
                "too_many_calendars",
                format!("You have {MOST} calendars. Delete one before you add another."),
            ),
            CreateCalendarError::SessionEnded => Self::unauthenticated(),
            CreateCalendarError::Store(error) => error.into(),
        }
    }
}

impl From<ReadCalendarError> for Problem {
    fn from(error: ReadCalendarError) -> Self {
        match error {
            ReadCalendarError::NotFound => Self::not_found(),
            ReadCalendarError::Store(error) => error.into(),
        }
    }
}

impl From<ListCalendarsError> for Problem {
    fn from(error: ListCalendarsError) -> Self {
        match error {
            ListCalendarsError::BadCursor => invalid_cursor(),
            ListCalendarsError::Store(error) => error.into(),
        }
    }
}

impl From<UpdateCalendarError> for Problem {
    fn from(error: UpdateCalendarError) -> Self {
        match error {
            UpdateCalendarError::NotFound => Self::not_found(),
            UpdateCalendarError::Changed => Self::precondition_failed(),
            UpdateCalendarError::IsDefault => {
                default_calendar("This is your default calendar. Make another one the default.")
            }
            UpdateCalendarError::Store(error) => error.into(),
        }
    }
}

impl From<DeleteCalendarError> for Problem {
    fn from(error: DeleteCalendarError) -> Self {
        match error {
            DeleteCalendarError::NotFound => Self::not_found(),
            DeleteCalendarError::Changed => Self::precondition_failed(),
            DeleteCalendarError::IsDefault => default_calendar(
                "This is your default calendar. Make another one the default before you delete it.",
            ),
            DeleteCalendarError::Store(error) => error.into(),
        }
    }
}
