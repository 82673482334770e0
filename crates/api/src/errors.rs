//! What the errors that all features share look like to a client.

use umbra_app::{
    StoreError,
    errors::{ChangeError, ListError, ListWithinError, ReadError},
};
use umbra_domain::rights::{Denied, Forbidden};

use crate::http::{Problem, page::invalid_cursor};

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::Unavailable(cause) => {
                Self::database_unavailable().because(cause.to_string())
            }
            StoreError::BadCursor => invalid_cursor(),
            StoreError::SignedOut => Self::unauthenticated(),
            // A use case that can run into a constraint answers for it itself.
            StoreError::Conflict(_)
            | StoreError::Dangling(_)
            | StoreError::Unexpected(_)
            | StoreError::Newer(_)
            | StoreError::InUse(..)
            | StoreError::Corrupt(_) => Self::internal(&error),
        }
    }
}

/// What somebody is told who was an admin when their request came, and is none any more.
pub(crate) fn no_admin() -> Problem {
    Problem::forbidden("admin_only", "You stopped being an admin in the meantime.")
}

impl From<ListWithinError> for Problem {
    fn from(error: ListWithinError) -> Self {
        match error {
            ListWithinError::Denied(denied) => denied.into(),
            ListWithinError::BadCursor => invalid_cursor(),
            ListWithinError::Store(error) => error.into(),
        }
    }
}

impl From<Denied> for Problem {
    fn from(denied: Denied) -> Self {
        match denied {
            Denied::Missing => Self::not_found(),
            Denied::Forbidden(Forbidden::ReadOnly) => {
                Self::forbidden("read_only", "You may look at this, but not change it.")
            }
            Denied::Forbidden(Forbidden::CommentOnly) => {
                let detail = "You may look at this and comment, but not change it.";
                Self::forbidden("comment_only", detail)
            }
            Denied::Forbidden(Forbidden::NotYours) => Self::forbidden(
                "not_yours",
                "Only its creator, its owner or a manager may do this.",
            ),
        }
    }
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Denied(denied) => denied.into(),
            ReadError::Store(error) => error.into(),
        }
    }
}

impl From<ListError> for Problem {
    fn from(error: ListError) -> Self {
        match error {
            ListError::BadCursor => invalid_cursor(),
            ListError::Store(error) => error.into(),
        }
    }
}

impl<Refused: Into<Self> + std::error::Error> From<ChangeError<Refused>> for Problem {
    fn from(error: ChangeError<Refused>) -> Self {
        match error {
            ChangeError::Denied(denied) => denied.into(),
            ChangeError::Changed => Self::precondition_failed(),
            ChangeError::Refused(refused) => refused.into(),
            ChangeError::Store(error) => error.into(),
        }
    }
}

/// For verbs that have nothing of their own to refuse.
impl From<std::convert::Infallible> for Problem {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}
