//! The rules for a new password.

use umbra_domain::Invalid;
use zeroize::Zeroizing;

use super::{Password, common};
use crate::patterns::{is_a_run, repeats_a_block};

/// `abcdabcdabcd` is as easy as `abcd`; two words written twice are not.
const MAX_BLOCK_LENGTH: usize = 4;

/// A name of one or two letters occurs in every other password.
const SHORTEST_NAME: usize = 3;

/// The rules for a new password (OWASP ASVS 5.0, 6.2; NIST SP 800-63B-4, 3.1.1.2): a least
/// length, and nothing that a guesser tries first. No rules about kinds of characters, and no
/// expiry: both make people choose worse ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordPolicy {
    min_length: usize,
}

impl PasswordPolicy {
    /// The least that any configuration may ask for (ASVS 6.2.1).
    pub const SMALLEST_MIN_LENGTH: usize = 8;

    /// Asks for at least `min_length` characters (Unicode scalar values), brought into what is
    /// possible: [`PasswordPolicy::SMALLEST_MIN_LENGTH`] to [`Password::MAX_LENGTH`].
    #[must_use]
    pub fn new(min_length: usize) -> Self {
        Self { min_length: min_length.clamp(Self::SMALLEST_MIN_LENGTH, Password::MAX_LENGTH) }
    }

    /// Returns the fewest characters a new password may have.
    #[must_use]
    pub const fn min_length(&self) -> usize {
        self.min_length
    }

    /// Checks the password that the user `username` wants to have. Case makes no difference.
    ///
    /// # Errors
    /// - `password_too_short`
    /// - `password_like_username`: it is the name, forwards or backwards, with little added.
    /// - `password_too_common`: it is on the list of common passwords, is made of the service's
    ///   name, repeats a few characters, or runs along the alphabet or the digits.
    pub fn check(&self, candidate: &Password, username: &str) -> Result<(), Invalid> {
        let length = candidate.text().chars().count();
        if length < self.min_length {
            return Err(Invalid::new(
                "password_too_short",
                format!("password must have at least {} characters", self.min_length),
            ));
        }
        let folded = Zeroizing::new(candidate.text().to_lowercase());
        if self.is_like(&folded, username) {
            return Err(Invalid::new(
                "password_like_username",
                "password must not be made of the username",
            ));
        }
        if self.is_common(&folded) {
            return Err(Invalid::new("password_too_common", "password is too easy to guess"));
        }
        Ok(())
    }

    fn is_common(&self, folded: &str) -> bool {
        let chars = Zeroizing::new(folded.chars().collect::<Vec<_>>());
        repeats_a_block(&chars, MAX_BLOCK_LENGTH)
            || is_a_run(&chars)
            || common::is_listed(folded)
            || self.is_padded(folded, "umbra")
    }

    fn is_like(&self, folded: &str, username: &str) -> bool {
        let username = username.to_lowercase();
        let backwards: String = username.chars().rev().collect();
        if username.chars().count() < SHORTEST_NAME {
            return false;
        }
        [username.as_str(), backwards.as_str()].iter().any(|name| self.is_padded(folded, name))
    }

    /// Tells whether the text contains the word and is too short without it.
    fn is_padded(&self, folded: &str, word: &str) -> bool {
        let left: usize = folded.split(word).map(|part| part.chars().count()).sum();
        folded.contains(word) && left < self.min_length
    }
}

impl Default for PasswordPolicy {
    fn default() -> Self {
        Self::new(Self::SMALLEST_MIN_LENGTH)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> Password {
        Password::parse(text.to_owned()).unwrap()
    }

    fn refusal(candidate: &str, username: &str) -> &'static str {
        match PasswordPolicy::default().check(&password(candidate), username) {
            Ok(()) => "",
            Err(invalid) => invalid.code,
        }
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert_eq!(refusal("k9#mQ2x", "ana"), "password_too_short");
        assert_eq!(refusal("k9#mQ2xz", "ana"), "");
        assert_eq!(refusal("žluťouč", "ana"), "password_too_short");
        assert_eq!(refusal("žluťoučk", "ana"), "");
    }

    #[test]
    fn a_policy_may_ask_for_more_but_not_for_less() {
        assert_eq!(PasswordPolicy::new(0), PasswordPolicy::default());
        assert_eq!(PasswordPolicy::new(1_000).min_length(), 128);
        let strict = PasswordPolicy::new(15);
        let refused = strict.check(&password("k9#mQ2xzk9#mQ2"), "ana").unwrap_err();
        assert_eq!(refused.detail, "password must have at least 15 characters");
    }

    #[test]
    fn common_passwords_are_refused_in_any_case() {
        for common in ["password", "PassWord1", "trustno1", "iloveyou", "QWERTYUIOP", "liverpool"] {
            assert_eq!(refusal(common, "ana"), "password_too_common", "{common}");
        }
    }

    #[test]
    fn repetitions_and_runs_are_common() {
        for common in ["aaaaaaaa", "abababab", "xyz1xyz1xyz", "23456789", "ijklmnop", "ZYXWVUTS"] {
            assert_eq!(refusal(common, "ana"), "password_too_common", "{common}");
        }
        assert_eq!(refusal("correctcorrect", "ana"), "");
    }

    #[test]
    fn the_name_of_the_service_adds_nothing() {
        for common in ["umbra123", "MyUmbra!", "umbra-umbra", "Umbra2026!"] {
            assert_eq!(refusal(common, "ana"), "password_too_common", "{common}");
        }
        assert_eq!(refusal("penumbra over Lisbon", "ana"), "");
    }

    #[test]
    fn the_username_adds_nothing_either() {
        for like in ["Alexandra", "alexandra1984", "1984ardnaxela", "x-alexandra-x"] {
            assert_eq!(refusal(like, "alexandra"), "password_like_username", "{like}");
        }
        assert_eq!(refusal("Ana-ana-ana7", "ana"), "password_like_username");
        assert_eq!(refusal("ÄNNEGRET77", "Ännegret"), "password_like_username");
        assert_eq!(refusal("alexandra likes green tea", "alexandra"), "");
        assert_eq!(refusal("banana split", "ba"), "", "short names occur everywhere");
        assert_eq!(refusal("k9#mQ2xz", ""), "");
    }

    #[test]
    fn passphrases_and_any_alphabet_are_fine() {
        for good in ["correct horse battery staple", "пирожок с капустой", "我的猫喜欢晒太阳哦"]
        {
            assert_eq!(refusal(good, "ana"), "", "{good}");
        }
    }

    #[test]
    fn a_refusal_never_shows_the_password() {
        let refused = PasswordPolicy::default().check(&password("trustno1"), "ana").unwrap_err();
        assert!(!refused.detail.contains("trustno1"));
    }
}
