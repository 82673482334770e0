//! Why an admin's change was not made, as problems.

use umbra_app::admin::{ChangeUserError, ResetPasswordError};

use crate::{errors::no_admin, http::Problem};

impl From<ChangeUserError> for Problem {
    fn from(error: ChangeUserError) -> Self {
        match error {
            ChangeUserError::NotFound => Self::not_found(),
            ChangeUserError::Yourself => Self::conflict(
                "cannot_change_yourself",
                "You can't do this to your own account here. Use your own settings, or ask \
                 another admin.",
            ),
            ChangeUserError::LastAdmin => Self::conflict(
                "last_admin",
                "This is the last admin who can sign in. Make somebody else an admin first.",
            ),
            ChangeUserError::NoAdmin => no_admin(),
            ChangeUserError::Store(error) => error.into(),
        }
    }
}

impl From<ResetPasswordError> for Problem {
    fn from(error: ResetPasswordError) -> Self {
        match error {
            ResetPasswordError::Change(error) => error.into(),
            ResetPasswordError::Password(error) => error.into(),
        }
    }
}
