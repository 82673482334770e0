//! `/api/notifications`.

mod change;
mod read;
pub(crate) mod response;
mod snooze;

use actix_web::dev::ServiceResponse;

use crate::http::registry::{Inner, Routes, Scope};

/// Begins the scope `/api/notifications` with the routes of this module. The route of
/// [`crate::delivery`] is below the same path.
pub(crate) fn scope(routes: &Routes<'_>) -> Scope<impl Inner<Response = ServiceResponse> + use<>> {
    routes
        .scope("/api/notifications")
        .service(read::list_notifications)
        .service(read::count_unread_notifications)
        .service(change::read_all_notifications)
        .service(change::read_notification)
        .service(snooze::snooze_notification)
        .service(change::delete_notification)
}
