//! Turning committed facts into jobs.

use std::{sync::Arc, time::Duration};

use metrics::gauge;
use tokio::sync::Notify;
use umbra_app::{App, StoreError};
use umbra_domain::{metric::Metric, report::chain};

use crate::{
    queue::{Queue, QueueError},
    stop::Stop,
};

/// How many facts are turned into jobs at once.
const BATCH: usize = 100;

/// How long to wait after the bell, so that a burst of changes makes one batch.
const GATHER: Duration = Duration::from_millis(100);

const LEFT: &str = "umbra_outbox_facts";

/// What is recorded of the outbox.
pub(crate) const METRICS: [Metric; 1] = [Metric::gauge(
    LEFT,
    &[],
    "Facts in the outbox that the last look left there: unknown to this version, or not turned \
     into jobs because of a failure.",
)];

/// Why facts can't be turned into jobs.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RelayError {
    #[error("the outbox failed")]
    Outbox(#[from] StoreError),
    #[error(transparent)]
    Queue(#[from] QueueError),
}

/// What a look into the outbox found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Relayed {
    /// Facts that became jobs.
    pub moved: usize,
    /// Facts left in place for the newer version that wrote them.
    pub unknown: usize,
}

/// Turns all facts in the outbox into jobs.
///
/// Jobs are made before the facts are deleted, so a crash between the two makes them again; the
/// queue then finds their idempotency keys. Facts of a newer version are left in place and don't
/// hold up those behind them.
pub(crate) async fn relay(app: &App, queue: &Queue) -> Result<Relayed, RelayError> {
    let mut relayed = Relayed::default();
    loop {
        // Look past what was unknown, or enough of it would hide the rest.
        let limit = relayed.unknown + BATCH;
        let pending = app.pending_facts(limit as u64).await?;
        let found = pending.len();
        gauge!(LEFT).set(found as f64);
        let known: Vec<_> =
            pending.iter().filter_map(|row| row.fact.map(|fact| (row.id, fact))).collect();
        relayed.unknown = found - known.len();
        if !known.is_empty() {
            queue.push(&known).await?;
            let ids: Vec<_> = known.iter().map(|(id, _)| *id).collect();
            app.forget_facts(&ids).await?;
            relayed.moved += known.len();
        }
        gauge!(LEFT).set(relayed.unknown as f64);
        if found < limit {
            return Ok(relayed);
        }
    }
}

/// Relays until stopped: when the bell rings, and every `poll` for what other processes wrote.
pub(crate) async fn keep_relaying(
    app: Arc<App>,
    queue: Queue,
    jobs: Arc<Notify>,
    poll: Duration,
    mut stop: Stop,
) {
    let mut failing = false;
    while !stop.is_set() {
        match relay(&app, &queue).await {
            Ok(relayed) => {
                if relayed.moved > 0 {
                    jobs.notify_one();
                }
                failing = false;
            }
            Err(error) => {
                // Once, not every second while the database is away.
                if !failing {
                    tracing::warn!(error = chain(&error), "facts can't be turned into jobs");
                }
                failing = true;
            }
        }
        tokio::select! {
            () = stop.wait() => {}
            () = tokio::time::sleep(poll) => {}
            () = app.outbox_rang() => tokio::time::sleep(GATHER).await,
        }
    }
}
