//! Changing people.

use actix_web::{HttpResponse, delete, patch, post, put, web};
use umbra_app::App;
use umbra_domain::PersonId;

use super::{
    request::{CreatePerson, UpdatePerson},
    response::PersonBody,
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

/// Create a person
///
/// Creates a contact. Requires one of: a name, a nickname, a company, an e-mail address or a telephone
/// number (422 `nameless` otherwise). With an `Idempotency-Key`, a repeated request gets the first
/// answer.
#[utoipa::path(
    tag = "people",
    params(Idempotency),
    request_body = CreatePerson,
    responses((status = 201, description = "The new person.", body = PersonBody,
        headers(("ETag" = String), ("Location" = String)))),
)]
#[post("")]
pub(super) async fn create_person(
    app: web::Data<App>,
    caller: Caller,
    idempotency: Idempotency,
    Body(body): Body<CreatePerson>,
) -> Result<HttpResponse, Problem> {
    let (who, new) = (caller.identity.user, body.parse()?);
    let once = idempotency.once(&body, render_created)?;
    created(app.create_person(who, new, once).await?)
}

/// Update a person
///
/// Changes the fields that are sent: an omitted field stays, `null` clears. Lists are replaced as a
/// whole. A change that would leave no name, nickname, company, e-mail address or telephone number is
/// refused with 422 `nameless`. The same as `PATCH`.
#[utoipa::path(
    tag = "people",
    params(("id" = i64, Path, minimum = 1), IfMatch),
    request_body = UpdatePerson,
    responses((status = 200, description = "The changed person.", body = PersonBody,
        headers(("ETag" = String)))),
)]
#[put("/{id}")]
pub(super) async fn update_person(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<PersonId>,
    IfMatch(if_match): IfMatch,
    Body(body): Body<UpdatePerson>,
) -> Result<HttpResponse, Problem> {
    let patch = body.parse()?;
    Ok(changed(&app.update_person(caller.identity.user, id, patch, &if_match).await?))
}

/// Update a person partially
///
/// The same as `PUT`.
#[utoipa::path(
    tag = "people",
    params(("id" = i64, Path, minimum = 1), IfMatch),
    request_body = UpdatePerson,
    responses((status = 200, description = "The changed person.", body = PersonBody,
        headers(("ETag" = String)))),
)]
#[patch("/{id}")]
pub(super) async fn patch_person(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<PersonId>,
    IfMatch(if_match): IfMatch,
    Body(body): Body<UpdatePerson>,
) -> Result<HttpResponse, Problem> {
    let patch = body.parse()?;
    Ok(changed(&app.update_person(caller.identity.user, id, patch, &if_match).await?))
}

/// Delete a person
///
/// Deletes the person and all of their data.
#[utoipa::path(
    tag = "people",
    params(("id" = i64, Path, minimum = 1), IfMatch),
    responses((status = 204, description = "The person was deleted.")),
)]
#[delete("/{id}")]
pub(super) async fn delete_person(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<PersonId>,
    IfMatch(if_match): IfMatch,
) -> Result<HttpResponse, Problem> {
    app.delete_person(caller.identity.user, id, &if_match).await?;
    Ok(HttpResponse::NoContent().finish())
}
