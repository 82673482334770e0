//! `/api/upcoming`, `/api/dashboard` and `/api/agenda`.

mod errors;
mod range;
mod range_response;
mod read;
mod response;

use crate::http::registry::Routes;

/// Registers the routes.
pub(crate) fn routes(routes: &mut Routes<'_>) {
    routes.service(routes.scope("/api/upcoming").service(read::upcoming));
    routes.service(routes.scope("/api/dashboard").service(read::dashboard));
    routes.service(routes.scope("/api/agenda").service(range::agenda));
}
