//! What comes by the clock: firing reminders, and telling people what is due.
//!
//! Each process that runs workers looks, with one statement for both; claims in the database keep every moment
//! with one.

use std::{sync::Arc, time::Duration};

use metrics::counter;
use umbra_app::{App, StoreError};
use umbra_domain::{metric::Metric, report::chain};

use crate::stop::Stop;

/// How many reminders are fired in one transaction.
const BATCH: usize = 100;

/// How many people's things are looked at in one transaction.
const PEOPLE: usize = 50;

const FIRED: &str = "umbra_reminders_fired_total";
const TOLD: &str = "umbra_due_told_total";

/// What is recorded of what comes by the clock.
pub(crate) const METRICS: [Metric; 2] = [
    Metric::counter(FIRED, &[], "Moments of reminders that fired."),
    Metric::counter(TOLD, &[], "Todos, tasks and birthdays that people were told of."),
];

/// Counts a moment that fired. Its job does this, not who fired it: should the process end first,
/// another one does the job and counts.
pub(crate) fn count_fired() {
    counter!(FIRED).increment(1);
}

/// Fires all that came, batch by batch, and returns how many moments that were.
pub(crate) async fn fire(app: &App) -> Result<usize, StoreError> {
    let mut all = 0;
    loop {
        let fired = app.fire_due_reminders(BATCH as u64).await?.len();
        all += fired;
        if fired < BATCH {
            return Ok(all);
        }
    }
}

/// Tells everybody whose turn it is of what is due, batch by batch, and returns how much that was.
pub(crate) async fn notify_due(app: &App) -> Result<usize, StoreError> {
    let mut all = 0;
    loop {
        let scanned = app.scan_due(PEOPLE as u64).await?;
        all += scanned.told;
        counter!(TOLD).increment(scanned.told as u64);
        if scanned.people < PEOPLE {
            return Ok(all);
        }
    }
}

/// Does what came.
async fn act(app: &App) -> Result<(), StoreError> {
    let work = app.due_work().await?;
    // Neither waits for the other's failure.
    let fired = if work.reminders { fire(app).await } else { Ok(0) };
    let told = if work.scans { notify_due(app).await } else { Ok(0) };
    let (fired, told) = (fired?, told?);
    if fired + told > 0 {
        tracing::debug!(fired, told, "fired reminders, and told people what is due");
    }
    Ok(())
}

/// Does what comes until stopped, looking every `poll`.
pub(crate) async fn keep_firing(app: Arc<App>, poll: Duration, mut stop: Stop) {
    let mut failing = false;
    while !stop.is_set() {
        match act(&app).await {
            Ok(()) => failing = false,
            Err(error) => {
                // Once, not every second while the database is away.
                if !failing {
                    tracing::warn!(error = chain(&error), "what comes by the clock can't be told");
                }
                failing = true;
            }
        }
        tokio::select! {
            () = stop.wait() => {}
            () = tokio::time::sleep(poll) => {}
        }
    }
}
