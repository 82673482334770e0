//! Offering a calendar, changing what somebody may do, and taking it away.

use actix_web::{HttpResponse, delete, http::StatusCode, post, put, web};
use umbra_app::{App, idempotency::Answer};
use umbra_domain::{CalendarId, UserId, calendar::Member};

use super::{
    request::{ChangeMember, OfferCalendar},
    response::MemberBody,
};
use crate::{
    extract::Caller,
    http::{
        Problem,
        idempotency::{Idempotency, answered, rendered},
        json::Body,
        path::{Id, Id2},
    },
};

/// Offer a calendar to somebody
///
/// Only the owner can, and only to a connection of theirs. The offer gives access once it is accepted;
/// offering the calendar to the same person again changes the open offer. A calendar can be shared with
/// 100 people: one more is 409 `too_many_members`. With an `Idempotency-Key`, a repeated request gets
/// the first answer.
#[utoipa::path(
    tag = "shared-calendars",
    params(("calendar_id" = i64, Path, minimum = 1), Idempotency),
    request_body = OfferCalendar,
    responses((status = 201, description = "The person, and the permission that they are offered.", body = MemberBody)),
)]
#[post("/{calendar_id}/members")]
pub(super) async fn offer_calendar(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<CalendarId>,
    idempotency: Idempotency,
    Body(body): Body<OfferCalendar>,
) -> Result<HttpResponse, Problem> {
    let (who, offer) = (caller.identity.user, body.parse()?);
    let once = idempotency.once(&body, render_member)?;
    answered(app.offer_calendar(who, id, offer, once).await?, |member| {
        HttpResponse::Created().json(MemberBody::from(member))
    })
}

fn render_member(member: &Member) -> Answer {
    rendered(StatusCode::CREATED, &[], &MemberBody::from(member.clone()))
}

/// Change a member's permission on a calendar
///
/// For somebody who has accepted the calendar, or to whom it is offered. Only the owner can. With less
/// than `read_only`, their own stars and reminders on its events are deleted.
///
/// `owner` hands the calendar over to somebody who has accepted it; the caller keeps `full_access`, and
/// offers that wait end. The default calendar can't be handed over (409 `default_calendar`), and no
/// calendar to somebody who hasn't accepted it (409 `not_accepted`) or who has 100 calendars (409
/// `too_many_calendars`).
#[utoipa::path(
    tag = "shared-calendars",
    params(("calendar_id" = i64, Path, minimum = 1), ("user_id" = i64, Path, minimum = 1)),
    request_body = ChangeMember,
    responses((status = 200, description = "The person, and their new permission.", body = MemberBody)),
)]
#[put("/{calendar_id}/members/{user_id}")]
pub(super) async fn change_calendar_member(
    app: web::Data<App>,
    caller: Caller,
    Id2(id, whom): Id2<CalendarId, UserId>,
    Body(body): Body<ChangeMember>,
) -> Result<HttpResponse, Problem> {
    let change = (whom, body.parse());
    let member = app.change_calendar_member(caller.identity.user, id, change).await?;
    Ok(HttpResponse::Ok().json(MemberBody::from(member)))
}

/// Stop sharing a calendar with somebody
///
/// Takes effect at once, whether they have accepted it or not. Only the owner can. Their own stars and
/// reminders on its events are deleted.
#[utoipa::path(
    tag = "shared-calendars",
    params(("calendar_id" = i64, Path, minimum = 1), ("user_id" = i64, Path, minimum = 1)),
    responses((status = 204, description = "The calendar isn't shared with them any more.")),
)]
#[delete("/{calendar_id}/members/{user_id}")]
pub(super) async fn remove_calendar_member(
    app: web::Data<App>,
    caller: Caller,
    Id2(id, whom): Id2<CalendarId, UserId>,
) -> Result<HttpResponse, Problem> {
    app.remove_calendar_member(caller.identity.user, id, whom).await?;
    Ok(HttpResponse::NoContent().finish())
}
