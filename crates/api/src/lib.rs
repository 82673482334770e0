//! The HTTP layer: extractors, request and response types, thin handlers, problems, OpenAPI.
//!
//! A handler parses, calls one use case and maps its result. What every request goes through is in
//! this order, outermost first:
//!
//! 1. `edge`: request id, client address, log line and metrics; on the way back problems,
//!    compression and security headers;
//! 2. CORS;
//! 3. panics become 500;
//! 4. [`csrf`];
//! 5. the route, with the rate limit of its scope.

mod admin;
mod agenda;
mod api;
mod auth;
pub mod calendar;
mod client;
mod compress;
pub mod csrf;
mod docs;
mod edge;
pub mod etag;
mod event;
pub mod extract;
pub mod fields;
mod headers;
mod health;
mod idempotency;
pub mod json;
pub mod origin;
pub mod page;
pub mod patch;
pub mod path;
pub mod problem;
pub mod query;
pub mod rate;
mod registry;
mod reminder;
pub mod request_id;
mod resource;
mod routing;
mod settings;
mod store_error;
mod telemetry;
mod template;
#[cfg(test)]
mod testing;
mod todo;
mod user_settings;

pub use api::{Api, openapi};
pub use client::TrustedProxies;
pub use origin::WebOrigin;
pub use problem::Problem;
pub use rate::{Rate, Rates, Ticks};
pub use settings::ApiSettings;
