//! The counter of one account and one source.

use jiff::{SignedDuration, Timestamp};

use super::later;

/// The failures of one account from one source (or from one known device).
///
/// An attempt is [reserved](Counter::reserve) before its hash runs and [settled](Counter::settle)
/// after it. Reserved attempts count as failures that may still happen, so even wrong passwords
/// sent all at once never run more than [`Counter::MAX_FAILURES`] verifications.
///
/// The fields are what a database row holds; the default is a row that isn't there. A clock that
/// was set back shortens nothing and extends no lock beyond [`Counter::LOCK`] from then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counter {
    /// Failed attempts in this window.
    pub failures: u32,
    /// Attempts reserved and not settled yet.
    pub pending: u32,
    /// When the first of `failures` happened.
    pub window_started_at: Option<Timestamp>,
    /// When attempts are let through again, if they aren't now.
    pub locked_until: Option<Timestamp>,
    /// When the newest pending attempt was reserved.
    pub pending_since: Option<Timestamp>,
}

/// What becomes of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Reservation {
    /// The password is to be verified, and the counter [settled](Counter::settle) afterwards.
    Allowed,
    /// Verify against [`Stored::Nobody`](crate::Stored::Nobody), answer as for a wrong password,
    /// and settle nothing. Attempts do not extend a lock.
    Locked {
        /// When it ends.
        until: Timestamp,
    },
    /// As many attempts are running as may still fail: to be treated as locked.
    Busy,
}

/// How a reserved attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The password was right.
    Succeeded,
    /// The password was wrong.
    Failed,
    /// Nothing was verified: the hash did not run. The attempt is given back.
    NotRun,
}

/// Where the counter stands after an attempt was settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Attempts that may still fail before the lock.
    pub remaining: u32,
    /// When the lock ends, if there is one.
    pub locked_until: Option<Timestamp>,
}

impl Standing {
    /// From how many remaining attempts on the client is warned.
    pub const WARN_FROM: u32 = 3;

    /// Returns the number to warn with: 3, 2, 1, and 0 on the attempt that locked.
    #[must_use]
    pub fn warning(self) -> Option<u32> {
        (self.remaining <= Self::WARN_FROM).then_some(self.remaining)
    }
}

impl Counter {
    /// How many failures lock.
    pub const MAX_FAILURES: u32 = 10;

    /// How long a lock lasts, and how long failures that did not lock are remembered.
    pub const LOCK: SignedDuration = SignedDuration::from_mins(30);

    /// After this time without a new one, pending attempts are taken for failed: the process that
    /// reserved them has died, or their client hung up. To be longer than any request may take.
    pub const PENDING_TIMEOUT: SignedDuration = SignedDuration::from_secs(60);

    /// Asks for one more attempt.
    pub fn reserve(&mut self, now: Timestamp) -> Reservation {
        self.bring_up_to(now);
        if let Some(until) = self.locked_until {
            return Reservation::Locked { until };
        }
        if self.failures.saturating_add(self.pending) >= Self::MAX_FAILURES {
            return Reservation::Busy;
        }
        self.pending += 1;
        self.pending_since = Some(now);
        Reservation::Allowed
    }

    /// Ends an attempt that [`Counter::reserve`] allowed.
    ///
    /// An attempt that took longer than [`Counter::PENDING_TIMEOUT`] was counted as a failure
    /// already; if it failed, it isn't counted again.
    pub fn settle(&mut self, outcome: Outcome, now: Timestamp) -> Standing {
        self.bring_up_to(now);
        let was_pending = self.pending > 0;
        self.pending = self.pending.saturating_sub(1);
        if self.pending == 0 {
            self.pending_since = None;
        }
        match outcome {
            Outcome::Succeeded => {
                self.failures = 0;
                self.window_started_at = None;
                self.locked_until = None;
            }
            Outcome::Failed if was_pending => self.fail(1, now, now),
            Outcome::Failed | Outcome::NotRun => {}
        }
        self.standing()
    }

