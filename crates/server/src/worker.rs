//! Running the jobs, in a process of their own or beside HTTP.

use std::sync::Arc;
use std::time::Duration;

use umbra_app::App;
use umbra_jobs::{Queue, WorkerSettings, Workers};
use umbra_store::Store;

use crate::config::Config;
use crate::database::Opening;
use crate::failure::Failure;
use crate::metrics;
use crate::signals::Signals;
use crate::start::{self, Started};

/// Runs jobs until a signal comes, and then ends in order.
///
/// # Errors
/// [`Failure`] when the start fails.
pub async fn work(config: &Config) -> Result<(), Failure> {
    let metrics = config.metrics_listen.map(metrics::serve).transpose()?;
    // No job hashes a password.
    let Started { app, store } = start::start(config, 1, Opening::Make).await?;
    let mut signals = Signals::take().map_err(|error| Failure::Io("can't take signals", error))?;
    let app = Arc::new(app);
    if let Some(metrics) = metrics {
        metrics.watch(&app, &store);
    }
    let workers = begin(&app, &store)?;
    tracing::info!(database = config.database().redacted(), "working");
    let signal = signals.next().await;
    tracing::info!(signal, "stopping");
    signals.unless_again(end(workers, config.shutdown())).await;
    store.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Starts the workers of this process.
pub(crate) fn begin(app: &Arc<App>, store: &Store) -> Result<Workers, Failure> {
    Ok(Workers::start(Arc::clone(app), Queue::open(store)?, WorkerSettings::default()))
}

/// Lets running jobs finish.
pub(crate) async fn end(workers: Workers, grace: Duration) {
    let stopped = workers.stop(grace).await;
    if stopped.cut_off > 0 {
        tracing::warn!(jobs = stopped.cut_off, "cut off jobs that took too long; they run again");
    }
}
