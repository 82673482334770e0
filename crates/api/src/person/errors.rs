//! Why something with people failed, as problems.

use umbra_app::{errors::DaysError, person::MergeRefused};
use umbra_domain::{
    Invalid,
    person::{Nameless, TooMuch},
};

use crate::http::{Problem, problem::FieldError};

impl From<Nameless> for Problem {
    fn from(Nameless: Nameless) -> Self {
        one("/first_name", Invalid::new("nameless", Nameless.to_string()))
    }
}

impl From<MergeRefused> for Problem {
    fn from(refused: MergeRefused) -> Self {
        match refused {
            MergeRefused::UnknownPerson => one("/person_id", unknown_person()),
            MergeRefused::Same => {
                let detail = "a person can't be merged with themselves";
                one("/person_id", Invalid::new("same_person", detail))
            }
            MergeRefused::TooMuch(much) => Self::conflict(
                "too_much_to_merge",
                match much {
                    TooMuch::Emails => "Together they have more than 50 e-mail addresses.",
                    TooMuch::Phones => "Together they have more than 50 telephone numbers.",
                    TooMuch::Addresses => "Together they have more than 20 postal addresses.",
                    TooMuch::Notes => {
                        "Together their notes are longer than 10,000 characters; shorten one of them."
                    }
                },
            ),
        }
    }
}

/// Says that there is no such person for the caller.
pub(super) fn unknown_person() -> Invalid {
    Invalid::new("unknown_person", "you have no such person")
}

/// Refuses the days of a list of birthdays, of which there may be too many.
pub(super) fn of_birthdays(error: DaysError) -> Problem {
    match error {
        DaysError::Range(invalid) => one("/end", invalid),
        DaysError::TooMany(_) => Problem::unprocessable(
            "too_many_birthdays",
            "These days have more than 10000 birthdays; ask for fewer days.",
        ),
        DaysError::Store(error) => error.into(),
    }
}

fn one(pointer: &str, invalid: Invalid) -> Problem {
    Problem::invalid(vec![FieldError::from_invalid(pointer, invalid)])
}
