//! Why something with events failed, as problems.

use umbra_app::event::{CreateEventError, DeleteRefused, ListEventsError, UpdateRefused};
use umbra_domain::{Invalid, event::Unsound};

use crate::http::{Problem, problem::FieldError};

impl From<CreateEventError> for Problem {
    fn from(error: CreateEventError) -> Self {
        match error {
            CreateEventError::UnknownCalendar => unknown_calendar(),
            CreateEventError::UnknownLocation => unknown_location(),
            CreateEventError::Unsound(unsound) => refused(unsound),
            CreateEventError::Store(error) => error.into(),
        }
    }
}

impl From<ListEventsError> for Problem {
    fn from(error: ListEventsError) -> Self {
        match error {
            ListEventsError::Denied(denied) => denied.into(),
            ListEventsError::Range(invalid) => one("end", invalid),
            ListEventsError::TooMany => {
                let detail = "the range has more than 10000 events; ask for a shorter one";
                one("end", Invalid::new("too_many_events", detail))
            }
            ListEventsError::Store(error) => error.into(),
        }
    }
}

impl From<UpdateRefused> for Problem {
    fn from(error: UpdateRefused) -> Self {
        match error {
            UpdateRefused::ScopeRequired => scope_required(),
            UpdateRefused::UnknownCalendar => unknown_calendar(),
            UpdateRefused::UnknownLocation => unknown_location(),
            UpdateRefused::Unsound(unsound) => refused(unsound),
        }
    }
}

impl From<DeleteRefused> for Problem {
    fn from(error: DeleteRefused) -> Self {
        match error {
            DeleteRefused::ScopeRequired => scope_required(),
            DeleteRefused::Unsound(unsound) => refused(unsound),
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

/// Refuses a place that the caller doesn't have.
fn unknown_location() -> Problem {
    one("location_id", no_such_location())
}

/// Says that the caller doesn't have a place.
pub(super) fn no_such_location() -> Invalid {
    Invalid::new("unknown_location", "you have no such place")
}

fn scope_required() -> Problem {
    let detail =
        "the event recurs; scope says whether this, following or all occurrences are meant";
    one("scope", Invalid::new("scope_required", detail))
}
