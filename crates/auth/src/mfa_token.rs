//! The secret that proves a password was right while the second factor is still missing.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use umbra_domain::Entropy;
use zeroize::Zeroizing;

use crate::keys::decode;

/// A 256-bit random token between the steps of one sign-in. Only the client has it; the database
/// keeps its [hash](Self::hash) with what it is good for: the user, the purpose, the version of
/// the credentials and the time.
///
/// Wiped from memory when dropped, and never shown by [`fmt::Debug`].
pub struct MfaToken(Zeroizing<[u8; Self::LENGTH]>);

impl MfaToken {
    /// The length in bytes.
    pub const LENGTH: usize = 32;

    /// Draws a new token.
    #[must_use]
    pub fn fresh(entropy: &dyn Entropy) -> Self {
        let mut bytes = Zeroizing::new([0; Self::LENGTH]);
        entropy.fill(&mut *bytes);
        Self(bytes)
    }

    /// Reads a token as [`MfaToken::expose`] writes it, and in no other spelling. `None` is an
    /// unknown token.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        decode(text).map(Self)
    }

    /// Returns the token, to send it: 43 characters of base64url.
    #[must_use]
    pub fn expose(&self) -> Zeroizing<String> {
        Zeroizing::new(URL_SAFE_NO_PAD.encode(self.0.as_slice()))
    }

    /// Returns the SHA-256 under which the token is stored. A fast hash is enough: there is
    /// nothing to guess in 256 random bits.
    #[must_use]
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(*self.0).into()
    }
}

impl fmt::Debug for MfaToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MfaToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_entropy::SeededEntropy;

    #[test]
    fn a_token_is_read_as_it_is_sent() {
        let entropy = SeededEntropy::default();
        let (first, second) = (MfaToken::fresh(&entropy), MfaToken::fresh(&entropy));
        assert_eq!(first.expose().len(), 43);
        assert_eq!(MfaToken::parse(&first.expose()).unwrap().hash(), first.hash());
        assert_ne!(first.hash(), second.hash());
    }

    #[test]
    fn the_stored_hash_does_not_contain_the_token() {
        let token = MfaToken::fresh(&SeededEntropy::default());
        assert_ne!(token.hash(), *token.0);
    }

    #[test]
    fn no_other_spelling_is_read() {
        let text = "A".repeat(43);
        assert!(MfaToken::parse(&text).is_some());
        let respelled = format!("{}B", "A".repeat(42));
        let padded = format!("{text}=");
        let spaced = format!(" {text}");
        let plus = format!("{}+A", "A".repeat(41));
        for other in [&respelled, &padded, &spaced, &plus, "", "A", &text[1..], &text.repeat(6)] {
            assert!(MfaToken::parse(other).is_none(), "{other}");
        }
    }

    #[test]
    fn debug_does_not_show_the_token() {
        let token = MfaToken::fresh(&SeededEntropy::default());
        assert_eq!(format!("{token:?}"), "MfaToken(…)");
    }
}
