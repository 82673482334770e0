//! Why something with todos failed, as problems.

use umbra_app::todo::NothingToUndo;
use umbra_domain::{Invalid, todo::Unsound};

use crate::http::{Problem, problem::FieldError};

impl From<Unsound> for Problem {
    fn from(unsound: Unsound) -> Self {
        let (pointer, invalid) = place(unsound);
        Self::invalid(vec![FieldError::from_invalid(pointer, invalid)])
    }
}

impl From<NothingToUndo> for Problem {
    fn from(NothingToUndo: NothingToUndo) -> Self {
        let detail = "Nothing of this todo's present series was completed.";
        Self::conflict("nothing_to_undo", detail)
    }
}

/// Names the field that is refused when fields don't fit together.
pub(crate) fn place(unsound: Unsound) -> (&'static str, Invalid) {
    match unsound {
        Unsound::DueTime(invalid) => ("/due_time", invalid),
        Unsound::Rule(invalid) => ("/recurrence_rule", invalid),
        Unsound::ShortMonths(invalid) => ("/short_months", invalid),
        Unsound::Basis(invalid) => ("/recurrence_basis", invalid),
    }
}
