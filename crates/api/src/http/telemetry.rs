//! What the operator learns of each request: one log line, three metrics, and a span for what is logged
//! meanwhile.
//!
//! The line tells who asked (address and account), for what, what came of it, how long that took and, of a
//! server error, why. The metrics carry the pattern of the route. Never the query string (search words),
//! headers or bodies.

use std::{net::IpAddr, time::Instant};

use actix_web::{
    HttpRequest,
    http::{Method, StatusCode},
};
use metrics::{counter, gauge, histogram};
use tracing::{Span, info_span};
use umbra_domain::{UserId, metric::Metric};

use super::request_id::RequestId;

const REQUESTS: &str = "umbra_http_requests_total";
const DURATION: &str = "umbra_http_request_duration_seconds";
const IN_PROGRESS: &str = "umbra_http_requests_in_progress";

/// What is recorded of requests.
pub(crate) const METRICS: [Metric; 3] = [
    Metric::counter(
        REQUESTS,
        &["method", "route", "status"],
        "Requests answered. `route` is the pattern of the path, or `unmatched`.",
    ),
    Metric::histogram(
        DURATION,
        &["method", "route"],
        "Time until an answer was ready to be sent. Exports take longer: they are made while they are sent.",
    ),
    Metric::gauge(IN_PROGRESS, &[], "Requests for which the answer is being made."),
];

/// One request on its way to an answer.
pub(crate) struct Exchange {
    id: RequestId,
    client: IpAddr,
    method: &'static str,
    started: Instant,
    span: Span,
    is_answered: bool,
    _in_progress: InProgress,
}

/// What is known of a request once it was answered.
#[derive(Debug)]
pub(crate) struct Asked {
    /// The pattern of the route, if one matched.
    route: Option<String>,
    /// Its path, as far as it may be logged.
    path: Option<String>,
    /// Who asked, if the request has a session.
    user: Option<UserId>,
}

impl Asked {
    pub(crate) fn new(request: &HttpRequest, user: Option<UserId>) -> Self {
        Self { user, ..Self::at(request.match_pattern(), request.path()) }
    }

    /// Tells what is known of a request that is gone: a pattern, and the path that matches it.
    pub(crate) fn at(route: Option<String>, path: &str) -> Self {
        let path = route.as_deref().map(|pattern| filled(pattern, path));
        Self { route, path, user: None }
    }
}

impl Exchange {
    pub(crate) fn begin(method: &Method, id: &RequestId, client: IpAddr) -> Self {
        let method = label(method);
        let span = info_span!("http.request", request_id = id.as_str(), method);
        let (id, started) = (id.clone(), Instant::now());
        let _in_progress = InProgress::begin();
        Self { id, client, method, started, span, is_answered: false, _in_progress }
    }

    /// Returns the span that everything done for the request belongs to.
    pub(crate) fn span(&self) -> Span {
        self.span.clone()
    }

    /// Logs and counts the answer; a server error with its cause.
    pub(crate) fn finish(mut self, asked: Asked, status: StatusCode, cause: Option<&str>) {
        self.is_answered = true;
        let elapsed = self.started.elapsed();
        let route = asked.route.as_deref().unwrap_or("unmatched");
        /// Writes the line, with fields of the event alone, so that JSON is flat.
        macro_rules! line {
            ($level:ident, $message:literal) => {
                tracing::$level!(
                    parent: None,
                    request_id = self.id.as_str(),
                    client = %self.client,
                    user = asked.user.map(|user| user.0),
                    method = self.method,
                    path = asked.path,
                    route,
                    status = status.as_u16(),
                    // Three decimals: microseconds.
                    duration_ms = elapsed.as_micros() as f64 / 1000.0,
                    error = cause,
                    $message
                )
            };
        }
        match status {
            // It passes by itself, and whoever asked is told to try again.
            StatusCode::SERVICE_UNAVAILABLE => line!(warn, "request failed"),
            status if status.is_server_error() => line!(error, "request failed"),
            // Whoever watches the process asks every few seconds.
            _ if route.starts_with("/health") => line!(debug, "answered"),
            _ => line!(info, "answered"),
        }
        let status = status.as_str().to_owned();
        let route = route.to_owned();
        histogram!(DURATION, "method" => self.method, "route" => route.clone()).record(elapsed);
        counter!(REQUESTS, "method" => self.method, "route" => route, "status" => status)
            .increment(1);
    }
}

impl Drop for Exchange {
    /// Says of what nobody waited for that it was asked for.
    fn drop(&mut self) {
        if !self.is_answered {
            let (request_id, method) = (self.id.as_str(), self.method);
            tracing::info!(parent: None, request_id, client = %self.client, method, "the client went away");
        }
    }
}

/// Fills a pattern with what the path that it matches has there, where that is an id. What isn't a number may be
/// anything: the token of a link, or what somebody pasted in a wrong place.
fn filled(pattern: &str, path: &str) -> String {
    let is_id =
        |text: &&str| matches!(text.len(), 1..20) && text.bytes().all(|b| b.is_ascii_digit());
    let mut values = path.split('/');
    let segments = pattern.split('/').map(|segment| {
        let value = values.next().filter(is_id);
        value.filter(|_| segment.starts_with('{')).unwrap_or(segment)
    });
    segments.collect::<Vec<_>>().join("/")
}

/// Counts a request until its answer is ready, or it was dropped because the client has gone.
struct InProgress;

impl InProgress {
    fn begin() -> Self {
        gauge!(IN_PROGRESS).increment(1.0);
        Self
    }
}

impl Drop for InProgress {
    fn drop(&mut self) {
        gauge!(IN_PROGRESS).decrement(1.0);
    }
}

/// Names a method. Clients can invent methods; they share one name, so that labels stay few.
fn label(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn a_path_is_logged_with_ids_and_with_nothing_else_that_a_client_chose() {
        assert_eq!(filled("/api/todos/{id}", "/api/todos/17"), "/api/todos/17");
        assert_eq!(
            filled("/api/todos/{id}/toggle", "/api/todos/17/toggle"),
            "/api/todos/17/toggle"
        );
        for chosen in ["secret", "17a", "", "-1", "1%2f"] {
            let path = format!("/api/actions/{chosen}");
            assert_eq!(filled("/api/actions/{token}", &path), "/api/actions/{token}");
        }
        assert_eq!(filled("/api/todos", "/api/todos"), "/api/todos");
    }
}
