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

/// Whether everybody's things have to be looked at anew. That is much to do, so it isn't done each second: once when
/// the clock was set back, and once more when what was under way then is written down.
#[derive(Debug, Default)]
struct Scans {
    is_due: bool,
    once_more: bool,
}

impl Scans {
    fn begin(&mut self) {
        *self = Self { is_due: true, once_more: true };
    }

    /// Tells whether to do it now.
    fn now(&mut self, is_over: bool) -> bool {
        self.is_due |= is_over && std::mem::take(&mut self.once_more);
        self.is_due
    }

    fn note(&mut self, done: bool) {
        self.is_due = !done;
    }
}

/// Sees to what waits for another clock, at the start and whenever the clock was set back, until stopped.
pub(crate) async fn keep_watch(app: Arc<App>, queue: Queue, mut stop: Stop) {
    let mut shown = Shown::default();
    let mut scans = Scans::default();
    let mut until = Instant::now();
    loop {
        let now = app.now();
        if shown.is_less(now) {
            until = Instant::now() + AFTERWARDS;
            // What it showed before the start isn't known; housekeeping finds those who wait for too long.
            if shown.0.is_some() {
                scans.begin();
            }
        }
        shown.note(now);
        if Instant::now() < until && !recover_from_clock_rollback(&app, &queue).await {
            // It counts from when the database is back.
            until = Instant::now() + AFTERWARDS;
        }
        if scans.now(Instant::now() >= until) {
            scans.note(scan_all(&app).await);
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

/// Has everybody's things looked at now, and lets reminders go on that rang by the clock before; tells whether the
/// database took it.
async fn scan_all(app: &App) -> bool {
    let people = app.scan_all_due().await;
    let reminders = app.recover_reminders_from_clock_rollback().await;
    match (people, reminders) {
        (Ok(people), Ok(reminders)) => {
            tracing::info!(
                people,
                reminders,
                "the clock was set back: what is due of them is looked at anew"
            );
            true
        }
        (Err(error), _) | (_, Err(error)) => {
            let error = chain(&error);
            tracing::debug!(error, "who waits for another clock can't be looked at");
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, ToSpan};

    use super::{Scans, Shown};

    #[test]
    fn everybody_is_looked_at_at_once_and_once_more_when_it_is_over() {
        let mut scans = Scans::default();
        assert!(!scans.now(false) && !scans.now(true), "the clock wasn't set back");
        scans.begin();
        let mut done = Vec::new();
        // The database fails at first, each time.
        for (is_over, works) in [
            (false, false),
            (false, true),
            (false, true),
            (true, false),
            (true, true),
            (true, true),
        ] {
            let is_now = scans.now(is_over);
            if is_now {
                scans.note(works);
            }
            done.push(is_now);
        }
        assert_eq!(done, [true, true, false, true, true, false]);
    }

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
