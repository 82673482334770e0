//! The token that proves to be the operator, while there is no account to sign in with.

use std::fmt;

use hmac::Mac;
use zeroize::Zeroizing;

use super::{Keys, generation::mac};

/// Without letters and digits that look alike.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Characters of 5 bits each: 100 bits, which nobody guesses.
const LENGTH: usize = 20;

/// Characters between two hyphens.
const GROUP: usize = 5;

/// The token that creating the first admin takes. It is a secret until there is an account.
///
/// It follows from the secret key, so all processes of an installation agree on it, also before
/// any of them has written anything.
pub struct SetupToken(Zeroizing<String>);

impl SetupToken {
    /// Returns the token, to be shown to the operator.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SetupToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SetupToken(…)")
    }
}

impl Keys {
    /// Returns the token for creating the first admin. It changes with the current secret.
    #[must_use]
    pub fn setup_token(&self) -> SetupToken {
        let mut text = Zeroizing::new(String::with_capacity(LENGTH + LENGTH / GROUP));
        for (place, byte) in self.current.setup_token.iter().take(LENGTH).enumerate() {
            if place > 0 && place % GROUP == 0 {
                text.push('-');
            }
            text.push(char::from(ALPHABET[usize::from(byte % 32)]));
        }
        SetupToken(text)
    }

    /// Tells, in constant time, whether somebody has the token. Case, blanks and hyphens make no
    /// difference: it is typed from a terminal.
    #[must_use]
    pub fn is_setup_token(&self, given: &str) -> bool {
        let tag = |text: &str| mac(&self.current.setup_token).chain_update(bare(text).as_bytes());
        let expected = tag(self.setup_token().expose()).finalize().into_bytes();
        tag(given).verify_slice(&expected).is_ok()
    }
}

fn bare(text: &str) -> Zeroizing<String> {
    let kept = text.chars().filter(|c| *c != '-' && !c.is_whitespace());
    Zeroizing::new(kept.map(|c| c.to_ascii_lowercase()).collect())
}

#[cfg(test)]
mod tests {
    use crate::{Keys, SecretKey};

    const ONE: &str = "9f2c4b7e1a0d83566b1ce9247f0a5d38";
    const OTHER: &str = "c1d7e0a94f6b28351e8d7c6b5a493827";

    fn secret(text: &str) -> SecretKey {
        SecretKey::parse(text).unwrap()
    }

    #[test]
    fn processes_with_one_secret_agree() {
        let (here, there) = (Keys::derive(&secret(ONE)), Keys::derive(&secret(ONE)));
        let token = here.setup_token();
        assert_eq!(token.expose(), there.setup_token().expose());
        assert_eq!(token.expose().len(), 23);
        assert!(there.is_setup_token(token.expose()));
    }

    #[test]
    fn a_token_is_taken_as_people_type_it() {
        let keys = Keys::derive(&secret(ONE));
        let token = keys.setup_token();
        assert!(keys.is_setup_token(&token.expose().to_uppercase()));
        assert!(keys.is_setup_token(&token.expose().replace('-', "")));
        assert!(keys.is_setup_token(&format!(" {}\n", token.expose().replace('-', " "))));
    }

    #[test]
    fn nothing_else_is_the_token() {
        let keys = Keys::derive_ring(&secret(ONE), &[secret(OTHER)]);
        let token = keys.setup_token();
        let shorter = &token.expose()[1..];
        let longer = format!("{}a", token.expose());
        let others = Keys::derive(&secret(OTHER)).setup_token();
        for wrong in ["", "-", shorter, &longer, others.expose(), ONE] {
            assert!(!keys.is_setup_token(wrong), "{wrong}");
        }
    }

    #[test]
    fn debug_does_not_show_it() {
        let token = Keys::derive(&secret(ONE)).setup_token();
        assert!(!format!("{token:?}").contains(token.expose()));
    }
}
