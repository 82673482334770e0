//! Making accounts, whoever makes them.

use jiff::{Timestamp, civil::Date};
use umbra_domain::{
    UserId,
    settings::Settings,
    user::{Email, PreferredName, Role, Username},
};
use umbra_store::{
    Constraint, StoreError, Tx, settings,
    user::{self, NewUser},
};

use crate::App;

/// What somebody tells about themselves or about a person they make an account for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// The name to sign in with.
    pub username: Username,
    /// Where mail could go.
    pub email: Option<Email>,
    /// What the person wants to be called.
    pub preferred_name: Option<PreferredName>,
    /// When the person was born.
    pub date_of_birth: Option<Date>,
}

impl NewAccount {
    /// Makes an account of which only the name is known.
    #[must_use]
    pub const fn named(username: Username) -> Self {
        Self { username, email: None, preferred_name: None, date_of_birth: None }
    }
}

/// Why an account could not be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AccountError {
    #[error("the username is taken")]
    UsernameTaken,
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for AccountError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict(Constraint::Username) => Self::UsernameTaken,
            error => Self::Store(error),
        }
    }
}

impl App {
    /// Makes an account with its settings. A password that expires has to be changed first.
    pub(crate) async fn create_account(
        &self,
        tx: &Tx,
        account: &NewAccount,
        role: Role,
        password_hash: &str,
        password_expires_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<UserId, AccountError> {
        let new = NewUser {
            username: &account.username,
            email: account.email.as_ref().map(Email::as_str),
            date_of_birth: account.date_of_birth.map(|date| date.to_string()),
            role,
            password_hash,
            password_expires_at,
            mfa_enforce_pending: false,
        };
        let id = user::create(tx, &new, now).await?;
        let settings = Settings::new(account.preferred_name.clone(), now);
        settings::create(tx, id, &settings).await?;
        Ok(id)
    }
}
