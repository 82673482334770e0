//! `/api/reminders`.

mod change;
mod errors;
mod parameters;
mod read;
mod request;
mod respond;
mod response;
pub(crate) mod snooze;

pub(crate) use response::{DueReminderBody, ReminderBody};

use crate::http::registry::Routes;

/// Registers the routes.
pub(crate) fn routes(routes: &mut Routes<'_>) {
    routes.service(
        routes
            .scope("/api/reminders")
            .service(read::list_reminders)
            .service(change::create_reminder)
            // Before the path with an id, which `due` would fit.
            .service(read::list_due_reminders)
            .service(read::read_reminder)
            .service(change::update_reminder)
            .service(change::patch_reminder)
            .service(change::delete_reminder)
            .service(respond::dismiss_reminder)
            .service(respond::snooze_reminder),
    );
}
