//! Reading connections and requests.

use actix_web::{HttpResponse, get, web};
use umbra_app::App;

use super::response::{ConnectionBody, IncomingBody, OutgoingBody};
use crate::{
    extract::Caller,
    http::{
        Problem,
        page::{List, NoFilter, Paging},
    },
};

/// List connections
///
/// By username (ignoring case), then by id.
#[utoipa::path(
    tag = "connections",
    params(Paging),
    responses((status = 200, description = "A page of connections.", body = [ConnectionBody],
        headers(("Link" = String, description = "Where the next page is.")))),
)]
#[get("")]
pub(super) async fn list_connections(
    app: web::Data<App>,
    caller: Caller,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    const ORDER: &str = "connection_username";
    let after = list.after(ORDER)?;
    let page = app.connections(caller.identity.user, after.as_ref(), list.limit).await?;
    Ok(list.answer(ORDER, page, ConnectionBody::from))
}

/// List incoming connection requests
///
/// Requests to the caller that wait for an answer, the newest first.
#[utoipa::path(
    tag = "connections",
    params(Paging),
    responses((status = 200, description = "A page of requests.", body = [IncomingBody],
        headers(("Link" = String, description = "Where the next page is.")))),
)]
#[get("/requests/incoming")]
pub(super) async fn list_incoming_requests(
    app: web::Data<App>,
    caller: Caller,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    const ORDER: &str = "incoming_request_id";
    let after = list.after(ORDER)?;
    let page = app.incoming_requests(caller.identity.user, after.as_ref(), list.limit).await?;
    Ok(list.answer(ORDER, page, IncomingBody::from))
}

/// List outgoing connection requests
///
/// The newest first. A request is listed until it was accepted or cancelled, whether or not an account
/// with that name exists: a rejection isn't shown.
#[utoipa::path(
    tag = "connections",
    params(Paging),
    responses((status = 200, description = "A page of requests.", body = [OutgoingBody],
        headers(("Link" = String, description = "Where the next page is.")))),
)]
#[get("/requests/outgoing")]
pub(super) async fn list_outgoing_requests(
    app: web::Data<App>,
    caller: Caller,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    const ORDER: &str = "outgoing_request_id";
    let after = list.after(ORDER)?;
    let page = app.outgoing_requests(caller.identity.user, after.as_ref(), list.limit).await?;
    Ok(list.answer(ORDER, page, OutgoingBody::from))
}
