//! Ceremonies between their two halves.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use umbra_auth::{
    MfaToken,
    passkey::{CeremonyFault, Passkeys, PasskeysUnavailable, StoredPasskey},
};
use umbra_domain::{SessionId, UserId, factor::CeremonyPurpose, session::Identity};
use umbra_store::{
    StoreError, Write,
    ceremony::{self, CeremonyRow},
    passkey::PasskeyRow,
};

use crate::App;

/// How long the second half may take.
const LIFETIME: Duration = Duration::from_secs(5 * 60);

/// The first half of a ceremony.
pub struct Begun {
    /// What the browser's `navigator.credentials` takes, as JSON.
    pub options: Value,
    token: MfaToken,
}

impl Begun {
    /// Returns the token that the second half needs. It is a secret.
    #[must_use]
    pub fn expose_token(&self) -> String {
        self.token.expose().to_string()
    }
}

impl std::fmt::Debug for Begun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Begun(…)")
    }
}

/// Why a ceremony did not begin.
#[derive(Debug, thiserror::Error)]
pub enum BeginError {
    /// Passkeys can't work on this server.
    #[error(transparent)]
    Unavailable(#[from] PasskeysUnavailable),
    /// The options could not be made.
    #[error(transparent)]
    Fault(#[from] CeremonyFault),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Whose answer a ceremony takes, if it is one person's.
#[derive(Clone, Copy)]
pub(super) struct Bound {
    user: UserId,
    session: SessionId,
}

impl Bound {
    /// Binds a ceremony to the caller in this session.
    pub(super) const fn to(caller: &Identity) -> Self {
        Self { user: caller.user, session: caller.session }
    }
}

impl App {
    /// Returns what carries ceremonies out, or why there is none.
    pub(super) fn ceremonies(&self) -> Result<&Passkeys, PasskeysUnavailable> {
        self.passkeys.as_ref().map_err(Clone::clone)
    }

    /// Stores the state of a ceremony that begins.
    pub(super) async fn store_ceremony(
        &self,
        db: &impl Write,
        purpose: CeremonyPurpose,
        bound: Option<Bound>,
        options: Value,
        state: &impl Serialize,
        now: Timestamp,
    ) -> Result<Begun, StoreError> {
        let token = MfaToken::fresh(&*self.entropy);
        let row = CeremonyRow {
            purpose,
            user: bound.map(|bound| bound.user),
            session: bound.map(|bound| bound.session),
            state: to_json(state)?,
            expires_at: now + LIFETIME,
        };
        ceremony::create(db, token.hash(), &row).await.map_err(StoreError::signed_out)?;
        Ok(Begun { options, token })
    }

    /// Takes the state of a ceremony out: it is gone, whatever comes of the answer. `None` when it
    /// was used, ran out, or was begun for something or somebody else.
    pub(super) async fn take_ceremony<State: DeserializeOwned>(
        &self,
        token: &str,
        purpose: CeremonyPurpose,
        bound: Option<Bound>,
    ) -> Result<Option<State>, StoreError> {
        let Some(token) = MfaToken::parse(token) else { return Ok(None) };
        let (db, now) = (self.store.autocommit(), self.clock.now());
        let taken = ceremony::take(db, token.hash(), purpose, now).await?;
        let taken = taken.filter(|row| {
            row.user == bound.map(|bound| bound.user)
                && row.session == bound.map(|bound| bound.session)
        });
        // A state that an earlier version wrote may not be readable: it counts as run out.
        Ok(taken.and_then(|row| serde_json::from_str(&row.state).ok()))
    }
}

/// Writes what the database keeps as text.
pub(super) fn to_json(value: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::Corrupt("passkey"))
}

/// Reads a credential as [`to_json`] wrote it.
pub(super) fn to_credential(json: &str) -> Result<StoredPasskey, StoreError> {
    serde_json::from_str(json).map_err(|_| StoreError::Corrupt("passkey"))
}

/// Reads the credentials of rows.
pub(super) fn to_credentials(rows: &[PasskeyRow]) -> Result<Vec<StoredPasskey>, StoreError> {
    rows.iter().map(|row| to_credential(&row.credential)).collect()
}
