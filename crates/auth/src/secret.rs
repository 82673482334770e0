//! The server's one secret, from which every other key is derived.

use std::{collections::BTreeSet, fmt};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use umbra_domain::Entropy;
use zeroize::Zeroizing;

use crate::patterns::{repeats_a_block, walked};

/// Texts that occur only in keys nobody chose: each condemns a key wherever it stands.
/// Compared without case and punctuation, so `CHANGE_ME` and `change-me` are one.
const PLACEHOLDERS: [&str; 14] = [
    "changeme",
    "changethis",
    "changeinproduction",
    "defaultsecret",
    "devsecret",
    "examplekey",
    "examplesecret",
    "insecure",
    "placeholder",
    "replaceme",
    "replacethis",
    "secretgoeshere",
    "yourkey",
    "yoursecret",
];

/// Words that add nothing to a key: without them it must still be long enough.
///
/// Counted only from [`FILLING`] letters on: a short word turns up in one random key in a thousand.
const FILLERS: [&str; 9] =
    ["password", "secret", "session", "super", "token", "umbra", "dev", "key", "test"];

/// How many letters of [`FILLERS`] a key may hold by accident.
const FILLING: usize = 6;

/// The operator's secret key (`SECRET_KEY`), strong enough to be used.
///
/// Wiped from memory when dropped, and never shown by [`fmt::Debug`].
#[derive(Clone)]
pub struct SecretKey(Zeroizing<String>);

impl SecretKey {
    /// The fewest characters (Unicode scalar values) a key may have.
    pub const MIN_LENGTH: usize = 32;

    /// The fewest different characters a key may have. Of 27 million keys of 32 random hex digits
    /// one has fewer, so honest keys pass.
    pub const MIN_DISTINCT: usize = 8;

    /// The part of the steps from character to character that makes a key one that a finger walked
    /// along the keyboard or the alphabet. A quarter of the steps of a random key look so; of 68
    /// million keys of 32 random hex digits one reaches this.
    const MIN_WALKED: f32 = 0.7;

    /// Checks a key as it stands in an environment variable or a file: one newline at its end
    /// is not part of it.
    ///
    /// # Errors
    /// [`WeakSecret`] when the key is short, repetitive or a well-known placeholder.
    pub fn parse(raw: &str) -> Result<Self, WeakSecret> {
        let text = raw.strip_suffix('\n').unwrap_or(raw);
        let text = text.strip_suffix('\r').unwrap_or(text);
        let chars = Zeroizing::new(text.chars().collect::<Vec<_>>());
        if chars.len() < Self::MIN_LENGTH {
            return Err(WeakSecret::TooShort);
        }
        if repeats_a_block(&chars, chars.len()) {
            return Err(WeakSecret::Repetitive);
        }
        if chars.iter().collect::<BTreeSet<_>>().len() < Self::MIN_DISTINCT {
            return Err(WeakSecret::Repetitive);
        }
        if walked(&chars) >= Self::MIN_WALKED {
            return Err(WeakSecret::Walked);
        }
        if is_placeholder(text, chars.len()) {
            return Err(WeakSecret::Placeholder);
        }
        Ok(Self(Zeroizing::new(text.to_owned())))
    }

    /// Draws a new key: 32 random bytes as 43 characters of base64url.
    #[must_use]
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let mut bytes = Zeroizing::new([0; 32]);
        entropy.fill(&mut *bytes);
        Self(Zeroizing::new(URL_SAFE_NO_PAD.encode(bytes.as_slice())))
    }

    /// Returns the key itself, to derive from it or to write it to its file.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

/// Tells whether a key of `length` characters comes from a template or a tutorial.
fn is_placeholder(text: &str, length: usize) -> bool {
    let letters: Zeroizing<String> = Zeroizing::new(
        text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect(),
    );
    if PLACEHOLDERS.iter().any(|word| letters.contains(word)) {
        return true;
    }
    let filling: usize =
        FILLERS.iter().map(|word| letters.matches(word).count() * word.len()).sum();
    filling >= FILLING && length.saturating_sub(filling) < SecretKey::MIN_LENGTH
}