    /// Returns where the counter stands, as of the last operation on it.
    #[must_use]
    pub fn standing(&self) -> Standing {
        let remaining = match self.locked_until {
            Some(_) => 0,
            None => Self::MAX_FAILURES.saturating_sub(self.failures),
        };
        Standing { remaining, locked_until: self.locked_until }
    }

    /// Tells whether the row says nothing any more at `now`, and can be deleted.
    #[must_use]
    pub fn is_idle(mut self, now: Timestamp) -> bool {
        self.bring_up_to(now);
        self == Self::default()
    }

    /// Lets time pass: gives up pending attempts, ends locks, forgets old failures.
    fn bring_up_to(&mut self, now: Timestamp) {
        // Instants from the future come from a clock that was set back since.
        self.window_started_at = self.window_started_at.map(|at| at.min(now));
        self.pending_since = self.pending_since.map(|at| at.min(now));
        self.locked_until = self.locked_until.map(|until| until.min(later(now, Self::LOCK)));

        if self.locked_until.is_some_and(|until| until <= now) {
            self.failures = 0;
            self.window_started_at = None;
            self.locked_until = None;
        }
        // Not before a lock ended: what was given up since then is not forgotten with it.
        let since = self.pending_since.unwrap_or(now);
        if self.pending > 0 && now.duration_since(since) >= Self::PENDING_TIMEOUT {
            let given_up = std::mem::take(&mut self.pending);
            self.pending_since = None;
            self.fail(given_up, since, now);
        }
        let is_over = |started: Timestamp| now.duration_since(started) >= Self::LOCK;
        if self.locked_until.is_none() && self.window_started_at.is_some_and(is_over) {
            self.failures = 0;
            self.window_started_at = None;
        }
    }

