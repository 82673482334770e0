//! What the operator learns of each request: one span, one log line, two metrics.
//!
//! They carry the method, the pattern of the route, the status and the time taken. Never the path
//! or the query string (ids and search words), headers, bodies or addresses.

use std::time::Instant;

use actix_web::http::{Method, StatusCode};
use metrics::{Unit, counter, describe_counter, describe_histogram, histogram};
use tracing::{Span, field::Empty, info_span};

use super::request_id::RequestId;

const REQUESTS: &str = "http_requests_total";
const DURATION: &str = "http_request_duration_seconds";

/// Describes the metrics to the recorder of the process.
pub(crate) fn describe() {
    describe_counter!(REQUESTS, "Requests answered, by method, route and status.");
    describe_histogram!(DURATION, Unit::Seconds, "Time to answer, by method, route and status.");
}

/// One request on its way to an answer.
pub(crate) struct Exchange {
    method: &'static str,
    started: Instant,
    span: Span,
}

impl Exchange {
    pub(crate) fn begin(method: &Method, id: &RequestId) -> Self {
        let method = label(method);
        let span = info_span!(
            "http.request",
            request_id = id.as_str(),
            method,
            route = Empty,
            status = Empty,
            latency_ms = Empty,
        );
        Self { method, started: Instant::now(), span }
    }

    /// Returns the span that everything done for the request belongs to.
    pub(crate) fn span(&self) -> Span {
        self.span.clone()
    }

    /// Logs and counts the answer. `route` is the pattern that matched, if one did.
    pub(crate) fn finish(self, route: Option<String>, status: StatusCode) {
        let elapsed = self.started.elapsed();
        let route = route.unwrap_or_else(|| "unmatched".to_owned());
        self.span.record("route", route.as_str());
        self.span.record("status", status.as_u16());
        // Three decimals: microseconds.
        self.span.record("latency_ms", elapsed.as_micros() as f64 / 1000.0);
        self.span.in_scope(|| tracing::info!("answered"));
        let labels = [
            ("method", self.method.to_owned()),
            ("route", route),
            ("status", status.as_str().to_owned()),
        ];
        counter!(REQUESTS, &labels).increment(1);
        histogram!(DURATION, &labels).record(elapsed);
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
