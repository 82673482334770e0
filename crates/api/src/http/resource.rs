//! Answers about one resource: its body, its version as `ETag`, and where it is.

use actix_web::{
    HttpResponse,
    http::{StatusCode, header},
};
use serde::Serialize;
use umbra_app::idempotency::Answer;

use super::{etag::etag, idempotency::rendered};

/// Something that has a path of its own and a version.
pub(crate) trait Resource {
    /// What clients get to see of it.
    type Body: Serialize;
    /// Grows with every change.
    fn version(&self) -> i64;
    /// The path under which it can be read.
    fn location(&self) -> String;
    /// Writes what clients get to see.
    fn body(&self) -> Self::Body;
}

fn headers(made: &impl Resource) -> [(header::HeaderName, String); 2] {
    [(header::ETAG, etag(made.version())), (header::LOCATION, made.location())]
}

/// Answers that it was made: 201.
pub(crate) fn created(made: impl Resource) -> HttpResponse {
    let mut response = HttpResponse::Created();
    for header in headers(&made) {
        response.insert_header(header);
    }
    response.json(made.body())
}

/// Writes down the answer that [`created`] gives.
pub(crate) fn render_created(made: &impl Resource) -> Answer {
    rendered(StatusCode::CREATED, &headers(made), &made.body())
}

/// Answers with what it is after a change, or still: 200.
pub(crate) fn changed(resource: &impl Resource) -> HttpResponse {
    let tag = (header::ETAG, etag(resource.version()));
    HttpResponse::Ok().insert_header(tag).json(resource.body())
}
