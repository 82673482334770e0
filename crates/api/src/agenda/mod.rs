//! `/api/upcoming` and `/api/dashboard`.

mod read;
mod response;

use crate::http::registry::Routes;

/// Registers the routes.
pub(crate) fn routes(routes: &mut Routes<'_>) {
    routes.service(routes.scope("/api/upcoming").service(read::upcoming));
    routes.service(routes.scope("/api/dashboard").service(read::dashboard));
}
