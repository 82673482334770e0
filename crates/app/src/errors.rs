//! Why the verbs that all things have can fail. A verb with something of its own to say has an
//! error of its own, or says it as what a [`ChangeError`] refuses.

use std::convert::Infallible;

use umbra_domain::{Invalid, rights::Denied};
use umbra_store::StoreError;

/// Why a thing could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The caller may not see it, or there is none.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why things could not be listed.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// The cursor doesn't belong to this list.
    #[error("the cursor doesn't belong to this list")]
    BadCursor,
    /// The database failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for ListError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::BadCursor => Self::BadCursor,
            error => Self::Store(error),
        }
    }
}

/// Why what is in a thing, such as the tasks of a project, could not be listed.
#[derive(Debug, thiserror::Error)]
pub enum ListWithinError {
    /// The caller may not see the thing, or there is none.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The cursor doesn't belong to this list.
    #[error("the cursor doesn't belong to this list")]
    BadCursor,
    /// The database failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for ListWithinError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::BadCursor => Self::BadCursor,
            error => Self::Store(error),
        }
    }
}

impl From<ReadError> for ListWithinError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Denied(denied) => Self::Denied(denied),
            ReadError::Store(error) => error.into(),
        }
    }
}

/// Why what is on some days could not be read.
#[derive(Debug, thiserror::Error)]
pub enum DaysError {
    /// The days are too many or none, or beyond the calendar.
    #[error(transparent)]
    Range(#[from] Invalid),
    /// There is too much of something on these days, or finding theirs would take too long.
    #[error("these days have too many of something")]
    TooMany(AgendaKind),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What there is too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgendaKind {
    /// Events.
    Events,
    /// Todos.
    Todos,
    /// Tasks.
    Tasks,
    /// Reminders.
    Reminders,
    /// Birthdays.
    Birthdays,
    /// Projects.
    Projects,
}

/// Why a thing could not be changed or deleted; `Refused` is what the verb itself has against it.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError<Refused: std::error::Error + 'static = Infallible> {
    /// The caller may not do this with it, or not even see it, or there is none.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// Somebody changed it since the caller read it.
    #[error("it has changed meanwhile")]
    Changed,
    /// The change itself is refused.
    #[error(transparent)]
    Refused(Refused),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What was due is done, or is due at another time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is not due as it was")]
pub(crate) struct NotDue;

/// Why a thing could not be deleted.
pub type DeleteError<Refused = Infallible> = ChangeError<Refused>;

/// Tells whether somebody could act on a thing that they no longer see themselves: what is gone, or not
/// theirs, or refused is no error, but nothing was done.
pub(crate) fn acted<T, R: std::error::Error + 'static>(
    result: Result<T, ChangeError<R>>,
) -> Result<bool, StoreError> {
    match result {
        Ok(_) => Ok(true),
        Err(ChangeError::Denied(_) | ChangeError::Changed | ChangeError::Refused(_)) => Ok(false),
        Err(ChangeError::Store(error)) => Err(error),
    }
}
