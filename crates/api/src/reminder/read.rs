//! Reading reminders.

use actix_web::{HttpRequest, HttpResponse, get, web};
use umbra_app::{App, reminder::ListReminders};
use umbra_domain::ReminderId;

use super::{
    parameters::ReminderParameters,
    response::{DueReminderBody, ReminderBody},
};
use crate::{
    extract::Caller,
    http::{
        Problem,
        page::{List, NoFilter, Paging},
        path::Id,
        resource::found,
    },
};

/// The one order of each list.
const NEXT: &str = "next_at";
const DUE: &str = "due_at";

/// List reminders
///
/// The caller's reminders, ordered by when they ring next (those that won't ring again last), then
/// by id. Reminders of events aren't listed here: they belong to their events.
#[utoipa::path(
    tag = "reminders",
    params(ReminderParameters, Paging),
    responses((status = 200, description = "A page of reminders.", body = [ReminderBody],
        headers(("Link" = String, description = "Where the next page is.")))),
)]
#[get("")]
pub(super) async fn list_reminders(
    app: web::Data<App>,
    caller: Caller,
    list: List<ReminderParameters>,
) -> Result<HttpResponse, Problem> {
    let (who, zone) = caller.person();
    let filter = list.filter.parse(&zone)?;
    let wanted = ListReminders { filter, after: list.after(NEXT)?, limit: list.limit };
    Ok(list.answer(NEXT, app.reminders(who, wanted).await?, ReminderBody::from))
}

/// List due reminders
///
/// Reminders that rang and were neither dismissed nor snoozed, including those of events, ordered
/// by when they became due, then by id.
#[utoipa::path(
    tag = "reminders",
    params(Paging),
    responses((status = 200, description = "A page of due reminders.", body = [DueReminderBody],
        headers(("Link" = String, description = "Where the next page is.")))),
)]
#[get("/due")]
pub(super) async fn list_due_reminders(
    app: web::Data<App>,
    caller: Caller,
    list: List<NoFilter>,
) -> Result<HttpResponse, Problem> {
    let after = list.after(DUE)?;
    let page = app.due_reminders(caller.identity.user, after.as_ref(), list.limit).await?;
    Ok(list.answer(DUE, page, DueReminderBody::from))
}

/// Get a reminder
///
/// One of the caller's reminders, with its version as `ETag`. A reminder that rang in the last few
/// seconds may be in the list of due reminders before it shows here.
#[utoipa::path(
    tag = "reminders",
    params(("id" = i64, Path, minimum = 1)),
    responses((status = 200, description = "The reminder.", body = ReminderBody,
        headers(("ETag" = String, description = "The reminder's version.")))),
)]
#[get("/{id}")]
pub(super) async fn read_reminder(
    request: HttpRequest,
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<ReminderId>,
) -> Result<HttpResponse, Problem> {
    Ok(found(&request, &app.reminder(caller.identity.user, id).await?))
}
