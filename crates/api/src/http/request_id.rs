//! The id that ties an answer to its log lines.

use std::fmt::Write as _;

use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use umbra_domain::Entropy;

/// The header that carries the id, in both directions.
pub const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Names one request: 16 hexadecimal digits, or what a trusted proxy called it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(String);

impl RequestId {
    /// Draws a new id.
    #[must_use]
    pub fn fresh(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 8];
        entropy.fill(&mut bytes);
        Self(bytes.iter().fold(String::with_capacity(16), |mut text, byte| {
            // Writing to a string can't fail.
            let _ = write!(text, "{byte:02x}");
            text
        }))
    }

    /// Takes the id that a trusted proxy sent, if it is 8 to 64 letters, digits and hyphens.
    ///
    /// Only call it for a trusted peer: anybody else could put two requests under one id or choose
    /// one that confuses whoever reads the log.
    #[must_use]
    pub fn from_proxy(headers: &HeaderMap) -> Option<Self> {
        let mut values = headers.get_all(X_REQUEST_ID);
        let text = values.next()?.to_str().ok()?;
        let fits = (8..=64).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        (fits && values.next().is_none()).then(|| Self(text.to_owned()))
    }

    /// Returns the id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the id as a header value.
    pub(crate) fn to_header(&self) -> HeaderValue {
        // An id has letters, digits and hyphens only, so the fallback is never taken.
        HeaderValue::from_str(&self.0).unwrap_or(HeaderValue::from_static("unknown"))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderMap, HeaderValue};

    use super::{RequestId, X_REQUEST_ID};
    use crate::testing::CountingEntropy;

    fn sent(values: &[&'static str]) -> Option<RequestId> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(X_REQUEST_ID, HeaderValue::from_static(value));
        }
        RequestId::from_proxy(&headers)
    }

    #[test]
    fn a_fresh_id_is_sixteen_hexadecimal_digits() {
        let id = RequestId::fresh(&CountingEntropy::default());
        assert_eq!(id.as_str().len(), 16);
        assert!(id.as_str().bytes().all(|b| b.is_ascii_hexdigit()));
    }

    #[test]
    fn an_inbound_id_is_short_and_harmless_or_ignored() {
        assert_eq!(sent(&["abc-DEF-123"]).unwrap().as_str(), "abc-DEF-123");
        let long = "a".repeat(65).leak();
        for bad in ["", "short", "has space", "semi;colon", "under_score", long] {
            assert_eq!(sent(&[bad]), None, "{bad:?}");
        }
        assert_eq!(sent(&["abcdefgh", "ijklmnop"]), None, "two ids name nothing");
    }
}
