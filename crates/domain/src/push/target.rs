//! Where a person's messages go.

use std::fmt;

use crate::Invalid;

/// Where a person's messages go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushTarget {
    /// The server.
    pub server: ServerUrl,
    /// The topic on it.
    pub topic: Topic,
    /// What lets Umbra publish there, if that isn't open to everybody.
    pub token: Option<AccessToken>,
}

/// The origin of a server, such as `https://ntfy.sh`: scheme, host, and a port that isn't the usual
/// one. ntfy has no other form, because it doesn't run below a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerUrl(String);

impl ServerUrl {
    /// Takes an origin that a [`Pusher`](super::Pusher) has checked, or that the operator chose.
    #[must_use]
    pub const fn from_origin(origin: String) -> Self {
        Self(origin)
    }

    /// Returns the origin, without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A topic, by ntfy's own rule: up to 64 letters, digits, hyphens and underscores. Where everybody may
/// read, who knows it reads along: it is as good as a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Topic(String);

impl Topic {
    /// Takes a topic.
    ///
    /// # Errors
    /// `invalid_topic`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let topic = raw.trim();
        if is_name(topic) {
            Ok(Self(topic.to_owned()))
        } else {
            let detail =
                "ntfy_topic must be 1 to 64 letters (A-Z), digits, hyphens and underscores";
            Err(Invalid::new("invalid_topic", detail))
        }
    }

    /// Takes a topic that was parsed before it was stored.
    #[must_use]
    pub const fn from_stored(topic: String) -> Self {
        Self(topic)
    }

    /// Returns the topic.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Topic(…)")
    }
}

/// Tells whether a text is what ntfy takes as the name of a topic or of a message.
pub(super) fn is_name(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    (1..=64).contains(&text.len()) && text.bytes().all(allowed)
}

/// An access token of a person's server. [`fmt::Debug`] never shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct AccessToken(String);

impl AccessToken {
    /// The most characters it may have. ntfy's have 32; a proxy before it may want others.
    pub const MAX: usize = 500;

    /// Takes a token as it was pasted.
    ///
    /// # Errors
    /// `invalid_token` unless it is visible ASCII, which alone can stand in a header.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let token = raw.trim();
        let is_token = token.bytes().all(|byte| byte.is_ascii_graphic());
        if is_token && (1..=Self::MAX).contains(&token.len()) {
            Ok(Self(token.to_owned()))
        } else {
            let detail = "ntfy_auth_token must be 1 to 500 visible ASCII characters without blanks";
            Err(Invalid::new("invalid_token", detail))
        }
    }

    /// Returns the token, to send it or to seal it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccessToken(…)")
    }
}

/// An access token as it is stored: sealed for its owner and for the server that it is for.
#[derive(Clone, PartialEq, Eq)]
pub struct SealedToken(String);

impl SealedToken {
    /// Takes what was sealed.
    #[must_use]
    pub const fn new(sealed: String) -> Self {
        Self(sealed)
    }

    /// Returns what was sealed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SealedToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealedToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_are_what_ntfy_takes() {
        for good in ["a", "My_topic-1", &"x".repeat(64)] {
            assert_eq!(Topic::parse(good).unwrap().as_str(), good);
        }
        assert_eq!(Topic::parse(" ana \n").unwrap().as_str(), "ana");
        for bad in ["", " ", "a/b", "a.b", "a b", "ärger", "a,b", "%2f", &"x".repeat(65)] {
            assert_eq!(Topic::parse(bad).unwrap_err().code, "invalid_topic", "{bad:?}");
        }
    }

    #[test]
    fn tokens_fit_into_a_header_and_never_show() {
        let token = AccessToken::parse("tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2\n").unwrap();
        assert_eq!(token.expose(), "tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2");
        assert_eq!(format!("{token:?}"), "AccessToken(…)");
        for bad in ["", "a b", "a\r\nb: c", "ä", &"x".repeat(501)] {
            assert_eq!(AccessToken::parse(bad).unwrap_err().code, "invalid_token", "{bad:?}");
        }
    }
}
