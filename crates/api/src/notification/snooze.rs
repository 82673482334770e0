//! Snoozing.

use actix_web::{HttpResponse, post, web};
use umbra_app::{App, due::SnoozeRefused};
use umbra_domain::NotificationId;

use super::response::NotificationBody;
use crate::{
    extract::Caller,
    http::{Problem, json::Body, path::Id, problem::FieldError},
    reminder::snooze::SnoozeBody,
};

/// Snooze a due todo or task
///
/// For a notification of a todo or task that is due (`todo_due`, `task_due`): it becomes read, and the
/// caller is notified again at that time, by a new notification, if the todo or task is still open and
/// due as it was. It is snoozed for the caller alone. One that is snoozed already is snoozed until then
/// instead; deleting it ends that. Reminders are snoozed by `PATCH /api/reminders/{id}/snooze`.
///
/// If it is done or due at another time by now, if the caller was notified again since, and for other kinds, the
/// answer is 409 `nothing_due`.
#[utoipa::path(
    tag = "notifications",
    params(("id" = i64, Path, minimum = 1)),
    request_body = SnoozeBody,
    responses((status = 200, description = "The notification.", body = NotificationBody)),
)]
#[post("/{id}/snooze")]
pub(super) async fn snooze_notification(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<NotificationId>,
    Body(body): Body<SnoozeBody>,
) -> Result<HttpResponse, Problem> {
    let (who, zone) = caller.person();
    let snooze = body.parse(&zone)?;
    let snoozed = app.snooze_notification(who, id, snooze).await?;
    Ok(HttpResponse::Ok().json(NotificationBody::of(snoozed, &zone.rules())))
}

impl From<SnoozeRefused> for Problem {
    fn from(refused: SnoozeRefused) -> Self {
        match refused {
            SnoozeRefused::NothingDue => Self::conflict(
                "nothing_due",
                "What this notification tells of is no longer due, or can't be snoozed.",
            ),
            SnoozeRefused::Until(invalid) => {
                Self::invalid(vec![FieldError::from_invalid("/until", invalid)])
            }
        }
    }
}
