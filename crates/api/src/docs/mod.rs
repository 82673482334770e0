//! The API described to programs (`/api/openapi.json`) and to people (`/docs`, `/redoc`).
//!
//! The document is collected from the very services that answer requests, so it holds every route.

mod conventions;
mod document;
mod pages;

use actix_web::{HttpRequest, HttpResponse, get, http::header, web};
use utoipa::openapi::OpenApi;

pub(crate) use conventions::{CONVENTIONS_TAG, base};
pub(crate) use document::Document;

use crate::http::{compress::stored_gzip, registry::Routes};

/// Registers the document and the pages that show it.
pub(crate) fn routes(routes: &mut Routes<'_>) {
    routes.service(openapi_document);
    // Pages for people are no operations of the API, so the document leaves them out.
    routes.undocumented(pages::routes);
}

/// Completes what was collected from the routes with what all operations share.
pub(crate) fn complete(collected: OpenApi) -> OpenApi {
    conventions::apply(collected)
}

/// Get this document
///
/// The OpenAPI 3.1 document of the API, for code generators and API browsers.
#[utoipa::path(
    tag = CONVENTIONS_TAG,
    security(()),
    responses((status = 200, description = "The document.", body = serde_json::Value)),
)]
#[get("/api/openapi.json")]
async fn openapi_document(request: HttpRequest, document: web::Data<Document>) -> HttpResponse {
    let mut response = stored_gzip(request.headers(), document.compressed());
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, header::HeaderValue::from_static("application/json"));
    response
}
