//! Reading the options that a server sends.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;

/// The options of either ceremony, whether they stand alone (`PublicKeyCredentialRequestOptionsJSON`)
/// or under `publicKey`, as `navigator.credentials` takes them.
pub(crate) struct Options<'a>(&'a Value);

impl<'a> Options<'a> {
    pub(crate) fn new(options: &'a Value) -> Self {
        Self(options.get("publicKey").unwrap_or(options))
    }

    /// The challenge, as the text that goes into the client data.
    pub(crate) fn challenge(&self) -> &'a str {
        text(&self.0["challenge"], "challenge")
    }

    /// The relying party's id, in a registration.
    pub(crate) fn new_rp_id(&self) -> &'a str {
        text(&self.0["rp"]["id"], "rp.id")
    }

    /// The relying party's id, in a login.
    pub(crate) fn rp_id(&self) -> &'a str {
        text(&self.0["rpId"], "rpId")
    }

    /// The handle of the user for whom a credential is made.
    pub(crate) fn user_handle(&self) -> Vec<u8> {
        decode(&self.0["user"]["id"])
    }

    /// Whether the server takes ES256 keys.
    pub(crate) fn takes_es256(&self) -> bool {
        list(&self.0["pubKeyCredParams"]).any(|parameter| parameter["alg"] == -7)
    }

    /// Whether the server insists on a credential that can be found without its id.
    pub(crate) fn requires_discoverable(&self) -> bool {
        self.0["authenticatorSelection"]["residentKey"] == "required"
    }

    pub(crate) fn excluded(&self) -> Vec<Vec<u8>> {
        list(&self.0["excludeCredentials"]).map(|credential| decode(&credential["id"])).collect()
    }

    pub(crate) fn allowed(&self) -> Vec<Vec<u8>> {
        list(&self.0["allowCredentials"]).map(|credential| decode(&credential["id"])).collect()
    }
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn decode(value: &Value) -> Vec<u8> {
    let text = value.as_str().unwrap_or_else(|| panic!("bytes should be base64url, not {value}"));
    URL_SAFE_NO_PAD.decode(text).unwrap_or_else(|error| panic!("`{text}` is no base64url: {error}"))
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.as_str().unwrap_or_else(|| panic!("the options have no `{name}`"))
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
