//! Making events of templates.

use actix_web::{HttpResponse, post, web};
use umbra_app::App;
use umbra_domain::TemplateId;

use super::request::InstantiateEventTemplate;
use crate::{
    event::{EventBody, Seen},
    extract::Caller,
    http::{Problem, idempotency::Idempotency, json::Body, path::Id, resource::created},
};

/// Create an event from a template
///
/// If `start` is a date, the event begins on that day at the template's `start_time` (422
/// `missing_start_time` if it has none); if `start` is a time, the event begins then. An all-day
/// template needs a date. The event lasts as long as the template says, in exact time: an hour
/// stays an hour across a change of the clock. The event is a copy: later changes of the template
/// don't change it. With an `Idempotency-Key`, a repeated request gets the first answer.
#[utoipa::path(
    tag = "event-templates",
    params(("id" = i64, Path, minimum = 1), Idempotency),
    request_body = InstantiateEventTemplate,
    responses((status = 201, description = "The new event.", body = EventBody,
        headers(("ETag" = String), ("Location" = String)))),
)]
#[post("/{id}/instantiate")]
pub(super) async fn instantiate_event_template(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<TemplateId>,
    idempotency: Idempotency,
    Body(body): Body<InstantiateEventTemplate>,
) -> Result<HttpResponse, Problem> {
    let (who, zone) = caller.person();
    let wanted = body.parse(zone.clone(), app.zones())?;
    let once = idempotency.once(&body, Seen::render_created(zone.clone()))?;
    let made = app.instantiate_template(who, id, wanted, once).await?;
    created(made.map(|made| Seen::new(made, zone)))
}
