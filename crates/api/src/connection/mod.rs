//! `/api/connections`.

mod block;
mod change;
mod errors;
mod read;
mod request;
mod response;

pub(crate) use response::{BlockedBody, ConnectionBody, IncomingBody, OutgoingBody};

use crate::http::registry::Routes;

/// Registers the routes.
pub(crate) fn routes(routes: &mut Routes<'_>) {
    routes.service(
        routes
            .scope("/api/connections")
            .service(read::list_connections)
            .service(read::list_incoming_requests)
            .service(read::list_outgoing_requests)
            .service(change::request_connection)
            .service(change::accept_connection)
            .service(change::reject_connection)
            .service(change::cancel_connection_request)
            .service(block::list_blocked_people)
            .service(block::block_person)
            .service(block::unblock_person)
            .service(change::end_connection),
    );
}
