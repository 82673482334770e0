//! Beginning to use a passkey.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use webauthn_rs::prelude::DiscoverableAuthentication;

use super::{
    CeremonyFault, CredentialId, Passkeys, StoredPasskey, decoy::decoys, options,
    options::Descriptor,
};
use crate::Keys;

/// What the server has to remember between the two halves of a login.
///
/// For the database only: in a client's hands it could be used again. A state that can't be read
/// any more, after an update say, counts as expired.
#[derive(Serialize, Deserialize)]
pub struct LoginState {
    pub(super) ceremony: DiscoverableAuthentication,
    pub(super) allowed: Allowed,
}

/// Which passkeys a login was begun for.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Allowed {
    /// Any discoverable one, of anybody.
    Anyone,
    /// One of these; none when empty.
    Only(Vec<CredentialId>),
}

impl Passkeys {
    /// Begins a login without a username: the browser offers whatever passkeys it finds. For the
    /// autofill too (conditional mediation), which the page asks for itself.
    ///
    /// # Errors
    /// Fails when the options can't be written.
    pub fn begin_discoverable_login(&self) -> Result<(Value, LoginState), CeremonyFault> {
        self.begin(&[], Allowed::Anyone)
    }

    /// Begins a login with a username that anybody may have typed. `passkeys` are that user's, and
    /// none when there is no such user.
    ///
    /// Where there are none, the answer lists decoys, which follow from `username_key` (the
    /// [folded name](umbra_domain::user::username_key)) and stay the same for ever. They are
    /// derived for everybody, so the work is the same too. The options look the same down to their
    /// members; what a patient observer can still tell is written in the module `decoy`.
    ///
    /// # Errors
    /// Fails when the options can't be written.
    pub fn begin_named_login(
        &self,
        keys: &Keys,
        username_key: &str,
        passkeys: &[StoredPasskey],
    ) -> Result<(Value, LoginState), CeremonyFault> {
        let decoys = decoys(keys, username_key);
        let allow = match passkeys {
            [] => decoys.iter().map(|decoy| Descriptor::new(&decoy.id, decoy.transports)).collect(),
            passkeys => Descriptor::list(passkeys),
        };
        let ids = allow.iter().map(|descriptor| descriptor.id().clone()).collect();
        self.begin(&allow, Allowed::Only(ids))
    }

    /// Begins the confirmation of a user who is already known, with one of their passkeys: to
    /// unlock a session, to switch passwordless off, to step up. With no passkeys nothing can pass.
    ///
    /// # Errors
    /// Fails when the options can't be written.
    pub fn begin_confirmation(
        &self,
        passkeys: &[StoredPasskey],
    ) -> Result<(Value, LoginState), CeremonyFault> {
        let ids = passkeys.iter().map(|passkey| passkey.credential_id.clone()).collect();
        self.begin(&Descriptor::list(passkeys), Allowed::Only(ids))
    }

    fn begin(
        &self,
        allow: &[Descriptor<'_>],
        allowed: Allowed,
    ) -> Result<(Value, LoginState), CeremonyFault> {
        let (response, ceremony) =
            self.webauthn.start_discoverable_authentication().map_err(CeremonyFault::new)?;
        Ok((options::request(response, allow)?, LoginState { ceremony, allowed }))
    }
}

impl Allowed {
    /// Tells whether the login was begun for this passkey.
    pub(super) fn includes(&self, id: &CredentialId) -> bool {
        match self {
            Self::Anyone => true,
            Self::Only(ids) => ids.contains(id),
        }
    }
}

impl fmt::Debug for LoginState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LoginState(…)")
    }
}
