//! Asking, answering and ending.

use actix_web::{HttpResponse, delete, http::StatusCode, post, web};
use umbra_app::{App, connection::Requested, idempotency::Answer};
use umbra_domain::{ConnectionId, ConnectionRequestId, connection::Connection};

use super::{
    request::RequestConnection,
    response::{ConnectionBody, RequestedBody},
};
use crate::{
    extract::Caller,
    http::{
        Problem,
        idempotency::{Idempotency, answered, rendered},
        json::Body,
        path::Id,
    },
};

/// Request a connection
///
/// By their username. The answer, and everything that shows the request later, is the same whether
/// somebody has that name or not, and whatever they think of the caller. An open request to the same
/// name is sent again. If the other person had asked the caller, the two are connected at once.
///
/// A person may have 100 requests open (409 `too_many_connection_requests`), and send 20 at once and
/// 20 an hour (429).
///
/// With an `Idempotency-Key`, a repeated request gets the first answer.
#[utoipa::path(
    tag = "connections",
    params(Idempotency),
    request_body = RequestConnection,
    responses((status = 201, description = "The request and its status.", body = RequestedBody)),
)]
#[post("/requests")]
pub(super) async fn request_connection(
    app: web::Data<App>,
    caller: Caller,
    idempotency: Idempotency,
    Body(body): Body<RequestConnection>,
) -> Result<HttpResponse, Problem> {
    let (who, username) = (caller.identity.user, body.parse()?);
    let once = idempotency.once(&body, render_requested)?;
    answered(app.request_connection(who, &username, once).await?, |requested| {
        HttpResponse::Created().json(RequestedBody::from(requested))
    })
}

fn render_requested(requested: &Requested) -> Answer {
    rendered(StatusCode::CREATED, &[], &RequestedBody::from(requested.clone()))
}

/// Accept a connection request
///
/// Connects the two. A request in the other direction ends too. With an `Idempotency-Key`, a repeated
/// request gets the first answer.
#[utoipa::path(
    tag = "connections",
    params(("id" = i64, Path, minimum = 1), Idempotency),
    responses((status = 201, description = "The new connection.", body = ConnectionBody)),
)]
#[post("/requests/{id}/accept")]
pub(super) async fn accept_connection(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<ConnectionRequestId>,
    idempotency: Idempotency,
) -> Result<HttpResponse, Problem> {
    let once = idempotency.once(&(), render_connection)?;
    answered(app.accept_connection(caller.identity.user, id, once).await?, |connection| {
        HttpResponse::Created().json(ConnectionBody::from(connection))
    })
}

fn render_connection(connection: &Connection) -> Answer {
    rendered(StatusCode::CREATED, &[], &ConnectionBody::from(connection.clone()))
}

/// Reject a connection request
///
/// The sender isn't notified: they see the request as open until they cancel it. For 30 days, their
/// requests don't reach the caller.
#[utoipa::path(
    tag = "connections",
    params(("id" = i64, Path, minimum = 1)),
    responses((status = 204, description = "The request was rejected.")),
)]
#[post("/requests/{id}/reject")]
pub(super) async fn reject_connection(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<ConnectionRequestId>,
) -> Result<HttpResponse, Problem> {
    app.reject_connection(caller.identity.user, id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Cancel a connection request
///
/// Withdraws a request that wasn't answered yet.
#[utoipa::path(
    tag = "connections",
    params(("id" = i64, Path, minimum = 1)),
    responses((status = 204, description = "The request was cancelled.")),
)]
#[delete("/requests/{id}")]
pub(super) async fn cancel_connection_request(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<ConnectionRequestId>,
) -> Result<HttpResponse, Problem> {
    app.cancel_connection_request(caller.identity.user, id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// End a connection
///
/// Also ends everything that either of the two shares with the other.
#[utoipa::path(
    tag = "connections",
    params(("id" = i64, Path, minimum = 1)),
    responses((status = 204, description = "The connection has ended.")),
)]
#[delete("/{id}")]
pub(super) async fn end_connection(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<ConnectionId>,
) -> Result<HttpResponse, Problem> {
    app.end_connection(caller.identity.user, id).await?;
    Ok(HttpResponse::NoContent().finish())
}
