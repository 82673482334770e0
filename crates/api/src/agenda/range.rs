//! Reading a range of days.

use actix_web::{HttpResponse, get, web};
use serde::Deserialize;
use umbra_app::{App, agenda::ListAgenda};
use umbra_domain::settings::Zone;
use utoipa::IntoParams;

use super::{errors::of_range, range_response::AgendaBody};
use crate::{
    extract::Caller,
    http::{
        Problem,
        fields::Fields,
        query::Query,
        range::{Ends, Range},
    },
};

/// Which range.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct AgendaParameters {
    /// The start of the range: an instant, a local time or a date in the caller's `timezone`. Default:
    /// the beginning of today.
    #[param(example = "2026-12-01")]
    start: Option<String>,
    /// The end of the range (exclusive), in the same forms; at most a year after `start`. Default: 31
    /// days after `start`.
    #[param(example = "2027-01-01")]
    end: Option<String>,
}

impl AgendaParameters {
    fn parse(&self, zone: Zone) -> Result<ListAgenda, Problem> {
        let mut fields = Fields::default();
        let rules = zone.rules();
        let ends = Ends::new(self.start.as_ref(), self.end.as_ref());
        let range = ends.instants(&mut fields, &rules);
        let Range { start: from, end: to } = fields.build(|| range)?;
        Ok(ListAgenda { from, to, zone })
    }
}

/// Get the agenda of a range of days
///
/// What a month view needs, in one request, with the colours to draw it: the events that `GET
/// /api/events` shows for the range; the todos that are due on its days, done ones too; the tasks of
/// all projects that are due or begin on its days, or last over them, whoever is assigned; the caller's
/// active reminders that ring in it; birthdays; and projects that are due on its days. Archived
/// projects are left out, and so are hidden calendars.
///
/// What recurs is listed once, with its days: `planned_dates` are the due dates in the range that
/// follow the present one as long as each is completed on its day (none where `recurrence_basis` is
/// `completion`), `completed_dates` those that were completed before it.
///
/// A day belongs to the range if any of it does. Not paged; a range with more than 10,000 of a kind, each
/// day of what recurs counted, is refused with 422 and at `/end` `too_many_events`, `too_many_todos`,
/// `too_many_tasks`, `too_many_reminders`, `too_many_birthdays` or `too_many_projects`.
#[utoipa::path(
    tag = "agenda",
    params(AgendaParameters),
    responses((status = 200, description = "The agenda.", body = AgendaBody)),
)]
#[get("")]
pub(super) async fn agenda(
    app: web::Data<App>,
    caller: Caller,
    Query(parameters): Query<AgendaParameters>,
) -> Result<HttpResponse, Problem> {
    let (who, zone) = caller.person();
    let clock = zone.rules();
    let agenda = app.agenda(who, parameters.parse(zone)?).await.map_err(of_range)?;
    Ok(HttpResponse::Ok().json(AgendaBody::of(agenda, &clock)))
}
