//! The API described to programs (`/api/openapi.json`) and to people (`/docs`, `/redoc`).
//!
//! The document is collected from the very services that answer requests, so it holds every route.

mod answers;
mod codes;
mod conditions;
mod conventions;
mod document;
mod examples;
pub(crate) mod known;
mod operation;
mod pages;
mod paths;
mod problems;
mod tags;
mod tree;

use actix_web::{HttpRequest, HttpResponse, get, http::header, web};
use serde_json::Value;
use utoipa::openapi::OpenApi;

pub(crate) use conventions::{CONVENTIONS_TAG, base};
pub(crate) use document::Document;
pub use problems::reference as error_reference;

use crate::http::{compress::stored_gzip, registry::Routes};

/// Registers the document and the pages that show it.
pub(crate) fn routes(routes: &mut Routes<'_>) {
    routes.service(openapi_document);
    // Pages for people are no operations of the API, so the document leaves them out.
    routes.undocumented(pages::routes);
}

/// Completes what was collected from the routes with what all operations share, and with what follows for
/// each from what it takes and answers.
pub(crate) fn complete(collected: &OpenApi) -> Value {
    // The document is plain data, which can always be written as JSON.
    let mut document = serde_json::to_value(collected).unwrap_or_default();
    conventions::apply(&mut document);
    conventions::mend_inline(&mut document);
    conventions::name_constants(&mut document);
    problems::describe(&mut document);
    conditions::describe(&mut document);
    answers::require(&mut document);
    examples::add(&mut document);
    tags::describe(&mut document);
    paths::describe(&mut document);
    document
}

/// Get this document
///
/// The OpenAPI 3.1 document of the API, for code generators and API browsers.
#[utoipa::path(
    tag = CONVENTIONS_TAG,
    security(()),
    responses((status = 200, description = "The document.", body = serde_json::Value,
        example = json!({
            "openapi": "3.1.0",
            "info": {"title": "Umbra", "version": "0.1.0"},
            "paths": {"/health": {}},
        }))),
)]
#[get("/api/openapi.json")]
async fn openapi_document(request: HttpRequest, document: web::Data<Document>) -> HttpResponse {
    let mut response = stored_gzip(request.headers(), document.compressed());
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
    response
}
