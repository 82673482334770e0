//! Addresses that somebody wrote down for Umbra to call.

use std::net::IpAddr;

use url::{Host, Url};

use crate::{AddressPolicy, Blocked};

/// A URL that may be called, as far as the text alone tells. Its name is looked up, and the address
/// looked at, with each call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target(Url);

/// Why a URL is not called.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// It is no URL.
    #[error("it is no absolute URL")]
    Malformed,
    /// Its scheme is neither http nor https.
    #[error("only http and https are called")]
    Scheme,
    /// A user or a password stands in it.
    #[error("a user or password must not stand in it")]
    Credentials,
    /// Its host is an address that isn't called.
    #[error(transparent)]
    Blocked(#[from] Blocked),
}

impl Target {
    /// Takes a URL. All spellings of an address (`0x7f.1`, `2130706433`) are the address.
    ///
    /// # Errors
    /// [`TargetError`].
    pub fn parse(text: &str, policy: &AddressPolicy) -> Result<Self, TargetError> {
        let url = Url::parse(text).map_err(|_| TargetError::Malformed)?;
        Self::from_url(url, policy)
    }

    pub(crate) fn from_url(mut url: Url, policy: &AddressPolicy) -> Result<Self, TargetError> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(TargetError::Scheme);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(TargetError::Credentials);
        }
        match url.host() {
            Some(Host::Ipv4(address)) => policy.check(IpAddr::V4(address))?,
            Some(Host::Ipv6(address)) => policy.check(IpAddr::V6(address))?,
            Some(Host::Domain(_)) => {}
            None => return Err(TargetError::Malformed),
        }
        url.set_fragment(None);
        Ok(Self(url))
    }

    /// Returns the URL.
    #[must_use]
    pub const fn url(&self) -> &Url {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Target, TargetError> {
        Target::parse(text, &AddressPolicy::default())
    }

    #[test]
    fn an_address_in_any_spelling_is_the_address() {
        let spellings = [
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://0x7f000001/",
            "http://0177.0.0.1/",
            "http://0x7f.0.0.0x1/",
            "http://[::1]/",
            "http://１２７.０.０.１/",
        ];
        for spelling in spellings {
            assert_eq!(parse(spelling), Err(Blocked::Private.into()), "{spelling}");
        }
        for mapped in ["http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/", "http://0/"] {
            assert_eq!(parse(mapped), Err(Blocked::Never.into()), "{mapped}");
        }
    }

    #[test]
    fn only_http_without_credentials_is_called() {
        for text in ["https://ntfy.sh/", "http://umbra.example:8080/path?query=1"] {
            assert_eq!(parse(text).unwrap().url().as_str(), text);
        }
        for text in ["file:///etc/passwd", "ftp://example.org/", "gopher://example.org/", "data:,"]
        {
            assert_eq!(parse(text), Err(TargetError::Scheme), "{text}");
        }
        for text in ["https://ana@example.org/", "https://:secret@example.org/"] {
            assert_eq!(parse(text), Err(TargetError::Credentials), "{text}");
        }
        for text in ["", "example.org", "//example.org", "http://", "http://a b/"] {
            assert_eq!(parse(text), Err(TargetError::Malformed), "{text}");
        }
    }
}
