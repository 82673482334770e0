//! `/api/weather`.

mod errors;
mod read;
mod response;

pub(crate) use response::WeatherBody;

use crate::http::registry::Routes;

/// Registers the routes.
pub(crate) fn routes(routes: &mut Routes<'_>) {
    let scope = routes.scope("/api/weather").service(read::weather).service(read::find_places);
    routes.service(scope);
}
