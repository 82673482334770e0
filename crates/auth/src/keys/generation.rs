//! The keys that one secret yields.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use umbra_domain::UserId;
use zeroize::Zeroizing;

use crate::{
    KeyId, SecretKey,
    derivation::{SubKey, root, sub_key},
};

pub(super) type HmacSha256 = Hmac<Sha256>;

/// One key a purpose, all from the same secret.
pub(super) struct Generation {
    pub(super) id: KeyId,
    pub(super) session_cookie: SubKey,
    pub(super) device_cookie: SubKey,
    pub(super) blind_index: SubKey,
    pub(super) audit_chain: SubKey,
    pub(super) backup_code: SubKey,
    pub(super) passkey_decoy: SubKey,
    pub(super) check: SubKey,
    pub(super) setup_token: SubKey,
}

impl Generation {
    /// Derives all keys. The labels are part of what is stored and sent: never change one, add
    /// a `/v2`.
    pub(super) fn derive(secret: &SecretKey) -> Self {
        let root = root(secret);
        Self {
            id: KeyId::derive(&root),
            session_cookie: sub_key(&root, "umbra/session-cookie/v1"),
            device_cookie: sub_key(&root, "umbra/device-cookie/v1"),
            blind_index: sub_key(&root, "umbra/login-counter/v1"),
            audit_chain: sub_key(&root, "umbra/audit-chain/v1"),
            backup_code: sub_key(&root, "umbra/backup-code/v1"),
            passkey_decoy: sub_key(&root, "umbra/passkey-decoy/v1"),
            check: sub_key(&root, "umbra/key-check/v1"),
            setup_token: sub_key(&root, "umbra/setup-token/v1"),
        }
    }

    /// Makes the tag of one user's backup code.
    pub(super) fn backup_code_mac(&self, user: UserId, code: &[u8; 9]) -> [u8; 32] {
        let tag = mac(&self.backup_code).chain_update(user.0.to_be_bytes()).chain_update(code);
        tag.finalize().into_bytes().into()
    }
}

/// Begins an HMAC. A key shorter than the block is filled up with zeros (RFC 2104, section 2);
/// doing so here keeps a fallible constructor out of the way.
pub(super) fn mac(key: &SubKey) -> HmacSha256 {
    let mut block = Zeroizing::new([0; 64]);
    block[..32].copy_from_slice(&**key);
    HmacSha256::new((&*block).into())
}
