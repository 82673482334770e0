//! Codes for the day the authenticator app is gone.

use std::fmt;

use umbra_domain::{Entropy, UserId};
use zeroize::Zeroizing;

use crate::Keys;

/// The letters of a code: Crockford's base32, which leaves out I, L, O and U. The first three are
/// read as the digits they look like.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The length of a code as it is shown: eight letters and the hyphen in their middle.
const LENGTH: usize = 9;

/// A code that stands in for a TOTP code, once: `7K3M-Q9XD`, 40 random bits.
///
/// So few bits need a slow hash, which [`Ticket::hash`](crate::Ticket::hash) makes of
/// [`BackupCode::as_bytes`]. Beside it the database has the code's [tag](BackupCode::tag): it
/// finds the one row to verify, so that a wrong code costs one hash
/// ([`Stored::Nobody`](crate::Stored::Nobody)) and not ten. Who has the database but not the
/// operator's secret can't use the tag, and is left with the slow hash.
///
/// Wiped from memory when dropped, and never shown by [`fmt::Debug`].
pub struct BackupCode(Zeroizing<[u8; LENGTH]>);

impl BackupCode {
    /// How many codes a person gets at a time.
    pub const SET: usize = 10;

    /// How many letters and digits a code has, without its hyphen.
    pub const LETTERS: usize = LENGTH - 1;

    /// Draws a new set.
    #[must_use]
    pub fn fresh_set(entropy: &dyn Entropy) -> [Self; Self::SET] {
        std::array::from_fn(|_| Self::fresh(entropy))
    }

    /// Draws a new code.
    fn fresh(entropy: &dyn Entropy) -> Self {
        let mut random = Zeroizing::new([0; 8]);
        entropy.fill(&mut random[3..]);
        let mut bits = u64::from_be_bytes(*random);
        let mut code = Zeroizing::new([b'-'; LENGTH]);
        for place in (0..LENGTH).rev().filter(|place| *place != LENGTH / 2) {
            code[place] = ALPHABET[(bits % 32) as usize];
            bits /= 32;
        }
        Self(code)
    }

    /// Reads a code as its owner typed it: in any case, with a hyphen, a space or nothing in its
    /// middle, with spaces around it. `None` is a wrong code, and is to be treated like any other.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (head, tail) = text.split_at_checked(LENGTH / 2)?;
        let tail = tail.strip_prefix(['-', ' ']).unwrap_or(tail);
        if tail.len() != LENGTH / 2 {
            return None;
        }
        let mut code = Zeroizing::new([b'-'; LENGTH]);
        let places = (0..LENGTH).filter(|place| *place != LENGTH / 2);
        for (place, byte) in places.zip(head.bytes().chain(tail.bytes())) {
            code[place] = match byte.to_ascii_uppercase() {
                b'O' => b'0',
                b'I' | b'L' => b'1',
                letter if ALPHABET.contains(&letter) => letter,
                _ => return None,
            };
        }
        Some(Self(code))
    }

    /// Returns the bytes to hash and to verify: the code as it is shown, in ASCII.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// Returns the code, to show it to its owner: `XXXX-XXXX`.
    #[must_use]
    pub fn expose(&self) -> Zeroizing<String> {
        Zeroizing::new(self.0.iter().copied().map(char::from).collect())
    }

    /// Returns the tag under which a new code of this user is stored, beside its hash.
    #[must_use]
    pub fn tag(&self, keys: &Keys, user: UserId) -> [u8; 32] {
        keys.backup_code_mac(user, &self.0)
    }

    /// Returns the tags under which this user's code may be stored: the one of the current
    /// secret, then those of [older ones](crate::keys).
    #[must_use]
    pub fn tags(&self, keys: &Keys, user: UserId) -> Vec<[u8; 32]> {
        keys.backup_code_macs(user, &self.0)
    }
}

