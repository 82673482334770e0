//! Origins of web pages (RFC 6454).

use umbra_domain::Invalid;
use url::Url;

/// The origin of a web page in its ASCII form, such as `https://umbra.example`: what browsers send
/// as `Origin`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WebOrigin(String);

impl WebOrigin {
    /// Parses an origin: an http or https URL with a host and nothing behind it.
    ///
    /// # Errors
    /// `invalid_origin`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let bare =
            |url: &Url| url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        Url::parse(raw).ok().filter(bare).and_then(|url| Self::of(&url)).ok_or_else(|| {
            Invalid::new("invalid_origin", "an origin must look like https://umbra.example")
        })
    }

    /// Returns the origin of a URL; `None` unless it is http or https without credentials.
    #[must_use]
    pub fn of(url: &Url) -> Option<Self> {
        let web = matches!(url.scheme(), "http" | "https") && url.has_host();
        let anonymous = url.username().is_empty() && url.password().is_none();
        (web && anonymous).then(|| Self(url.origin().ascii_serialization()))
    }

    /// Tells whether pages of this origin are served over TLS.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// Returns the origin as browsers send it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::WebOrigin;

    #[test]
    fn an_origin_is_spelled_as_browsers_do() {
        for (raw, origin) in [
            ("https://Umbra.Example", "https://umbra.example"),
            ("https://umbra.example:443/", "https://umbra.example"),
            ("http://localhost:8000", "http://localhost:8000"),
            ("https://bücher.example", "https://xn--bcher-kva.example"),
            ("http://[::1]:8000", "http://[::1]:8000"),
        ] {
            assert_eq!(WebOrigin::parse(raw).as_ref().map(WebOrigin::as_str), Ok(origin));
        }
    }

    #[test]
    fn anything_more_or_less_than_an_origin_is_refused() {
        for raw in [
            "",
            "*",
            "null",
            "umbra.example",
            "ftp://umbra.example",
            "https://umbra.example/app",
            "https://umbra.example?x",
            "https://umbra.example#x",
            "https://ana@umbra.example",
            "file:///etc",
        ] {
            assert!(WebOrigin::parse(raw).is_err(), "{raw:?}");
        }
    }
}
