//! Why nothing could be measured.

use std::fmt;

/// What a step gives, or why it failed.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

/// A reason, as one or more lines for a person.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }

    /// Tells what was being done when something else failed.
    pub(crate) fn when<E: fmt::Display>(doing: impl fmt::Display) -> impl FnOnce(E) -> Self {
        move |error| Self(format!("{doing}: {error}"))
    }
}

impl From<umbra_store::StoreError> for Failure {
    fn from(error: umbra_store::StoreError) -> Self {
        let why = std::error::Error::source(&error).map(|why| format!(": {why}"));
        Self(format!("{error}{}", why.unwrap_or_default()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
