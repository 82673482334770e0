//! Deriving keys from the secret with HKDF-SHA256 (RFC 5869).

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::SecretKey;

/// One key for one purpose.
pub(crate) type SubKey = Zeroizing<[u8; 32]>;

/// Extracts the root from which all keys of one secret are expanded.
pub(crate) fn root(secret: &SecretKey) -> Hkdf<Sha256> {
    Hkdf::new(None, secret.expose().as_bytes())
}

/// Expands one key for the purpose that `label` names.
pub(crate) fn sub_key(root: &Hkdf<Sha256>, label: &str) -> SubKey {
    let mut key = Zeroizing::new([0; 32]);
    if root.expand(label.as_bytes(), &mut *key).is_err() {
        unreachable!("HKDF-SHA256 yields up to 8160 bytes");
    }
    key
}
