//! The options that go to the browser, flat, as `PublicKeyCredential.parseCreationOptionsFromJSON()`
//! and `parseRequestOptionsFromJSON()` take them (WebAuthn level 3, §5.1.8 and §5.1.9).

use serde::Serialize;
use serde_json::Value;
use webauthn_rs::prelude::{CreationChallengeResponse, RequestChallengeResponse};
use webauthn_rs_proto::ResidentKeyRequirement;

use super::{CeremonyFault, CredentialId, StoredPasskey, Transport, UserHandle};

/// Names a credential in a list for the browser. All members are always there, so that entries
/// differ in nothing but their values.
#[derive(Serialize)]
pub(super) struct Descriptor<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    id: &'a CredentialId,
    transports: &'a [Transport],
}

impl<'a> Descriptor<'a> {
    pub(super) fn new(id: &'a CredentialId, transports: &'a [Transport]) -> Self {
        Self { kind: "public-key", id, transports }
    }

    pub(super) fn id(&self) -> &'a CredentialId {
        self.id
    }

    pub(super) fn list(passkeys: &'a [StoredPasskey]) -> Vec<Self> {
        let descriptor =
            |passkey: &'a StoredPasskey| Self::new(&passkey.credential_id, &passkey.transports);
        passkeys.iter().map(descriptor).collect()
    }
}

/// Returns the options for making a passkey.
///
/// `webauthn-rs` discourages discoverable passkeys; here they are preferred, since a login without
/// a username needs them. `uvm` is gone from the browsers.
pub(super) fn creation(
    mut response: CreationChallengeResponse,
    handle: &UserHandle,
    exclude: &[Descriptor<'_>],
) -> Result<Value, CeremonyFault> {
    let options = &mut response.public_key;
    options.user.id = handle.as_bytes().to_vec();
    if let Some(selection) = &mut options.authenticator_selection {
        selection.resident_key = Some(ResidentKeyRequirement::Preferred);
        selection.require_resident_key = false;
    }
    if let Some(extensions) = &mut options.extensions {
        extensions.uvm = None;
    }
    let mut options = serde_json::to_value(options).map_err(CeremonyFault::new)?;
    options["excludeCredentials"] = serde_json::to_value(exclude).map_err(CeremonyFault::new)?;
    Ok(options)
}

/// Returns the options for a login. An empty list asks for any discoverable passkey.
///
/// The `mediation` that `webauthn-rs` puts beside them is left out: whether the browser shows
/// passkeys in its autofill is the page's choice, and all logins look the same.
pub(super) fn request(
    mut response: RequestChallengeResponse,
    allow: &[Descriptor<'_>],
) -> Result<Value, CeremonyFault> {
    response.public_key.extensions = None;
    let mut options = serde_json::to_value(&response.public_key).map_err(CeremonyFault::new)?;
    options["allowCredentials"] = serde_json::to_value(allow).map_err(CeremonyFault::new)?;
    Ok(options)
}
