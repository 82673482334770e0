//! Why a value was refused.

use std::borrow::Cow;

/// The reason a value could not be parsed.
///
/// `code` is stable and part of the wire contract; `detail` is a sentence for people and never
/// repeats the refused input.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct Invalid {
    /// Names the reason for programs, in `snake_case`.
    pub code: &'static str,
    /// Explains the reason to a person.
    pub detail: Cow<'static, str>,
}

impl Invalid {
    /// Builds a reason from its code and its sentence.
    pub fn new(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { code, detail: detail.into() }
    }
}
