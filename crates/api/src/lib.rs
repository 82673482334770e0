//! The HTTP layer: extractors, request and response types, thin handlers, problems, OpenAPI.
//!
//! A handler parses, calls one use case and maps its result. Each feature has a module with its
//! requests, responses, errors and handlers; what knows nothing of features is in `http`.
//!
//! What every request goes through is in this order, outermost first:
//!
//! 1. `http::edge`: request id, client address, log line and metrics; on the way back problems,
//!    compression and security headers;
//! 2. CORS;
//! 3. panics become 500;
//! 4. `http::csrf`;
//! 5. the route, with the rate limit of its scope.

mod action_link;
mod admin;
mod agenda;
mod api;
mod auth;
mod calendar;
mod comment;
mod config;
mod connection;
mod delivery;
mod docs;
mod errors;
mod event;
mod export;
mod extract;
mod factor;
mod health;
mod home;
mod http;
mod location;
mod notification;
mod passkey;
mod person;
mod project;
mod recurrence;
mod reminder;
mod settings;
mod shared_calendar;
mod task;
mod template;
#[cfg(test)]
mod testing;
mod todo;
mod weather;
mod web;

pub use api::{Api, openapi};
pub use config::ApiConfig;
pub use docs::error_reference;
pub use http::{
    client::TrustedProxies,
    origin::WebOrigin,
    rate::{Rate, Rates, Ticks},
};

use http::registry::Routes;
use umbra_domain::metric::Metric;

/// What the HTTP layer records.
pub const METRICS: &[&[Metric]] =
    &[&http::telemetry::METRICS, &http::rate::METRICS, &auth::METRICS, &export::METRICS];

/// Registers every route.
fn routes(routes: &mut Routes<'_>) {
    health::routes(routes);
    routes.service(passkey::routes(factor::routes(auth::scope(routes))));
    action_link::routes(routes);
    admin::routes(routes);
    settings::routes(routes);
    shared_calendar::routes(routes);
    todo::routes(routes);
    calendar::routes(routes);
    event::routes(routes);
    agenda::routes(routes);
    reminder::routes(routes);
    template::routes(routes);
    location::routes(routes);
    person::routes(routes);
    weather::routes(routes);
    project::routes(routes);
    connection::routes(routes);
    routes.service(delivery::routes(notification::scope(routes)));
    export::routes(routes);
    docs::routes(routes);
    routes.undocumented(web::routes);
}
