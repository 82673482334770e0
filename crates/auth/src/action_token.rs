//! The secret in a link that does one thing once.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};
use umbra_domain::Entropy;
use zeroize::Zeroizing;

use crate::keys::decode;

/// A 256-bit random token in a link with which a button on a phone dismisses, snoozes or completes
/// something. The database keeps its [hash](Self::hash) with what it is good for.
///
/// Wiped from memory when dropped, and never shown by [`fmt::Debug`].
pub struct ActionToken(Zeroizing<[u8; Self::LENGTH]>);

impl ActionToken {
    /// The length in bytes.
    pub const LENGTH: usize = 32;

    /// Draws a new token.
    #[must_use]
    pub fn fresh(entropy: &dyn Entropy) -> Self {
        let mut bytes = Zeroizing::new([0; Self::LENGTH]);
        entropy.fill(&mut *bytes);
        Self(bytes)
    }

    /// Reads a token as [`ActionToken::expose`] writes it, and in no other spelling. `None` is an
    /// unknown token.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        decode(text).map(Self)
    }

    /// Returns the token, to put it into a link: 43 characters of base64url.
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

impl fmt::Debug for ActionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ActionToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_entropy::SeededEntropy;

    #[test]
    fn a_token_is_read_as_it_stands_in_a_link_and_in_no_other_spelling() {
        let token = ActionToken::fresh(&SeededEntropy::default());
        let text = token.expose();
        assert_eq!(ActionToken::parse(&text).unwrap().hash(), token.hash());
        assert_ne!(token.hash(), *token.0);
        for bad in ["", &text[1..], &format!("{}=", *text), &format!("{} ", *text)] {
            assert!(ActionToken::parse(bad).is_none(), "{bad:?}");
        }
        assert_eq!(format!("{token:?}"), "ActionToken(…)");
    }
}
