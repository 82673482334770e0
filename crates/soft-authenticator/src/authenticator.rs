//! What an authenticator is and holds.

use p256::ecdsa::SigningKey;
use sha2::{Digest, Sha256};

use crate::{Credential, authenticator_data::Flags};

/// An authenticator in software: a security key that verifies its user, counts its signatures and
/// holds discoverable credentials, unless it was made otherwise.
///
/// A clone has the same keys and its own counters, as a copied authenticator would.
#[derive(Debug, Clone)]
pub struct SoftAuthenticator {
    seed: u64,
    made: u32,
    verifies_user: bool,
    pub(crate) discoverable: bool,
    pub(crate) counts: bool,
    backup_eligible: bool,
    backup_state: bool,
    id_length: usize,
    pub(crate) transports: &'static [&'static str],
    pub(crate) credentials: Vec<Credential>,
}

impl SoftAuthenticator {
    /// Makes a security key. Keys and credential ids follow from `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            made: 0,
            verifies_user: true,
            discoverable: true,
            counts: true,
            backup_eligible: false,
            backup_state: false,
            id_length: 64,
            transports: &["nfc", "usb"],
            credentials: Vec::new(),
        }
    }

    /// Makes a password manager whose passkeys are copied to all devices of their owner: they are
    /// eligible for backup and backed up, and their counter stays zero.
    #[must_use]
    pub fn synced(seed: u64) -> Self {
        Self {
            counts: false,
            backup_eligible: true,
            backup_state: true,
            id_length: 20,
            transports: &["hybrid", "internal"],
            ..Self::new(seed)
        }
    }

    /// Takes the PIN and the fingerprint reader away: answers never say that they verified anyone.
    #[must_use]
    pub fn without_user_verification(self) -> Self {
        Self { verifies_user: false, ..self }
    }

    /// Takes the storage away: a credential is found by its id only, and answers carry no user
    /// handle.
    #[must_use]
    pub fn without_discoverable_credentials(self) -> Self {
        Self { discoverable: false, ..self }
    }

    /// Gives new credentials ids of this length, in bytes.
    #[must_use]
    pub fn with_id_length(self, id_length: usize) -> Self {
        Self { id_length, ..self }
    }

    /// Sets the backup flags that all further answers carry.
    pub fn set_backup(&mut self, eligible: bool, state: bool) {
        (self.backup_eligible, self.backup_state) = (eligible, state);
    }

    /// Returns the credentials that it holds, in the order in which they were made.
    #[must_use]
    pub fn credentials(&self) -> &[Credential] {
        &self.credentials
    }

    pub(crate) fn make_credential(&mut self, rp_id: &str, user_handle: Vec<u8>) -> Credential {
        self.made += 1;
        // A discoverable credential replaces the one that the same user had on this authenticator
        // (§6.3.2, step 7).
        if self.discoverable {
            self.credentials.retain(|held| {
                !held.discoverable || held.rp_id != rp_id || held.user_handle != user_handle
            });
        }
        Credential {
            id: self.derive("id", self.made, self.id_length),
            key: self.key(self.made),
            rp_id: rp_id.to_owned(),
            user_handle,
            discoverable: self.discoverable,
            sign_count: 0,
        }
    }

    pub(crate) fn flags(&self) -> Flags {
        Flags {
            user_verified: self.verifies_user,
            backup_eligible: self.backup_eligible,
            backup_state: self.backup_state,
        }
    }

    pub(crate) fn attachment(&self) -> &'static str {
        if self.transports.contains(&"internal") { "platform" } else { "cross-platform" }
    }

    fn key(&self, number: u32) -> SigningKey {
        SigningKey::from_slice(&self.derive("key", number, 32))
            .expect("all but one in 2^32 strings of 32 bytes are keys")
    }

    /// Returns bytes that look random and follow from the seed.
    fn derive(&self, what: &str, number: u32, length: usize) -> Vec<u8> {
        let blocks = (0_u32..).flat_map(|block| {
            Sha256::new()
                .chain_update(self.seed.to_be_bytes())
                .chain_update(number.to_be_bytes())
                .chain_update(block.to_be_bytes())
                .chain_update(what)
                .finalize()
        });
        blocks.take(length).collect()
    }
}
