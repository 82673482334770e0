//! What the server answered.

use std::fmt;

use actix_web::cookie::Cookie;
use reqwest::{StatusCode, header::HeaderMap};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Problem;

/// An answer, read to its end.
///
/// What is asserted of it is reported together with the request and the whole answer.
#[derive(Clone)]
pub struct Reply {
    /// The request's line, for reports.
    pub(super) request: String,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Reply {
    /// Returns the status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// Returns the value of a header.
    ///
    /// # Panics
    /// When the header is there more than once, or isn't text.
    #[must_use]
    #[track_caller]
    pub fn header(&self, name: &str) -> Option<&str> {
        let values = self.header_values(name);
        assert!(values.len() < 2, "{name} is there {} times in {self:?}", values.len());
        values.first().copied()
    }

    /// Returns all values of a header.
    ///
    /// # Panics
    /// When one isn't text.
    #[must_use]
    #[track_caller]
    pub fn header_values(&self, name: &str) -> Vec<&str> {
        let text = |value: &'_ reqwest::header::HeaderValue| value.to_str().is_ok();
        let values = self.headers.get_all(name);
        assert!(values.iter().all(text), "{name} isn't text in {self:?}");
        values.iter().filter_map(|value| value.to_str().ok()).collect()
    }

    /// Returns all headers, names in lower case.
    #[must_use]
    pub const fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the entity tag.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    #[track_caller]
    pub fn etag(&self) -> &str {
        self.header("etag").unwrap_or_else(|| panic!("no ETag in {self:?}"))
    }

    /// Returns the URL of the next page, from the header `Link` (RFC 8288).
    ///
    /// # Panics
    /// When the header says anything else.
    #[must_use]
    #[track_caller]
    pub fn next_page(&self) -> Option<String> {
        self.header("link").map(|link| {
            let url = link.strip_prefix('<').and_then(|rest| rest.strip_suffix(">; rel=\"next\""));
            url.unwrap_or_else(|| panic!("no link to the next page in {self:?}")).to_owned()
        })
    }

    /// Returns the cookie of this name that the answer sets, if it does.
    ///
    /// # Panics
    /// When it isn't well-formed.
    #[must_use]
    #[track_caller]
    pub fn cookie(&self, name: &str) -> Option<Cookie<'static>> {
        self.cookies().into_iter().find(|cookie| cookie.name() == name)
    }

    /// Returns all cookies that the answer sets.
    ///
    /// # Panics
    /// When one isn't well-formed.
    #[must_use]
    #[track_caller]
    pub fn cookies(&self) -> Vec<Cookie<'static>> {
        self.header_values("set-cookie")
            .into_iter()
            .map(|text| Cookie::parse(text.to_owned()).expect("a well-formed cookie"))
            .collect()
    }

    /// Returns the body as text.
    ///
    /// # Panics
    /// When it isn't UTF-8.
    #[must_use]
    #[track_caller]
    pub fn text(&self) -> &str {
        str::from_utf8(&self.body).unwrap_or_else(|_| panic!("no text in {self:?}"))
    }

    /// Returns the body's bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.body
    }

    /// Returns the body's JSON.
    ///
    /// # Panics
    /// When it isn't JSON.
    #[must_use]
    #[track_caller]
    pub fn json(&self) -> Value {
        self.json_as()
    }

    /// Reads the body's JSON into a type.
    ///
    /// # Panics
    /// When it doesn't fit.
    #[must_use]
    #[track_caller]
    pub fn json_as<T: DeserializeOwned>(&self) -> T {
        match serde_json::from_slice(&self.body) {
            Ok(value) => value,
            Err(error) => panic!("{error} in {self:?}"),
        }
    }

    /// Checks the status, and returns the answer for more.
    ///
    /// # Panics
    /// When it is another one.
    #[track_caller]
    pub fn assert_status(self, status: u16) -> Self {
        assert!(self.status() == status, "expected {status}, got {self:?}");
        self
    }

    /// Checks that the answer is a problem with this status and code, and that it is complete: its
    /// media type, its members (RFC 9457), and its request id, which is also in a header.
    ///
    /// # Panics
    /// When anything is missing or different.
    #[track_caller]
    pub fn assert_problem(&self, status: u16, code: &str) -> Problem {
        Problem::check(self, status, code)
    }
}

/// Shows the whole answer.
impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "the answer to {}:", self.request)?;
        writeln!(f, "{}", self.status)?;
        for (name, value) in &self.headers {
            writeln!(f, "{name}: {}", String::from_utf8_lossy(value.as_bytes()))?;
        }
        write!(f, "\n{}", String::from_utf8_lossy(&self.body))
    }
}
