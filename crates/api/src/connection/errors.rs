//! Why something with connections failed, as problems.

use umbra_app::connection::{BlockError, RequestError};
use umbra_domain::{Invalid, connection::MAX_OPEN_REQUESTS};

use super::request::unknown;
use crate::http::{Problem, problem::FieldError};

fn refused(pointer: &str, invalid: Invalid) -> Problem {
    Problem::invalid(vec![FieldError::from_invalid(pointer, invalid)])
}

impl From<RequestError> for Problem {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::Yourself => {
                refused("/username", Invalid::new("yourself", "this is your own username"))
            }
            RequestError::AlreadyConnected => {
                Self::conflict("already_connected", "You are connected with this person already.")
            }
            RequestError::Blocked => Self::conflict(
                "blocked_by_you",
                "You block this person. Stop blocking them before you ask them.",
            ),
            RequestError::TooMany => Self::conflict(
                "too_many_connection_requests",
                format!("You have {MAX_OPEN_REQUESTS} open requests. Cancel one of them first."),
            ),
            RequestError::TooOften { retry_after } => Self::too_many_requests(retry_after),
            RequestError::SessionEnded => Self::unauthenticated(),
            RequestError::Store(error) => error.into(),
        }
    }
}

impl From<BlockError> for Problem {
    fn from(error: BlockError) -> Self {
        match error {
            BlockError::Yourself => {
                refused("/user_id", Invalid::new("yourself", "this is your own account"))
            }
            BlockError::Unknown => refused("/user_id", unknown()),
            BlockError::Store(error) => error.into(),
        }
    }
}
