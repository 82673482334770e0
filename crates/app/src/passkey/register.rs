//! Making a passkey.

use serde_json::Value;
use umbra_auth::{
    passkey::{
        Backup, CeremonyFault, NewPasskey as Made, Owner, PasskeysUnavailable, Refused,
        RegistrationState, UserHandle,
    },
    password::Password,
};
use umbra_domain::{
    audit::Action,
    factor::{CeremonyPurpose, Passkey, PasskeyName},
    session::Identity,
};
use umbra_store::{
    StoreError, Tx,
    passkey::{self, NewPasskey},
    settings,
    user::{self, Account},
};

use super::{
    Begun,
    ceremony::{Bound, to_credentials, to_json},
};
use crate::{
    App,
    auth::{ProofError, Requester, SignedIn},
};

/// The most passkeys that a person has.
pub const MAX_PASSKEYS: u64 = 50;

/// Why the making of a passkey did not begin.
#[derive(Debug, thiserror::Error)]
pub enum BeginPasskeyError {
    /// Passkeys can't work on this server.
    #[error(transparent)]
    Unavailable(#[from] PasskeysUnavailable),
    /// The password proved nothing.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// The options could not be made.
    #[error(transparent)]
    Fault(#[from] CeremonyFault),
}

impl From<StoreError> for BeginPasskeyError {
    fn from(error: StoreError) -> Self {
        Self::Proof(error.into())
    }
}

/// Why a passkey was not made.
#[derive(Debug, thiserror::Error)]
pub enum FinishPasskeyError {
    /// Passkeys can't work on this server.
    #[error(transparent)]
    Unavailable(#[from] PasskeysUnavailable),
    /// The ceremony is unknown, used up, too old, or for something or somebody else.
    #[error("the ceremony does not count")]
    BadToken,
    /// The authenticator's answer is not accepted.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The person has as many passkeys as there may be.
    #[error("there are too many passkeys")]
    TooMany,
    /// The session ended meanwhile.
    #[error("the session has ended")]
    SessionEnded,
    /// The database failed.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for FinishPasskeyError {
    fn from(error: StoreError) -> Self {
        // Another person's, or made by a second answer at the same time.
        if passkey::is_registered(&error) {
            Self::Refused(Refused::AlreadyRegistered)
        } else {
            Self::Store(error)
        }
    }
}

impl FinishPasskeyError {
    /// Names a refusal in the audit log; `None` for what is no refusal.
    fn why(&self) -> Option<&'static str> {
        match self {
            Self::BadToken => Some("bad_token"),
            Self::Refused(refused) => Some(refused.code()),
            Self::TooMany => Some("too_many"),
            Self::Unavailable(_) | Self::SessionEnded | Self::Store(_) => None,
        }
    }
}

impl App {
    /// Begins to make a passkey for the caller. Needs the password.
    ///
    /// # Errors
    /// [`BeginPasskeyError`].
    pub async fn begin_passkey(
        &self,
        caller: &Identity,
        password: &Password,
        requester: &Requester,
    ) -> Result<Begun, BeginPasskeyError> {
        let passkeys = self.ceremonies()?;
        let action = Action::AddPasskey;
        let mut proven = self.prove_caller(caller, password, requester, action).await?;
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                let account = self.settle_proof(tx, &mut proven).await?;
                let handle = self.passkey_handle(tx, &account).await?;
                let rows = passkey::of_user(tx, caller.user).await?;
                let called = settings::find(tx, caller.user).await?;
                let called = called.and_then(|settings| settings.preferred_name);
                let owner = Owner {
                    handle: &handle,
                    username: &account.username,
                    display_name: called.as_ref().map_or("", |name| name.as_str()),
                };
                let (options, state) =
                    passkeys.begin_registration(owner, &to_credentials(&rows)?)?;
                let (purpose, bound) = (CeremonyPurpose::Registration, Some(Bound::to(caller)));
                Ok(self.store_ceremony(tx, purpose, bound, options, &state, now).await?)
            })
            .await
    }

    /// Returns the handle by which passkeys call an account, which is drawn with the first one. The
    /// account's row is locked.
    async fn passkey_handle(&self, tx: &Tx, account: &Account) -> Result<UserHandle, StoreError> {
        if let Some(handle) = &account.passkey_handle {
            let handle = UserHandle::from_bytes(handle.clone());
            return handle.map_err(|_| StoreError::Corrupt("passkey handle"));
        }
        let handle = UserHandle::fresh(&*self.entropy);
        user::set_passkey_handle(tx, account.id, handle.as_bytes()).await?;
        Ok(handle)
    }

    /// Verifies the authenticator's answer and stores the passkey. Ends the caller's other sessions
    /// and gives this one a new token.
    ///
    /// # Errors
    /// [`FinishPasskeyError`].
    pub async fn finish_passkey(
        &self,
        caller: &Identity,
        token: &str,
        credential: &Value,
        name: PasskeyName,
        requester: &Requester,
    ) -> Result<(Passkey, SignedIn), FinishPasskeyError> {
        let result = self.try_finish_passkey(caller, token, credential, name, requester).await;
        if let Err(error) = &result
            && let Some(why) = error.why()
        {
            let entry = self.denied_entry(caller, &requester.origin, Action::AddPasskey, why);
            self.store.write(async |tx| self.record(tx, entry).await).await?;
        }
        self.ring_outbox();
        result
    }

    async fn try_finish_passkey(
        &self,
        caller: &Identity,
        token: &str,
        credential: &Value,
        name: PasskeyName,
        requester: &Requester,
    ) -> Result<(Passkey, SignedIn), FinishPasskeyError> {
        let passkeys = self.ceremonies()?;
        let (purpose, bound) = (CeremonyPurpose::Registration, Some(Bound::to(caller)));
        let state: Option<RegistrationState> = self.take_ceremony(token, purpose, bound).await?;
        let state = state.ok_or(FinishPasskeyError::BadToken)?;
        let new = to_row(passkeys.finish_registration(credential, state)?, name)?;
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                let locked = user::lock(tx, caller.user).await?;
                let account = locked.ok_or(FinishPasskeyError::SessionEnded)?;
                if passkey::count(tx, caller.user).await? >= MAX_PASSKEYS {
                    return Err(FinishPasskeyError::TooMany);
                }
                let made = passkey::create(tx, caller.user, new, now).await?;
                user::factors_changed(tx, caller.user, account.mfa_enforce_pending, now).await?;
                let renewed = self.renew(tx, caller, &account, requester, now).await?;
                let signed_in = renewed.ok_or(FinishPasskeyError::SessionEnded)?;
                let entry = self.own_entry(caller.user, &requester.origin, Action::AddPasskey);
                self.record(tx, entry).await?;
                Ok((made, signed_in))
            })
            .await
    }
}

fn to_row(made: Made, name: PasskeyName) -> Result<NewPasskey, StoreError> {
    Ok(NewPasskey {
        name,
        credential_id: made.passkey.credential_id.as_bytes().to_vec(),
        credential: to_json(&made.passkey)?,
        sign_count: made.usage.sign_count.into(),
        backup_eligible: made.usage.backup.map(Backup::is_eligible),
        backup_state: made.usage.backup.is_some_and(Backup::is_backed_up),
    })
}
