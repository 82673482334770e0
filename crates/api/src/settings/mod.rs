//! `/api/settings`: what people have set for themselves.

mod errors;
mod request;
mod response;

use actix_web::{HttpRequest, HttpResponse, get, http::header, post, put, web};
use umbra_app::App;

use self::{request::UpdateSettings, response::PushTestBody};
use crate::{
    extract::Caller,
    http::{
        Problem,
        etag::{IfMatch, etag, fresh_or_not_modified},
        json::Body,
        registry::Routes,
    },
};

pub(crate) use self::response::{SettingsBody, WeatherPlaceBody};

/// Registers the routes.
pub(crate) fn routes(routes: &mut Routes<'_>) {
    routes.service(read_settings).service(update_settings).service(test_push);
}

/// Get my settings
///
/// The caller's settings: time zone, language, notifications.
#[utoipa::path(
    tag = "settings",
    responses((status = 200, description = "The settings.", body = SettingsBody,
        headers(("ETag" = String)))),
)]
#[get("/api/settings")]
async fn read_settings(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let settings = app.settings(caller.identity.user).await?;
    let (version, server) = (settings.version, app.default_ntfy_server());
    let body = SettingsBody::new(settings, server);
    Ok(fresh_or_not_modified(&request, version, &body))
}

/// Change my settings
///
/// Changes the fields that are sent.
///
/// 409 `ntfy_off` for a server or a token where the operator has switched messages to phones off.
#[utoipa::path(
    tag = "settings",
    params(IfMatch),
    request_body = UpdateSettings,
    responses((status = 200, description = "The settings.", body = SettingsBody,
        headers(("ETag" = String)))),
)]
#[put("/api/settings")]
async fn update_settings(
    app: web::Data<App>,
    caller: Caller,
    IfMatch(if_match): IfMatch,
    Body(body): Body<UpdateSettings>,
) -> Result<HttpResponse, Problem> {
    let patch = body.parse(app.zones())?;
    let settings = app.update_settings(caller.identity.user, patch, &if_match).await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::ETAG, etag(settings.version)))
        .json(SettingsBody::new(settings, app.default_ntfy_server())))
}

/// Send a test message to my phone
///
/// Pushes one message with the settings as they are saved, also while `ntfy_enabled` is off. Five at
/// once, and one a minute in the long run.
///
/// 409 when it doesn't get through: `ntfy_not_set_up` without a topic, `ntfy_refused` when the server
/// answers with an error, whose status is in `detail`, `ntfy_timed_out`, `ntfy_unreachable`,
/// `ntfy_address_not_allowed`, `ntfy_token_lost` when the token has to be set again, and `ntfy_off`
/// where the operator has switched messages to phones off.
#[utoipa::path(
    tag = "settings",
    responses((status = 200, description = "The server accepted the message.", body = PushTestBody)),
)]
#[post("/api/settings/ntfy/test")]
async fn test_push(app: web::Data<App>, caller: Caller) -> Result<HttpResponse, Problem> {
    let server = app.test_push(caller.identity.user).await?;
    Ok(HttpResponse::Ok().json(PushTestBody { server_url: server.as_str().to_owned() }))
}
