//! Changing event templates.

use actix_web::{HttpResponse, delete, patch, post, put, web};
use umbra_app::App;
use umbra_domain::TemplateId;

use super::{
    request::{CreateEventTemplate, UpdateEventTemplate},
    response::TemplateBody,
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

/// Create an event template
///
/// A person can have 200 templates; one more is 409 `too_many_templates`. With an
/// `Idempotency-Key`, a repeated request gets the first answer.
#[utoipa::path(
    tag = "event-templates",
    params(Idempotency),
    request_body = CreateEventTemplate,
    responses((status = 201, description = "The new template.", body = TemplateBody,
        headers(("ETag" = String), ("Location" = String)))),
)]
#[post("")]
pub(super) async fn create_event_template(
    app: web::Data<App>,
    caller: Caller,
    idempotency: Idempotency,
    Body(body): Body<CreateEventTemplate>,
) -> Result<HttpResponse, Problem> {
    let (who, new) = (caller.identity.user, body.parse()?);
    let once = idempotency.once(&body, render_created)?;
    created(app.create_template(who, new, once).await?)
}

/// Update an event template
///
/// Changes the fields that are sent: an omitted field stays, `null` clears. A template that becomes
/// all-day loses its `start_time`, and its `duration_minutes` are rounded up to whole days if no
/// new ones are sent. Events that were created from it stay as they are. The same as `PATCH`.
#[utoipa::path(
    tag = "event-templates",
    params(("id" = i64, Path, minimum = 1), IfMatch),
    request_body = UpdateEventTemplate,
    responses((status = 200, description = "The changed template.", body = TemplateBody,
        headers(("ETag" = String)))),
)]
#[put("/{id}")]
pub(super) async fn update_event_template(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<TemplateId>,
    IfMatch(if_match): IfMatch,
    Body(body): Body<UpdateEventTemplate>,
) -> Result<HttpResponse, Problem> {
    let patch = body.parse()?;
    Ok(changed(&app.update_template(caller.identity.user, id, patch, &if_match).await?))
}

/// Update an event template partially
///
/// The same as `PUT`.
#[utoipa::path(
    tag = "event-templates",
    params(("id" = i64, Path, minimum = 1), IfMatch),
    request_body = UpdateEventTemplate,
    responses((status = 200, description = "The changed template.", body = TemplateBody,
        headers(("ETag" = String)))),
)]
#[patch("/{id}")]
pub(super) async fn patch_event_template(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<TemplateId>,
    IfMatch(if_match): IfMatch,
    Body(body): Body<UpdateEventTemplate>,
) -> Result<HttpResponse, Problem> {
    let patch = body.parse()?;
    Ok(changed(&app.update_template(caller.identity.user, id, patch, &if_match).await?))
}

/// Delete an event template
///
/// Deletes it permanently. Events that were created from it stay.
#[utoipa::path(
    tag = "event-templates",
    params(("id" = i64, Path, minimum = 1), IfMatch),
    responses((status = 204, description = "The template was deleted.")),
)]
#[delete("/{id}")]
pub(super) async fn delete_event_template(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<TemplateId>,
    IfMatch(if_match): IfMatch,
) -> Result<HttpResponse, Problem> {
    app.delete_template(caller.identity.user, id, &if_match).await?;
    Ok(HttpResponse::NoContent().finish())
}
