//! A password.

use std::fmt;

use umbra_domain::Invalid;
use zeroize::Zeroizing;

/// A password as its owner typed it: never trimmed, cut, folded or normalised (OWASP ASVS 5.0,
/// 6.2.8). Any Unicode is allowed, controls and NUL included.
///
/// Wiped from memory when dropped, and never shown by [`fmt::Debug`].
#[derive(Clone)]
pub struct Password(Zeroizing<String>);

impl Password {
    /// The most characters (Unicode scalar values) a password may have.
    pub const MAX_LENGTH: usize = 128;

    /// Takes a password for signing in or as a new one. Only its length is checked.
    ///
    /// # Errors
    /// `password_too_long`.
    pub fn parse(raw: String) -> Result<Self, Invalid> {
        let raw = Zeroizing::new(raw);
        if raw.chars().nth(Self::MAX_LENGTH).is_some() {
            return Err(Invalid::new(
                "password_too_long",
                "password must have at most 128 characters",
            ));
        }
        Ok(Self(raw))
    }

    /// Returns the text, to check it.
    pub(super) fn text(&self) -> &str {
        &self.0
    }

    /// Returns the bytes to hash: the characters in UTF-8.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn password(text: &str) -> Password {
        Password::parse(text.to_owned()).unwrap()
    }

    #[test]
    fn up_to_128_characters_are_kept_exactly() {
        for text in ["", " spaces ", "e\u{301} is not é", "a\0b", &"🦉".repeat(128)] {
            assert_eq!(password(text).as_bytes(), text.as_bytes());
        }
        let long = Password::parse("x".repeat(129)).unwrap_err();
        assert_eq!(long.code, "password_too_long");
    }

    #[test]
    fn debug_does_not_show_the_password() {
        assert_eq!(format!("{:?}", password("hunter2")), "Password(…)");
    }
}
