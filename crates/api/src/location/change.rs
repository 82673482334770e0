//! Changing locations.

use actix_web::{HttpResponse, delete, patch, post, put, web};
use umbra_app::App;
use umbra_domain::LocationId;

use super::{
    request::{CreateLocation, UpdateLocation},
    response::LocationBody,
};
use crate::{
    extract::Caller,
    http::{
        Problem,
        etag::IfMatch,
        idempotency::Idempotency,
        json::Body,
        path::Id,
        resource::{changed, created, render_created},
    },
};

/// Create a location
///
/// Creates a location. With an `Idempotency-Key`, a repeated request gets the first answer.
#[utoipa::path(
    tag = "locations",
    params(Idempotency),
    request_body = CreateLocation,
    responses((status = 201, description = "The new location.", body = LocationBody,
        headers(("ETag" = String), ("Location" = String)))),
)]
#[post("")]
pub(super) async fn create_location(
    app: web::Data<App>,
    caller: Caller,
    idempotency: Idempotency,
    Body(body): Body<CreateLocation>,
) -> Result<HttpResponse, Problem> {
    let (who, new) = (caller.identity.user, body.parse()?);
    let once = idempotency.once(&body, render_created)?;
    created(app.create_location(who, new, once).await?)
}

/// Update a location
///
/// Changes the fields that are sent: an omitted field stays, `null` clears. A change that would leave
/// one coordinate without the other is refused with 422 `missing_coordinate`. The same as `PATCH`.
#[utoipa::path(
    tag = "locations",
    params(("id" = i64, Path, minimum = 1), IfMatch),
    request_body = UpdateLocation,
    responses((status = 200, description = "The changed location.", body = LocationBody,
        headers(("ETag" = String)))),
)]
#[put("/{id}")]
pub(super) async fn update_location(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<LocationId>,
    IfMatch(if_match): IfMatch,
    Body(body): Body<UpdateLocation>,
) -> Result<HttpResponse, Problem> {
    let patch = body.parse()?;
    Ok(changed(&app.update_location(caller.identity.user, id, patch, &if_match).await?))
}

/// Update a location partially
///
/// The same as `PUT`.
#[utoipa::path(
    tag = "locations",
    params(("id" = i64, Path, minimum = 1), IfMatch),
    request_body = UpdateLocation,
    responses((status = 200, description = "The changed location.", body = LocationBody,
        headers(("ETag" = String)))),
)]
#[patch("/{id}")]
pub(super) async fn patch_location(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<LocationId>,
    IfMatch(if_match): IfMatch,
    Body(body): Body<UpdateLocation>,
) -> Result<HttpResponse, Problem> {
    let patch = body.parse()?;
    Ok(changed(&app.update_location(caller.identity.user, id, patch, &if_match).await?))
}

/// Delete a location
///
/// Events at this location keep its name and address as text.
#[utoipa::path(
    tag = "locations",
    params(("id" = i64, Path, minimum = 1), IfMatch),
    responses((status = 204, description = "The location was deleted.")),
)]
#[delete("/{id}")]
pub(super) async fn delete_location(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<LocationId>,
    IfMatch(if_match): IfMatch,
) -> Result<HttpResponse, Problem> {
    app.delete_location(caller.identity.user, id, &if_match).await?;
    Ok(HttpResponse::NoContent().finish())
}
