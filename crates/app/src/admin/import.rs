//! Bringing accounts over from the service that Umbra replaces.

use umbra_auth::{
    Purpose, TotpSecret,
    passkey::{Backup, NewPasskey},
};
use umbra_domain::{
    UserId,
    audit::Action,
    factor::PasskeyName,
    user::{Email, Role, Username},
};
use umbra_store::{Constraint, StoreError, Tx, config, passkey, totp, user};

use crate::{
    App,
    account::{AccountError, NewAccount},
};

/// How many passkeys it takes to do without a password.
const PASSWORDLESS_NEEDS: usize = 2;

/// An account of the replaced service. It holds secrets.
pub struct LegacyUser {
    /// The name to sign in with.
    pub username: Username,
    /// Where mail could go.
    pub email: Option<Email>,
    /// What the account may do.
    pub role: Role,
    /// Whether the account may be used.
    pub is_active: bool,
    /// The password's hash, Argon2 or bcrypt.
    pub password_hash: String,
    /// Whether the password has to be changed first.
    pub must_change_password: bool,
    /// Whether the person signs in with passkeys only.
    pub passwordless_enabled: bool,
    /// The secret of the person's authenticator app.
    pub totp_secret: Option<TotpSecret>,
    /// The person's passkeys, with what they are called.
    pub passkeys: Vec<(PasskeyName, NewPasskey)>,
}

impl std::fmt::Debug for LegacyUser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LegacyUser").field("username", &self.username).finish_non_exhaustive()
    }
}

/// Why an account was not brought over. Nothing of it was, then.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Somebody has this name.
    #[error("the username is taken")]
    UsernameTaken,
    /// Somebody has registered one of the passkeys.
    #[error("one of the passkeys is registered already")]
    PasskeyTaken,
    /// The passkeys were made under different handles, so they were never one person's.
    #[error("the passkeys have different user handles")]
    HandlesDiffer,
    /// Without a password, two passkeys are the least.
    #[error("signing in without a password needs two passkeys")]
    TooFewPasskeys,
    /// The database failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for ImportError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict(Constraint::CredentialId) => Self::PasskeyTaken,
            error => Self::Store(error),
        }
    }
}

impl From<AccountError> for ImportError {
    fn from(error: AccountError) -> Self {
        match error {
            AccountError::UsernameTaken => Self::UsernameTaken,
            AccountError::Store(error) => error.into(),
        }
    }
}

impl App {
    /// Brings one account over, with everything it has or not at all.
    ///
    /// # Errors
    /// [`ImportError`].
    pub async fn operator_import(&self, legacy: &LegacyUser) -> Result<UserId, ImportError> {
        if legacy.passwordless_enabled && legacy.passkeys.len() < PASSWORDLESS_NEEDS {
            return Err(ImportError::TooFewPasskeys);
        }
        let handle = common_handle(&legacy.passkeys)?;
        let mut account = NewAccount::named(legacy.username.clone());
        account.email.clone_from(&legacy.email);
        let id = self
            .store
            .write(async |tx| {
                // So that set-up over HTTP can't make a second first admin meanwhile.
                config::lock(tx).await?;
                let (role, hash) = (legacy.role, &legacy.password_hash);
                let now = self.clock.now();
                // Nobody knows how old it is.
                let expires = legacy.must_change_password.then(|| self.temporary_until(now));
                let id = self.create_account(tx, &account, role, hash, expires, now).await?;
                if !legacy.is_active {
                    user::set_active(tx, id, false, now).await?;
                }
                if let Some(handle) = handle {
                    user::set_passkey_handle(tx, id, handle).await?;
                }
                self.import_factors(tx, id, legacy).await?;
                let detail = "command line";
                self.record(tx, self.operator_entry(Action::ImportUser, Some(id), detail)).await?;
                Ok::<_, ImportError>(id)
            })
            .await?;
        self.ring_outbox();
        Ok(id)
    }

    async fn import_factors(
        &self,
        tx: &Tx,
        id: UserId,
        legacy: &LegacyUser,
    ) -> Result<(), ImportError> {
        let now = self.clock.now();
        if let Some(secret) = &legacy.totp_secret {
            let base32 = secret.to_base32();
            let sealed = self.seals.seal(Purpose::TotpSecret, id, base32.as_bytes(), now);
            totp::put_confirmed(tx, id, &sealed, now).await?;
        }
        for (name, NewPasskey { passkey, usage }) in &legacy.passkeys {
            let credential =
                serde_json::to_string(passkey).map_err(|_| StoreError::Corrupt("passkey"))?;
            let new = passkey::NewPasskey {
                name: name.clone(),
                credential_id: passkey.credential_id.as_bytes().to_vec(),
                credential,
                sign_count: usage.sign_count.into(),
                backup_eligible: usage.backup.map(Backup::is_eligible),
                backup_state: usage.backup.is_some_and(Backup::is_backed_up),
            };
            passkey::create(tx, id, new, now).await?;
        }
        if legacy.passwordless_enabled {
            user::set_passwordless(tx, id, true, now).await?;
        }
        Ok(())
    }
}

/// Finds the handle that the passkeys were made under, where it is known.
fn common_handle(passkeys: &[(PasskeyName, NewPasskey)]) -> Result<Option<&[u8]>, ImportError> {
    let mut handles = passkeys.iter().filter_map(|(_, new)| new.passkey.user_handle.as_ref());
    let first = handles.next();
    if handles.any(|other| Some(other) != first) {
        return Err(ImportError::HandlesDiffer);
    }
    Ok(first.map(|handle| handle.as_bytes()))
}
