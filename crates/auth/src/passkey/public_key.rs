//! The public keys of passkeys, in the form in which any WebAuthn library stores them.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_cbor_2::Value;
use umbra_domain::Invalid;
use webauthn_rs::prelude::{COSEAlgorithm, COSEKey, COSEKeyType, ECDSACurve};

/// A passkey's public key as a `COSE_Key` (RFC 9052, section 7): ES256 on P-256, ES384 on P-384 or
/// RS256 with 2048 bits. In JSON it is base64url without padding.
///
/// These are the algorithms that `webauthn-rs` offers and verifies. It reads P-521 keys, but would
/// then refuse every signature, so they are none here; EdDSA it can't read.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicKey(Vec<u8>);

impl PublicKey {
    /// Reads a `COSE_Key`, and brings it into canonical form.
    ///
    /// # Errors
    /// Returns `unsupported_public_key` when it is malformed, no point of its curve, or of another
    /// algorithm.
    pub fn from_cose(bytes: &[u8]) -> Result<Self, Invalid> {
        let key = serde_cbor_2::from_slice(bytes)
            .ok()
            .and_then(|value: Value| COSEKey::try_from(&value).ok());
        key.as_ref().and_then(encode).map(Self).ok_or_else(unsupported)
    }

    /// Returns the `COSE_Key`.
    #[must_use]
    pub fn as_cose(&self) -> &[u8] {
        &self.0
    }

    /// Keeps the key of a registration that was verified.
    pub(super) fn from_verified(key: &COSEKey) -> Option<Self> {
        encode(key).map(Self)
    }

    /// Returns the key as `webauthn-rs` has it, or `None` if the stored bytes are none.
    pub(super) fn open(&self) -> Option<COSEKey> {
        let value: Value = serde_cbor_2::from_slice(&self.0).ok()?;
        COSEKey::try_from(&value).ok()
    }

    /// Returns a key that belongs to nobody: verifying against it costs what a real one costs. It
    /// is P-256's base point, for which everybody knows the private key.
    pub(super) fn of_nobody() -> Self {
        const X: [u8; 32] = [
            0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4,
            0x40, 0xf2, 0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45,
            0xd8, 0x98, 0xc2, 0x96,
        ];
        const Y: [u8; 32] = [
            0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f,
            0x9e, 0x16, 0x2b, 0xce, 0x33, 0x57, 0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68,
            0x37, 0xbf, 0x51, 0xf5,
        ];
        Self::on_p256(&X, &Y)
    }

    /// Writes an ES256 key from its coordinates, unchecked.
    pub(super) fn on_p256(x: &[u8], y: &[u8]) -> Self {
        Self(elliptic(COSEAlgorithm::ES256, 1, x, y))
    }
}

/// Writes a key in canonical CBOR, if it is one that can be verified with.
fn encode(key: &COSEKey) -> Option<Vec<u8>> {
    match (&key.type_, &key.key) {
        (COSEAlgorithm::ES256, COSEKeyType::EC_EC2(point))
            if point.curve == ECDSACurve::SECP256R1 =>
        {
            Some(elliptic(COSEAlgorithm::ES256, 1, &point.x, &point.y))
        }
        (COSEAlgorithm::ES384, COSEKeyType::EC_EC2(point))
            if point.curve == ECDSACurve::SECP384R1 =>
        {
            Some(elliptic(COSEAlgorithm::ES384, 2, &point.x, &point.y))
        }
        (COSEAlgorithm::RS256, COSEKeyType::RSA(key)) => {
            let (modulus, exponent) = (key.n.clone(), key.e.to_vec());
            Some(write([
                (1, Value::Integer(3)),
                (3, Value::Integer(COSEAlgorithm::RS256 as i128)),
                (-1, Value::Bytes(modulus)),
                (-2, Value::Bytes(exponent)),
            ]))
        }
        _ => None,
    }
}

/// Writes a key on an elliptic curve (RFC 9053, section 7.1.1).
fn elliptic(algorithm: COSEAlgorithm, curve: i128, x: &[u8], y: &[u8]) -> Vec<u8> {
    write([
        (1, Value::Integer(2)),
        (3, Value::Integer(algorithm as i128)),
        (-1, Value::Integer(curve)),
        (-2, Value::Bytes(x.to_vec())),
        (-3, Value::Bytes(y.to_vec())),
    ])
}

/// Writes a map of integers to values; the map sorts its keys canonically.
fn write<const N: usize>(members: [(i128, Value); N]) -> Vec<u8> {
    let members = members.map(|(label, value)| (Value::Integer(label), value));
    match serde_cbor_2::to_vec(&Value::Map(members.into())) {
        Ok(bytes) => bytes,
        Err(_) => unreachable!("writing integers and bytes into memory can't fail"),
    }
}

fn unsupported() -> Invalid {
    let detail = "The public key is no COSE key of the algorithms ES256, ES384 and RS256.";
    Invalid::new("unsupported_public_key", detail)
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({})", URL_SAFE_NO_PAD.encode(&self.0))
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> Self {
        URL_SAFE_NO_PAD.encode(key.0)
    }
}

/// Reads what was stored. The point is checked when it is used, not here: a list of passkeys
/// doesn't need it.
impl TryFrom<String> for PublicKey {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        URL_SAFE_NO_PAD.decode(text).map(Self).map_err(|_| unsupported())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 9052's labels in canonical order: kty, alg, crv, x, y.
    fn p256() -> Vec<u8> {
        PublicKey::of_nobody().as_cose().to_vec()
    }

    #[test]
    fn nobodys_key_is_a_key() {
        assert_eq!(p256()[..10], [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        assert_eq!(PublicKey::from_cose(&p256()).unwrap(), PublicKey::of_nobody());
        assert!(PublicKey::of_nobody().open().is_some());
    }

    #[test]
    fn an_rsa_key_keeps_its_numbers() {
        let mut modulus = vec![0x5a; 256];
        (modulus[0], modulus[255]) = (0xc3, 0x01);
        let cose = write([
            (1, Value::Integer(3)),
            (3, Value::Integer(-257)),
            (-1, Value::Bytes(modulus)),
            (-2, Value::Bytes(vec![1, 0, 1])),
        ]);
        assert_eq!(PublicKey::from_cose(&cose).unwrap().as_cose(), cose);
    }

    #[test]
    fn what_could_never_verify_is_no_key() {
        let mut off_curve = p256();
        *off_curve.last_mut().unwrap() ^= 1;
        let mut trailing = p256();
        trailing.push(0);
        let ed25519 = write([
            (1, Value::Integer(1)),
            (3, Value::Integer(-8)),
            (-1, Value::Integer(6)),
            (-2, Value::Bytes(vec![9; 32])),
        ]);
        // The base point of P-521, short of nothing but a verifier.
        let p521 = elliptic(COSEAlgorithm::ES521, 3, &[1; 66], &[2; 66]);
        for refused in
            [vec![], vec![0xa0], p256()[..70].to_vec(), off_curve, trailing, ed25519, p521]
        {
            assert_eq!(PublicKey::from_cose(&refused).unwrap_err().code, "unsupported_public_key");
        }
    }
}
