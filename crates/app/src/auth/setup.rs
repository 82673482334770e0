//! Creating the first admin.

use umbra_auth::password::Password;
use umbra_domain::{
    audit::Action,
    user::{Role, Username},
};
use umbra_store::{StoreError, config, user};

use super::{NewPasswordError, Requester, SignedIn};
use crate::{
    App,
    account::{AccountError, NewAccount},
};

/// Why the first admin could not be created.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// There is an account already.
    #[error("Umbra is set up already")]
    AlreadySetUp,
    /// The password was not accepted, or could not be hashed.
    #[error(transparent)]
    Password(#[from] NewPasswordError),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<AccountError> for SetupError {
    fn from(error: AccountError) -> Self {
        match error {
            // The lock on the configuration row lets nobody in between.
            AccountError::UsernameTaken => Self::AlreadySetUp,
            AccountError::Store(error) => Self::Store(error),
        }
    }
}

impl App {
    /// Creates the first account as an admin and signs it in. Of any number of parallel calls
    /// one succeeds.
    ///
    /// # Errors
    /// [`SetupError`].
    pub async fn setup(
        &self,
        username: Username,
        password: Password,
        requester: &Requester,
    ) -> Result<SignedIn, SetupError> {
        // Asked before the hash, so that this open route costs a stranger nothing later on.
        if user::any(self.store.reader()).await? {
            return Err(SetupError::AlreadySetUp);
        }
        let hash = self.hash_new_password(&password, &username).await?;
        let account = NewAccount::named(username);
        let now = self.clock.now();
        let signed_in = self
            .store
            .write(async |tx| {
                config::lock(tx).await?;
                if user::any(tx).await? {
                    return Err(SetupError::AlreadySetUp);
                }
                let id = self.create_account(tx, &account, Role::Admin, &hash, None, now).await?;
                let key = account.username.key();
                user::record_sign_in(tx, id, now).await?;
                let signed_in = self.begin_session(tx, id, key, requester, now).await?;
                let entry = self.own_entry(id, &requester.origin, Action::Setup);
                self.record(tx, entry).await?;
                Ok(signed_in)
            })
            .await?;
        self.ring_outbox();
        Ok(signed_in)
    }
}
