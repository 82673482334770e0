//! Signing in, and unlocking a session, with a passkey.

use std::time::Duration;

use serde_json::Value;
use umbra_auth::passkey::{LoginState, PasskeysUnavailable};
use umbra_domain::{
    audit::{Action, Outcome},
    factor::CeremonyPurpose,
    session::Identity,
    user::username_key,
};
use umbra_store::{StoreError, passkey, user};

use super::{
    BeginError, Begun, PasskeyRefused,
    assertion::{Rejected, Verified},
    ceremony::to_credential,
};
use crate::{
    App,
    auth::{Proof, Requester, SignInOutcome, SignedIn},
};

/// Why somebody could not sign in with a passkey.
#[derive(Debug, thiserror::Error)]
pub enum PasskeyLoginError {
    /// Passkeys can't work on this server.
    #[error(transparent)]
    Unavailable(#[from] PasskeysUnavailable),
    /// The answer is not accepted.
    #[error(transparent)]
    Refused(#[from] PasskeyRefused),
    /// The passkey is right, and the account is switched off.
    #[error("the account is switched off")]
    Inactive,
    /// The session that was to be unlocked ended meanwhile.
    #[error("the session has ended")]
    SessionEnded,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

const PURPOSE: CeremonyPurpose = CeremonyPurpose::Login;

/// How long a beginning takes at least. Names with passkeys, without and without an account take
/// the same steps; a stored passkey still takes microseconds to read that a decoy doesn't.
const BEGINNING: Duration = Duration::from_millis(10);

impl App {
    /// Begins a login: for whoever has a name, or without one for whoever's passkeys the browser
    /// finds. Names without passkeys and names that don't exist get decoys that never change, by
    /// the same steps.
    ///
    /// # Errors
    /// [`BeginError`].
    pub async fn begin_passkey_login(&self, username: Option<&str>) -> Result<Begun, BeginError> {
        let whole = tokio::time::sleep(BEGINNING);
        let passkeys = self.ceremonies()?;
        let (options, state) = match username {
            None => passkeys.begin_discoverable_login()?,
            Some(username) => {
                let key = username_key(username);
                let stored = passkey::credentials_of(self.store.reader(), &key).await?;
                let stored: Vec<_> =
                    stored.iter().map(|json| to_credential(json)).collect::<Result<_, _>>()?;
                passkeys.begin_named_login(&self.keys, &key, &stored)?
            }
        };
        let (db, now) = (self.store.autocommit(), self.clock.now());
        let begun = self.store_ceremony(db, PURPOSE, None, options, &state, now).await?;
        whole.await;
        Ok(begun)
    }

    /// Signs a person in with a passkey, which is two factors in one: no code has to follow.
    ///
    /// Wrong passwords and codes don't keep a passkey from working; it clears the count of wrong
    /// codes.
    ///
    /// # Errors
    /// [`PasskeyLoginError`].
    pub async fn login_with_passkey(
        &self,
        token: &str,
        credential: &Value,
        requester: &Requester,
    ) -> Result<SignInOutcome, PasskeyLoginError> {
        let passkeys = self.ceremonies()?;
        let state: Option<LoginState> = self.take_ceremony(token, PURPOSE, None).await?;
        let result = match self.verify_assertion(passkeys, credential, state).await? {
            Ok(verified) => {
                let signed_in = self.sign_in_verified(&verified, requester).await;
                signed_in.map_err(|error| (error, Some(verified.user)))
            }
            Err(Rejected { why, target }) => Err((why.into(), target)),
        };
        self.ring_outbox();
        match result {
            Ok(signed_in) => signed_in,
            Err((PasskeyLoginError::Refused(why), target)) => {
                let rejected = Rejected { why, target };
                let action = Action::PasskeyLogin;
                self.record_rejected(None, &requester.origin, action, &rejected).await?;
                Err(why.into())
            }
            Err((error, _)) => Err(error),
        }
    }

    /// Signs in; the inner error was recorded.
    async fn sign_in_verified(
        &self,
        verified: &Verified,
        requester: &Requester,
    ) -> Result<Result<SignInOutcome, PasskeyLoginError>, PasskeyLoginError> {
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                let locked = user::lock(tx, verified.user).await?;
                let account = locked.ok_or(PasskeyRefused::Changed)?;
                let mut entry = self.own_entry(account.id, &requester.origin, Action::PasskeyLogin);
                if !self.note_use(tx, verified, now).await? {
                    return Err(PasskeyRefused::Changed.into());
                }
                if !account.is_active {
                    entry.outcome = Outcome::Failure;
                    entry.detail = Some("inactive".to_owned());
                    self.record(tx, entry).await?;
                    return Ok(Err(PasskeyLoginError::Inactive));
                }
                if account.code_failures > 0 {
                    user::set_code_failures(tx, account.id, 0).await?;
                }
                let key = username_key(&account.username);
                let outcome = self
                    .continue_sign_in(tx, &account, &key, Proof::Passkey, requester, now)
                    .await?;
                if matches!(outcome, SignInOutcome::EnrolmentRequired(_)) {
                    entry.detail = Some("enrolment required".to_owned());
                } else {
                    self.note_device(&mut entry, &key, requester);
                }
                self.record(tx, entry).await?;
                Ok(Ok(outcome))
            })
            .await
    }

    /// Unlocks the caller's session with one of their passkeys, or proves again who they are, and
    /// gives the session a new token. No session is created.
    ///
    /// # Errors
    /// [`PasskeyLoginError`].
    pub async fn unlock_with_passkey(
        &self,
        caller: &Identity,
        token: &str,
        credential: &Value,
        requester: &Requester,
    ) -> Result<SignedIn, PasskeyLoginError> {
        let passkeys = self.ceremonies()?;
        let state: Option<LoginState> = self.take_ceremony(token, PURPOSE, None).await?;
        let result = match self.verify_assertion(passkeys, credential, state).await? {
            Ok(verified) => self.unlock_verified(caller, &verified, requester).await,
            Err(Rejected { why, .. }) => Err(why.into()),
        };
        self.ring_outbox();
        if let Err(PasskeyLoginError::Refused(why)) = &result {
            // Recorded as the caller's: it is their session that somebody tries to unlock.
            let rejected = Rejected { why: *why, target: Some(caller.user) };
            self.record_rejected(None, &requester.origin, Action::Unlock, &rejected).await?;
        }
        result
    }

    async fn unlock_verified(
        &self,
        caller: &Identity,
        verified: &Verified,
        requester: &Requester,
    ) -> Result<SignedIn, PasskeyLoginError> {
        if verified.user != caller.user {
            return Err(PasskeyRefused::Foreign.into());
        }
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                let locked = user::lock(tx, caller.user).await?;
                let account = locked.ok_or(PasskeyLoginError::SessionEnded)?;
                if !self.note_use(tx, verified, now).await? {
                    return Err(PasskeyRefused::Changed.into());
                }
                if account.code_failures > 0 {
                    user::set_code_failures(tx, account.id, 0).await?;
                }
                let key = username_key(&account.username);
                let rotated = self.rotate_session(tx, caller.session, &key, requester, now).await?;
                let mut signed_in = rotated.ok_or(PasskeyLoginError::SessionEnded)?;
                signed_in.must_change_password = account.must_change_password;
                let entry = self.own_entry(account.id, &requester.origin, Action::Unlock);
                self.record(tx, entry).await?;
                Ok(signed_in)
            })
            .await
    }
}
