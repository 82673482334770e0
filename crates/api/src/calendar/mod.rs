//! `/api/calendars`.

mod change;
mod errors;
mod permission;
mod read;
mod request;
mod response;

pub(crate) use permission::PermissionName;
pub(crate) use response::{CalendarBody, CalendarOwnerBody};

use crate::http::registry::Routes;

/// Registers the routes.
pub(crate) fn routes(routes: &mut Routes<'_>) {
    routes.service(
        routes
            .scope("/api/calendars")
            .service(read::list_calendars)
            .service(change::create_calendar)
            .service(read::read_calendar)
            .service(change::update_calendar)
            .service(change::patch_calendar)
            .service(change::delete_calendar),
    );
}
