//! `/api/events` and `/api/event-invitations`.

mod busy;
mod change;
mod content;
mod errors;
mod invitation;
mod invite;
mod read;
mod received;
mod request;
mod response;
mod scope;
mod status;

pub(crate) use busy::{BusyBody, EntryBody};
pub(crate) use content::{ContentChange, NewContent, new_personal, personal_change};
pub(crate) use errors::{refused, unknown_calendar};
pub(crate) use invitation::InvitationBody;
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
            .service(change::put_back_occurrence)
            .service(invite::list_invitations_to_event)
            .service(invite::invite_to_event)
            .service(invite::delete_event_invitation),
    );
    routes.service(
        routes
            .scope("/api/event-invitations")
            .service(invite::list_event_invitations)
            .service(invite::respond_to_event_invitation),
    );
}
