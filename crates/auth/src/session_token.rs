//! The secret that proves a session.

use std::fmt;

use sha2::{Digest, Sha256};
use umbra_domain::Entropy;
use zeroize::Zeroizing;

/// A session's 256-bit random secret. Only the client has it; the database keeps its
/// [hash](Self::hash), so that a copy of the database opens no session (OWASP ASVS 5.0, 7.2.3).
///
/// It travels signed: see [`Keys::sign_session`](crate::Keys::sign_session).
pub struct SessionToken(Zeroizing<[u8; Self::LENGTH]>);

impl SessionToken {
    /// The length in bytes.
    pub const LENGTH: usize = 32;

    /// Draws a new token.
    #[must_use]
    pub fn fresh(entropy: &dyn Entropy) -> Self {
        let mut bytes = Zeroizing::new([0; Self::LENGTH]);
        entropy.fill(&mut *bytes);
        Self(bytes)
    }

    /// Wraps the bytes of a token that a client sent.
    pub(crate) fn from_bytes(bytes: Zeroizing<[u8; Self::LENGTH]>) -> Self {
        Self(bytes)
    }

    /// Returns the bytes, to sign them.
    pub(crate) fn as_bytes(&self) -> &[u8; Self::LENGTH] {
        &self.0
    }

    /// Returns the SHA-256 under which the session is stored. A fast hash is enough: there is
    /// nothing to guess in 256 random bits.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(*self.0).into()
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_entropy::SeededEntropy;

    #[test]
    fn fresh_tokens_differ_and_so_do_their_hashes() {
        let entropy = SeededEntropy::default();
        let (first, second) = (SessionToken::fresh(&entropy), SessionToken::fresh(&entropy));
        assert_ne!(first.hash(), second.hash());
    }

    #[test]
    fn the_stored_hash_does_not_contain_the_token() {
        let token = SessionToken::fresh(&SeededEntropy::default());
        assert_ne!(&token.hash(), token.as_bytes());
        let again = SessionToken::from_bytes(Zeroizing::new(*token.as_bytes()));
        assert_eq!(token.hash(), again.hash());
    }

    #[test]
    fn debug_does_not_show_the_token() {
        let token = SessionToken::from_bytes(Zeroizing::new([0x5a; 32]));
        assert_eq!(format!("{token:?}"), "SessionToken(…)");
    }
}
