//! Accepting a new password.

use umbra_auth::{HashError, Saturated, password::Password};
use umbra_domain::{Invalid, user::Username};

use crate::App;

/// Why a new password was not hashed.
#[derive(Debug, thiserror::Error)]
pub enum NewPasswordError {
    /// It is not acceptable.
    #[error(transparent)]
    Refused(Invalid),
    /// Too many passwords are being hashed.
    #[error(transparent)]
    Saturated(#[from] Saturated),
    /// The hash could not be run.
    #[error(transparent)]
    Hash(#[from] HashError),
}

impl App {
    /// Checks a new password against the policy and hashes it.
    pub(crate) async fn hash_new_password(
        &self,
        password: &Password,
        username: &Username,
    ) -> Result<String, NewPasswordError> {
        self.settings
            .passwords
            .check(password, username.as_str())
            .map_err(NewPasswordError::Refused)?;
        let mut ticket = self.hashes.admit()?;
        Ok(ticket.hash(password.as_bytes()).await?)
    }
}
