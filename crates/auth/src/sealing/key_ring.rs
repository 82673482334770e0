//! The keys that seal, current and older ones.

use std::{fmt, iter};

use base64::{Engine, engine::general_purpose::URL_SAFE};
use fernet::Fernet;
use hkdf::Hkdf;
use jiff::Timestamp;
use sha2::Sha256;
use umbra_domain::UserId;
use zeroize::Zeroizing;

use super::{KeyId, Purpose};
use crate::{
    SecretKey,
    derivation::{root, sub_key},
};

/// The time at which tokens are opened. Fernet refuses tokens from the future, which would lock
/// everybody out of their second factor when a clock that was ahead is put right. What is sealed
/// does not age, so all tokens count as past; the library adds a minute, hence the distance.
const END_OF_TIME: u64 = u64::MAX - 60;

/// Seals with the current key, and opens what this or an older key sealed.
///
/// Keys are wiped from memory when dropped and never shown by [`fmt::Debug`].
pub struct KeyRing {
    current: RingKey,
    older: Vec<RingKey>,
}

/// The keys of one secret: one for each purpose, in the order of [`Purpose::ALL`].
struct RingKey {
    id: KeyId,
    fernets: [Fernet; Purpose::ALL.len()],
}

/// A value that was opened.
pub struct Opened {
    /// The value as it was before it was sealed.
    pub plaintext: Zeroizing<Vec<u8>>,
    /// An older key sealed it: now is the time to store it [sealed](KeyRing::seal) anew.
    pub needs_reseal: bool,
}

/// Why a sealed value doesn't open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// It was not made by [`KeyRing::seal`].
    #[error("the value is not a sealed one")]
    Malformed,
    /// It was sealed under a secret that is not listed.
    #[error(
        "the value is sealed under the secret key {0}, which is neither SECRET_KEY nor in \
         UMBRA_OLD_SECRET_KEYS"
    )]
    UnknownKey(KeyId),
    /// It was changed, or sealed for another purpose.
    #[error("the sealed value is damaged or forged")]
    Forged,
    /// It was sealed for another person.
    #[error("the sealed value belongs to somebody else")]
    Misplaced,
}

impl KeyRing {
    /// Derives the keys from the current secret and from `older` ones.
    #[must_use]
    pub fn derive(current: &SecretKey, older: &[SecretKey]) -> Self {
        let older = older.iter().map(RingKey::derive).collect();
        Self { current: RingKey::derive(current), older }
    }

    /// Names the key that seals.
    #[must_use]
    pub fn current_id(&self) -> KeyId {
        self.current.id
    }

    /// Returns what all values begin with that need no new seal, to search for the others:
    /// the key's id and a dot.
    #[must_use]
    pub fn current_prefix(&self) -> String {
        format!("{}.", self.current.id)
    }

    /// Encrypts a value of `owner` for the database. The result is ASCII, some 160 characters
    /// longer than four thirds of the value.
    ///
    /// Twice the same value gives two different results: the Fernet library draws the
    /// initialisation vector from the operating system, and takes no other source. `now` goes in
    /// for people to read; nothing depends on it.
    #[must_use]
    pub fn seal(
        &self,
        purpose: Purpose,
        owner: UserId,
        plaintext: &[u8],
        now: Timestamp,
    ) -> String {
        let header = header(purpose, owner);
        let mut message = Zeroizing::new(Vec::with_capacity(header.len() + plaintext.len()));
        message.extend_from_slice(header.as_bytes());
        message.extend_from_slice(plaintext);
        let seconds = u64::try_from(now.as_second()).unwrap_or(0);
        let token = self.current.fernet(purpose).encrypt_at_time(&message, seconds);
        format!("{}.{token}", self.current.id)
    }

    /// Decrypts a value of `owner` from the database.
    ///
    /// # Errors
    /// [`OpenError`]; none of them can come of what a client sent.
    pub fn open(&self, purpose: Purpose, owner: UserId, sealed: &str) -> Result<Opened, OpenError> {
        let (id, token) = sealed.split_once('.').ok_or(OpenError::Malformed)?;
        let id = KeyId::parse(id).ok_or(OpenError::Malformed)?;
        let key = self.key(id).ok_or(OpenError::UnknownKey(id))?;
        let message = key.fernet(purpose).decrypt_at_time(token, None, END_OF_TIME);
        let mut message = Zeroizing::new(message.map_err(|_| OpenError::Forged)?);
        let header = header(purpose, owner);
        if !message.starts_with(header.as_bytes()) {
            return Err(OpenError::Misplaced);
        }
        message.drain(..header.len());
        Ok(Opened { plaintext: message, needs_reseal: id != self.current.id })
    }

    /// Seals a value anew, or returns `None` when the current key sealed it.
    ///
    /// # Errors
    /// As for [`KeyRing::open`].
    pub fn reseal(
        &self,
        purpose: Purpose,
        owner: UserId,
        sealed: &str,
        now: Timestamp,
    ) -> Result<Option<String>, OpenError> {
        let opened = self.open(purpose, owner, sealed)?;
        Ok(opened.needs_reseal.then(|| self.seal(purpose, owner, &opened.plaintext, now)))
    }

    fn key(&self, id: KeyId) -> Option<&RingKey> {
        iter::once(&self.current).chain(&self.older).find(|key| key.id == id)
    }
}

impl RingKey {
    fn derive(secret: &SecretKey) -> Self {
        let root = root(secret);
        let fernets = Purpose::ALL.map(|purpose| fernet(&root, purpose));
        Self { id: KeyId::derive(&root), fernets }
    }

    fn fernet(&self, purpose: Purpose) -> &Fernet {
        &self.fernets[purpose as usize]
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids = iter::once(&self.current).chain(&self.older).map(|key| key.id.to_string());
        f.debug_tuple("KeyRing").field(&ids.collect::<Vec<_>>()).finish()
    }
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened").field("needs_reseal", &self.needs_reseal).finish_non_exhaustive()
    }
}

/// Returns what stands before the value inside a token: `umbra/seal/totp/v1 42`, and a line feed.
/// Neither part contains what ends it, so no two headers begin the same message.
fn header(purpose: Purpose, owner: UserId) -> String {
    format!("{} {owner}\n", purpose.label())
}

/// Derives the Fernet key of a purpose: the first half signs, the second encrypts.
fn fernet(root: &Hkdf<Sha256>, purpose: Purpose) -> Fernet {
    let key = sub_key(root, purpose.label());
    let text = Zeroizing::new(URL_SAFE.encode(key.as_slice()));
    match Fernet::new(&text) {
        Some(fernet) => fernet,
        None => unreachable!("32 bytes in base64url are a Fernet key"),
    }
}
