//! Errors as the client sees them: `application/problem+json` (RFC 9457).
//!
//! Every error answer of the server is a [`Problem`]. `type` is always `about:blank`, so `title` is
//! the status phrase (RFC 9457 section 4.2.1); programs tell problems apart by the stable `code`,
//! people read `detail`. Neither `detail` nor a header ever repeats what the client sent, but for an
//! origin that was refused, which people have to see to mend the configuration.

mod body;
mod panics;
mod render;
#[cfg(test)]
mod tests;

use std::{borrow::Cow, error::Error, fmt, time::Duration};

use actix_web::{
    HttpResponse, ResponseError,
    http::{
        Method, StatusCode,
        header::{self, HeaderName, HeaderValue},
    },
};
use umbra_domain::Invalid;

use super::origin::WebOrigin;

pub use body::{FieldError, ProblemBody};
pub(crate) use panics::catch_panics;
pub(crate) use render::render;

/// The media type of every error answer.
pub const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

/// An error answer: a status, a stable code and a sentence for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: Cow<'static, str>,
    errors: Vec<FieldError>,
    attempts_left: Option<u32>,
    /// What is logged, and never sent.
    cause: Option<Box<str>>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Problem {
    /// Builds a problem from its status, its stable `snake_case` code and its sentence.
    #[must_use]
    pub fn new(
        status: StatusCode,
        code: &'static str,
        detail: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self {
            status,
            code,
            detail: detail.into(),
            errors: Vec::new(),
            attempts_left: None,
            cause: None,
            headers: Vec::new(),
        }
    }

    /// 400: the request is malformed.
    #[must_use]
    pub fn bad_request(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }

    /// 401: nobody is signed in.
    #[must_use]
    pub fn unauthenticated() -> Self {
        Self::unauthorized("unauthenticated", "Sign in to do this.")
    }

    /// 401 for another reason, such as wrong credentials.
    #[must_use]
    pub fn unauthorized(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, code, detail)
    }

    /// 403: the thing is visible to the caller, but this isn't theirs to do.
    #[must_use]
    pub fn forbidden(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, detail)
    }

    /// 403: the request could have been forged by another site.
    #[must_use]
    pub fn csrf() -> Self {
        Self::forbidden(
            "csrf",
            "The request was refused because another site may have sent it. \
             Send the header X-Requested-With: XMLHttpRequest from an allowed origin.",
        )
    }

    /// 403: the page that sent the request is of an origin that nobody has allowed.
    #[must_use]
    pub fn origin_not_allowed(origin: Option<&WebOrigin>) -> Self {
        let pages = match origin {
            Some(origin) => format!("Pages of {} may", origin.as_str()),
            None => "Pages without an origin may".to_owned(),
        };
        let what_helps = "If this server is reached there, the operator sets UMBRA_PUBLIC_URL to \
                          it; a frontend that is served from elsewhere belongs into CORS_ORIGINS.";
        Self::forbidden(
            "origin_not_allowed",
            format!("{pages} not change anything here. {what_helps}"),
        )
    }

    /// 404: missing or invisible to the caller. The same answer everywhere.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", "There is nothing here.")
    }

    /// 405: the path exists, the method doesn't. Sends `Allow` (RFC 9110 section 15.5.6).
    #[must_use]
    pub fn method_not_allowed(allowed: &[Method]) -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            "This path doesn't support the method.",
        )
        .with_header(header::ALLOW, &join(allowed))
    }

    /// 409: the request contradicts the present state.
    #[must_use]
    pub fn conflict(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::CONFLICT, code, detail)
    }

    /// 412: `If-Match` names another version.
    #[must_use]
    pub fn precondition_failed() -> Self {
        Self::new(
            StatusCode::PRECONDITION_FAILED,
            "precondition_failed",
            "It was changed in the meantime. Load it again and repeat the change.",
        )
    }

    /// 413: the body is over the limit.
    #[must_use]
    pub fn payload_too_large() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "payload_too_large",
            "The request body is too large.",
        )
    }

    /// 415: the body isn't plain `application/json`.
    #[must_use]
    pub fn unsupported_media_type() -> Self {
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            "Send the body as application/json in UTF-8 without a content coding.",
        )
    }

    /// 422: fields of the request were refused, each with its reason.
    #[must_use]
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let detail = match errors.as_slice() {
            [only] => only.detail.clone(),
            _ => Cow::Borrowed("Some fields were refused."),
        };
        Self { errors, ..Self::unprocessable("invalid", detail) }
    }

    /// 422 for a reason that isn't about one field.
    #[must_use]
    pub fn unprocessable(code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail)
    }

    /// 423: the session is locked until the person proves who they are.
    #[must_use]
    pub fn session_locked() -> Self {
        Self::new(
            StatusCode::LOCKED,
            "session_locked",
            "This session is locked. Unlock it with the password or a passkey.",
        )
    }

    /// 429: too many requests. `Retry-After` is `wait`, rounded up to whole seconds.
    #[must_use]
    pub fn too_many_requests(wait: Duration) -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_requests",
            "Too many requests. Wait a moment and try again.",
        )
        .retry_after(wait)
    }

    /// 500 that tells the client nothing; the log gets the error with its chain of causes.
    #[must_use]
    pub fn internal(error: &(dyn Error + 'static)) -> Self {
        Self::opaque().because(Chain(error).to_string())
    }

    /// 500 that tells the client nothing. Say why with [`Problem::because`].
    #[must_use]
    pub(crate) fn opaque() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Something went wrong on the server. The request id helps its operator to find out what.",
        )
    }

    /// 503: every worker for this kind of request is busy. `Retry-After` is 1 second.
    #[must_use]
    pub fn saturated() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "saturated",
            "The server is busy. Try again in a moment.",
        )
        .retry_after(Duration::from_secs(1))
    }

    /// 503: the database waits for its migrations. `Retry-After` is 5 seconds.
    #[must_use]
    pub fn not_ready() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "migrations_pending",
            "The database waits for its migrations.",
        )
        .retry_after(Duration::from_secs(5))
    }

    /// 503: the database can't be reached. `Retry-After` is 5 seconds.
    #[must_use]
    pub fn database_unavailable() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "database_unavailable",
            "The database can't be reached. Try again in a moment.",
        )
        .retry_after(Duration::from_secs(5))
    }

    /// 503: a server outside Umbra doesn't answer.
    #[must_use]
    pub fn unavailable(
        code: &'static str,
        detail: impl Into<Cow<'static, str>>,
        wait: Duration,
    ) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, code, detail).retry_after(wait)
    }

    /// Adds a header to the answer; a value that can't be a header value is left out.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }

    /// Says how many attempts may still fail before the lock, where it is few.
    #[must_use]
    pub fn with_attempts_left(self, attempts_left: Option<u32>) -> Self {
        Self { attempts_left, ..self }
    }

    /// Says what the line in the log is to tell of the cause, which the client doesn't learn.
    #[must_use]
    pub(crate) fn because(self, cause: impl Into<Box<str>>) -> Self {
        Self { cause: Some(cause.into()), ..self }
    }

    /// Tells why the answer is what it is, for the log.
    pub(crate) fn cause(&self) -> &str {
        self.cause.as_deref().unwrap_or(self.code)
    }

    /// Tells how many attempts may still fail before the lock, where it is few.
    pub(crate) const fn attempts_left(&self) -> Option<u32> {
        self.attempts_left
    }

    /// Returns the stable code.
    #[cfg(test)]
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// Returns the refused fields.
    #[cfg(test)]
    #[must_use]
    pub fn errors(&self) -> &[FieldError] {
        &self.errors
    }

    fn retry_after(self, wait: Duration) -> Self {
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        self.with_header(header::RETRY_AFTER, &seconds.max(1).to_string())
    }
}

/// A value outside any field, such as one that two fields make together.
impl From<Invalid> for Problem {
    fn from(invalid: Invalid) -> Self {
        Self::unprocessable(invalid.code, invalid.detail)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.status.as_u16(), self.code)
    }
}

impl Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    /// Answers without a request id and keeps the problem beside the answer, so that `render` can
    /// write the body again with the id.
    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::new(self.status);
        for (name, value) in &self.headers {
            response.headers_mut().append(name.clone(), value.clone());
        }
        response.headers_mut().insert(header::CONTENT_TYPE, PROBLEM_JSON);
        response.extensions_mut().insert(self.clone());
        response.set_body(actix_web::body::BoxBody::new(self.to_json(None)))
    }
}

fn join(methods: &[Method]) -> String {
    methods.iter().map(Method::as_str).collect::<Vec<_>>().join(", ")
}

/// Shows an error with everything that caused it.
struct Chain<'a>(&'a (dyn Error + 'static));

impl fmt::Display for Chain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}
