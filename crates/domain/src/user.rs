//! People's accounts: names and roles.

use jiff::{Timestamp, civil::Date};
use unicode_normalization::UnicodeNormalization;

use crate::{Invalid, UserId, text::text};

/// What an account may do on this server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the server: users, configuration, audit log.
    Admin,
    /// Uses the server.
    Standard,
}

impl Role {
    /// Returns the name as stored and sent.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Standard => "standard",
        }
    }

    /// Parses a role's name.
    ///
    /// # Errors
    /// `invalid_value` for anything but `admin` and `standard`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        match raw {
            "admin" => Ok(Self::Admin),
            "standard" => Ok(Self::Standard),
            _ => Err(Invalid::new("invalid_value", "role must be admin or standard")),
        }
    }
}

/// What somebody has told about themselves, and what their account is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The account.
    pub id: UserId,
    /// The name to sign in with, as its owner wrote it.
    pub username: String,
    /// What the account may do.
    pub role: Role,
    /// Where mail could go.
    pub email: Option<Email>,
    /// When the person was born.
    pub date_of_birth: Option<Date>,
    /// What the person wants to be called.
    pub preferred_name: Option<PreferredName>,
    /// When the account was created.
    pub created_at: Timestamp,
}

/// A name to sign in with, 1 to 64 characters: letters, digits and `. _ - @ +`.
///
/// Shown as given; two names are the same when their [keys](Username::key) are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Username {
    shown: String,
    key: String,
}

impl Username {
    /// The most characters (Unicode scalar values) a name may have.
    pub const MAX: usize = 64;

    /// Trims, normalises (NFKC) and checks a name.
    ///
    /// # Errors
    /// `blank`, `too_long` or `invalid_characters`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let shown: String = raw.trim().nfkc().take(Self::MAX * 4).collect();
        if shown.is_empty() {
            return Err(Invalid::new("blank", "username must not be blank"));
        }
        if shown.chars().count() > Self::MAX {
            return Err(Invalid::new("too_long", "username must have at most 64 characters"));
        }
        if !shown.chars().all(|c| c.is_alphanumeric() || "._-@+".contains(c)) {
            return Err(Invalid::new(
                "invalid_characters",
                "username may contain letters, digits and . _ - @ +",
            ));
        }
        let key = username_key(&shown);
        Ok(Self { shown, key })
    }

    /// Returns the name as its owner wrote it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.shown
    }

    /// Returns the form under which the name is unique: NFKC, lower case.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }
}

/// Folds any text a client sends as a name into the form under which names are compared.
///
/// Used at sign-in, where a name that could never exist must cost what an existing one does, so
/// nothing is refused here; only the first 256 characters count.
#[must_use]
pub fn username_key(raw: &str) -> String {
    raw.trim().chars().take(256).nfkc().flat_map(char::to_lowercase).nfkc().collect()
}

/// An e-mail address as far as Umbra cares: something, `@`, something, at most 254 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Checks an address. Only sending mail proves more (RFC 5321 section 4.5.3.1 for the length).
    ///
    /// # Errors
    /// `invalid_email`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let text = raw.trim();
        let sound = text.chars().count() <= 254
            && !text.chars().any(|c| c.is_control() || c.is_whitespace())
            && text
                .rsplit_once('@')
                .is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty());
        if sound {
            Ok(Self(text.to_owned()))
        } else {
            Err(Invalid::new("invalid_email", "email must be an e-mail address"))
        }
    }

    /// Takes an address that was parsed before it was stored.
    #[must_use]
    pub fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// Returns the address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text! {
    /// What a person wants to be called, at most 100 characters.
    PreferredName, "preferred_name", max 100, multiline false
}

#[cfg(test)]
mod tests {
    use super::{Email, Username, username_key};

    #[test]
    fn names_that_look_alike_share_a_key() {
        let name = Username::parse("  Ａna.Müller ").unwrap();
        assert_eq!(name.as_str(), "Ana.Müller");
        assert_eq!(name.key(), "ana.müller");
        assert_eq!(username_key("ANA.MU\u{308}LLER"), name.key());
    }

    #[test]
    fn names_with_spaces_or_controls_are_refused() {
        for bad in ["a b", "a\0b", "a/b", "a\u{202e}b"] {
            assert_eq!(Username::parse(bad).unwrap_err().code, "invalid_characters", "{bad:?}");
        }
        assert_eq!(Username::parse(" ").unwrap_err().code, "blank");
        assert_eq!(Username::parse(&"x".repeat(65)).unwrap_err().code, "too_long");
    }

    #[test]
    fn an_address_needs_both_sides_of_its_at_sign() {
        assert!(Email::parse("ana@example.org").is_ok());
        for bad in ["ana", "@example.org", "ana@", "a na@b", ""] {
            assert_eq!(Email::parse(bad).unwrap_err().code, "invalid_email", "{bad:?}");
        }
    }
}
