//! `/api/shared-calendars`.

mod answer;
mod errors;
mod members;
mod read;
mod request;
mod response;

pub(crate) use response::{MemberBody, StatusName};

use crate::http::registry::Routes;

/// Registers the routes.
pub(crate) fn routes(routes: &mut Routes<'_>) {
    routes.service(
        routes
            .scope("/api/shared-calendars")
            .service(read::list_shared_calendars)
            .service(read::list_calendar_members)
            .service(members::offer_calendar)
            .service(members::change_calendar_member)
            .service(members::remove_calendar_member)
            .service(answer::accept_calendar)
            .service(answer::decline_calendar)
            .service(answer::set_calendar_preferences)
            .service(answer::leave_calendar),
    );
}
