//! Firing reminders by the clock.
//!
//! Each process that runs workers looks; a claim in the database keeps every moment with one.

use std::{sync::Arc, time::Duration};

use metrics::counter;
use umbra_app::{App, StoreError};

use crate::{report::chain, stop::Stop};

/// How many reminders are fired in one transaction.
const BATCH: usize = 100;

const FIRED: &str = "reminders_fired_total";

/// Describes the metrics to the recorder of the process.
pub(crate) fn describe() {
    metrics::describe_counter!(FIRED, "Moments of reminders that fired.");
}

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

/// Fires what comes until stopped, looking every `poll`.
pub(crate) async fn keep_firing(app: Arc<App>, poll: Duration, mut stop: Stop) {
    let mut failing = false;
    while !stop.is_set() {
        match fire(&app).await {
            Ok(fired) => {
                if fired > 0 {
                    tracing::debug!(fired, "fired reminders");
                }
                failing = false;
            }
            Err(error) => {
                // Once, not every second while the database is away.
                if !failing {
                    tracing::warn!(error = chain(&error), "reminders can't be fired");
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
