//! `/api/event-templates`.

mod change;
mod errors;
mod instantiate;
mod read;
mod request;
mod response;

use crate::http::registry::Routes;

/// Registers the routes.
pub(crate) fn routes(routes: &mut Routes<'_>) {
    routes.service(
        routes
            .scope("/api/event-templates")
            .service(read::list_event_templates)
            .service(change::create_event_template)
            .service(read::read_event_template)
            .service(change::update_event_template)
            .service(change::patch_event_template)
            .service(change::delete_event_template)
            .service(instantiate::instantiate_event_template),
    );
}
