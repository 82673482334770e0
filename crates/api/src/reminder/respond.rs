//! Dismissing and snoozing reminders.

use actix_web::{HttpResponse, patch, web};
use umbra_app::App;
use umbra_domain::ReminderId;

use super::{response::ReminderBody, snooze::SnoozeReminder};
use crate::{
    extract::Caller,
    http::{Problem, etag::IfMatch, json::Body, path::Id, resource::changed},
};

/// Dismiss a reminder
///
/// Dismisses the occurrence that is due or snoozed. A reminder that rings once can be dismissed
/// before, and dismissing it again changes nothing; where nothing of a recurring one is due, the
/// answer is 409 `nothing_due`.
#[utoipa::path(
    tag = "reminders",
    params(("id" = i64, Path, minimum = 1), IfMatch),
    responses((status = 200, description = "The dismissed reminder.", body = ReminderBody,
        headers(("ETag" = String)))),
)]
#[patch("/{id}/dismiss")]
pub(super) async fn dismiss_reminder(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<ReminderId>,
    IfMatch(if_match): IfMatch,
) -> Result<HttpResponse, Problem> {
    Ok(changed(&app.dismiss_reminder(caller.identity.user, id, &if_match).await?))
}

/// Snooze a reminder
///
/// Lets the latest occurrence come again later, also after it was dismissed; the next occurrence
/// takes its place if that comes first. A reminder that rings once can be snoozed before it does;
/// where a recurring one hasn't rung yet, the answer is 409 `nothing_due`.
#[utoipa::path(
    tag = "reminders",
    params(("id" = i64, Path, minimum = 1), IfMatch),
    request_body = SnoozeReminder,
    responses((status = 200, description = "The snoozed reminder.", body = ReminderBody,
        headers(("ETag" = String)))),
)]
#[patch("/{id}/snooze")]
pub(super) async fn snooze_reminder(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<ReminderId>,
    IfMatch(if_match): IfMatch,
    Body(body): Body<SnoozeReminder>,
) -> Result<HttpResponse, Problem> {
    let (who, zone) = caller.person();
    let snooze = body.parse(&zone)?;
    Ok(changed(&app.snooze_reminder(who, id, snooze, &if_match).await?))
}
