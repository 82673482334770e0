//! Why what lies ahead couldn't be read, as problems.

use umbra_app::errors::{AgendaKind, DaysError};
use umbra_domain::Invalid;

use crate::http::{Problem, problem::FieldError};

/// Refuses a number of days, from today on.
pub(super) fn of_days(error: DaysError) -> Problem {
    match error {
        DaysError::Range(invalid) => Problem::unprocessable(invalid.code, invalid.detail),
        DaysError::TooMany(kind) => {
            let (code, what) = too_many(kind);
            let detail = format!("These days have more than 10000 {what}; ask for fewer days.");
            Problem::unprocessable(code, detail)
        }
        DaysError::Store(error) => error.into(),
    }
}

/// Refuses where a range ends.
pub(super) fn of_range(error: DaysError) -> Problem {
    let invalid = match error {
        DaysError::Range(invalid) => invalid,
        DaysError::TooMany(kind) => {
            let (code, what) = too_many(kind);
            let detail = format!("the range has more than 10000 {what}; ask for a shorter one");
            Invalid::new(code, detail)
        }
        DaysError::Store(error) => return error.into(),
    };
    Problem::invalid(vec![FieldError::from_invalid("/end".to_owned(), invalid)])
}

const fn too_many(kind: AgendaKind) -> (&'static str, &'static str) {
    match kind {
        AgendaKind::Events => ("too_many_events", "events"),
        AgendaKind::Todos => ("too_many_todos", "todos"),
        AgendaKind::Tasks => ("too_many_tasks", "tasks"),
        AgendaKind::Reminders => ("too_many_reminders", "reminders"),
        AgendaKind::Birthdays => ("too_many_birthdays", "birthdays"),
        AgendaKind::Projects => ("too_many_projects", "projects"),
    }
}
