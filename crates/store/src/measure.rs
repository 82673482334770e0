//! What the store measures of itself.

use std::time::Instant;

use metrics::{counter, histogram};
use umbra_domain::metric::Metric;

const WAIT: &str = "umbra_database_transaction_wait_seconds";
const FAILURES: &str = "umbra_database_failures_total";

/// What the store records.
pub const METRICS: &[Metric] = &[
    Metric::histogram(
        WAIT,
        &[],
        "Time that a transaction waited to begin: for a free connection, and on SQLite for the writer.",
    ),
    Metric::counter(
        FAILURES,
        &["kind"],
        "Statements that failed: `unavailable` (the database is away or busy, and trying again may \
         help) or `unexpected` (a bug, or a damaged database).",
    ),
];

/// Notes how long a transaction waited since `asked`.
pub(crate) fn waited(asked: Instant) {
    histogram!(WAIT).record(asked.elapsed());
}

/// Counts a statement that failed for no reason of the caller's.
pub(crate) fn failed(kind: &'static str) {
    counter!(FAILURES, "kind" => kind).increment(1);
}
