//! The keys derived from the operator's secrets, one for each purpose.
//!
//! # Rotation
//! A new secret comes with the older ones behind it ([`Keys::derive_ring`]). New things are made
//! with the current secret only, and what an older one made stays good as long as that one is
//! listed:
//!
//! | made with a key | after a rotation |
//! | --- | --- |
//! | session cookie | opens; the session ends when it would have ended anyway |
//! | device cookie | is known, and replaced at the next sign-in |
//! | link of the audit chain | verifies, and names the secret that made it |
//! | tag of a backup code | is found, until the code is used or replaced |
//! | sealed secret | opens, and is sealed anew (see [`sealing`](crate::sealing)) |
//! | blind index | starts again from zero: failures are forgotten once |
//! | decoy passkey | is another one (see [`passkey`](crate::passkey)) |
//! | token for creating the first admin | is another one |
//!
//! What can be sealed anew no longer needs the older secret afterwards. Sessions need it for their
//! lifetime, backup codes until their owners make new ones, and the audit log for as long as it is
//! to be verified.

use std::{fmt, iter};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::Mac;
use umbra_domain::UserId;
use zeroize::Zeroizing;

use self::generation::{Generation, HmacSha256, mac};
pub use self::setup_token::SetupToken;
use crate::{KeyId, SecretKey, SessionToken, derivation::SubKey};

mod generation;
mod setup_token;
#[cfg(test)]
mod tests;

/// The length of a signed token: two times 32 bytes in base64url, and the dot.
const SIGNED_LENGTH: usize = 43 + 1 + 43;

/// One key a purpose, derived with HKDF-SHA256 (RFC 5869), so that what is made for one purpose
/// proves nothing in another.
///
/// Keys are wiped from memory when dropped and never shown by [`fmt::Debug`].
pub struct Keys {
    current: Generation,
    older: Vec<Generation>,
}

impl Keys {
    /// Derives all keys from the only secret there is.
    #[must_use]
    pub fn derive(secret: &SecretKey) -> Self {
        Self::derive_ring(secret, &[])
    }

    /// Derives all keys from the current secret, and from `older` ones those that verify.
    #[must_use]
    pub fn derive_ring(current: &SecretKey, older: &[SecretKey]) -> Self {
        let older = older.iter().map(Generation::derive).collect();
        Self { current: Generation::derive(current), older }
    }

    /// Names the current secret, as [`KeyRing::current_id`](crate::KeyRing::current_id) does.
    #[must_use]
    pub fn id(&self) -> KeyId {
        self.current.id
    }

    /// Returns what only the current secret yields and what tells nothing about it: kept in the
    /// database, it shows whether a secret is the one that the database belongs to.
    #[must_use]
    pub fn check_value(&self) -> [u8; 32] {
        *self.current.check
    }

    /// Names the secret that a check value belongs to; `None` when it is not listed.
    #[must_use]
    pub fn of_check_value(&self, value: &[u8]) -> Option<KeyId> {
        self.generations().find(|keys| keys.check.as_slice() == value).map(|keys| keys.id)
    }

    /// Returns the value of a session cookie: the token and its signature, 87 characters that
    /// need no quoting.
    #[must_use]
    pub fn sign_session(&self, token: &SessionToken) -> String {
        let tag = mac(&self.current.session_cookie).chain_update(token.as_bytes()).finalize();
        let mut value = String::with_capacity(SIGNED_LENGTH);
        URL_SAFE_NO_PAD.encode_string(token.as_bytes(), &mut value);
        value.push('.');
        URL_SAFE_NO_PAD.encode_string(tag.as_bytes(), &mut value);
        value
    }

    /// Opens the value of a session cookie, or returns `None` unless [`Keys::sign_session`] made
    /// exactly this text, with this secret or an older one. Garbage thus never costs a look into
    /// the database.
    #[must_use]
    pub fn open_session(&self, value: &str) -> Option<SessionToken> {
        if value.len() != SIGNED_LENGTH {
            return None;
        }
        let (token, tag) = value.split_once('.')?;
        let (token, tag) = (decode(token)?, decode(tag)?);
        self.maker(|keys| &keys.session_cookie, |mac| mac.update(&*token), &*tag)?;
        Some(SessionToken::from_bytes(token))
    }

