//! The two byte strings that name things in WebAuthn: credentials and users.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use umbra_domain::{Entropy, Invalid};

/// Names a credential: 1 to 1023 bytes that its authenticator chose (WebAuthn level 3, §7.1, step
/// 25). Unique over all users; no secret. As text and in JSON it is base64url without padding.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CredentialId(Vec<u8>);

impl CredentialId {
    /// The longest id, in bytes.
    pub const MAX_LENGTH: usize = 1023;

    /// Takes an id as bytes.
    ///
    /// # Errors
    /// Returns `invalid_credential_id` when it is empty or longer than
    /// [`CredentialId::MAX_LENGTH`].
    pub fn from_bytes(bytes: impl Into<Vec<u8>>) -> Result<Self, Invalid> {
        let bytes = bytes.into();
        if bytes.is_empty() || bytes.len() > Self::MAX_LENGTH {
            let detail = "A credential's id has 1 to 1023 bytes.";
            return Err(Invalid::new("invalid_credential_id", detail));
        }
        Ok(Self(bytes))
    }

    /// Reads an id from base64url without padding.
    ///
    /// # Errors
    /// Returns `invalid_credential_id` when it is something else, or has a wrong length.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match URL_SAFE_NO_PAD.decode(text) {
            Ok(bytes) => Self::from_bytes(bytes),
            Err(_) => Err(Invalid::new("invalid_credential_id", "A credential's id is base64url.")),
        }
    }

    /// Returns the bytes, for the database.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Names a user towards authenticators: 1 to 64 bytes that say nothing about them (WebAuthn level
/// 3, §14.6.1). It is stored in the passkey and comes back with a login. In JSON it is base64url
/// without padding.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UserHandle(Vec<u8>);

impl UserHandle {
    /// The longest handle, in bytes.
    pub const MAX_LENGTH: usize = 64;

    /// Draws a handle of 64 bytes. A user keeps theirs: an authenticator holds one discoverable
    /// passkey a handle, and shows two handles as two people.
    #[must_use]
    pub fn fresh(entropy: &dyn Entropy) -> Self {
        let mut bytes = vec![0; Self::MAX_LENGTH];
        entropy.fill(&mut bytes);
        Self(bytes)
    }

    /// Takes a handle as bytes.
    ///
    /// # Errors
    /// Returns `invalid_user_handle` when it is empty or longer than [`UserHandle::MAX_LENGTH`].
    pub fn from_bytes(bytes: impl Into<Vec<u8>>) -> Result<Self, Invalid> {
        let bytes = bytes.into();
        if bytes.is_empty() || bytes.len() > Self::MAX_LENGTH {
            return Err(Invalid::new("invalid_user_handle", "A user's handle has 1 to 64 bytes."));
        }
        Ok(Self(bytes))
    }

    /// Reads a handle from base64url without padding.
    ///
    /// # Errors
    /// Returns `invalid_user_handle` when it is something else, or has a wrong length.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match URL_SAFE_NO_PAD.decode(text) {
            Ok(bytes) => Self::from_bytes(bytes),
            Err(_) => Err(Invalid::new("invalid_user_handle", "A user's handle is base64url.")),
        }
    }

    /// Returns the bytes, for the database.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Shows a type as base64url, and gives serde the same text.
macro_rules! as_base64url {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&URL_SAFE_NO_PAD.encode(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.to_string()
            }
        }

        impl TryFrom<String> for $name {
            type Error = Invalid;

            fn try_from(text: String) -> Result<Self, Invalid> {
                Self::parse(&text)
            }
        }
    };
}

as_base64url!(CredentialId);
as_base64url!(UserHandle);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_entropy::SeededEntropy;

    #[test]
    fn lengths_are_bounded() {
        for (length, good) in [(0, false), (1, true), (1023, true), (1024, false)] {
            assert_eq!(CredentialId::from_bytes(vec![7; length]).is_ok(), good, "{length}");
        }
        for (length, good) in [(0, false), (1, true), (64, true), (65, false)] {
            assert_eq!(UserHandle::from_bytes(vec![7; length]).is_ok(), good, "{length}");
        }
    }

    #[test]
    fn json_holds_base64url_without_padding() {
        let id = CredentialId::from_bytes([251, 239]).unwrap();
        assert_eq!(serde_json::to_string(&id).unwrap(), r#""--8""#);
        assert_eq!(serde_json::from_str::<CredentialId>(r#""--8""#).unwrap(), id);
        for refused in [r#""--8=""#, r#""++8""#, r#""--9""#, r#""""#, "[251,239]"] {
            assert!(serde_json::from_str::<CredentialId>(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn fresh_handles_differ_and_have_64_bytes() {
        let entropy = SeededEntropy::default();
        let (first, second) = (UserHandle::fresh(&entropy), UserHandle::fresh(&entropy));
        assert_eq!(first.as_bytes().len(), 64);
        assert_ne!(first, second);
    }
}
