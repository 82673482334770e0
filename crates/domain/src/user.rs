//! People's accounts: names and roles.

mod name;

use jiff::{Timestamp, civil::Date};

pub use name::{Username, UsernameKey, username_key};

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
    use super::Email;

    #[test]
    fn an_address_needs_both_sides_of_its_at_sign() {
        assert!(Email::parse("ana@example.org").is_ok());
        for bad in ["ana", "@example.org", "ana@", "a na@b", ""] {
            assert_eq!(Email::parse(bad).unwrap_err().code, "invalid_email", "{bad:?}");
        }
    }
}
