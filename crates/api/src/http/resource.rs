//! Answers about one resource: its body, its version as `ETag`, and where it is.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
};
use serde::Serialize;
use umbra_app::idempotency::{Answer, Outcome};
use umbra_domain::stored::{Identified, Stored};

use super::{
    Problem,
    etag::{etag_of, unless_known},
    idempotency::{answered, rendered},
};

/// Something that has a path of its own and a version.
pub(crate) trait Resource {
    /// What clients get to see of it.
    type Body: Serialize;
    /// Grows with every change.
    fn version(&self) -> i64;
    /// Tells answers of one version apart that differ all the same, for those who ask differ; empty
    /// where there is nothing to tell. A part of the `ETag`, of which `If-Match` takes no notice.
    fn variant(&self) -> String {
        String::new()
    }
    /// The path under which it can be read.
    fn location(&self) -> String;
    /// Writes what clients get to see.
    fn body(&self) -> Self::Body;
}

/// A kind of things that all are under one path, each as the same body.
pub(crate) trait Exposed: Identified + Clone {
    /// The path of their list.
    const PATH: &'static str;
    /// What clients get to see of one.
    type Body: Serialize + From<Stored<Self>>;

    /// Writes the path of one.
    fn location(stored: &Stored<Self>) -> String {
        format!("{}/{}", Self::PATH, stored.id)
    }
}

impl<T: Exposed> Resource for Stored<T> {
    type Body = T::Body;

    fn version(&self) -> i64 {
        self.version
    }

    fn location(&self) -> String {
        T::location(self)
    }

    fn body(&self) -> T::Body {
        self.clone().into()
    }
}

fn tag(resource: &impl Resource) -> String {
    etag_of(resource.version(), &resource.variant())
}

fn headers(made: &impl Resource) -> [(header::HeaderName, String); 2] {
    [(header::ETAG, tag(made)), (header::LOCATION, made.location())]
}

/// Answers that it was made, now or by a request before with the same key: 201.
///
/// # Errors
/// 500 when a kept answer can't be read.
pub(crate) fn created(outcome: Outcome<impl Resource>) -> Result<HttpResponse, Problem> {
    answered(outcome, |made| {
        let mut response = HttpResponse::Created();
        for header in headers(&made) {
            response.insert_header(header);
        }
        response.json(made.body())
    })
}

/// Writes down the answer that [`created`] gives.
pub(crate) fn render_created(made: &impl Resource) -> Answer {
    rendered(StatusCode::CREATED, &headers(made), &made.body())
}

/// Answers with what it is, or that the client has this version already: 200 or 304.
pub(crate) fn found(request: &HttpRequest, resource: &impl Resource) -> HttpResponse {
    unless_known(request, &tag(resource), || resource.body())
}

/// Answers with what it is after a change, or still: 200.
pub(crate) fn changed(resource: &impl Resource) -> HttpResponse {
    let tag = (header::ETAG, tag(resource));
    HttpResponse::Ok().insert_header(tag).json(resource.body())
}

/// Writes down the answer that [`changed`] gives.
pub(crate) fn render_changed(resource: &impl Resource) -> Answer {
    rendered(StatusCode::OK, &[(header::ETAG, tag(resource))], &resource.body())
}
