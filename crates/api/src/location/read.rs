//! Reading locations.

use actix_web::{HttpRequest, HttpResponse, get, web};
use umbra_app::App;
use umbra_domain::LocationId;

use super::{request::LocationParameters, response::LocationBody};
use crate::{
    extract::Caller,
    http::{
        Problem,
        page::{List, Paging},
        path::Id,
        resource::found,
    },
};

/// The one order of the list, which its cursors belong to.
const ORDER: &str = "location_name";

/// List locations
///
/// The caller's locations by name, then by id.
#[utoipa::path(
    tag = "locations",
    params(LocationParameters, Paging),
    responses((status = 200, description = "A page of locations.", body = [LocationBody],
        headers(("Link" = String, description = "Where the next page is.")))),
)]
#[get("")]
pub(super) async fn list_locations(
    app: web::Data<App>,
    caller: Caller,
    list: List<LocationParameters>,
) -> Result<HttpResponse, Problem> {
    let (filter, after) = (list.filter.parse()?, list.after(ORDER)?);
    let page = app.locations(caller.identity.user, &filter, after.as_ref(), list.limit).await?;
    Ok(list.answer(ORDER, page, LocationBody::from))
}

/// Get a location
///
/// One of the caller's locations, with its version as `ETag`.
#[utoipa::path(
    tag = "locations",
    params(("id" = i64, Path, minimum = 1)),
    responses((status = 200, description = "The location.", body = LocationBody,
        headers(("ETag" = String, description = "The location's version.")))),
)]
#[get("/{id}")]
pub(super) async fn read_location(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<LocationId>,
) -> Result<HttpResponse, Problem> {
    Ok(found(&request, &app.location(caller.identity.user, id).await?))
}
