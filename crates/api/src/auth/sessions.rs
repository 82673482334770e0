//! The caller's sessions.

use actix_web::{HttpResponse, delete, get, web};
use serde::Serialize;
use umbra_app::App;
use umbra_domain::{SessionId, session::SessionRecord};
use utoipa::ToSchema;

use crate::{
    extract::Caller,
    http::{Problem, client::Client, path::Id},
};

/// A signed-in browser or program.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Session)]
pub(crate) struct SessionBody {
    /// The id of the session.
    #[schema(minimum = 1)]
    id: i64,
    /// The client's address when the session was created.
    #[schema(example = "203.0.113.7")]
    ip_address: String,
    /// The client's `User-Agent`.
    user_agent: Option<String>,
    /// When the person signed in.
    #[schema(format = DateTime)]
    created_at: String,
    /// When the session was last used, to the minute.
    #[schema(format = DateTime)]
    last_seen_at: String,
    /// When it ends at the latest.
    #[schema(format = DateTime)]
    expires_at: String,
    /// Whether this is the session of this request.
    current: bool,
}

impl SessionBody {
    /// Shows a session; `current` is the one of the request.
    pub(crate) fn new(record: SessionRecord, current: SessionId) -> Self {
        Self {
            id: record.id.0,
            ip_address: record.address,
            user_agent: record.user_agent,
            created_at: record.created_at.to_string(),
            last_seen_at: record.last_seen_at.to_string(),
            expires_at: record.expires_at.to_string(),
            current: record.id == current,
        }
    }
}

/// The number of ended sessions.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EndedSessions)]
pub(crate) struct EndedBody {
    /// How many sessions were ended.
    pub(crate) ended: u64,
}

/// List my sessions
///
/// The caller's sessions, most recently used first. There are never more than the server's limit
/// (default: 10), so there is one page.
#[utoipa::path(
    tag = "account",
    responses((status = 200, description = "The sessions.", body = [SessionBody])),
)]
#[get("/sessions")]
pub(super) async fn list_sessions(
    app: web::Data<App>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let current = caller.identity.session;
    let sessions = app.sessions(&caller.identity).await?;
    let bodies: Vec<_> =
        sessions.into_iter().map(|record| SessionBody::new(record, current)).collect();
    Ok(HttpResponse::Ok().json(bodies))
}

/// End one of my sessions
///
/// The browser or program that has it is signed out at once. Ending one's own is signing out.
#[utoipa::path(
    tag = "account",
    params(("id" = i64, Path, minimum = 1)),
    responses((status = 204, description = "The session was ended.")),
)]
#[delete("/sessions/{id}")]
pub(super) async fn end_session(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<SessionId>,
    Client(origin): Client,
) -> Result<HttpResponse, Problem> {
    app.end_session(&caller.identity, id, &origin).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// End my other sessions
///
/// Ends all of the caller's sessions but this one.
#[utoipa::path(
    tag = "account",
    responses((status = 200, description = "The other sessions were ended.", body = EndedBody)),
)]
#[delete("/sessions")]
pub(super) async fn end_other_sessions(
    app: web::Data<App>,
    caller: Caller,
    Client(origin): Client,
) -> Result<HttpResponse, Problem> {
    let ended = app.end_other_sessions(&caller.identity, &origin).await?;
    Ok(HttpResponse::Ok().json(EndedBody { ended }))
}