    /// Returns a key to store and find a row under that doesn't tell what it was made of: the
    /// database never lists the names that were tried. It changes with the current secret.
    ///
    /// `scope` names the kind of row, `parts` what it is about: the
    /// [name's key](umbra_domain::user::username_key), the source. Each part goes in with its
    /// length, so `["ab", "c"]` and `["a", "bc"]` differ.
    #[must_use]
    pub fn blind_index(&self, scope: &str, parts: &[&[u8]]) -> [u8; 32] {
        let mut tag = mac(&self.current.blind_index);
        for part in iter::once(scope.as_bytes()).chain(parts.iter().copied()) {
            tag.update(&(part.len() as u64).to_be_bytes());
            tag.update(part);
        }
        tag.finalize().into_bytes().into()
    }

    /// Returns the link of the audit log's chain that seals `entry` behind the link `previous`
    /// (all zero for the first). Who can write the table but lacks the key can't forge one.
    #[must_use]
    pub fn audit_mac(&self, previous: &[u8; 32], entry: &[u8]) -> [u8; 32] {
        let tag = mac(&self.current.audit_chain).chain_update(previous).chain_update(entry);
        tag.finalize().into_bytes().into()
    }

    /// Verifies a link of the audit log's chain, and names the secret that made it. The log needs
    /// every secret named for one of its entries to be listed.
    ///
    /// Returns `None` when no listed secret made it: the entry, or one before it, is forged, or
    /// its secret is missing.
    #[must_use]
    pub fn verify_audit_mac(
        &self,
        previous: &[u8; 32],
        entry: &[u8],
        link: &[u8; 32],
    ) -> Option<KeyId> {
        let fill = |mac: &mut HmacSha256| {
            mac.update(previous);
            mac.update(entry);
        };
        self.maker(|keys| &keys.audit_chain, fill, link)
    }

    /// Returns the proof in a device cookie: that a browser with this nonce has signed in as this
    /// user. The nonce has a fixed length, so no two pairs read the same.
    pub(crate) fn device_mac(&self, nonce: &[u8; 16], username_key: &str) -> [u8; 32] {
        let tag = mac(&self.current.device_cookie).chain_update(nonce).chain_update(username_key);
        tag.finalize().into_bytes().into()
    }

    /// Tells, in constant time for one secret, whether [`Keys::device_mac`] made this proof.
    pub(crate) fn is_device_mac(&self, nonce: &[u8; 16], username_key: &str, tag: &[u8]) -> bool {
        let fill = |mac: &mut HmacSha256| {
            mac.update(nonce);
            mac.update(username_key.as_bytes());
        };
        self.maker(|keys| &keys.device_cookie, fill, tag).is_some()
    }

    /// Returns the tag of one user's backup code. All parts have a fixed length, so no two codes
    /// read the same.
    pub(crate) fn backup_code_mac(&self, user: UserId, code: &[u8; 9]) -> [u8; 32] {
        self.current.backup_code_mac(user, code)
    }

    /// Returns that tag, and then those that older secrets make.
    pub(crate) fn backup_code_macs(&self, user: UserId, code: &[u8; 9]) -> Vec<[u8; 32]> {
        self.generations().map(|keys| keys.backup_code_mac(user, code)).collect()
    }

    /// Returns a block of the bytes from which a name's decoy passkeys are made. They change with
    /// the current secret.
    pub(crate) fn passkey_decoy(&self, username_key: &str, block: u8) -> [u8; 32] {
        let tag = mac(&self.current.passkey_decoy).chain_update([block]).chain_update(username_key);
        tag.finalize().into_bytes().into()
    }

    /// Finds the secret under which `tag` is the MAC of what `fill` puts in.
    fn maker(
        &self,
        key: impl Fn(&Generation) -> &SubKey,
        fill: impl Fn(&mut HmacSha256),
        tag: &[u8],
    ) -> Option<KeyId> {
        let made_it = |keys: &&Generation| {
            let mut mac = mac(key(keys));
            fill(&mut mac);
            mac.verify_slice(tag).is_ok()
        };
        self.generations().find(made_it).map(|keys| keys.id)
    }

    /// Lists the current keys, then the older ones.
    fn generations(&self) -> impl Iterator<Item = &Generation> {
        iter::once(&self.current).chain(&self.older)
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(…)")
    }
}

/// Decodes 32 bytes from base64url without padding, refusing every other spelling of them.
pub(crate) fn decode(text: &str) -> Option<Zeroizing<[u8; 32]>> {
    let mut bytes = Zeroizing::new([0; 32]);
    let length = URL_SAFE_NO_PAD.decode_slice(text, &mut *bytes).ok()?;
    (length == 32).then_some(bytes)
}
