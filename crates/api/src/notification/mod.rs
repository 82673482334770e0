//! `/api/notifications`.

mod change;
mod read;
pub(crate) mod response;
mod snooze;

use crate::{delivery::own, http::registry::Routes};

/// Registers the routes.
pub(crate) fn routes(routes: &mut Routes<'_>) {
    routes.service(
        routes
            .scope("/api/notifications")
            .service(read::list_notifications)
            .service(read::count_unread_notifications)
            .service(own::list_deliveries)
            .service(change::read_all_notifications)
            .service(change::read_notification)
            .service(snooze::snooze_notification)
            .service(change::delete_notification),
    );
}
