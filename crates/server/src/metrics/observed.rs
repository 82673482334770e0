//! What is read when somebody asks for it: the pools, the build and the process.

use std::sync::{Arc, OnceLock};

use metrics::{counter, gauge};
use metrics_process::Collector;
use umbra_app::App;
use umbra_domain::metric::Metric;
use umbra_store::Store;

const BUILD: &str = "umbra_build_info";
const LIMIT: &str = "umbra_hash_queue_limit";
const ADMITTED: &str = "umbra_hash_queue_admitted";
const WAITING: &str = "umbra_hash_queue_waiting";
const RUNS: &str = "umbra_hash_runs_total";
const REFUSALS: &str = "umbra_hash_refusals_total";
const CANCELLED: &str = "umbra_hash_cancelled_total";
const CONNECTIONS: &str = "umbra_database_connections";
const POOL_LIMIT: &str = "umbra_database_connections_limit";

/// What is recorded here.
pub(super) const METRICS: [Metric; 9] = [
    Metric::gauge(
        BUILD,
        &["version", "database", "tzdata"],
        "Always 1: the version, the database (`sqlite` or `postgres`) and the release of the time zone \
         database are in the labels.",
    ),
    Metric::gauge(LIMIT, &[], "Requests that may hash passwords or wait for that at a time."),
    Metric::gauge(ADMITTED, &[], "Requests that do so now."),
    Metric::gauge(WAITING, &[], "Hashes that wait for a thread."),
    Metric::counter(
        RUNS,
        &["purpose"],
        "Hashes begun: to `verify` a password, as a `dummy` where there is none to verify, or to `hash` a \
         new one.",
    ),
    Metric::counter(REFUSALS, &[], "Requests refused (503) because the hash queue was full."),
    Metric::counter(CANCELLED, &[], "Hashes skipped because their request had gone."),
    Metric::gauge(
        CONNECTIONS,
        &["pool", "state"],
        "Open connections to the database, `idle` or `in_use`. The pool is `main` on PostgreSQL, and \
         `reader` or `writer` on SQLite.",
    ),
    Metric::gauge(POOL_LIMIT, &["pool"], "Connections that a pool may open."),
];

/// The parts of the process, from when they are there.
#[derive(Debug, Clone, Default)]
pub struct Observed(Arc<OnceLock<(Arc<App>, Store)>>);

impl Observed {
    /// Watches these parts from now on.
    pub fn watch(&self, app: &Arc<App>, store: &Store) {
        // Said once, so there is nothing to replace.
        let _ = self.0.set((Arc::clone(app), store.clone()));
    }

    /// Reads everything anew.
    pub(super) fn collect(&self) {
        Collector::default().collect();
        let Some((app, store)) = self.0.get() else { return };
        let database = if store.is_postgres() { "postgres" } else { "sqlite" };
        let tzdata = app.zones().release().to_string();
        let version = env!("CARGO_PKG_VERSION");
        let build = gauge!(BUILD, "version" => version, "database" => database, "tzdata" => tzdata);
        build.set(1.0);

        let hashes = app.hash_stats();
        gauge!(LIMIT).set(hashes.capacity as f64);
        gauge!(ADMITTED).set(hashes.admitted as f64);
        gauge!(WAITING).set(hashes.queued as f64);
        counter!(RUNS, "purpose" => "verify").absolute(hashes.verifications);
        counter!(RUNS, "purpose" => "dummy").absolute(hashes.dummy_verifications);
        counter!(RUNS, "purpose" => "hash").absolute(hashes.hashes);
        counter!(REFUSALS).absolute(hashes.saturated);
        counter!(CANCELLED).absolute(hashes.cancelled);

        for pool in store.pools() {
            let of = |state| gauge!(CONNECTIONS, "pool" => pool.pool, "state" => state);
            of("idle").set(f64::from(pool.idle));
            of("in_use").set(f64::from(pool.open.saturating_sub(pool.idle)));
            gauge!(POOL_LIMIT, "pool" => pool.pool).set(f64::from(pool.limit));
        }
    }
}
