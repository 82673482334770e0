//! The browser's answer to a login.

use std::fmt;

use serde::Deserialize;
use serde_json::Value;
use webauthn_rs::prelude::PublicKeyCredential;

use super::{CredentialId, Refused};

/// The authenticator data without extensions: a hash of 32 bytes, the flags and the counter.
const SHORTEST_DATA: usize = 37;

/// The browser's answer to a login, read and not yet verified.
pub struct Assertion {
    pub(super) answer: PublicKeyCredential,
    id: CredentialId,
    flags: u8,
    sign_count: u32,
    cross_origin: bool,
}

/// The one member of the client data that `webauthn-rs` doesn't look at in a login.
#[derive(Deserialize)]
struct ClientData {
    #[serde(rename = "crossOrigin")]
    cross_origin: Option<bool>,
}

impl Assertion {
    /// Reads what `PublicKeyCredential.toJSON()` returned (`AuthenticationResponseJSON`, WebAuthn
    /// level 3, §5.1.7). Further members are ignored: browsers add some with every version.
    ///
    /// # Errors
    /// Returns [`Refused::Malformed`] when it is something else.
    pub fn parse(credential: &Value) -> Result<Self, Refused> {
        Self::read(credential).ok_or(Refused::Malformed)
    }

    fn read(credential: &Value) -> Option<Self> {
        let answer = PublicKeyCredential::deserialize(credential).ok()?;
        let id = CredentialId::parse(&answer.id).ok()?;
        if answer.type_ != "public-key" || id.as_bytes() != answer.raw_id {
            return None;
        }
        let data = answer.response.authenticator_data.get(..SHORTEST_DATA)?;
        let (flags, sign_count) = (data[32], u32::from_be_bytes(*data.last_chunk()?));
        let client: ClientData = serde_json::from_slice(&answer.response.client_data_json).ok()?;
        let cross_origin = client.cross_origin.unwrap_or(false);
        Some(Self { answer, id, flags, sign_count, cross_origin })
    }

    /// Returns the id by which to look the passkey up.
    #[must_use]
    pub fn credential_id(&self) -> &CredentialId {
        &self.id
    }

    /// Returns the user's handle, if the authenticator named one. Old scripts write an empty one
    /// for none.
    pub(super) fn user_handle(&self) -> Option<&[u8]> {
        self.answer.response.user_handle.as_deref().filter(|handle| !handle.is_empty())
    }

    /// Returns BE.
    pub(super) fn backup_eligible(&self) -> bool {
        self.flags & 1 << 3 != 0
    }

    /// Returns BS.
    pub(super) fn backup_state(&self) -> bool {
        self.flags & 1 << 4 != 0
    }

    /// Returns the signature counter.
    pub(super) fn sign_count(&self) -> u32 {
        self.sign_count
    }

    /// Tells whether the browser was in a frame of another site.
    pub(super) fn is_cross_origin(&self) -> bool {
        self.cross_origin
    }
}

impl fmt::Debug for Assertion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Assertion").field("id", &self.id).finish_non_exhaustive()
    }
}
