//! The demo household, and what workers make of it.

use std::sync::Arc;

use jiff::Timestamp;
use umbra_app::{App, AppParts};
use umbra_auth::{HashPool, OsEntropy, passkey::Passkeys};
use umbra_jobs::{Queue, drain};
use umbra_server::seed::seed;
use umbra_store::Store;
use umbra_testkit::{Engine, Setup, TestClock, TestDatabase};
use url::Url;

/// 2026-12-15T08:00:00Z, a Tuesday in the month that the examples are about.
pub const TODAY: Timestamp = Timestamp::constant(1_797_321_600, 0);

/// Lets the household move in, and workers do what is to be done then.
pub async fn make(engine: Engine, setup: &Setup) -> TestDatabase {
    let database = TestDatabase::create(engine).await;
    let store = database.connect().await;
    let hashes =
        HashPool::start(setup.hash_threads, setup.hash_queue, Arc::new(OsEntropy)).unwrap();
    let app = use_cases(&store, setup, &hashes);
    app.warm_up().await.unwrap();
    Box::pin(seed(app)).await.unwrap();
    let workers = use_cases(&store, setup, &hashes);
    workers.warm_up().await.unwrap();
    while !workers.fire_due_reminders(100).await.unwrap().is_empty() {}
    while workers.scan_due(50).await.unwrap().people > 0 {}
    let drained = drain(&workers, &Queue::open(&store).unwrap()).await.unwrap();
    assert!(drained.failed.is_empty(), "{:#?}", drained.failed);
    store.close().await;
    database
}

fn use_cases(store: &Store, setup: &Setup, hashes: &HashPool) -> App {
    let clock = TestClock::new();
    clock.set(TODAY);
    let origin = Url::parse(setup.webauthn_origin.as_str()).unwrap();
    App::new(AppParts {
        store: store.clone(),
        clock: Arc::new(clock),
        entropy: Arc::new(OsEntropy),
        hashes: hashes.clone(),
        keys: setup.keys(),
        seals: setup.seals(),
        passkeys: Passkeys::new("localhost", "UMBRA", &[origin]),
        weather: None,
        push: None,
        settings: setup.app.clone(),
    })
}
