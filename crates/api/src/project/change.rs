//! Changing projects.

use actix_web::{HttpResponse, delete, patch, post, put, web};
use umbra_app::App;
use umbra_domain::ProjectId;

use super::{
    request::{CreateProject, UpdateProject},
    response::ProjectBody,
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

/// Create a project
///
/// With an `Idempotency-Key`, a repeated request gets the first answer.
#[utoipa::path(
    tag = "projects",
    params(Idempotency),
    request_body = CreateProject,
    responses((status = 201, description = "The new project.", body = ProjectBody,
        headers(("ETag" = String), ("Location" = String)))),
)]
#[post("")]
pub(super) async fn create_project(
    app: web::Data<App>,
    caller: Caller,
    idempotency: Idempotency,
    Body(body): Body<CreateProject>,
) -> Result<HttpResponse, Problem> {
    let who = caller.identity.user;
    let new = body.parse(who)?;
    let once = idempotency.once(&body, render_created)?;
    created(app.create_project(who, new, once).await?)
}

/// Update a project
///
/// Changes the fields that are sent: an omitted field stays, `null` clears. `is_archived` and
/// `sort_order` are each member's own, and theirs to change; anything else needs the role `editor`. The
/// same as `PATCH`.
#[utoipa::path(
    tag = "projects",
    params(("id" = i64, Path, minimum = 1), IfMatch),
    request_body = UpdateProject,
    responses((status = 200, description = "The changed project.", body = ProjectBody,
        headers(("ETag" = String)))),
)]
#[put("/{id}")]
pub(super) async fn update_project(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<ProjectId>,
    IfMatch(if_match): IfMatch,
    Body(body): Body<UpdateProject>,
) -> Result<HttpResponse, Problem> {
    let patch = body.parse()?;
    Ok(changed(&app.update_project(caller.identity.user, id, patch, &if_match).await?))
}

/// Update a project partially
///
/// The same as `PUT`.
#[utoipa::path(
    tag = "projects",
    params(("id" = i64, Path, minimum = 1), IfMatch),
    request_body = UpdateProject,
    responses((status = 200, description = "The changed project.", body = ProjectBody,
        headers(("ETag" = String)))),
)]
#[patch("/{id}")]
pub(super) async fn patch_project(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<ProjectId>,
    IfMatch(if_match): IfMatch,
    Body(body): Body<UpdateProject>,
) -> Result<HttpResponse, Problem> {
    let patch = body.parse()?;
    Ok(changed(&app.update_project(caller.identity.user, id, patch, &if_match).await?))
}

/// Delete a project
///
/// Only its owner can. Its tasks and their comments are deleted too.
#[utoipa::path(
    tag = "projects",
    params(("id" = i64, Path, minimum = 1), IfMatch),
    responses((status = 204, description = "The project was deleted.")),
)]
#[delete("/{id}")]
pub(super) async fn delete_project(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<ProjectId>,
    IfMatch(if_match): IfMatch,
) -> Result<HttpResponse, Problem> {
    app.delete_project(caller.identity.user, id, &if_match).await?;
    Ok(HttpResponse::NoContent().finish())
}
