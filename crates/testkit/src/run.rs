//! One test, from an empty database to its removal.

use std::panic::{self, AssertUnwindSafe};

use futures_util::FutureExt as _;
use tracing_subscriber::EnvFilter;

use crate::{Engine, Setup, TestApp, TestDatabase};

/// Runs a test on a fresh database, a fresh runtime and a fresh server, and clears all of it away
/// also when the test panics. `#[umbra_test]` calls this.
///
/// # Panics
/// When the body does, when a job fails, and when events stay in the outbox.
pub fn run<Body: Future<Output = ()>>(
    engine: Engine,
    setup: Setup,
    body: impl FnOnce(TestApp) -> Body,
) {
    show_logs();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let database = TestDatabase::create(engine).await;
        run_on(database, setup, body).await;
    });
}

/// Runs a test on a database and a fresh server, and clears both away also when the test panics.
///
/// # Panics
/// As [`run`] does.
pub async fn run_on<Body: Future<Output = ()>>(
    database: TestDatabase,
    setup: Setup,
    body: impl FnOnce(TestApp) -> Body,
) {
    let t = TestApp::start(&database, setup).await;
    let tested = async {
        body(t.clone()).await;
        t.settle().await;
    };
    let outcome = AssertUnwindSafe(tested).catch_unwind().await;
    t.stop().await;
    database.remove().await;
    if let Err(panic) = outcome {
        panic::resume_unwind(panic);
    }
}

/// Prints warnings and errors, or what `RUST_LOG` asks for, beside the output of the test that
/// caused them.
fn show_logs() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_test_writer();
    // Another test of this process may have been first.
    let _ = logs.try_init();
}
