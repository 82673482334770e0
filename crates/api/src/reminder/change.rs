//! Changing reminders.

use actix_web::{HttpResponse, delete, patch, post, put, web};
use umbra_app::App;
use umbra_domain::ReminderId;

use super::{
    request::{CreateReminder, UpdateReminder},
    response::ReminderBody,
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

/// Create a reminder
///
/// Creates a reminder that belongs to no event. With an `Idempotency-Key`, a repeated request gets
/// the first answer.
#[utoipa::path(
    tag = "reminders",
    params(Idempotency),
    request_body = CreateReminder,
    responses((status = 201, description = "The new reminder.", body = ReminderBody,
        headers(("ETag" = String), ("Location" = String)))),
)]
#[post("")]
pub(super) async fn create_reminder(
    app: web::Data<App>,
    caller: Caller,
    idempotency: Idempotency,
    Body(body): Body<CreateReminder>,
) -> Result<HttpResponse, Problem> {
    let (who, zone) = caller.person();
    let (own, is_active) = body.parse(zone, app.zones())?;
    let once = idempotency.once(&body, render_created)?;
    created(app.create_reminder(who, own, is_active, once).await?)
}

/// Update a reminder
///
/// Changes the fields that are sent: an omitted field stays, `null` clears. A new `remind_at`,
/// `timezone` or `recurrence_rule` starts over: whatever was due, dismissed or snoozed is
/// forgotten. The same as `PATCH`.
#[utoipa::path(
    tag = "reminders",
    params(("id" = i64, Path, minimum = 1), IfMatch),
    request_body = UpdateReminder,
    responses((status = 200, description = "The changed reminder.", body = ReminderBody,
        headers(("ETag" = String)))),
)]
#[put("/{id}")]
pub(super) async fn update_reminder(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<ReminderId>,
    IfMatch(if_match): IfMatch,
    Body(body): Body<UpdateReminder>,
) -> Result<HttpResponse, Problem> {
    let (who, zone) = caller.person();
    let patch = body.parse(zone, app.zones())?;
    Ok(changed(&app.update_reminder(who, id, patch, &if_match).await?))
}

/// Update a reminder partially
///
/// The same as `PUT`.
#[utoipa::path(
    tag = "reminders",
    params(("id" = i64, Path, minimum = 1), IfMatch),
    request_body = UpdateReminder,
    responses((status = 200, description = "The changed reminder.", body = ReminderBody,
        headers(("ETag" = String)))),
)]
#[patch("/{id}")]
pub(super) async fn patch_reminder(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<ReminderId>,
    IfMatch(if_match): IfMatch,
    Body(body): Body<UpdateReminder>,
) -> Result<HttpResponse, Problem> {
    let (who, zone) = caller.person();
    let patch = body.parse(zone, app.zones())?;
    Ok(changed(&app.update_reminder(who, id, patch, &if_match).await?))
}

/// Delete a reminder
///
/// Deletes the reminder and its pending occurrences.
#[utoipa::path(
    tag = "reminders",
    params(("id" = i64, Path, minimum = 1), IfMatch),
    responses((status = 204, description = "The reminder was deleted.")),
)]
#[delete("/{id}")]
pub(super) async fn delete_reminder(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<ReminderId>,
    IfMatch(if_match): IfMatch,
) -> Result<HttpResponse, Problem> {
    app.delete_reminder(caller.identity.user, id, &if_match).await?;
    Ok(HttpResponse::NoContent().finish())
}
