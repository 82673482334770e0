//! `/api/events/{id}/invitations` and `/api/event-invitations`.

use actix_web::{HttpResponse, delete, get, http::StatusCode, post, put, web};
use umbra_app::{App, event::EventInvitation, idempotency::Answer};
use umbra_domain::{EventId, EventInvitationId};

use super::{
    invitation::{InvitationBody, InvitationParameters, InvitePeople, RespondToInvitation},
    received::ReceivedBody,
};
use crate::{
    extract::Caller,
    http::{
        Problem,
        idempotency::{Idempotency, answered, rendered},
        json::Body,
        page::{List, Paging},
        path::{Id, Id2},
    },
};

/// The order of the caller's invitations, which its cursors belong to.
const ORDER: &str = "event_invitation_id";

/// Invite people to an event
///
/// Connections of the caller's, to all of the event or to one occurrence of a series; it needs
/// `full_access` to the calendar. All are invited, or nobody: somebody with whom the caller isn't
/// connected is 422 `unknown_user`, as somebody who isn't there. Somebody who is invited already stays
/// invited, and is asked again if they had declined. An event has at most 100 invitations (409
/// `too_many_invitations`).
///
/// The invited see the event, or only the occurrence, in all their lists until they decline, and may set
/// what is personal. They see it when it is private, and wherever it moves. A change of its time makes
/// their answers `pending` again. With an `Idempotency-Key`, a repeated request gets the first answer.
#[utoipa::path(
    tag = "event-invitations",
    params(("id" = i64, Path, minimum = 1), Idempotency),
    request_body = InvitePeople,
    responses((status = 201, description = "The invitations of these people.",
        body = [InvitationBody])),
)]
#[post("/{id}/invitations")]
pub(super) async fn invite_to_event(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<EventId>,
    idempotency: Idempotency,
    Body(body): Body<InvitePeople>,
) -> Result<HttpResponse, Problem> {
    let (who, invite) = (caller.identity.user, body.parse()?);
    let once = idempotency.once(&body, render)?;
    let made = app.invite_to_event(who, id, invite, once).await?;
    answered(made, |all| HttpResponse::Created().json(bodies(&all)))
}

fn bodies(all: &[EventInvitation]) -> Vec<InvitationBody> {
    all.iter().map(InvitationBody::from).collect()
}

#[expect(clippy::ptr_arg, reason = "what is made is a vector")]
fn render(all: &Vec<EventInvitation>) -> Answer {
    rendered(StatusCode::CREATED, &[], &bodies(all))
}

/// List the invitations to an event
///
/// Ordered by id, not paged. With `full_access` to the calendar, the invitations of everybody;
/// otherwise only the caller's own.
#[utoipa::path(
    tag = "event-invitations",
    params(("id" = i64, Path, minimum = 1)),
    responses((status = 200, description = "The invitations.", body = [InvitationBody])),
)]
#[get("/{id}/invitations")]
pub(super) async fn list_invitations_to_event(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<EventId>,
) -> Result<HttpResponse, Problem> {
    let all = app.invitations_to_event(caller.identity.user, id).await?;
    Ok(HttpResponse::Ok().json(bodies(&all)))
}

/// Withdraw an invitation
///
/// Needs `full_access` to the calendar. The invited person's own star and reminders on the event are
/// deleted too, unless they see the event otherwise.
#[utoipa::path(
    tag = "event-invitations",
    params(("id" = i64, Path, minimum = 1), ("invitation_id" = i64, Path, minimum = 1)),
    responses((status = 204, description = "The person isn't invited any more.")),
)]
#[delete("/{id}/invitations/{invitation_id}")]
pub(super) async fn delete_event_invitation(
    app: web::Data<App>,
    caller: Caller,
    Id2(id, invitation): Id2<EventId, EventInvitationId>,
) -> Result<HttpResponse, Problem> {
    app.end_event_invitation(caller.identity.user, id, invitation).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// List my event invitations
///
/// The invitations that the caller received, the newest first, each with the event as they see it.
/// Declined ones are included.
#[utoipa::path(
    tag = "event-invitations",
    params(InvitationParameters, Paging),
    responses((status = 200, description = "A page of invitations.", body = [ReceivedBody],
        headers(("Link" = String, description = "Where the next page is.")))),
)]
#[get("")]
pub(super) async fn list_event_invitations(
    app: web::Data<App>,
    caller: Caller,
    list: List<InvitationParameters>,
) -> Result<HttpResponse, Problem> {
    let (who, zone) = caller.person();
    let (after, clock) = (list.after(ORDER)?, zone.rules());
    let status = list.filter.status();
    let page = app.event_invitations(who, status, after.as_ref(), list.limit).await?;
    Ok(list.answer(ORDER, page, |one| ReceivedBody::of(&one, &clock)))
}

/// Answer an event invitation
///
/// The answer can be changed any number of times. A declined event disappears from the caller's lists,
/// and the caller's star and reminders on it are deleted, unless they see the event otherwise.
#[utoipa::path(
    tag = "event-invitations",
    params(("id" = i64, Path, minimum = 1)),
    request_body = RespondToInvitation,
    responses((status = 200, description = "The invitation.", body = ReceivedBody)),
)]
#[put("/{id}/respond")]
pub(super) async fn respond_to_event_invitation(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<EventInvitationId>,
    Body(body): Body<RespondToInvitation>,
) -> Result<HttpResponse, Problem> {
    let (who, zone) = caller.person();
    let answered = app.respond_to_event_invitation(who, id, body.parse()).await?;
    Ok(HttpResponse::Ok().json(ReceivedBody::of(&answered, &zone.rules())))
}
