//! What a browser shows at the server's address where the web client is switched off.

use actix_web::{
    HttpResponse,
    http::header::{self, HeaderValue},
    web::{self, ServiceConfig},
};
use umbra_app::App;

/// A style sheet of this host, and nothing else.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'",
);

const PAGE: &str = include_str!("../assets/home/index.html");
const STYLE: &str = include_str!("../assets/home/page.css");

const READY: &str = "<p>This server is set up. Sign in with a client that uses its API.</p>";

const NEW: &str = "\
<p>Nobody has an account yet. The first one becomes the admin. Make it on the server's machine,
in the folder and with the settings that the server has:</p>
<pre>umbra admin create-admin NAME</pre>
<p>or with the request that the server showed at its start, <code>POST /api/auth/setup</code>.</p>";

const AWAY: &str = "<p>Its database doesn't answer right now. The log says why.</p>";

/// Registers what the page needs.
pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/home/page.css").get(style));
}

/// Makes the page.
pub(crate) async fn page(app: &App) -> HttpResponse {
    let state = match app.status(None).await {
        Ok(status) if status.setup_required => NEW,
        Ok(_) => READY,
        // Not as a 503, which programs get, and as JSON: this page is there, and tells.
        Err(error) => {
            tracing::warn!(%error, "the start page can't tell whether the server is set up");
            AWAY
        }
    };
    let page = PAGE.replace("{version}", env!("CARGO_PKG_VERSION")).replace("{state}", state);
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .body(page)
}

async fn style() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/css; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "public, max-age=86400"))
        .body(STYLE)
}
