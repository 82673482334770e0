//! `/api/export`: all that is the caller's own, as one file to keep.
//!
//! The archive is made while it is sent, so it takes little memory however much there is, and the work stops when
//! the client goes away. What is in it is what the API shows of the same things, for the same caller.

mod archive;
mod contents;
mod stream;

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::{self, ContentDisposition, DispositionParam, DispositionType, HeaderValue},
    middleware::from_fn,
    web,
};
use umbra_app::App;
use umbra_domain::{civil::today, session::Identity};
use utoipa::ToSchema;

pub(crate) use stream::METRICS;

use self::{archive::archive, stream::Sending};
use crate::{
    extract::Caller,
    http::{Problem, client::Client, rate::limit_export, registry::Routes, routing::is_for_head},
};

/// The bytes of a ZIP archive.
#[expect(dead_code, reason = "only its description is used")]
#[derive(ToSchema)]
#[schema(as = ExportArchive, value_type = String, format = Binary)]
struct ArchiveBody(String);

/// Registers the routes.
pub(crate) fn routes(routes: &mut Routes<'_>) {
    let scope = routes.scope("/api/export").wrap(from_fn(limit_export)).service(export);
    routes.service(scope);
}

/// Export all my data
///
/// Answers with a ZIP archive of everything that is the caller's own: the account and its settings
/// without secrets, todos with the completions of those that recur, their calendars and projects with
/// all that is in them, reminders, people, places, templates, connections, shares, what they have for
/// themselves on what others share with them, invitations, notifications, deliveries, and what the
/// audit log has on the account. There is a JSON file for each kind, with the same fields as in the
/// answers of this API, and a `README.txt` that describes each file. Calendars and projects that other
/// people own aren't included.
///
/// The archive is sent while it is made. Its last file is `manifest.json`, with the version of the
/// format and how many of each there are; when something fails on the way, the connection is closed
/// early, and the archive has no manifest and no end, so that no program takes it for a complete one.
///
/// Needs a proof of who the caller is within the last five minutes: 403 `reauthentication_required`
/// otherwise. Each export is an entry of the audit log (`auth.export`). `HEAD` starts no export.
#[utoipa::path(
    tag = "account",
    responses((status = 200, description = "The archive.", body = ArchiveBody, content_type = "application/zip",
        headers(("Content-Disposition" = String, description = "The name to save it under.")))),
)]
#[get("")]
async fn export(
    app: web::Data<App>,
    caller: Caller,
    Client(origin): Client,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    caller.fresh(&app)?;
    let attachment = ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::Filename(file_name(&app, &caller.identity))],
    };
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((header::CONTENT_TYPE, HeaderValue::from_static("application/zip")))
        .insert_header(attachment);
    if is_for_head(&request) {
        return Ok(answer.finish());
    }
    app.begin_export(&caller.identity, &origin).await?;
    let (archive, chunks) = archive(app.now(), &caller.identity.timezone.rules());
    let work = contents::write(app.into_inner(), caller.identity, archive);
    Ok(answer.streaming(Sending::new(work, chunks)))
}

/// Names the file by whose it is and the day, in letters that every system takes.
fn file_name(app: &App, caller: &Identity) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' { c } else { '_' };
    let username: String = caller.username.chars().map(plain).collect();
    let today = today(app.now(), &caller.timezone.rules());
    format!("umbra-{username}-{today}.zip")
}
