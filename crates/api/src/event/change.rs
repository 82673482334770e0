//! Changing events.

use actix_web::{HttpResponse, delete, patch, post, put, web};
use umbra_app::App;
use umbra_domain::EventId;

use super::{
    request::{CreateEvent, UpdateEvent},
    response::{EventBody, Seen},
    scope::{Named, ScopeParameters},
};
use crate::{
    extract::Caller,
    http::{
        Problem,
        etag::IfMatch,
        idempotency::Idempotency,
        json::Body,
        path::Id,
        query::Query,
        resource::{changed, created},
    },
};

/// Create an event
///
/// Local times are read in the event's `timezone`. With an `Idempotency-Key`, a repeated request
/// gets the first answer.
#[utoipa::path(
    tag = "events",
    params(Idempotency),
    request_body = CreateEvent,
    responses((status = 201, description = "The new event.", body = EventBody,
        headers(("ETag" = String), ("Location" = String)))),
)]
#[post("")]
pub(super) async fn create_event(
    app: web::Data<App>,
    caller: Caller,
    idempotency: Idempotency,
    Body(body): Body<CreateEvent>,
) -> Result<HttpResponse, Problem> {
    let new = body.parse(app.zones())?;
    let (who, zone) = caller.person();
    let once = idempotency.once(&body, Seen::render_created(zone.clone()))?;
    let made = app.create_event(who, &zone, new, once).await?;
    created(made.map(|made| Seen::new(made, zone)))
}

/// Update an event
///
/// Changes the fields that are sent: an omitted field stays, `null` clears. For an event that
/// recurs, `scope` says which occurrences change:
/// - `this`: one occurrence. It keeps the changed fields; all others follow the series. The answer
///   is the occurrence.
/// - `following`: the series ends before the occurrence, and a new series begins with it, which is
///   the answer. Later occurrences that were changed stay changed. `start` is that of the
///   occurrence.
/// - `all`: the series. Occurrences that were changed stay changed, and deleted ones stay deleted.
///   When the times or the rule change, they are looked up in the new series: at their old local
///   time, on their old date at the new time of day, or as far from the start as before. Those that
///   the new series doesn't have are dropped.
///
/// `start` alone moves the event, which lasts as long as before. A series that moves to another day or
/// time keeps its pattern: `BYDAY=TU` moved by a day becomes `BYDAY=WE`, and `UNTIL` moves along. Where
/// more than one pattern could be meant (the second Tuesday, moved by a day), it is refused with
/// `ambiguous_move` at `start`; send the `recurrence_rule` that is meant as well.
///
/// `is_starred` and `reminders` are the caller's own: others don't see them, and who may view the event
/// may change them. A change of these alone leaves the event as it is for others, with `following`
/// too: the series isn't divided, and the answer is the occurrence.
///
/// Clearing the rule turns a series into a single event at its start. Changing only the time zone
/// keeps the wall-clock times. The same as `PATCH`.
#[utoipa::path(
    tag = "events",
    params(("id" = i64, Path, minimum = 1), ScopeParameters, IfMatch),
    request_body = UpdateEvent,
    responses((status = 200, description = "The changed event, series or occurrence.", body = EventBody,
        headers(("ETag" = String)))),
)]
#[put("/{id}")]
pub(super) async fn update_event(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<EventId>,
    Query(scope): Query<ScopeParameters>,
    IfMatch(if_match): IfMatch,
    Body(body): Body<UpdateEvent>,
) -> Result<HttpResponse, Problem> {
    let (scope, change) = (scope.parse()?, body.parse(app.zones())?);
    let (who, zone) = caller.person();
    let shown = app.update_event(who, &zone, id, scope, change, &if_match).await?;
    Ok(changed(&Seen::new(shown, zone)))
}

/// Update an event partially
///
/// The same as `PUT`.
#[utoipa::path(
    tag = "events",
    params(("id" = i64, Path, minimum = 1), ScopeParameters, IfMatch),
    request_body = UpdateEvent,
    responses((status = 200, description = "The changed event, series or occurrence.", body = EventBody,
        headers(("ETag" = String)))),
)]
#[patch("/{id}")]
pub(super) async fn patch_event(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<EventId>,
    Query(scope): Query<ScopeParameters>,
    IfMatch(if_match): IfMatch,
    Body(body): Body<UpdateEvent>,
) -> Result<HttpResponse, Problem> {
    let (scope, change) = (scope.parse()?, body.parse(app.zones())?);
    let (who, zone) = caller.person();
    let shown = app.update_event(who, &zone, id, scope, change, &if_match).await?;
    Ok(changed(&Seen::new(shown, zone)))
}

/// Delete an event
///
/// For an event that recurs, `scope` says which occurrences to delete: `this` one, this and all
/// `following` ones (wherever they were moved to), or `all`. A series without occurrences is deleted
/// too. With `create_modify` on the calendar, the caller can only delete events that they created (403
/// `not_yours`).
#[utoipa::path(
    tag = "events",
    params(("id" = i64, Path, minimum = 1), ScopeParameters, IfMatch),
    responses((status = 204, description = "The event or the occurrences were deleted.")),
)]
#[delete("/{id}")]
pub(super) async fn delete_event(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<EventId>,
    Query(scope): Query<ScopeParameters>,
    IfMatch(if_match): IfMatch,
) -> Result<HttpResponse, Problem> {
    app.delete_event(caller.identity.user, id, scope.parse()?, &if_match).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Restore an occurrence
///
/// Discards all changes to the occurrence (edits, move, deletion), so that it follows the series again,
/// and the caller's own star and reminders on it. The answer is the occurrence.
/// Repeating it changes nothing. 404 for a time that isn't an occurrence of the rule.
#[utoipa::path(
    tag = "events",
    params(
        ("id" = i64, Path, minimum = 1),
        ("recurrence_id" = String, Path, example = "2026-12-31T09:00:00",
            description = "The occurrence: its `recurrence_id`, or the instant at which it begins."),
        IfMatch,
    ),
    responses((status = 200, description = "The occurrence.", body = EventBody,
        headers(("ETag" = String)))),
)]
#[delete("/{id}/overrides/{recurrence_id}")]
pub(super) async fn put_back_occurrence(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<EventId>,
    Named(at): Named,
    IfMatch(if_match): IfMatch,
) -> Result<HttpResponse, Problem> {
    let (who, zone) = caller.person();
    let shown = app.put_back_occurrence(who, id, at, &if_match).await?;
    Ok(changed(&Seen::new(shown, zone)))
}
