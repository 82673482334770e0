//! The credentials that the authenticator holds.

use std::fmt;

use p256::{
    ecdsa::{Signature, SigningKey, signature::Signer},
    pkcs8::EncodePublicKey,
};

use crate::cbor;

/// A credential that the authenticator holds.
#[derive(Clone)]
pub struct Credential {
    pub(crate) id: Vec<u8>,
    pub(crate) key: SigningKey,
    pub(crate) rp_id: String,
    pub(crate) user_handle: Vec<u8>,
    pub(crate) discoverable: bool,
    pub(crate) sign_count: u32,
}

impl Credential {
    /// Returns its id.
    #[must_use]
    pub fn id(&self) -> &[u8] {
        &self.id
    }

    /// Returns the handle of the user for whom it was made.
    #[must_use]
    pub fn user_handle(&self) -> &[u8] {
        &self.user_handle
    }

    /// Returns its signature counter: what the last answer showed.
    #[must_use]
    pub fn sign_count(&self) -> u32 {
        self.sign_count
    }

    /// Returns its public key as a `COSE_Key` (RFC 9052, section 7), as servers store it.
    #[must_use]
    pub fn cose_key(&self) -> Vec<u8> {
        let (x, y) = self.coordinates();
        let mut key = Vec::new();
        cbor::map(&mut key, 5);
        for (label, value) in [(1, 2), (3, -7), (-1, 1)] {
            cbor::int(&mut key, label);
            cbor::int(&mut key, value);
        }
        for (label, coordinate) in [(-2, x), (-3, y)] {
            cbor::int(&mut key, label);
            cbor::bytes(&mut key, &coordinate);
        }
        key
    }

    /// Returns its public key as U2F did: 65 bytes, `04`, x and y.
    #[must_use]
    pub fn uncompressed_point(&self) -> Vec<u8> {
        self.key.verifying_key().to_sec1_point(false).as_bytes().to_vec()
    }

    /// Returns its public key as a `SubjectPublicKeyInfo`, as browsers show it to scripts.
    pub(crate) fn public_key_info(&self) -> Vec<u8> {
        self.key.verifying_key().to_public_key_der().expect("a P-256 key has one").into_vec()
    }

    /// Returns what the authenticator data says of a new credential (§6.5.1): no model, id, key.
    pub(crate) fn attested_data(&self) -> Vec<u8> {
        let mut data = vec![0; 16];
        data.extend(u16::try_from(self.id.len()).expect("ids are short").to_be_bytes());
        data.extend(&self.id);
        data.extend(self.cose_key());
        data
    }

    fn coordinates(&self) -> (Vec<u8>, Vec<u8>) {
        let point = self.uncompressed_point();
        (point[1..33].to_vec(), point[33..].to_vec())
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential")
            .field("id", &crate::options::encode(&self.id))
            .field("rp_id", &self.rp_id)
            .field("sign_count", &self.sign_count)
            .finish_non_exhaustive()
    }
}

/// Signs as WebAuthn wants it: ES256 in DER, with the deterministic nonce of RFC 6979.
pub(crate) fn sign(key: &SigningKey, message: &[u8]) -> Vec<u8> {
    let signature: Signature = key.sign(message);
    signature.to_der().as_bytes().to_vec()
}
