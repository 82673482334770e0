//! What the database keeps of a passkey.

use serde::{Deserialize, Serialize};

use super::{CredentialId, PublicKey, Refused, Transport, UserHandle};

/// What never changes about a passkey, as one JSON document.
///
/// It holds the parts that the WebAuthn specification names (§4, credential record), in its
/// encodings, and nothing of the library that verified them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredPasskey {
    /// The credential's id: a unique column beside the document, over all users.
    pub credential_id: CredentialId,
    /// The key that verifies its signatures.
    pub public_key: PublicKey,
    /// The handle under which it was made. `None` for an imported passkey whose handle nobody
    /// knows; such a one is accepted with any, since the handle isn't signed anyway.
    pub user_handle: Option<UserHandle>,
    /// How browsers reach it; empty when nobody said.
    pub transports: Vec<Transport>,
}

/// What every login may change about a passkey: columns of their own, so that one statement can
/// compare and set them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// The highest signature counter seen; stays 0 for passkeys that don't count.
    pub sign_count: u32,
    /// Where copies of it may be. `None` for an imported passkey until its first login.
    pub backup: Option<Backup>,
}

/// Where copies of a passkey may be (WebAuthn level 3, §6.1.3). Backed up without being eligible
/// is no state that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backup {
    /// Bound to one device for ever (BE = 0, BS = 0).
    SingleDevice,
    /// May be copied, and isn't (BE = 1, BS = 0).
    Eligible,
    /// Copied to other devices or to an account (BE = 1, BS = 1).
    BackedUp,
}

impl Backup {
    /// Reads the flags BE and BS.
    ///
    /// # Errors
    /// Returns [`Refused::InvalidBackupState`] for a passkey that is backed up without being
    /// eligible.
    pub fn from_flags(eligible: bool, state: bool) -> Result<Self, Refused> {
        match (eligible, state) {
            (false, false) => Ok(Self::SingleDevice),
            (true, false) => Ok(Self::Eligible),
            (true, true) => Ok(Self::BackedUp),
            (false, true) => Err(Refused::InvalidBackupState),
        }
    }

    /// Returns BE: whether it may ever be copied. This never changes.
    #[must_use]
    pub fn is_eligible(self) -> bool {
        self != Self::SingleDevice
    }

    /// Returns BS: whether it is copied now.
    #[must_use]
    pub fn is_backed_up(self) -> bool {
        self == Self::BackedUp
    }
}

/// A passkey that was just made, or imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPasskey {
    /// What never changes.
    pub passkey: StoredPasskey,
    /// Its counter and flags at the start.
    pub usage: Usage,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_has_a_fixed_form() {
        let passkey = StoredPasskey {
            credential_id: CredentialId::from_bytes([1, 2, 3]).unwrap(),
            public_key: PublicKey::of_nobody(),
            user_handle: Some(UserHandle::from_bytes(*b"ana").unwrap()),
            transports: vec![Transport::Hybrid, Transport::Internal],
        };
        let document = concat!(
            r#"{"credential_id":"AQID","#,
            r#""public_key":"pQECAyYgASFYIGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWIlggT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU","#,
            r#""user_handle":"YW5h","transports":["hybrid","internal"]}"#
        );
        assert_eq!(serde_json::to_string(&passkey).unwrap(), document);
        assert_eq!(serde_json::from_str::<StoredPasskey>(document).unwrap(), passkey);
    }

    #[test]
    fn backed_up_without_being_eligible_is_no_state() {
        assert_eq!(Backup::from_flags(false, true), Err(Refused::InvalidBackupState));
        for (eligible, state) in [(false, false), (true, false), (true, true)] {
            let backup = Backup::from_flags(eligible, state).unwrap();
            assert_eq!((backup.is_eligible(), backup.is_backed_up()), (eligible, state));
        }
    }
}
