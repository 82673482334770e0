//! Letting the password count again for signing in.

use serde_json::Value;
use umbra_auth::passkey::{LoginState, PasskeysUnavailable};
use umbra_domain::{audit::Action, factor::CeremonyPurpose, session::Identity};
use umbra_store::{StoreError, passkey, user};

use super::{
    BeginError, Begun, PasskeyRefused,
    assertion::{Rejected, Verified},
    ceremony::{Bound, to_credentials},
};
use crate::{
    App,
    auth::{Requester, SignedIn},
};

/// Why the confirmation did not begin.
#[derive(Debug, thiserror::Error)]
pub enum BeginDisablingError {
    /// The caller does not sign in with passkeys only.
    #[error("passwordless sign-in is off")]
    NotEnabled,
    /// The ceremony did not begin.
    #[error(transparent)]
    Begin(#[from] BeginError),
}

impl From<StoreError> for BeginDisablingError {
    fn from(error: StoreError) -> Self {
        Self::Begin(error.into())
    }
}

/// Why passwordless sign-in was not switched off.
#[derive(Debug, thiserror::Error)]
pub enum DisablePasswordlessError {
    /// Passkeys can't work on this server.
    #[error(transparent)]
    Unavailable(#[from] PasskeysUnavailable),
    /// The answer is not accepted.
    #[error(transparent)]
    Refused(#[from] PasskeyRefused),
    /// The caller does not sign in with passkeys only.
    #[error("passwordless sign-in is off")]
    NotEnabled,
    /// The session ended meanwhile.
    #[error("the session has ended")]
    SessionEnded,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

const PURPOSE: CeremonyPurpose = CeremonyPurpose::DisablePasswordless;

impl App {
    /// Begins to switch passwordless sign-in off: asks for one of the caller's passkeys.
    ///
    /// # Errors
    /// [`BeginDisablingError`].
    pub async fn begin_disabling_passwordless(
        &self,
        caller: &Identity,
    ) -> Result<Begun, BeginDisablingError> {
        let passkeys = self.ceremonies().map_err(BeginError::from)?;
        let account = user::by_id(self.store.reader(), caller.user).await?;
        if !account.is_some_and(|account| account.passwordless_enabled) {
            return Err(BeginDisablingError::NotEnabled);
        }
        let rows = passkey::of_user(self.store.reader(), caller.user).await?;
        let (options, state) =
            passkeys.begin_confirmation(&to_credentials(&rows)?).map_err(BeginError::from)?;
        let (db, now) = (self.store.autocommit(), self.clock.now());
        let bound = Some(Bound::to(caller));
        Ok(self.store_ceremony(db, PURPOSE, bound, options, &state, now).await?)
    }

    /// Switches passwordless sign-in off after one of the caller's passkeys confirmed it; ends the
    /// other sessions and gives this one a new token.
    ///
    /// # Errors
    /// [`DisablePasswordlessError`].
    pub async fn disable_passwordless(
        &self,
        caller: &Identity,
        token: &str,
        credential: &Value,
        requester: &Requester,
    ) -> Result<SignedIn, DisablePasswordlessError> {
        let passkeys = self.ceremonies()?;
        let state: Option<LoginState> =
            self.take_ceremony(token, PURPOSE, Some(Bound::to(caller))).await?;
        let result = match self.verify_assertion(passkeys, credential, state).await? {
            Ok(verified) => self.disable_verified(caller, &verified, requester).await,
            Err(Rejected { why, .. }) => Err(why.into()),
        };
        self.ring_outbox();
        if let Err(DisablePasswordlessError::Refused(why)) = &result {
            let rejected = Rejected { why: *why, target: Some(caller.user) };
            let (actor, origin) = (Some(caller.user), &requester.origin);
            self.record_rejected(actor, origin, Action::DisablePasswordless, &rejected).await?;
        }
        result
    }

    async fn disable_verified(
        &self,
        caller: &Identity,
        verified: &Verified,
        requester: &Requester,
    ) -> Result<SignedIn, DisablePasswordlessError> {
        if verified.user != caller.user {
            return Err(PasskeyRefused::Foreign.into());
        }
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                let locked = user::lock(tx, caller.user).await?;
                let account = locked.ok_or(DisablePasswordlessError::SessionEnded)?;
                if !account.passwordless_enabled {
                    return Err(DisablePasswordlessError::NotEnabled);
                }
                if !self.note_use(tx, verified, now).await? {
                    return Err(PasskeyRefused::Changed.into());
                }
                user::set_passwordless(tx, caller.user, false, now).await?;
                let renewed = self.renew(tx, caller, &account, requester, now).await?;
                let signed_in = renewed.ok_or(DisablePasswordlessError::SessionEnded)?;
                let action = Action::DisablePasswordless;
                let entry = self.own_entry(caller.user, &requester.origin, action);
                self.record(tx, entry).await?;
                Ok(signed_in)
            })
            .await
    }
}
