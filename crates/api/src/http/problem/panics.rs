//! Turns a panic in a handler into an opaque 500.

use std::panic::AssertUnwindSafe;

use actix_web::{
    Error,
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
};
use futures_util::FutureExt as _;

use super::Problem;

/// Answers 500 where the connection would otherwise just break.
///
/// The answer leaves as an `Err`: the request died with the handler, and routing refuses a request
/// that somebody else still holds, so none could be kept for an `Ok`. The message of the panic stays
/// with the panic hook; it may hold what a client sent.
pub(crate) async fn catch_panics<B>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error>
where
    B: actix_web::body::MessageBody,
{
    // Nothing of the request outlives the panic, so no broken invariant can be seen afterwards.
    AssertUnwindSafe(async move { next.call(request).await })
        .catch_unwind()
        .await
        .unwrap_or_else(|_panic| Err(Problem::opaque().because("a handler panicked").into()))
}
