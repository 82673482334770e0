//! An error answer that is complete.

use serde_json::Value;

use super::Reply;

/// A problem (RFC 9457) that a reply was found to be.
#[derive(Debug, Clone)]
pub struct Problem {
    body: Value,
    shown: String,
}

impl Problem {
    #[track_caller]
    pub(super) fn check(reply: &Reply, status: u16, code: &str) -> Self {
        let is_problem = reply.header("content-type") == Some("application/problem+json");
        assert!(is_problem, "expected the problem {status} {code}, got {reply:?}");
        let body = reply.json();
        let found = (reply.status(), body["code"].as_str());
        assert!(found == (status, Some(code)), "expected {status} {code}, got {reply:?}");
        assert!(body["status"] == status, "the body has another status in {reply:?}");
        for member in ["type", "title", "detail", "request_id"] {
            let filled = body[member].as_str().is_some_and(|text| !text.trim().is_empty());
            assert!(filled, "{member} is missing or empty in {reply:?}");
        }
        let id = reply.header("x-request-id");
        assert!(body["request_id"].as_str() == id, "the header has another id in {reply:?}");
        Self { body, shown: format!("{reply:?}") }
    }

    /// Returns the sentence for people.
    #[must_use]
    pub fn detail(&self) -> &str {
        self.body["detail"].as_str().unwrap_or_default()
    }

    /// Returns the whole body.
    #[must_use]
    pub const fn body(&self) -> &Value {
        &self.body
    }

    /// Checks that the field at a JSON pointer was refused with this code.
    ///
    /// # Panics
    /// When it wasn't.
    #[track_caller]
    pub fn assert_field(&self, pointer: &str, code: &str) -> &Self {
        let errors = self.body["errors"].as_array().map_or(&[][..], Vec::as_slice);
        let found = errors.iter().any(|error| {
            let detailed = error["detail"].as_str().is_some_and(|text| !text.is_empty());
            error["pointer"] == pointer && error["code"] == code && detailed
        });
        assert!(found, "expected {code} at {pointer}, got {}", self.shown);
        self
    }
}
