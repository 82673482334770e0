//! Changing calendars.

use actix_web::{HttpResponse, delete, patch, post, put, web};
use umbra_app::App;
use umbra_domain::CalendarId;

use super::{
    request::{CreateCalendar, UpdateCalendar},
    response::CalendarBody,
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

/// Create a calendar
///
/// With `is_default`, it replaces the present default calendar. A person can have 100 calendars;
/// one more is 409 `too_many_calendars`. With an `Idempotency-Key`, a repeated request gets the
/// first answer.
#[utoipa::path(
    tag = "calendars",
    params(Idempotency),
    request_body = CreateCalendar,
    responses((status = 201, description = "The new calendar.", body = CalendarBody,
        headers(("ETag" = String), ("Location" = String)))),
)]
#[post("")]
pub(super) async fn create_calendar(
    app: web::Data<App>,
    caller: Caller,
    idempotency: Idempotency,
    Body(body): Body<CreateCalendar>,
) -> Result<HttpResponse, Problem> {
    let (who, new) = (caller.identity.user, body.parse()?);
    let once = idempotency.once(&body, render_created)?;
    created(app.create_calendar(who, new, once).await?)
}

/// Update a calendar
///
/// Changes the fields that are sent: an omitted field stays, `null` clears. A calendar that becomes
/// the default replaces the previous default calendar, which gets a new version too. The same as
/// `PATCH`.
///
/// `is_visible` and `sort_order` are the caller's own, and whoever can see the calendar can change them.
/// `name`, `color` and `description` are everybody's and need `full_access`; `is_default` needs `owner`.
/// A request is carried out as a whole or not at all (403).
#[utoipa::path(
    tag = "calendars",
    params(("id" = i64, Path, minimum = 1), IfMatch),
    request_body = UpdateCalendar,
    responses((status = 200, description = "The changed calendar.", body = CalendarBody,
        headers(("ETag" = String)))),
)]
#[put("/{id}")]
pub(super) async fn update_calendar(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<CalendarId>,
    IfMatch(if_match): IfMatch,
    Body(body): Body<UpdateCalendar>,
) -> Result<HttpResponse, Problem> {
    let patch = body.parse()?;
    Ok(changed(&app.update_calendar(caller.identity.user, id, patch, &if_match).await?))
}

/// Update a calendar partially
///
/// The same as `PUT`.
#[utoipa::path(
    tag = "calendars",
    params(("id" = i64, Path, minimum = 1), IfMatch),
    request_body = UpdateCalendar,
    responses((status = 200, description = "The changed calendar.", body = CalendarBody,
        headers(("ETag" = String)))),
)]
#[patch("/{id}")]
pub(super) async fn patch_calendar(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<CalendarId>,
    IfMatch(if_match): IfMatch,
    Body(body): Body<UpdateCalendar>,
) -> Result<HttpResponse, Problem> {
    let patch = body.parse()?;
    Ok(changed(&app.update_calendar(caller.identity.user, id, patch, &if_match).await?))
}

/// Delete a calendar
///
/// Deletes it permanently, for everybody with whom it is shared, too; only its owner may. The default
/// calendar can't be deleted: 409 `default_calendar`.
#[utoipa::path(
    tag = "calendars",
    params(("id" = i64, Path, minimum = 1), IfMatch),
    responses((status = 204, description = "The calendar was deleted.")),
)]
#[delete("/{id}")]
pub(super) async fn delete_calendar(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<CalendarId>,
    IfMatch(if_match): IfMatch,
) -> Result<HttpResponse, Problem> {
    app.delete_calendar(caller.identity.user, id, &if_match).await?;
    Ok(HttpResponse::NoContent().finish())
}
