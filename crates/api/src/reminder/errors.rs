//! Why something with reminders failed, as problems.

use umbra_app::reminder::{
    CreateReminderError, DeleteReminderError, ListRemindersError, ReadReminderError, RespondError,
    UpdateReminderError,
};
use umbra_domain::{
    Invalid,
    reminder::{NothingDue, Unsound},
};

use crate::http::{Problem, page::invalid_cursor, problem::FieldError};

fn belongs_to_event() -> Problem {
    let detail = "This reminder belongs to an event. Change the reminders of the event.";
    Problem::conflict("belongs_to_event", detail)
}

impl From<CreateReminderError> for Problem {
    fn from(error: CreateReminderError) -> Self {
        match error {
            CreateReminderError::Store(error) => error.into(),
        }
    }
}

impl From<ReadReminderError> for Problem {
    fn from(error: ReadReminderError) -> Self {
        match error {
            ReadReminderError::NotFound => Self::not_found(),
            ReadReminderError::Store(error) => error.into(),
        }
    }
}

impl From<ListRemindersError> for Problem {
    fn from(error: ListRemindersError) -> Self {
        match error {
            ListRemindersError::BadCursor => invalid_cursor(),
            ListRemindersError::Store(error) => error.into(),
        }
    }
}

impl From<UpdateReminderError> for Problem {
    fn from(error: UpdateReminderError) -> Self {
        match error {
            UpdateReminderError::NotFound => Self::not_found(),
            UpdateReminderError::Changed => Self::precondition_failed(),
            UpdateReminderError::BelongsToEvent => belongs_to_event(),
            UpdateReminderError::Unsound(unsound) => {
                let (pointer, invalid) = place(unsound);
                Self::invalid(vec![FieldError::from_invalid(pointer, invalid)])
            }
            UpdateReminderError::Store(error) => error.into(),
        }
    }
}

impl From<DeleteReminderError> for Problem {
    fn from(error: DeleteReminderError) -> Self {
        match error {
            DeleteReminderError::NotFound => Self::not_found(),
            DeleteReminderError::Changed => Self::precondition_failed(),
            DeleteReminderError::BelongsToEvent => belongs_to_event(),
            DeleteReminderError::Store(error) => error.into(),
        }
    }
}

impl From<RespondError> for Problem {
    fn from(error: RespondError) -> Self {
        match error {
            RespondError::NotFound => Self::not_found(),
            RespondError::Changed => Self::precondition_failed(),
            RespondError::NothingDue(NothingDue) => {
                Self::conflict("nothing_due", "Nothing of this reminder is due.")
            }
            RespondError::Until(invalid) => {
                Self::invalid(vec![FieldError::from_invalid("/until", invalid)])
            }
            RespondError::Store(error) => error.into(),
        }
    }
}

/// Says at which field one is told that the fields don't go together.
pub(super) fn place(unsound: Unsound) -> (&'static str, Invalid) {
    match unsound {
        Unsound::RemindAt(invalid) => ("/remind_at", invalid),
        Unsound::Rule(invalid) => ("/recurrence_rule", invalid),
    }
}
