//! Creating the first admin.

use umbra_auth::{SetupToken, password::Password};
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

/// Who may create the first admin over HTTP, while there is no account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetupMode {
    /// Whoever comes first.
    Open,
    /// Who has the token that the operator is shown.
    Token,
    /// Nobody: the operator makes one at the command line.
    Off,
}

/// Why the first admin could not be created.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// It is switched off.
    #[error("set-up over HTTP is off")]
    Off,
    /// It takes the operator's token, and none was given.
    #[error("the setup token is missing")]
    TokenMissing,
    /// What was given is not the operator's token.
    #[error("the setup token is wrong")]
    TokenWrong,
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
    /// Says who may create the first admin.
    #[must_use]
    pub const fn setup_mode(&self) -> SetupMode {
        self.settings.setup
    }

    /// Returns the token for creating the first admin, for the operator to see.
    #[must_use]
    pub fn setup_token(&self) -> SetupToken {
        self.keys.setup_token()
    }

    /// Tells whether there is any account yet.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn is_set_up(&self) -> Result<bool, StoreError> {
        user::any(self.store.reader()).await
    }

    /// Creates the first account as an admin and signs it in. Of any number of parallel calls
    /// one succeeds. `token` is what was given as the operator's token.
    ///
    /// # Errors
    /// [`SetupError`].
    pub async fn setup(
        &self,
        username: Username,
        password: Password,
        token: Option<&str>,
        requester: &Requester,
    ) -> Result<SignedIn, SetupError> {
        // Asked before the hash, so that this open route costs a stranger nothing later on.
        if self.is_set_up().await? {
            return Err(SetupError::AlreadySetUp);
        }
        match (self.settings.setup, token) {
            (SetupMode::Open, _) => {}
            (SetupMode::Off, _) => return Err(SetupError::Off),
            (SetupMode::Token, None) => return Err(SetupError::TokenMissing),
            (SetupMode::Token, Some(given)) if !self.keys.is_setup_token(given) => {
                tracing::warn!("somebody tried to set up with a wrong setup token");
                return Err(SetupError::TokenWrong);
            }
            (SetupMode::Token, Some(_)) => {}
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
