//! Reading events.

use actix_web::{HttpRequest, HttpResponse, get, web};
use umbra_app::App;
use umbra_domain::EventId;

use super::{
    request::EventParameters,
    response::{EventBody, Seen},
    scope::{OccurrenceParameters, Which},
};
use crate::{
    extract::Caller,
    http::{Problem, path::Id, query::Query, resource::found},
};

/// List events
///
/// Everything that overlaps the range from `start` to `end` (exclusive): single events, and each
/// occurrence of a series at the time it was moved to. Ordered by start (whole days in the caller's
/// `timezone`, before timed events of that day), then by event. Not paged; more than 10,000 are 422
/// `too_many_events`.
#[utoipa::path(
    tag = "events",
    params(EventParameters),
    responses((status = 200, description = "The events.", body = [EventBody])),
)]
#[get("")]
pub(super) async fn list_events(
    app: web::Data<App>,
    caller: Caller,
    Query(parameters): Query<EventParameters>,
) -> Result<HttpResponse, Problem> {
    let zone = caller.identity.timezone;
    let clock = zone.rules();
    let list = parameters.parse(zone)?;
    let shown = app.events(caller.identity.user, list).await?.into_iter();
    let shown = shown.map(|shown| EventBody::of(&shown, &clock));
    Ok(HttpResponse::Ok().json(shown.collect::<Vec<_>>()))
}

/// Get an event
///
/// A single event, or a series as a whole, with its version as `ETag`, which is another one where the
/// caller's clock differs. Changing a single occurrence
/// gives the series a new version too. With `recurrence_id` one occurrence of the series, as it is
/// now: changed and moved, as the list of events shows it. What is no occurrence of it, or was
/// deleted, is 404.
#[utoipa::path(
    tag = "events",
    params(("id" = i64, Path, minimum = 1), OccurrenceParameters),
    responses((status = 200, description = "The event.", body = EventBody,
        headers(("ETag" = String, description = "The event's version.")))),
)]
#[get("/{id}")]
pub(super) async fn read_event(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<EventId>,
    Query(which): Query<OccurrenceParameters>,
) -> Result<HttpResponse, Problem> {
    let (who, zone) = caller.person();
    if let Which::Occurrence(at) = which.parse()? {
        let shown = app.occurrence(who, id, at).await?;
        return Ok(found(&request, &Seen::new(shown, zone)));
    }
    Ok(found(&request, &Seen::whole(app.event(who, id).await?, zone)))
}
