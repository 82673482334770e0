//! Swagger UI and ReDoc, shipped in the binary. Neither asks another host for anything.

use std::{borrow::Cow, future::ready, sync::Arc};

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderValue},
    web::{self, Bytes, ServiceConfig},
};

use crate::http::{Problem, compress::stored_gzip};

const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// Scripts, styles and requests stay on this host, and nothing inline runs.
const SWAGGER_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// ReDoc adds style elements at run time. The first hash is that of an empty one, which it fills
/// through the DOM; the second is that of its scroll bars. Its search index is built by a worker that
/// it makes from a blob.
const REDOC_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self'; \
     style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' \
     'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='; \
     worker-src blob:; img-src 'self' data:; \
     connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
);

/// A day: the files change only with the binary.
const CACHED: HeaderValue = HeaderValue::from_static("public, max-age=86400");

pub(super) fn routes(config: &mut ServiceConfig) {
    config
        .service(page("/docs", SWAGGER_POLICY, include_str!("../../assets/swagger/index.html")))
        .service(text("/docs/page.css", CSS, include_str!("../../assets/swagger/page.css")))
        .service(text("/docs/init.js", SCRIPT, include_str!("../../assets/swagger/init.js")))
        .service(swagger("/docs/swagger-ui.css", CSS))
        .service(swagger("/docs/swagger-ui-bundle.js", SCRIPT))
        .service(page("/redoc", REDOC_POLICY, include_str!("../../assets/redoc/index.html")))
        .service(text("/redoc/page.css", CSS, include_str!("../../assets/redoc/page.css")))
        .service(text("/redoc/init.js", SCRIPT, include_str!("../../assets/redoc/init.js")))
        .service(web::resource("/redoc/redoc.standalone.js").get(redoc));
}

fn page(path: &'static str, policy: HeaderValue, html: &'static str) -> actix_web::Resource {
    web::resource(path).get(move || {
        let mut response = file(HttpResponse::Ok().body(html), "text/html; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy.clone());
        ready(response)
    })
}

/// Serves a style sheet or script of our own.
fn text(path: &'static str, content_type: &'static str, text: &'static str) -> actix_web::Resource {
    web::resource(path).get(move || ready(file(HttpResponse::Ok().body(text), content_type)))
}

/// Serves a file of Swagger UI under its own name.
fn swagger(path: &'static str, content_type: &'static str) -> actix_web::Resource {
    let name = path.rsplit('/').next().unwrap_or_default();
    web::resource(path).get(move |request: HttpRequest| {
        ready(stored(name).map(|stored| file(stored_gzip(request.headers(), stored), content_type)))
    })
}

fn stored(name: &str) -> Result<Bytes, Problem> {
    let config = Arc::new(utoipa_swagger_ui::Config::default());
    let found = utoipa_swagger_ui::serve(name, config).ok().flatten();
    found.ok_or_else(Problem::not_found).map(|stored| match stored.bytes {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    })
}

async fn redoc(request: HttpRequest) -> HttpResponse {
    let stored = include_bytes!("../../assets/redoc/redoc.standalone.js.gz");
    file(stored_gzip(request.headers(), Bytes::from_static(stored)), SCRIPT)
}

fn file(mut response: HttpResponse, content_type: &'static str) -> HttpResponse {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, CACHED);
    response
}
