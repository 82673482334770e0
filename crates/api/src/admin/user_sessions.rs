//! Somebody's sessions.

use actix_web::{HttpResponse, delete, get, web};
use umbra_app::App;
use umbra_domain::UserId;

use crate::{
    auth::{EndedBody, SessionBody},
    extract::{Admin, Caller},
    http::{Problem, client::Client, path::Id},
};

/// List the sessions of an account
///
/// The person's sessions, most recently used first. There are never more than the server's limit
/// (default: 10), so there is one page.
#[utoipa::path(
    tag = "admin",
    params(("id" = i64, Path, minimum = 1)),
    responses((status = 200, description = "The sessions.", body = [SessionBody])),
)]
#[get("/users/{id}/sessions")]
pub(super) async fn list_user_sessions(
    app: web::Data<App>,
    admin: Caller<Admin>,
    Id(id): Id<UserId>,
) -> Result<HttpResponse, Problem> {
    let current = admin.identity.session;
    let sessions = app.sessions_of(id).await?.ok_or_else(Problem::not_found)?;
    let bodies: Vec<_> =
        sessions.into_iter().map(|record| SessionBody::new(record, current)).collect();
    Ok(HttpResponse::Ok().json(bodies))
}

/// End all sessions of an account
///
/// On your own account, this ends the session of this request too.
#[utoipa::path(
    tag = "admin",
    params(("id" = i64, Path, minimum = 1)),
    responses((status = 200, description = "The sessions were ended.", body = EndedBody)),
)]
#[delete("/users/{id}/sessions")]
pub(super) async fn end_user_sessions(
    app: web::Data<App>,
    admin: Caller<Admin>,
    Id(id): Id<UserId>,
    Client(origin): Client,
) -> Result<HttpResponse, Problem> {
    let ended = app.end_sessions_of(&admin.identity, id, &origin).await?;
    Ok(HttpResponse::Ok().json(EndedBody { ended }))
}
