//! `/api/events`.

mod busy;
mod change;
mod content;
mod errors;
mod read;
mod request;
mod response;
mod scope;
mod status;

pub(crate) use busy::{BusyBody, EntryBody};
pub(crate) use content::{ContentChange, NewContent, new_personal, personal_change};
pub(crate) use errors::{refused, unknown_calendar};
pub(crate) use request::calendar;
pub(crate) use response::{EventBody, Seen};

use crate::http::registry::Routes;

/// Registers the routes.
pub(crate) fn routes(routes: &mut Routes<'_>) {
    routes.service(
        routes
            .scope("/api/events")
            .service(read::list_events)
            .service(change::create_event)
            .service(read::read_event)
            .service(change::update_event)
            .service(change::patch_event)
            .service(change::delete_event)
            .service(change::put_back_occurrence),
    );
}
