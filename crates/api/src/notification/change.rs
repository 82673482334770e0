//! Marking as read, and deleting.

use actix_web::{HttpResponse, delete, post, web};
use serde::Deserialize;
use umbra_app::App;
use umbra_domain::{NotificationId, civil::parse_instant};
use utoipa::IntoParams;

use super::response::{NotificationBody, ReadBody};
use crate::{
    extract::Caller,
    http::{Problem, fields::Fields, path::Id, query::Query},
};

/// Mark a notification as read
///
/// Marking it again keeps the first `read_at`.
#[utoipa::path(
    tag = "notifications",
    params(("id" = i64, Path, minimum = 1)),
    responses((status = 200, description = "The notification.", body = NotificationBody)),
)]
#[post("/{id}/read")]
pub(super) async fn read_notification(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<NotificationId>,
) -> Result<HttpResponse, Problem> {
    let (who, zone) = caller.person();
    let read = app.read_notification(who, id).await?;
    Ok(HttpResponse::Ok().json(NotificationBody::of(read, &zone.rules())))
}

/// Up to when.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct ReadAllParameters {
    /// Only those with an `updated_at` up to this instant: that of the newest one shown, so that what
    /// happens later stays unread. Notifications of what happened before this instant are marked even
    /// if they are written later, as those about the account are by a worker. Default: now.
    #[param(format = DateTime, example = "2026-12-01T08:30:00Z")]
    up_to: Option<String>,
}

/// Mark all notifications as read
///
/// All of them, or those that had happened by `up_to`.
#[utoipa::path(
    tag = "notifications",
    params(ReadAllParameters),
    responses((status = 200, description = "How many were unread.", body = ReadBody)),
)]
#[post("/read-all")]
pub(super) async fn read_all_notifications(
    app: web::Data<App>,
    caller: Caller,
    Query(parameters): Query<ReadAllParameters>,
) -> Result<HttpResponse, Problem> {
    let (who, zone) = caller.person();
    let mut fields = Fields::default();
    let up_to = parameters.up_to.map(|text| parse_instant(&text, &zone.rules())).transpose();
    let up_to = fields.take("/up_to", up_to);
    let up_to = fields.build(|| up_to)?;
    let read = app.read_all_notifications(who, up_to).await?;
    Ok(HttpResponse::Ok().json(ReadBody { read }))
}

/// Delete a notification
///
/// Only the notification is deleted, not what it is about.
#[utoipa::path(
    tag = "notifications",
    params(("id" = i64, Path, minimum = 1)),
    responses((status = 204, description = "The notification was deleted.")),
)]
#[delete("/{id}")]
pub(super) async fn delete_notification(
    app: web::Data<App>,
    caller: Caller,
    Id(id): Id<NotificationId>,
) -> Result<HttpResponse, Problem> {
    app.delete_notification(caller.identity.user, id).await?;
    Ok(HttpResponse::NoContent().finish())
}
