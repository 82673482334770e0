//! Why something with events failed, as problems.

use umbra_app::event::{
    CreateEventError, DeleteEventError, ListEventsError, ReadEventError, UpdateEventError,
};
use umbra_domain::{Invalid, event::Unsound};

use crate::http::{Problem, problem::FieldError};

impl From<CreateEventError> for Problem {
    fn from(error: CreateEventError) -> Self {
        match error {
            CreateEventError::UnknownCalendar => unknown_calendar(),
            CreateEventError::Unsound(unsound) => refused(unsound),
            CreateEventError::Store(error) => error.into(),
        }
    }
}

impl From<ReadEventError> for Problem {
    fn from(error: ReadEventError) -> Self {
        match error {
            ReadEventError::NotFound => Self::not_found(),
            ReadEventError::Store(error) => error.into(),
        }
    }
}

impl From<ListEventsError> for Problem {
    fn from(error: ListEventsError) -> Self {
        match error {
            ListEventsError::Range(invalid) => one("end", invalid),
            ListEventsError::TooMany => {
                let detail = "the range has more than 10000 events; ask for a shorter one";
                one("end", Invalid::new("too_many_events", detail))
            }
            ListEventsError::Store(error) => error.into(),
        }
    }
}

impl From<UpdateEventError> for Problem {
    fn from(error: UpdateEventError) -> Self {
        match error {
            UpdateEventError::NotFound => Self::not_found(),
            UpdateEventError::Changed => Self::precondition_failed(),
            UpdateEventError::ScopeRequired => scope_required(),
            UpdateEventError::UnknownCalendar => unknown_calendar(),
            UpdateEventError::Unsound(unsound) => refused(unsound),
            UpdateEventError::Store(error) => error.into(),
        }
    }
}

impl From<DeleteEventError> for Problem {
    fn from(error: DeleteEventError) -> Self {
        match error {
            DeleteEventError::NotFound => Self::not_found(),
            DeleteEventError::Changed => Self::precondition_failed(),
            DeleteEventError::ScopeRequired => scope_required(),
            DeleteEventError::Unsound(unsound) => refused(unsound),
            DeleteEventError::Store(error) => error.into(),
        }
    }
}

fn one(field: &str, invalid: Invalid) -> Problem {
    Problem::invalid(vec![FieldError::from_invalid(format!("/{field}"), invalid)])
}

/// Refuses a field that doesn't go with the others.
pub(crate) fn refused(Unsound { field, invalid }: Unsound) -> Problem {
    one(field, invalid)
}

/// Refuses a calendar that the caller doesn't have.
pub(crate) fn unknown_calendar() -> Problem {
    one("calendar_id", Invalid::new("unknown_calendar", "you have no such calendar"))
}

fn scope_required() -> Problem {
    let detail =
        "the event recurs; scope says whether this, following or all occurrences are meant";
    one("scope", Invalid::new("scope_required", detail))
}