/// Why a secret key was refused. The key itself is never repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakSecret {
    /// It has fewer than [`SecretKey::MIN_LENGTH`] characters.
    #[error("the secret key is too short: it needs at least 32 characters (openssl rand -hex 32)")]
    TooShort,
    /// It is one text repeated, or made of very few different characters.
    #[error("the secret key repeats itself: it needs to be random (openssl rand -hex 32)")]
    Repetitive,
    /// It runs along the keyboard or the alphabet.
    #[error("the secret key runs along the keyboard: it needs to be random (openssl rand -hex 32)")]
    Walked,
    /// It is, or contains, a well-known default.
    #[error("the secret key is a well-known placeholder: make a new one (openssl rand -hex 32)")]
    Placeholder,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_entropy::SeededEntropy;

    const STRONG: &str = "9f2c4b7e1a0d83566b1ce9247f0a5d38";

    fn refusal(raw: &str) -> WeakSecret {
        SecretKey::parse(raw).unwrap_err()
    }

    #[test]
    fn one_newline_at_the_end_is_not_part_of_the_key() {
        for raw in [STRONG.to_owned(), format!("{STRONG}\n"), format!("{STRONG}\r\n")] {
            assert_eq!(SecretKey::parse(&raw).unwrap().expose(), STRONG);
        }
        let two = format!("{STRONG}\n\n");
        assert_eq!(SecretKey::parse(&two).unwrap().expose(), format!("{STRONG}\n"));
    }

    #[test]
    fn keys_under_32_characters_are_too_short() {
        assert_eq!(refusal(""), WeakSecret::TooShort);
        assert_eq!(refusal(&STRONG[1..]), WeakSecret::TooShort);
        assert_eq!(refusal(&format!("{}\n", &STRONG[1..])), WeakSecret::TooShort);
        assert_eq!(refusal(&"ä".repeat(31)), WeakSecret::TooShort, "characters, not bytes");
    }

    #[test]
    fn repetitive_keys_are_refused() {
        assert_eq!(refusal(&"x".repeat(64)), WeakSecret::Repetitive);
        assert_eq!(refusal(&"0123456789abcdef".repeat(4)), WeakSecret::Repetitive);
        assert_eq!(refusal("abcdefgabcdefggfedcbaaabbccddeeff"), WeakSecret::Repetitive);
    }

    #[test]
    fn keys_that_a_finger_walked_are_refused() {
        for raw in [
            "qwertyuiopasdfghjklzxcvbnmqwerty",
            "QWERTYUIOP-ASDFGHJKL-ZXCVBNM-123456",
            "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
            "1q2w3e4r5t6y7u8i9o0pzaxscdvfbgnhmj",
            "abcdefghijklmnopqrstuvwxyz0123456789",
            "zyxwvutsrqponmlkjihgfedcba9876543210",
            "11223344556677889900aabbccddeeff",
            "asdfghjklasdfghjkl;asdfghjkl;'asdf",
        ] {
            assert_eq!(refusal(raw), WeakSecret::Walked, "{raw}");
        }
    }

    #[test]
    fn random_keys_are_hardly_ever_taken_for_walked_ones() {
        let entropy = SeededEntropy::default();
        let mut bytes = [0; 16];
        for _ in 0..20_000 {
            entropy.fill(&mut bytes);
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            let chars: Vec<char> = hex.chars().collect();
            assert!(walked(&chars) < SecretKey::MIN_WALKED, "{hex}");
        }
    }

    #[test]
    fn placeholders_are_refused_whatever_their_case_and_punctuation() {
        for raw in [
            "change-me-change-me-9f2c4b7e1a0d8356",
            "CHANGE_ME_IN_PRODUCTION_9f2c4b7e1a0d",
            "changeme9f2c4b7e1a0d83566b1ce9247f0a5d38",
            "your-secret-key-here-make-it-long-enough",
            "Your Secret Key 9f2c4b7e1a0d83566b1ce9247f0a5d38",
            "dev-secret-9f2c4b7e1a0d83566b1ce9247f0a5d38",
            "django-insecure-9f2c4b7e1a0d83566b1ce9247f0a5d38",
            "insecure-dev-key-do-not-use-in-prod!",
            "this-is-a-super-secret-key-for-tests",
            "replace_me_with_openssl_rand_hex_32!",
        ] {
            assert_eq!(refusal(raw), WeakSecret::Placeholder, "{raw}");
        }
    }

    #[test]
    fn a_long_random_key_may_carry_a_label() {
        assert!(SecretKey::parse(&format!("umbra-secret-{STRONG}")).is_ok());
    }

    #[test]
    fn a_generated_key_is_accepted_when_read_back() {
        let entropy = SeededEntropy::default();
        let (key, other) = (SecretKey::generate(&entropy), SecretKey::generate(&entropy));
        assert_eq!(key.expose().len(), 43);
        assert_ne!(key.expose(), other.expose());
        assert_eq!(SecretKey::parse(key.expose()).unwrap().expose(), key.expose());
    }

    #[test]
    fn debug_and_refusals_never_show_the_key() {
        let key = SecretKey::parse(STRONG).unwrap();
        assert!(!format!("{key:?}").contains(STRONG));
        assert!(!refusal("hunter2").to_string().contains("hunter2"));
    }
}
