//! Device cookies: how a browser that has signed in before is told from a guesser.
//!
//! Follows OWASP's "Slow Down Online Guessing Attacks with Device Cookies". A browser gets a token
//! at sign-in; attempts that carry it are counted under its nonce instead of under their source,
//! so guesses from the same network can't lock its owner out. The token is no proof of identity:
//! all that it gives is a failure counter of its own.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use umbra_domain::Entropy;

use crate::Keys;

/// A nonce of 16 bytes and a MAC of 32.
const TOKEN_BYTES: usize = 16 + 32;
/// The same in base64url: 48 bytes are exactly 64 characters, so each token has one spelling.
const TOKEN_CHARS: usize = TOKEN_BYTES / 3 * 4;

/// The tokens that one browser holds, newest first, at most [`DeviceCookie::CAPACITY`]: one for
/// each person who signs in there, so that a family can share a tablet.
///
/// Stateless: nothing about it is stored on the server. A token binds a random nonce to a user by
/// a MAC; it holds no name, and dies only with the operator's secret that it was made with.
#[derive(Clone, Default)]
pub struct DeviceCookie {
    tokens: Vec<[u8; TOKEN_BYTES]>,
}

impl DeviceCookie {
    /// How many people one browser remembers.
    pub const CAPACITY: usize = 5;

    /// The longest value that [`DeviceCookie::to_value`] returns, in bytes.
    pub const MAX_LENGTH: usize = Self::CAPACITY * (TOKEN_CHARS + 1) - 1;

    /// Reads a cookie's value. What isn't a token is dropped, and a value longer than
    /// [`DeviceCookie::MAX_LENGTH`] is dropped as a whole: nothing a client sends is an error, and
    /// nothing costs more than a full cookie.
    #[must_use]
    pub fn parse(value: &str) -> Self {
        if value.len() > Self::MAX_LENGTH {
            return Self::default();
        }
        let tokens = value.split('.').filter_map(decode).take(Self::CAPACITY).collect();
        Self { tokens }
    }

    /// Returns the nonce under which this browser's attempts as this user are counted, if it has
    /// signed in as them before. `username_key` is the folded name
    /// ([`umbra_domain::user::username_key`]).
    #[must_use]
    pub fn known(&self, keys: &Keys, username_key: &str) -> Option<[u8; 16]> {
        self.tokens
            .iter()
            .find(|token| is_for(token, keys, username_key))
            .map(|token| split(token).0)
    }

    /// Returns the cookie to send after this user signed in: a fresh token for them in front, the
    /// other people's behind it, the oldest dropped.
    #[must_use]
    pub fn remember(&self, keys: &Keys, entropy: &dyn Entropy, username_key: &str) -> Self {
        let mut nonce = [0; 16];
        entropy.fill(&mut nonce);
        let mut fresh = [0; TOKEN_BYTES];
        fresh[..16].copy_from_slice(&nonce);
        fresh[16..].copy_from_slice(&keys.device_mac(&nonce, username_key));

        let others = self.tokens.iter().filter(|token| !is_for(token, keys, username_key));
        let tokens = std::iter::once(&fresh).chain(others).take(Self::CAPACITY).copied().collect();
        Self { tokens }
    }

    /// Returns the cookie's value: base64url and dots, which need no quoting (RFC 6265).
    #[must_use]
    pub fn to_value(&self) -> String {
        let mut value = String::with_capacity(Self::MAX_LENGTH);
        for token in &self.tokens {
            if !value.is_empty() {
                value.push('.');
            }
            URL_SAFE_NO_PAD.encode_string(token, &mut value);
        }
        value
    }
}

impl fmt::Debug for DeviceCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceCookie({} tokens)", self.tokens.len())
    }
}

/// Tells, in constant time for one token, whether it was made for this user.
fn is_for(token: &[u8; TOKEN_BYTES], keys: &Keys, username_key: &str) -> bool {
    let (nonce, mac) = split(token);
    keys.is_device_mac(&nonce, username_key, mac)
}

fn split(token: &[u8; TOKEN_BYTES]) -> ([u8; 16], &[u8]) {
    let (nonce, mac) = token.split_at(16);
    let mut copy = [0; 16];
    copy.copy_from_slice(nonce);
    (copy, mac)
}

