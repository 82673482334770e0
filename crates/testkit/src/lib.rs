//! Tests of the whole server: each with a database and a server of its own, on both databases.
//!
//! ```ignore
//! use serde_json::json;
//! use umbra_testkit::{TestApp, umbra_test};
//!
//! #[umbra_test]
//! async fn a_stranger_cannot_read_a_todo(t: TestApp) {
//!     let (ana, ben) = (t.user("ana").await, t.user("ben").await);
//!     let todo = ana.todo("Buy milk").due("2026-03-05").create().await;
//!     ben.get(todo.url()).await.assert_problem(404, "not_found");
//! }
//! ```
//!
//! [`TestApp`] runs production's app builder behind a real listener, so cookies, headers and
//! connections are real. Nothing sleeps: time is [`TestClock`]'s, and jobs run when
//! [`TestApp::drain_jobs`] says so. Tests share nothing but read-only templates, so they run in
//! parallel.
//!
//! With `UMBRA_TEST_PROCESSES=3` the requests of a test on PostgreSQL are spread over three processes,
//! unless its setup says that it is about one (`Setup::one_process`).
//!
//! PostgreSQL is the server that `UMBRA_TEST_POSTGRES_URL` names (as a superuser), or else a
//! throw-away cluster of this process, made from the binaries on this machine.

mod app;
mod client;
mod clock;
mod database;
mod draft;
mod locks;
mod ntfy;
mod once;
mod person;
mod process;
mod resources;
mod run;
mod setup;
mod spread;
mod weather;
mod zones;

use std::future::IntoFuture;

pub use umbra_testkit_macros::umbra_test;

pub use self::{
    app::TestApp,
    client::{Body, Client, Problem, Reply, Request},
    clock::TestClock,
    database::{Dump, Engine, TestDatabase},
    draft::{Created, Draft},
    locks::{send_until_locked, until_locked},
    ntfy::{NtfyManner, NtfyRequest, NtfyServer},
    person::{PASSWORD, Person},
    process::Process,
    run::{run, run_on},
    setup::Setup,
    weather::{Manner, WeatherServer},
    zones::zone_database,
};

/// Sends all requests at once, and returns the answers in the requests' order.
pub async fn at_once<R: IntoFuture>(requests: impl IntoIterator<Item = R>) -> Vec<R::Output> {
    futures_util::future::join_all(requests.into_iter().map(IntoFuture::into_future)).await
}
