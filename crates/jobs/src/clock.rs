//! Seeing to it that nothing waits for a clock that was set back.

use std::{sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use tokio::time::Instant;
use umbra_app::App;
use umbra_domain::report::chain;

use crate::{queue::Queue, stop::Stop};

/// How often to look at the clock.
const LOOK: Duration = Duration::from_secs(1);

/// How far the clock has to have gone back for that to be seen to. Less is what keeping it right does.
const SET_BACK: SignedDuration = SignedDuration::from_secs(5);

/// For how long to see to it again: what was under way when the clock was set back is written down by what it
/// showed before, a call to somebody's server and a wait for the database later.
const AFTERWARDS: Duration = Duration::from_secs(30);

/// What the clock has shown.
#[derive(Debug, Default)]
struct Shown(Option<Timestamp>);

impl Shown {
    /// Tells whether the clock shows less than it did, or has just begun to be looked at.
    fn is_less(&self, now: Timestamp) -> bool {
        self.0.is_none_or(|latest| now.duration_since(latest) <= -SET_BACK)
    }

    /// Notes what it shows, and forgets what it showed before it was set back.
    fn note(&mut self, now: Timestamp) {
        self.0 = if self.is_less(now) { Some(now) } else { self.0.max(Some(now)) };
    }
}

/// Sees to what waits for another clock, at the start and whenever the clock was set back, until stopped.
pub(crate) async fn keep_watch(app: Arc<App>, queue: Queue, mut stop: Stop) {
    let mut shown = Shown::default();
    let mut until = Instant::now();
    loop {
        let now = app.now();
        if shown.is_less(now) {
            until = Instant::now() + AFTERWARDS;
        }
        shown.note(now);
        if Instant::now() < until && !recover_from_clock_rollback(&app, &queue).await {
            // It counts from when the database is back.
            until = Instant::now() + AFTERWARDS;
        }
        tokio::select! {
            () = stop.wait() => return,
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

/// Has looked at now what waits for a clock that was set back; tells whether the database took it.
async fn recover_from_clock_rollback(app: &App, queue: &Queue) -> bool {
    let deliveries =
        app.recover_deliveries_from_clock_rollback().await.map_err(|error| chain(&error));
    let jobs = queue.recover_from_clock_rollback().await.map_err(|error| chain(&error));
    match (deliveries, jobs) {
        (Ok(0), Ok(0)) => true,
        (Ok(deliveries), Ok(jobs)) => {
            tracing::info!(deliveries, jobs, "the clock was set back: they don't wait for it");
            true
        }
        (Err(error), _) | (_, Err(error)) => {
            tracing::debug!(error, "what waits for another clock can't be looked at");
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, ToSpan};

    use super::Shown;

    #[test]
    fn a_clock_that_goes_back_is_seen_once_and_one_that_is_kept_right_is_not() {
        let mut shown = Shown::default();
        let start = Timestamp::UNIX_EPOCH;
        for (seconds, expected) in [
            (0, true),
            (1, false),
            (86_400, false),
            (86_397, false),
            (86_395, true),
            (86_396, false),
        ] {
            let now = start + i64::from(seconds).seconds();
            assert_eq!(shown.is_less(now), expected, "{seconds}");
            shown.note(now);
        }
    }
}
