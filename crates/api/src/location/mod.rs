//! `/api/locations`.

mod change;
mod errors;
mod read;
mod request;
mod response;

use crate::http::registry::Routes;

/// Registers the routes.
pub(crate) fn routes(routes: &mut Routes<'_>) {
    routes.service(
        routes
            .scope("/api/locations")
            .service(read::list_locations)
            .service(change::create_location)
            .service(read::read_location)
            .service(change::update_location)
            .service(change::patch_location)
            .service(change::delete_location),
    );
}
