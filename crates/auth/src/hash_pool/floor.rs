//! How long a failed sign-in takes, whatever it failed for.

use std::{
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::{Duration, Instant},
};

/// The shortest step: longer than a verification takes where people run servers.
const MIN_STEP: Duration = Duration::from_millis(50);

/// Longer runs than this are accidents (a suspended machine, a stopped container), and no
/// failure is made to wait for them.
const MAX_COUNTED_RUN: Duration = Duration::from_secs(4);

/// The one duration that failures take, whether the account exists, is locked or neither.
///
/// They all verify a hash, and still the rest differs: a row that is found takes microseconds to
/// read, a locked counter isn't written. Every failure therefore waits until a whole number of
/// steps has passed since it began. bcrypt and Argon2 take different times, so as long as hashes
/// of the replaced service remain, a step is half as long again as the slowest verification seen.
///
/// What this hides and what not: on an idle server every failure takes one step, whatever was
/// verified. Under load, waiting for a thread can push a slower kind of failure over the end of a
/// step a little more often, so many samples could still tell them apart, at a step apiece; the
/// failure counters allow few samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FailureFloor {
    step: Duration,
}

impl FailureFloor {
    /// Returns how long a failure that began at `began` still has to wait at `now`: to be
    /// waited without holding a [`Ticket`](super::Ticket) or a database connection.
    #[must_use]
    pub fn remaining(&self, began: Instant, now: Instant) -> Duration {
        let (step, passed) =
            (self.step.as_nanos(), now.saturating_duration_since(began).as_nanos());
        let rest = passed.max(1).next_multiple_of(step) - passed;
        Duration::from_nanos(u64::try_from(rest).unwrap_or(0))
    }
}

/// The slowest verification seen, of current hashes and of others.
#[derive(Debug, Default)]
pub(super) struct Pace {
    current: AtomicU64,
    outdated: AtomicU64,
}

impl Pace {
    /// Notes how long one verification took on its thread.
    pub(super) fn observe(&self, is_current: bool, took: Duration) {
        let slowest = if is_current { &self.current } else { &self.outdated };
        let nanos = u64::try_from(took.min(MAX_COUNTED_RUN).as_nanos()).unwrap_or(u64::MAX);
        slowest.fetch_max(nanos, Relaxed);
    }

    /// Returns the floor: the shortest one until an outdated hash was verified or measured.
    pub(super) fn floor(&self) -> FailureFloor {
        let step = match self.outdated.load(Relaxed) {
            0 => MIN_STEP,
            outdated => Duration::from_nanos(outdated.max(self.current.load(Relaxed))) * 3 / 2,
        };
        FailureFloor { step: step.max(MIN_STEP) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    fn total(floor: FailureFloor, passed: Duration) -> Duration {
        let began = Instant::now();
        passed + floor.remaining(began, began + passed)
    }

    #[test]
    fn without_outdated_hashes_failures_take_the_shortest_steps() {
        let pace = Pace::default();
        pace.observe(true, 300 * MS);
        for (passed, whole) in [(1, 50), (31, 50), (50, 50), (51, 100), (310, 350)] {
            assert_eq!(total(pace.floor(), passed * MS), whole * MS, "{passed} ms");
        }
    }

    #[test]
    fn quick_and_slow_failures_take_the_same_time() {
        let pace = Pace::default();
        pace.observe(true, 30 * MS);
        pace.observe(false, 200 * MS);
        for passed in [0, 1, 30, 32, 200, 205, 299, 300] {
            assert_eq!(total(pace.floor(), passed * MS), 300 * MS, "{passed} ms");
        }
    }

    #[test]
    fn a_failure_that_missed_one_step_takes_two() {
        let pace = Pace::default();
        pace.observe(false, 200 * MS);
        assert_eq!(total(pace.floor(), 301 * MS), 600 * MS);
        assert_eq!(total(pace.floor(), 599 * MS), 600 * MS);
    }

    #[test]
    fn the_step_covers_the_slower_kind_whichever_it_is() {
        let pace = Pace::default();
        pace.observe(false, 2 * MS);
        pace.observe(true, 40 * MS);
        assert_eq!(total(pace.floor(), 3 * MS), 60 * MS);
    }

    #[test]
    fn a_suspended_machine_does_not_make_failures_endless() {
        let pace = Pace::default();
        pace.observe(false, Duration::from_secs(3600));
        assert_eq!(total(pace.floor(), MS), MAX_COUNTED_RUN * 3 / 2);
    }

    #[test]
    fn a_clock_that_went_back_does_not_break_the_arithmetic() {
        let pace = Pace::default();
        pace.observe(false, 200 * MS);
        let began = Instant::now() + Duration::from_secs(60);
        assert_eq!(pace.floor().remaining(began, Instant::now()), 300 * MS);
    }
}
