//! Reading what lies ahead.

use actix_web::{HttpResponse, get, web};
use serde::Deserialize;
use umbra_app::App;
use umbra_domain::settings::UpcomingDays;
use utoipa::IntoParams;

use super::{
    errors::of_days,
    response::{DashboardBody, UpcomingBody},
};
use crate::{
    extract::Caller,
    http::{Problem, fields::Fields, query::Query},
};

/// How far to look ahead.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct UpcomingParameters {
    /// How many days, including today, 1 to 90. Default: `upcoming_days` in the caller's settings.
    #[param(minimum = 1, maximum = 90)]
    days: Option<i64>,
}

/// Get the agenda of the coming days
///
/// From the beginning of today, in the caller's `timezone`: what `GET /api/events` shows for these
/// days, the first 200 of `GET /api/todos?completed=false&sort=due_date` that are due by the last
/// day, the first 200 of the open tasks of all projects, as their lists show them, that are due by
/// then and that the caller or nobody is assigned to, the first 200 of
/// `GET /api/reminders?active=true` that ring next by then, and the first 200 of
/// `GET /api/people/birthdays`. Archived projects are left out.
#[utoipa::path(
    tag = "agenda",
    params(UpcomingParameters),
    responses((status = 200, description = "The agenda of the coming days.", body = UpcomingBody)),
)]
#[get("")]
pub(super) async fn upcoming(
    app: web::Data<App>,
    caller: Caller,
    Query(parameters): Query<UpcomingParameters>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let days = fields.take("/days", parameters.days.map(UpcomingDays::parse).transpose());
    let days = fields.build(|| days)?;
    let zone = caller.identity.timezone;
    let upcoming = app.upcoming(caller.identity.user, &zone, days).await.map_err(of_days)?;
    Ok(HttpResponse::Ok().json(UpcomingBody::of(upcoming, &zone.rules())))
}

/// Get today's agenda
///
/// Today in the caller's `timezone`, as the lists of events, todos, tasks, reminders and birthdays show
/// it, the first 200 of `GET /api/reminders/due`, the weather, and how many notifications are unread.
///
/// The weather source isn't called here, so `weather` may be stale or `null` where `GET /api/weather`
/// has something newer: when it is `null` or `is_stale`, call that.
#[utoipa::path(
    tag = "agenda",
    responses((status = 200, description = "Today's agenda.", body = DashboardBody)),
)]
#[get("")]
pub(super) async fn dashboard(
    app: web::Data<App>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let zone = caller.identity.timezone;
    let dashboard = app.dashboard(caller.identity.user, &zone).await.map_err(of_days)?;
    Ok(HttpResponse::Ok().json(DashboardBody::of(dashboard, &zone.rules())))
}
