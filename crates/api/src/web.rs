//! The web client's files, and its page at every path that a person opens.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        Method,
        header::{self, HeaderValue},
    },
    web::{self, Bytes, ServiceConfig},
};
use umbra_app::App;
use umbra_web::File;

use crate::{
    config::ApiConfig,
    home,
    http::{
        Problem,
        compress::takes,
        etag::knows,
        routing::{Methods, unmatched},
    },
};

const POLICY: HeaderValue = HeaderValue::from_static(umbra_web::POLICY);

/// A year: what is in a file with a hash in its name never changes.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// Asked for again each time, by its tag.
const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");

/// First segments of paths that are never the client's.
const NOT_PAGES: [&str; 5] = ["api", "docs", "redoc", "health", "metrics"];

/// Registers the server's address, which is no operation of the API.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/").get(start)).configure(home::routes);
}

async fn start(
    request: HttpRequest,
    config: web::Data<ApiConfig>,
    app: web::Data<App>,
) -> HttpResponse {
    match umbra_web::page().filter(|_| config.web) {
        Some(page) => send(&request, page),
        None => home::page(&app).await,
    }
}

/// Answers what no route took: with a file of the client, with its page, or as [`unmatched`] does.
///
/// # Errors
/// As [`unmatched`].
pub(crate) fn otherwise(
    methods: &Methods,
    config: &ApiConfig,
    request: &HttpRequest,
) -> Result<HttpResponse, Problem> {
    if config.web
        && request.method() == Method::GET
        && let Some(file) = find(request)
    {
        return Ok(send(request, file));
    }
    unmatched(methods, request)
}

/// Finds the file that a path names, or the page if a person opens the path. Programs that mistake a
/// path get the same 404 as ever, and so does who asks for a file that there isn't.
fn find(request: &HttpRequest) -> Option<&'static File> {
    let path = request.path().strip_prefix('/')?;
    if path == "index.html" {
        return None;
    }
    let file = umbra_web::file(path);
    if file.is_some() || !is_page(path) || !wants_page(request) {
        return file;
    }
    umbra_web::page()
}

fn is_page(path: &str) -> bool {
    let mut segments = path.split('/');
    let first = segments.next().unwrap_or_default();
    let last = segments.next_back().unwrap_or(first);
    !NOT_PAGES.contains(&first) && first != "assets" && !last.contains('.')
}

/// Tells whether a browser is going to show the answer: then it names HTML, and scripts don't.
fn wants_page(request: &HttpRequest) -> bool {
    let lines = request.headers().get_all(header::ACCEPT);
    lines.filter_map(|line| line.to_str().ok()).any(|line| line.contains("text/html"))
}

fn send(request: &HttpRequest, file: &'static File) -> HttpResponse {
    let form = file.form(|encoding| takes(request.headers(), encoding));
    let etag = file.etag(form);
    let known = knows(request, &etag);
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    let kept = if file.is_immutable() { FOR_EVER } else { ASK_AGAIN };
    response
        .insert_header((header::ETAG, etag))
        .insert_header((header::CACHE_CONTROL, kept))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY));
    if file.has_forms() {
        response.insert_header((header::VARY, "accept-encoding"));
    }
    if known {
        return response.finish();
    }
    if let Some(encoding) = form.encoding {
        response.insert_header((header::CONTENT_ENCODING, encoding));
    }
    response.content_type(file.media_type).body(Bytes::from_static(form.bytes))
}
