//! Makes every error answer a problem with the request's id.

use actix_web::{
    HttpResponse,
    body::BoxBody,
    http::{StatusCode, header},
};

use super::{PROBLEM_JSON, Problem};
use crate::http::request_id::RequestId;

/// Writes an error answer's body; other answers pass. Of a server error it also gives the cause, for the log.
///
/// An error that some library made, such as a refused CORS preflight, keeps its status and headers
/// and loses its text, which may repeat what the client sent.
pub(crate) fn render(mut response: HttpResponse, id: &RequestId) -> (HttpResponse, Option<String>) {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return (response, None);
    }
    let problem = response.extensions_mut().remove::<Problem>();
    let problem = problem.unwrap_or_else(|| from_status(status));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, PROBLEM_JSON);
    headers.remove(header::CONTENT_ENCODING);
    headers.remove(header::CONTENT_LENGTH);
    headers.remove(header::ETAG);
    let cause = status.is_server_error().then(|| problem.cause().to_owned());
    (response.set_body(BoxBody::new(problem.to_json(Some(id.as_str())))), cause)
}

fn from_status(status: StatusCode) -> Problem {
    match status {
        StatusCode::UNAUTHORIZED => Problem::unauthenticated(),
        StatusCode::FORBIDDEN => Problem::forbidden("forbidden", "This isn't allowed."),
        StatusCode::NOT_FOUND => Problem::not_found(),
        // The answer carries its own Allow header.
        StatusCode::METHOD_NOT_ALLOWED => {
            Problem::new(status, "method_not_allowed", "This path doesn't support the method.")
        }
        StatusCode::REQUEST_TIMEOUT => {
            Problem::new(status, "request_timeout", "The request took too long to arrive.")
        }
        StatusCode::PAYLOAD_TOO_LARGE => Problem::payload_too_large(),
        StatusCode::UNSUPPORTED_MEDIA_TYPE => Problem::unsupported_media_type(),
        status if status.is_server_error() => {
            Problem { status, ..Problem::opaque() }.because("a library answered so")
        }
        status => Problem::new(status, "bad_request", "The request can't be understood."),
    }
}