fn decode(text: &str) -> Option<[u8; TOKEN_BYTES]> {
    let mut token = [0; TOKEN_BYTES];
    let length = URL_SAFE_NO_PAD.decode_slice(text, &mut token).ok()?;
    (length == TOKEN_BYTES).then_some(token)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{SecretKey, test_entropy::SeededEntropy};

    fn keys() -> Keys {
        Keys::derive(&SecretKey::parse("9f2c4b7e1a0d83566b1ce9247f0a5d38").unwrap())
    }

    fn again(cookie: &DeviceCookie) -> DeviceCookie {
        DeviceCookie::parse(&cookie.to_value())
    }

    #[test]
    fn a_browser_is_known_only_to_those_who_signed_in_there() {
        let (keys, entropy) = (keys(), SeededEntropy::default());
        let cookie = again(&DeviceCookie::default().remember(&keys, &entropy, "ana"));
        assert!(cookie.known(&keys, "ana").is_some());
        assert!(cookie.known(&keys, "ben").is_none());
        assert!(cookie.known(&keys, "").is_none());
    }

    #[test]
    fn two_people_have_a_counter_each() {
        let (keys, entropy) = (keys(), SeededEntropy::default());
        let cookie = DeviceCookie::default()
            .remember(&keys, &entropy, "ana")
            .remember(&keys, &entropy, "ben");
        let (ana, ben) = (cookie.known(&keys, "ana"), again(&cookie).known(&keys, "ben"));
        assert!(ana.is_some() && ben.is_some());
        assert_ne!(ana, ben);
    }

    #[test]
    fn signing_in_again_replaces_ones_own_token_only() {
        let (keys, entropy) = (keys(), SeededEntropy::default());
        let first = DeviceCookie::default()
            .remember(&keys, &entropy, "ana")
            .remember(&keys, &entropy, "ben");
        let second = first.remember(&keys, &entropy, "ana");
        assert_eq!(second.tokens.len(), 2);
        assert_ne!(second.known(&keys, "ana"), first.known(&keys, "ana"));
        assert_eq!(second.known(&keys, "ben"), first.known(&keys, "ben"));
    }

    #[test]
    fn the_sixth_person_displaces_the_one_who_came_first() {
        let (keys, entropy) = (keys(), SeededEntropy::default());
        let people = ["ana", "ben", "cem", "dua", "eva", "fin"];
        let cookie = people.iter().fold(DeviceCookie::default(), |cookie, name| {
            again(&cookie.remember(&keys, &entropy, name))
        });
        assert_eq!(cookie.to_value().len(), DeviceCookie::MAX_LENGTH);
        assert!(cookie.known(&keys, "ana").is_none());
        assert!(people[1..].iter().all(|name| cookie.known(&keys, name).is_some()));
    }

    #[test]
    fn garbage_is_dropped_and_good_tokens_stay() {
        let (keys, entropy) = (keys(), SeededEntropy::default());
        let value = DeviceCookie::default().remember(&keys, &entropy, "ana").to_value();
        for around in [format!("..x.{value}.ä"), format!("{value}."), format!("{value}.AAAA")] {
            let cookie = DeviceCookie::parse(&around);
            assert_eq!(cookie.tokens.len(), 1, "{around}");
            assert!(cookie.known(&keys, "ana").is_some());
        }
        assert!(DeviceCookie::parse("").tokens.is_empty());
    }

    #[test]
    fn an_overlong_value_is_dropped_as_a_whole() {
        let (keys, entropy) = (keys(), SeededEntropy::default());
        let value = DeviceCookie::default().remember(&keys, &entropy, "ana").to_value();
        let long = format!("{value}{}", ".".repeat(DeviceCookie::MAX_LENGTH));
        assert!(DeviceCookie::parse(&long).tokens.is_empty());
    }

    #[test]
    fn a_forged_or_foreign_token_is_not_known() {
        let (keys, entropy) = (keys(), SeededEntropy::default());
        let other = Keys::derive(&SecretKey::generate(&entropy));
        let cookie = DeviceCookie::default().remember(&other, &entropy, "ana");
        assert!(cookie.known(&keys, "ana").is_none());

        let mut forged = DeviceCookie::default().remember(&keys, &entropy, "ana");
        forged.tokens[0][0] ^= 1;
        assert!(forged.known(&keys, "ana").is_none());
    }
}
