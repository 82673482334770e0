//! Why something with reminders failed, as problems.

use umbra_app::reminder::{BelongsToEvent, ReminderRefused, RespondRefused};
use umbra_domain::{
    Invalid,
    reminder::{NothingDue, Unsound},
};

use crate::http::{Problem, problem::FieldError};

impl From<BelongsToEvent> for Problem {
    fn from(BelongsToEvent: BelongsToEvent) -> Self {
        let detail = "This reminder belongs to an event. Change the reminders of the event.";
        Self::conflict("belongs_to_event", detail)
    }
}

impl From<ReminderRefused> for Problem {
    fn from(refused: ReminderRefused) -> Self {
        match refused {
            ReminderRefused::BelongsToEvent(refused) => refused.into(),
            ReminderRefused::Unsound(unsound) => {
                let (pointer, invalid) = place(unsound);
                Self::invalid(vec![FieldError::from_invalid(pointer, invalid)])
            }
        }
    }
}

impl From<RespondRefused> for Problem {
    fn from(refused: RespondRefused) -> Self {
        match refused {
            RespondRefused::NothingDue(NothingDue) => {
                Self::conflict("nothing_due", "Nothing of this reminder is due.")
            }
            RespondRefused::Until(invalid) => {
                Self::invalid(vec![FieldError::from_invalid("/until", invalid)])
            }
        }
    }
}

/// Names the field that is refused when fields don't fit together.
pub(super) fn place(unsound: Unsound) -> (&'static str, Invalid) {
    match unsound {
        Unsound::RemindAt(invalid) => ("/remind_at", invalid),
        Unsound::Zone(invalid) => ("/timezone", invalid),
        Unsound::Rule(invalid) => ("/recurrence_rule", invalid),
        Unsound::ShortMonths(invalid) => ("/short_months", invalid),
    }
}
