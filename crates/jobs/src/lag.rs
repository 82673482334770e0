//! How far the workers are behind.

use std::time::Duration;

use metrics::gauge;
use umbra_domain::{metric::Metric, report::chain};

use crate::{queue::Queue, stop::Stop};

/// How often what waits is counted.
const EVERY: Duration = Duration::from_secs(15);

const DUE: &str = "umbra_jobs_due";
const LAG: &str = "umbra_jobs_lag_seconds";

/// What is recorded of the queue.
pub(crate) const METRICS: [Metric; 2] = [
    Metric::gauge(
        DUE,
        &[],
        "Jobs that are due and not begun, of the whole database: each worker tells the same.",
    ),
    Metric::gauge(
        LAG,
        &[],
        "How long the oldest of these has been due; 0 where there is none. Of the whole database, too.",
    ),
];

/// Counts what waits until stopped.
pub(crate) async fn keep_counting(queue: Queue, mut stop: Stop) {
    while !stop.is_set() {
        match queue.behind().await {
            Ok(behind) => {
                gauge!(DUE).set(behind.jobs as f64);
                gauge!(LAG).set(behind.seconds as f64);
            }
            Err(error) => tracing::debug!(error = chain(&error), "what waits can't be counted"),
        }
        tokio::select! {
            () = stop.wait() => {}
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}
