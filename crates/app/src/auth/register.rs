//! Creating an account for oneself.

use umbra_auth::password::Password;
use umbra_domain::{audit::Action, user::Role};
use umbra_store::{StoreError, config, user};

use super::{NewPasswordError, Requester, SignInOutcome, outcome::Proof};
use crate::{
    App,
    account::{AccountError, NewAccount},
};

/// Why somebody could not create an account.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// The admin doesn't let strangers create accounts.
    #[error("registration is closed")]
    Closed,
    /// Somebody has this name.
    #[error("the username is taken")]
    UsernameTaken,
    /// The password was not accepted, or could not be hashed.
    #[error(transparent)]
    Password(#[from] NewPasswordError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<AccountError> for RegisterError {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::UsernameTaken => Self::UsernameTaken,
            AccountError::Store(error) => Self::Store(error),
        }
    }
}

impl App {
    /// Creates a person's own account and signs it in, unless the server demands a second factor first.
    ///
    /// # Errors
    /// [`RegisterError`].
    pub async fn register(
        &self,
        account: NewAccount,
        password: Password,
        requester: &Requester,
    ) -> Result<SignInOutcome, RegisterError> {
        let config = config::find(self.store.reader()).await?;
        if !config.allow_registration {
            return Err(RegisterError::Closed);
        }
        let hash = self.hash_new_password(&password, &account.username).await?;
        let now = self.clock.now();
        let outcome = self
            .store
            .write(async |tx| {
                let id =
                    self.create_account(tx, &account, Role::Standard, &hash, None, now).await?;
                if config.enforce_mfa_new_users {
                    user::factors_changed(tx, id, true, now).await?;
                }
                let made = user::lock(tx, id).await?.ok_or(StoreError::Corrupt("account"))?;
                let key = account.username.key();
                let proof = Proof::Password { code_follows: false };
                let outcome = self.continue_sign_in(tx, &made, key, proof, requester, now).await?;
                let entry = self.own_entry(id, &requester.origin, Action::Register);
                self.record(tx, entry).await?;
                Ok::<_, RegisterError>(outcome)
            })
            .await?;
        self.ring_outbox();
        Ok(outcome)
    }
}
