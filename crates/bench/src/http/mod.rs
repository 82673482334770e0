//! A small HTTP/1.1 client, cheap enough to share two cores with the server that it measures.

mod connection;
mod load;
mod request;

pub(crate) use connection::Connection;
pub(crate) use load::{Load, Measured, Window, middle, ratio, run, run_both};
pub(crate) use request::{Draft, Request};

use std::future::Future;

use crate::failure::{Failure, Outcome};

/// Runs a future, and what it spawns, on this thread.
pub(crate) fn block_on<T>(future: impl Future<Output = Outcome<T>>) -> Outcome<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(Failure::when("can't start a runtime"))?.block_on(future)
}
