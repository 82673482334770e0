//! Why a command failed.

use std::fmt;
use std::path::Path;

/// What a command gives, or why it failed.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

/// A reason, as one or more lines for a person.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    pub(crate) fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }

    /// Tells which file couldn't be used.
    pub(crate) fn about(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.display().to_string();
        move |error| Self(format!("{path}: {error}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