impl fmt::Debug for BackupCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BackupCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::{SecretKey, test_entropy::SeededEntropy};

    const ANA: UserId = UserId(1);
    const BEN: UserId = UserId(2);

    fn first() -> SecretKey {
        SecretKey::parse("9f2c4b7e1a0d83566b1ce9247f0a5d38").unwrap()
    }

    fn second() -> SecretKey {
        SecretKey::parse("c41d8e0f7b6a49325d1f0e9c8b7a6543").unwrap()
    }

    fn parsed(text: &str) -> String {
        BackupCode::parse(text).unwrap().expose().to_string()
    }

    #[test]
    fn a_set_has_ten_different_codes() {
        let entropy = SeededEntropy::default();
        let sets = [BackupCode::fresh_set(&entropy), BackupCode::fresh_set(&entropy)];
        let codes: BTreeSet<_> =
            sets.iter().flatten().map(|code| code.expose().to_string()).collect();
        assert_eq!(codes.len(), 20);
        for code in codes {
            assert_eq!(code.len(), 9);
            assert_eq!(&code[4..5], "-");
            assert_eq!(parsed(&code), code);
        }
    }

    #[test]
    fn every_random_bit_counts() {
        #[derive(Debug)]
        struct Fixed([u8; 5]);
        impl Entropy for Fixed {
            fn fill(&self, out: &mut [u8]) {
                out.copy_from_slice(&self.0);
            }
        }
        let shown = |bytes| BackupCode::fresh(&Fixed(bytes)).expose().to_string();
        assert_eq!(shown([0; 5]), "0000-0000");
        assert_eq!(shown([0xff; 5]), "ZZZZ-ZZZZ");
        assert_eq!(shown([0x00, 0x44, 0x32, 0x14, 0xc7]), "0123-4567");
        let all: BTreeSet<_> = (0..40)
            .map(|bit| shown((1_u64 << bit).to_be_bytes()[3..].try_into().unwrap()))
            .collect();
        assert_eq!(all.len(), 40);
    }

    #[test]
    fn case_hyphen_and_spaces_make_no_difference() {
        for text in ["7K3M-Q9XD", "7k3m-q9xd", "7K3MQ9XD", "7k3m q9xd", "  7K3M-Q9XD\n"] {
            assert_eq!(parsed(text), "7K3M-Q9XD", "{text}");
        }
    }

    #[test]
    fn letters_that_look_like_digits_are_read_as_such() {
        assert_eq!(parsed("ooOO-iILl"), "0000-1111");
    }

    #[test]
    fn nothing_else_is_a_code() {
        for text in [
            "",
            "-",
            "7K3M-Q9X",
            "7K3M-Q9XDA",
            "7K3MQ9XDA",
            "7K3-MQ9XD",
            "7K3M--9XD",
            "7K3M-Q9XU",
            "7K3M_Q9XD",
            "7K3M - Q9XD",
            "7K3M-Q9Xé",
            "7K3é-Q9XD",
            "ééQ9XD",
            "７K3M-Q9",
            "123456",
        ] {
            assert!(BackupCode::parse(text).is_none(), "{text}");
        }
    }

    #[test]
    fn a_tag_belongs_to_one_user_one_code_and_one_secret() {
        let keys = Keys::derive(&first());
        let (code, other) = (BackupCode::parse("7K3MQ9XD"), BackupCode::parse("7K3MQ9XE"));
        let (code, other) = (code.unwrap(), other.unwrap());
        assert_eq!(code.tag(&keys, ANA), BackupCode::parse("7k3m q9xd").unwrap().tag(&keys, ANA));
        assert_ne!(code.tag(&keys, ANA), code.tag(&keys, BEN));
        assert_ne!(code.tag(&keys, ANA), other.tag(&keys, ANA));
        assert_ne!(code.tag(&keys, ANA), code.tag(&Keys::derive(&second()), ANA));
    }

    #[test]
    fn a_code_is_found_after_a_rotation() {
        let code = BackupCode::parse("7K3M-Q9XD").unwrap();
        let stored = code.tag(&Keys::derive(&first()), ANA);
        let ring = Keys::derive_ring(&second(), &[first()]);
        assert_eq!(code.tags(&ring, ANA), [code.tag(&ring, ANA), stored]);
        assert_eq!(code.tags(&Keys::derive(&first()), ANA), [stored]);
    }

    #[test]
    fn debug_does_not_show_the_code() {
        let code = BackupCode::parse("7K3M-Q9XD").unwrap();
        assert_eq!(format!("{code:?}"), "BackupCode(…)");
    }

    proptest! {
        #[test]
        fn no_text_makes_parsing_fail_otherwise(text in "\\PC{0,12}") {
            if let Some(code) = BackupCode::parse(&text) {
                prop_assert_eq!(parsed(&code.expose()), code.expose().to_string());
            }
        }
    }
}
