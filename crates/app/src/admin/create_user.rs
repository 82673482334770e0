//! Making an account for somebody else.

use umbra_auth::password::Password;
use umbra_domain::{
    UserId,
    audit::Action,
    session::{Identity, Origin},
    user::Role,
};
use umbra_store::{StoreError, config, user};

use super::is_still_admin;
use crate::{
    App,
    account::{AccountError, NewAccount},
    auth::NewPasswordError,
};

/// Why an account could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CreateUserError {
    /// Somebody has this name.
    #[error("the username is taken")]
    UsernameTaken,
    /// The caller stopped being an admin while the request was under way.
    #[error("the caller is no admin any more")]
    NoAdmin,
    /// The password was not accepted, or could not be hashed.
    #[error(transparent)]
    Password(#[from] NewPasswordError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<AccountError> for CreateUserError {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::UsernameTaken => Self::UsernameTaken,
            AccountError::Store(error) => Self::Store(error),
        }
    }
}

/// An account that was just made.
#[derive(Debug)]
pub struct CreatedUser {
    /// Names the account.
    pub id: UserId,
    /// The password that was made up, when none was given.
    pub temporary_password: Option<TemporaryPassword>,
}

/// A password that was made up; shown once.
pub struct TemporaryPassword(String);

impl TemporaryPassword {
    /// Returns the password, for its one showing.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for TemporaryPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TemporaryPassword(…)")
    }
}

impl App {
    /// Makes an account whose password, given or made up, has to be changed at the first sign-in,
    /// and soon.
    /// If the server demands a second factor of new accounts, it demands one of this, too.
    ///
    /// # Errors
    /// [`CreateUserError`].
    pub async fn create_user(
        &self,
        caller: &Identity,
        account: NewAccount,
        role: Role,
        password: Option<Password>,
        origin: &Origin,
    ) -> Result<CreatedUser, CreateUserError> {
        let (password, temporary_password) = match password {
            Some(password) => (password, None),
            None => {
                let (password, shown) = self.make_up_password()?;
                (password, Some(shown))
            }
        };
        let hash = self.hash_new_password(&password, &account.username).await?;
        let now = self.clock.now();
        let id = self
            .store
            .write(async |tx| {
                let enforces_mfa = config::lock(tx).await?.enforce_mfa_new_users;
                if !is_still_admin(tx, caller).await? {
                    return Err(CreateUserError::NoAdmin);
                }
                let expires_at = self.temporary_until(now);
                let id =
                    self.create_account(tx, &account, role, &hash, Some(expires_at), now).await?;
                if enforces_mfa {
                    user::factors_changed(tx, id, true, now).await?;
                }
                let entry = self.entry_by(caller, origin, Action::CreateUser, Some(id));
                self.record(tx, entry).await?;
                Ok::<_, CreateUserError>(id)
            })
            .await?;
        self.ring_outbox();
        Ok(CreatedUser { id, temporary_password })
    }

    /// Makes a password up: 20 characters of 5 bits each, in groups that are easy to read out.
    pub(crate) fn make_up_password(
        &self,
    ) -> Result<(Password, TemporaryPassword), NewPasswordError> {
        let text = self.made_up_text();
        let password = Password::parse(text.clone()).map_err(NewPasswordError::Refused)?;
        Ok((password, TemporaryPassword(text)))
    }

    /// Makes a password up, for somebody who needs an example that works.
    #[must_use]
    pub fn suggest_password(&self) -> TemporaryPassword {
        TemporaryPassword(self.made_up_text())
    }

    /// Draws 20 characters, in groups of five.
    fn made_up_text(&self) -> String {
        // Without letters and digits that look alike.
        const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
        let mut bytes = [0; 20];
        self.entropy.fill(&mut bytes);
        let mut text = String::with_capacity(24);
        for (place, byte) in bytes.iter().enumerate() {
            if place > 0 && place % 5 == 0 {
                text.push('-');
            }
            text.push(char::from(ALPHABET[usize::from(byte % 32)]));
        }
        text
    }
}
