//! Dismissing and snoozing reminders.

use actix_web::{HttpResponse, patch, web};
use umbra_app::App;
use umbra_domain::ReminderId;

use super::{response::ReminderBody, snooze::SnoozeBody};
use crate::{
    extract::Caller,
    http::{Problem, etag::IfMatch, json::Body, path::Id, resource::changed},
};

/// Dismiss a reminder
///
/// Dismisses the occurrence that is due or snoozed. A reminder that rings once can be dismissed
/// before it rings, and dismissing it again changes nothing. If no occurrence of a recurring
/// reminder is due, the answer is 409 `nothing_due`.
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
/// The latest occurrence rings again later, even if it was dismissed; if the next occurrence comes
/// first, it rings instead. A reminder that rings once can be snoozed before it rings. If a
/// recurring reminder hasn't rung yet, the answer is 409 `nothing_due`.
#[utoipa::path(
    tag = "reminders",
    params(("id" = i64, Path, minimum = 1), IfMatch),
    request_body = SnoozeBody,
    responses((status = 200, description = "The snoozed reminder.", body = ReminderBody,
        headers(("ETag" = String)))),
)]
#[patch("/{id}/snooze")]
pub(super) async fn snooze_reminder(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<ReminderId>,
    IfMatch(if_match): IfMatch,
    Body(body): Body<SnoozeBody>,
) -> Result<HttpResponse, Problem> {
    let (who, zone) = caller.person();
    let snooze = body.parse(&zone)?;
    Ok(changed(&app.snooze_reminder(who, id, snooze, &if_match).await?))
}
