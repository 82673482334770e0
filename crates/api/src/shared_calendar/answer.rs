//! Accepting and declining what is offered, how it looks, and leaving it.

use actix_web::{HttpResponse, delete, post, put, web};
use umbra_app::App;
use umbra_domain::CalendarId;

use super::{
    request::SetPreferences,
    response::{PreferencesBody, SharedCalendarBody},
};
use crate::{
    extract::Caller,
    http::{Problem, json::Body, path::Id},
};

/// Accept an offered calendar
///
/// Accepting it again changes nothing, so a client may repeat the request.
#[utoipa::path(
    tag = "shared-calendars",
    params(("calendar_id" = i64, Path, minimum = 1)),
    responses((status = 200, description = "The calendar.", body = SharedCalendarBody)),
)]
#[post("/{calendar_id}/accept")]
pub(super) async fn accept_calendar(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<CalendarId>,
) -> Result<HttpResponse, Problem> {
    let accepted = app.accept_calendar(caller.identity.user, id).await?;
    Ok(HttpResponse::Ok().json(SharedCalendarBody::from(accepted)))
}

/// Decline an offered calendar
///
/// Ends the offer.
#[utoipa::path(
    tag = "shared-calendars",
    params(("calendar_id" = i64, Path, minimum = 1)),
    responses((status = 204, description = "The offer was declined.")),
)]
#[post("/{calendar_id}/decline")]
pub(super) async fn decline_calendar(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<CalendarId>,
) -> Result<HttpResponse, Problem> {
    app.decline_calendar(caller.identity.user, id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Set my preferences for a calendar
///
/// Changes the fields that are sent, for the caller only. Takes any permission on the calendar; its
/// owner has preferences, too.
#[utoipa::path(
    tag = "shared-calendars",
    params(("calendar_id" = i64, Path, minimum = 1)),
    request_body = SetPreferences,
    responses((status = 200, description = "The preferences.", body = PreferencesBody)),
)]
#[put("/{calendar_id}/preferences")]
pub(super) async fn set_calendar_preferences(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<CalendarId>,
    Body(body): Body<SetPreferences>,
) -> Result<HttpResponse, Problem> {
    let preferences = app.set_calendar_preferences(caller.identity.user, id, body.parse()?).await?;
    Ok(HttpResponse::Ok().json(PreferencesBody::of(id, &preferences)))
}

/// Leave a shared calendar
///
/// The caller's own stars and reminders on its events are deleted. The owner can't leave it: 409
/// `calendar_owner`.
#[utoipa::path(
    tag = "shared-calendars",
    params(("calendar_id" = i64, Path, minimum = 1)),
    responses((status = 204, description = "The caller left the calendar.")),
)]
#[delete("/{calendar_id}")]
pub(super) async fn leave_calendar(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<CalendarId>,
) -> Result<HttpResponse, Problem> {
    app.leave_calendar(caller.identity.user, id).await?;
    Ok(HttpResponse::NoContent().finish())
}
