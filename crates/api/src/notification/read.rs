//! Reading what there is to read.

use actix_web::{HttpResponse, get, web};
use serde::Deserialize;
use umbra_app::{App, notification::NotificationQuery};
use utoipa::IntoParams;

use super::response::{NotificationBody, UnreadBody};
use crate::{
    extract::Caller,
    http::{
        Problem,
        page::{List, Paging},
    },
};

/// Which notifications a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct NotificationParameters {
    /// Only unread (`true`) or read (`false`) notifications.
    unread: Option<bool>,
}

/// List notifications
///
/// The newest first: by `updated_at`, then by id. When something happens again before the caller has
/// read its notification, that notification is updated (`count`) and comes first again.
///
/// Notifications about something that the caller can't see any more aren't listed. Read ones are kept
/// for 90 days, others for a year, and no more than 1000 in all.
#[utoipa::path(
    tag = "notifications",
    params(NotificationParameters, Paging),
    responses((status = 200, description = "A page of notifications.", body = [NotificationBody],
        headers(("Link" = String, description = "Where the next page is.")))),
)]
#[get("")]
pub(super) async fn list_notifications(
    app: web::Data<App>,
    caller: Caller,
    list: List<NotificationParameters>,
) -> Result<HttpResponse, Problem> {
    const ORDER: &str = "notification_updated_at";
    let (who, zone) = caller.person();
    let (unread, after, limit) = (list.filter.unread, list.after(ORDER)?, list.limit);
    let page = app.notifications(who, &NotificationQuery { unread, after, limit }).await?;
    let clock = zone.rules();
    Ok(list.answer(ORDER, page, |notification| NotificationBody::of(notification, &clock)))
}

/// Count unread notifications
///
/// The number for a badge.
#[utoipa::path(
    tag = "notifications",
    responses((status = 200, description = "How many are unread.", body = UnreadBody)),
)]
#[get("/unread-count")]
pub(super) async fn count_unread_notifications(
    app: web::Data<App>,
    caller: Caller,
) -> Result<HttpResponse, Problem> {
    let unread = app.unread_notifications(caller.identity.user).await?;
    Ok(HttpResponse::Ok().json(UnreadBody { unread }))
}