    /// Counts failures that happened at `at`, and locks when they are too many.
    fn fail(&mut self, count: u32, at: Timestamp, now: Timestamp) {
        let started = *self.window_started_at.get_or_insert(at);
        self.failures = self.failures.saturating_add(count);
        let in_window = now.duration_since(started) < Self::LOCK;
        if in_window && self.failures >= Self::MAX_FAILURES && self.locked_until.is_none() {
            self.locked_until = Some(later(now, Self::LOCK));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::UNIX_EPOCH;

    fn at(seconds: i64) -> Timestamp {
        later(START, SignedDuration::from_secs(seconds))
    }

    fn attempt(counter: &mut Counter, outcome: Outcome, now: Timestamp) -> Standing {
        assert_eq!(counter.reserve(now), Reservation::Allowed);
        counter.settle(outcome, now)
    }

    fn failed_times(times: u32) -> Counter {
        let mut counter = Counter::default();
        for _ in 0..times {
            attempt(&mut counter, Outcome::Failed, START);
        }
        counter
    }

    #[test]
    fn the_tenth_failure_locks_for_thirty_minutes() {
        let mut counter = failed_times(9);
        let standing = attempt(&mut counter, Outcome::Failed, at(7));
        assert_eq!(standing, Standing { remaining: 0, locked_until: Some(at(7 + 1800)) });
        let locked = Reservation::Locked { until: at(1807) };
        assert_eq!(counter.reserve(at(8)), locked);
        assert_eq!(counter.reserve(at(1806)), locked, "attempts do not extend it");
        assert_eq!(counter.reserve(at(1807)), Reservation::Allowed);
    }

    #[test]
    fn a_lock_that_ended_leaves_a_fresh_counter() {
        let mut counter = failed_times(10);
        let standing = attempt(&mut counter, Outcome::Failed, at(1800));
        assert_eq!(standing, Standing { remaining: 9, locked_until: None });
    }

    #[test]
    fn warnings_begin_with_three_left_and_include_the_locking_attempt() {
        let mut counter = Counter::default();
        let warnings: Vec<_> =
            (0..10).map(|_| attempt(&mut counter, Outcome::Failed, START).warning()).collect();
        assert_eq!(warnings[..6], [None; 6]);
        assert_eq!(warnings[6..], [Some(3), Some(2), Some(1), Some(0)]);
    }

    #[test]
    fn a_success_clears_the_failures() {
        let mut counter = failed_times(9);
        let standing = attempt(&mut counter, Outcome::Succeeded, at(1));
        assert_eq!(standing.warning(), None);
        assert_eq!(counter, Counter::default());
    }

    #[test]
    fn failures_without_a_lock_are_forgotten_after_thirty_minutes() {
        let mut counter = failed_times(9);
        assert_eq!(attempt(&mut counter.clone(), Outcome::Failed, at(1799)).remaining, 0);
        assert_eq!(attempt(&mut counter, Outcome::Failed, at(1800)).remaining, 9);
    }

    #[test]
    fn no_more_attempts_run_at_once_than_may_fail() {
        let mut counter = failed_times(7);
        for _ in 0..3 {
            assert_eq!(counter.reserve(at(1)), Reservation::Allowed);
        }
        assert_eq!(counter.reserve(at(1)), Reservation::Busy);
        assert_eq!(counter.settle(Outcome::NotRun, at(2)).remaining, 3);
        assert_eq!(counter.reserve(at(2)), Reservation::Allowed);
        assert_eq!(counter.reserve(at(2)), Reservation::Busy);
    }

    #[test]
    fn a_success_among_parallel_attempts_leaves_the_others_pending() {
        let mut counter = failed_times(8);
        for _ in 0..2 {
            assert_eq!(counter.reserve(at(1)), Reservation::Allowed);
        }
        counter.settle(Outcome::Succeeded, at(2));
        assert_eq!((counter.failures, counter.pending), (0, 1));
        assert_eq!(counter.settle(Outcome::Failed, at(3)).remaining, 9);
    }

    #[test]
    fn attempts_nobody_settled_count_as_failures_after_a_minute() {
        let mut counter = failed_times(8);
        for _ in 0..2 {
            assert_eq!(counter.reserve(at(1)), Reservation::Allowed);
        }
        assert_eq!(counter.reserve(at(60)), Reservation::Busy);
        assert_eq!(counter.reserve(at(61)), Reservation::Locked { until: at(61 + 1800) });
    }

    #[test]
    fn attempts_given_up_long_ago_lock_nobody_now() {
        let mut counter = Counter::default();
        for _ in 0..10 {
            assert_eq!(counter.reserve(START), Reservation::Allowed);
        }
        assert_eq!(counter.reserve(at(7200)), Reservation::Allowed);
        assert_eq!((counter.failures, counter.pending), (0, 1));
    }

    #[test]
    fn a_late_failure_is_not_counted_twice() {
        let mut counter = Counter::default();
        assert_eq!(counter.reserve(START), Reservation::Allowed);
        assert_eq!(counter.settle(Outcome::Failed, at(300)).remaining, 9);
    }

    #[test]
    fn a_late_success_still_clears_everything() {
        let mut counter = failed_times(9);
        assert_eq!(counter.reserve(START), Reservation::Allowed);
        assert!(matches!(counter.reserve(at(61)), Reservation::Locked { .. }));
        counter.settle(Outcome::Succeeded, at(62));
        assert_eq!(counter, Counter::default());
    }

    #[test]
    fn a_clock_set_back_does_not_lock_for_longer() {
        let mut counter = Counter::default();
        for _ in 0..10 {
            attempt(&mut counter, Outcome::Failed, at(1_000_000));
        }
        assert_eq!(counter.reserve(START), Reservation::Locked { until: at(1800) });
        assert_eq!(counter.reserve(at(1800)), Reservation::Allowed);
    }

    #[test]
    fn a_row_is_idle_once_it_says_nothing() {
        let mut counter = failed_times(1);
        assert!(!counter.is_idle(at(1799)) && counter.is_idle(at(1800)));
        let _ = counter.reserve(at(2000));
        assert!(!counter.is_idle(at(2001)));
        assert!(counter.is_idle(at(2000 + 1800)));
        assert!(!failed_times(10).is_idle(at(1799)));
    }
}

#[cfg(test)]
mod properties;
