//! What HTTP asks of any server: nothing here knows a feature of Umbra.
//!
//! - a request's parts: [`path`], [`query`], [`range`], [`json`], [`cookie`], [`client`] (address and user
//!   agent), [`fields`] and [`patch`] (values, with everything that is wrong with them);
//! - answers: [`problem`] (errors), [`resource`], [`etag`], [`page`] (lists), [`idempotency`];
//! - around every request: [`edge`] with [`request_id`], [`telemetry`], [`compress`], [`headers`]
//!   and [`unread`];
//!   [`csrf`] and [`origin`]; [`rate`];
//! - routes: [`registry`] (where features register them), [`routing`] (what none of them matches).

pub(crate) mod client;
pub(crate) mod compress;
pub(crate) mod cookie;
pub(crate) mod csrf;
pub(crate) mod edge;
pub(crate) mod etag;
pub(crate) mod fields;
pub(crate) mod headers;
pub(crate) mod idempotency;
pub(crate) mod json;
pub(crate) mod origin;
pub(crate) mod page;
pub(crate) mod patch;
pub(crate) mod path;
pub(crate) mod problem;
pub(crate) mod query;
pub(crate) mod range;
pub(crate) mod rate;
pub(crate) mod registry;
pub(crate) mod request_id;
pub(crate) mod resource;
pub(crate) mod routing;
pub(crate) mod telemetry;
pub(crate) mod unread;

pub(crate) use problem::Problem;
