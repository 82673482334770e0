//! Reading events.

use actix_web::{HttpRequest, HttpResponse, get, web};
use umbra_app::{
    App,
    event::{ListEvents, SearchEvents},
};
use umbra_domain::EventId;

use super::{
    EntryBody,
    request::{EventParameters, SearchPaging},
    response::{EventBody, Seen},
    scope::{OccurrenceParameters, Which},
};
use crate::{
    extract::Caller,
    http::{Problem, page::List, path::Id, query::Query, resource::found},
};

/// The order of a search, which its cursors belong to.
const ORDER: &str = "event_end";

/// List events
///
/// Everything that overlaps the range from `start` to `end` (exclusive): single events, and each
/// occurrence of a series at the time it was moved to. Ordered by start (whole days in the caller's
/// `timezone`, before timed events of that day), then by event. Not paged (422 `not_paged`); more than
/// 10,000 are refused with 422 and `too_many_events` at `/end`.
///
/// Of calendars that are shared as `free_busy`, and of private events of others, only the busy times are
/// shown (`BusyTime`): those that touch or overlap are merged and cut to the range. A search finds
/// nothing of these.
///
/// With `search` and without one of the ends, or without both, it goes over all time: each single event
/// and each series once, a series by its next occurrence (`recurrence_id`) that isn't over and has the
/// text, or by the last one. Ordered by end (a series by that of its last occurrence), then by id, both
/// descending: series without an end, what lies ahead, what is over. A page may hold fewer than `limit`;
/// the last one has no `Link`.
#[utoipa::path(
    tag = "events",
    params(EventParameters, SearchPaging),
    responses((status = 200, description = "The events.", body = [EntryBody],
        headers(("Link" = String, description = "Of a search over all time, where the next page is.")))),
)]
#[get("")]
pub(super) async fn list_events(
    app: web::Data<App>,
    caller: Caller,
    list: List<EventParameters>,
) -> Result<HttpResponse, Problem> {
    let (who, zone) = caller.person();
    let clock = zone.rules();
    let wanted = list.filter.parse(zone)?;
    if let Some(search) = over_all_time(&wanted, &list)? {
        let page = app.search_events(who, search).await?;
        return Ok(list.answer(ORDER, page, |shown| EventBody::of(&shown, &clock)));
    }
    list.whole()?;
    let entries = app.events(who, wanted).await?;
    let entries = entries.iter().map(|entry| EntryBody::of(entry, &clock));
    Ok(HttpResponse::Ok().json(entries.collect::<Vec<_>>()))
}

/// Takes what is a search without one of the ends, or without both.
fn over_all_time(
    wanted: &ListEvents,
    list: &List<EventParameters>,
) -> Result<Option<SearchEvents>, Problem> {
    let ListEvents { from, to, zone, calendar, search } = wanted.clone();
    let Some(text) = search.filter(|_| from.is_none() || to.is_none()) else { return Ok(None) };
    let (after, limit) = (list.after(ORDER)?, list.limit);
    Ok(Some(SearchEvents { text, calendar, from, to, zone, after, limit }))
}

/// Get an event
///
/// A single event, or a series as a whole, with its version as `ETag`, which also depends on the
/// caller's time zone. Changing a single occurrence gives the series a new version too, and so does
/// changing the caller's own `is_starred` and `reminders`, for the caller alone. With `recurrence_id`
/// one occurrence of the series, as it is now: changed and moved, as the list of events shows it. 404
/// for a time that is no occurrence of it, or a deleted one.
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
    Ok(found(&request, &Seen::new(app.event(who, id).await?, zone)))
}
