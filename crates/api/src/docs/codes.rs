//! The codes of problems: which there are, what they mean, and which operations answer them.
//!
//! This is the one list. From it come what the document says of each operation, and `docs/errors.md`. Most
//! codes follow from what an operation takes; the others name the operations.

use super::operation::Operation;

mod by;
mod conflicts;
mod others;
mod requests;

/// A `code`, with the status that it comes with.
pub(super) struct Code {
    pub(super) status: u16,
    pub(super) name: &'static str,
    /// When it is answered, for people.
    pub(super) meaning: &'static str,
    /// Which operations answer it.
    pub(super) by: By,
}

/// Who answers a code.
#[derive(Clone, Copy)]
pub(super) enum By {
    /// All operations that fit, and how to say in words which.
    Those(&'static str, fn(&Operation<'_>) -> bool),
    /// These operations.
    Named(&'static [&'static str]),
}

impl Code {
    /// Tells whether single operations answer it.
    pub(super) fn is_own(&self) -> bool {
        matches!(self.by, By::Named(_))
    }

    /// Tells whether an operation answers it.
    pub(super) fn is_of(&self, operation: &Operation<'_>) -> bool {
        match self.by {
            By::Those(_, fits) => fits(operation),
            By::Named(names) => names.contains(&operation.id()),
        }
    }
}

const fn code(status: u16, name: &'static str, by: By, meaning: &'static str) -> Code {
    Code { status, name, meaning, by }
}

/// All of them, by status.
pub(super) fn codes() -> impl Iterator<Item = &'static Code> {
    [requests::CODES, conflicts::CODES, others::CODES].into_iter().flatten()
}
