//! Blocking people.

use actix_web::{HttpResponse, delete, get, http::StatusCode, post, web};
use umbra_app::{App, idempotency::Answer};
use umbra_domain::{UserId, connection::BlockedPerson};

use super::{request::BlockPerson, response::BlockedBody};
use crate::{
    extract::Caller,
    http::{
        Problem,
        idempotency::{Idempotency, answered, rendered},
        json::Body,
        page::{List, NoFilter, Paging},
        path::Id,
    },
};

/// The one order of the list, which its cursors belong to.
const ORDER: &str = "blocked_username";

/// List blocked people
///
/// Those whom the caller blocks, by username (ignoring case), then by id.
#[utoipa::path(
    tag = "connections",
    params(Paging),
    responses((status = 200, description = "A page of people.", body = [BlockedBody],
        headers(("Link" = String, description = "Where the next page is.")))),
)]
#[get("/blocked")]
pub(super) async fn list_blocked_people(
    app: web::Data<App>,
    caller: Caller,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    let after = list.after(ORDER)?;
    let page = app.blocked_people(caller.identity.user, after.as_ref(), list.limit).await?;
    Ok(list.answer(ORDER, page, BlockedBody::from))
}

/// Block somebody
///
/// Ends the connection with them, and their requests no longer reach the caller. They aren't notified.
/// With an `Idempotency-Key`, a repeated request gets the first answer.
#[utoipa::path(
    tag = "connections",
    params(Idempotency),
    request_body = BlockPerson,
    responses((status = 201, description = "The person is blocked.", body = BlockedBody)),
)]
#[post("/blocked")]
pub(super) async fn block_person(
    app: web::Data<App>,
    caller: Caller,
    idempotency: Idempotency,
    Body(body): Body<BlockPerson>,
) -> Result<HttpResponse, Problem> {
    let (who, other) = (caller.identity.user, body.parse()?);
    let once = idempotency.once(&body, render_blocked)?;
    answered(app.block_person(who, other, once).await?, |blocked| {
        HttpResponse::Created().json(BlockedBody::from(blocked))
    })
}

fn render_blocked(blocked: &BlockedPerson) -> Answer {
    rendered(StatusCode::CREATED, &[], &BlockedBody::from(blocked.clone()))
}

/// Stop blocking somebody
///
/// The former connection and requests that were sent meanwhile don't come back.
#[utoipa::path(
    tag = "connections",
    params(("user_id" = i64, Path, minimum = 1)),
    responses((status = 204, description = "The person isn't blocked any more.")),
)]
#[delete("/blocked/{user_id}")]
pub(super) async fn unblock_person(
    app: web::Data<App>,
    caller: Caller,
    Id(other): Id<UserId>,
) -> Result<HttpResponse, Problem> {
    app.unblock_person(caller.identity.user, other).await?;
    Ok(HttpResponse::NoContent().finish())
}
