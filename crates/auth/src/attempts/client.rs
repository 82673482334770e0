//! The attempts of one client at one account.

use jiff::{SignedDuration, Timestamp};

use super::later;

/// The attempts at one account from one source (or from one known device).
///
/// An attempt is [reserved](Attempts::reserve) before its hash runs and
/// [settled](Attempts::settle) after it. Reserved attempts count as failures that may still
/// happen, so even wrong passwords sent all at once never run more than
/// [`Attempts::MAX_FAILURES`] verifications.
///
/// The fields are what a database row holds; the default is a row that isn't there. A clock that
/// was set back shortens nothing and extends no lock beyond [`Attempts::LOCK`] from then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Attempts {
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
    /// The password is to be verified, and the attempt [settled](Attempts::settle) afterwards.
    Allowed,
    /// Verify against [`Stored::Nobody`](crate::Stored::Nobody), answer as for a wrong password,
    /// and settle nothing. Attempts do not extend a lock.
    Locked {
        /// When it ends.
        until: Timestamp,
    },
    /// As many attempts are running as may still fail: to be asked again when one was settled.
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

/// How many attempts may still fail before the lock; 0 on the one that locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttemptsLeft(pub u32);

impl AttemptsLeft {
    /// From how many attempts left on the client is warned.
    pub const WARN_FROM: Self = Self(3);

    /// Returns what to warn the client with: 3, 2, 1, and 0 on the attempt that locked.
    #[must_use]
    pub fn warning(self) -> Option<Self> {
        (self.0 <= Self::WARN_FROM.0).then_some(self)
    }
}

impl Attempts {
    /// How many failures lock.
    pub const MAX_FAILURES: u32 = 10;

    /// How long a lock lasts, and how long failures that did not lock are remembered.
    pub const LOCK: SignedDuration = SignedDuration::from_mins(30);

    /// After this time without a new one, pending attempts are taken for failed: the process that
    /// reserved them has died, or their client hung up. To be longer than any request may take.
    pub const PENDING_TIMEOUT: SignedDuration = SignedDuration::from_secs(60);

    /// Asks for one more attempt.
    pub fn reserve(&mut self, now: Timestamp) -> Reservation {
        self.advance_to(now);
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

    /// Ends an attempt that [`Attempts::reserve`] allowed, and returns how many are left.
    ///
    /// An attempt that took longer than [`Attempts::PENDING_TIMEOUT`] was counted as a failure
    /// already; if it failed, it isn't counted again.
    pub fn settle(&mut self, outcome: Outcome, now: Timestamp) -> AttemptsLeft {
        self.advance_to(now);
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
        self.left()
    }

    /// Returns how many attempts may still fail, as of the last operation.
    fn left(&self) -> AttemptsLeft {
        AttemptsLeft(match self.locked_until {
            Some(_) => 0,
            None => Self::MAX_FAILURES.saturating_sub(self.failures),
        })
    }

    /// Lets time pass: gives up pending attempts, ends locks, forgets old failures.
    pub fn advance_to(&mut self, now: Timestamp) {
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

    fn attempt(attempts: &mut Attempts, outcome: Outcome, now: Timestamp) -> AttemptsLeft {
        assert_eq!(attempts.reserve(now), Reservation::Allowed);
        attempts.settle(outcome, now)
    }

    fn failed_times(times: u32) -> Attempts {
        let mut attempts = Attempts::default();
        for _ in 0..times {
            attempt(&mut attempts, Outcome::Failed, START);
        }
        attempts
    }

    #[test]
    fn the_tenth_failure_locks_for_thirty_minutes() {
        let mut attempts = failed_times(9);
        assert_eq!(attempt(&mut attempts, Outcome::Failed, at(7)), AttemptsLeft(0));
        assert_eq!(attempts.locked_until, Some(at(7 + 1800)));
        let locked = Reservation::Locked { until: at(1807) };
        assert_eq!(attempts.reserve(at(8)), locked);
        assert_eq!(attempts.reserve(at(1806)), locked, "attempts do not extend it");
        assert_eq!(attempts.reserve(at(1807)), Reservation::Allowed);
    }

    #[test]
    fn a_lock_that_ended_leaves_a_fresh_count() {
        let mut attempts = failed_times(10);
        assert_eq!(attempt(&mut attempts, Outcome::Failed, at(1800)), AttemptsLeft(9));
        assert_eq!(attempts.locked_until, None);
    }

    #[test]
    fn warnings_begin_with_three_left_and_include_the_locking_attempt() {
        let mut attempts = Attempts::default();
        let warnings: Vec<_> =
            (0..10).map(|_| attempt(&mut attempts, Outcome::Failed, START).warning()).collect();
        assert_eq!(warnings[..6], [None; 6]);
        assert_eq!(warnings[6..], [3, 2, 1, 0].map(|left| Some(AttemptsLeft(left))));
    }

    #[test]
    fn a_success_clears_the_failures() {
        let mut attempts = failed_times(9);
        let left = attempt(&mut attempts, Outcome::Succeeded, at(1));
        assert_eq!(left.warning(), None);
        assert_eq!(attempts, Attempts::default());
    }

    #[test]
    fn failures_without_a_lock_are_forgotten_after_thirty_minutes() {
        let mut attempts = failed_times(9);
        assert_eq!(attempt(&mut attempts.clone(), Outcome::Failed, at(1799)), AttemptsLeft(0));
        assert_eq!(attempt(&mut attempts, Outcome::Failed, at(1800)), AttemptsLeft(9));
    }

    #[test]
    fn no_more_attempts_run_at_once_than_may_fail() {
        let mut attempts = failed_times(7);
        for _ in 0..3 {
            assert_eq!(attempts.reserve(at(1)), Reservation::Allowed);
        }
        assert_eq!(attempts.reserve(at(1)), Reservation::Busy);
        assert_eq!(attempts.settle(Outcome::NotRun, at(2)), AttemptsLeft(3));
        assert_eq!(attempts.reserve(at(2)), Reservation::Allowed);
        assert_eq!(attempts.reserve(at(2)), Reservation::Busy);
    }

    #[test]
    fn a_success_among_parallel_attempts_leaves_the_others_pending() {
        let mut attempts = failed_times(8);
        for _ in 0..2 {
            assert_eq!(attempts.reserve(at(1)), Reservation::Allowed);
        }
        attempts.settle(Outcome::Succeeded, at(2));
        assert_eq!((attempts.failures, attempts.pending), (0, 1));
        assert_eq!(attempts.settle(Outcome::Failed, at(3)), AttemptsLeft(9));
    }

    #[test]
    fn attempts_nobody_settled_count_as_failures_after_a_minute() {
        let mut attempts = failed_times(8);
        for _ in 0..2 {
            assert_eq!(attempts.reserve(at(1)), Reservation::Allowed);
        }
        assert_eq!(attempts.reserve(at(60)), Reservation::Busy);
        assert_eq!(attempts.reserve(at(61)), Reservation::Locked { until: at(61 + 1800) });
    }

    #[test]
    fn attempts_given_up_long_ago_lock_nobody_now() {
        let mut attempts = Attempts::default();
        for _ in 0..10 {
            assert_eq!(attempts.reserve(START), Reservation::Allowed);
        }
        assert_eq!(attempts.reserve(at(7200)), Reservation::Allowed);
        assert_eq!((attempts.failures, attempts.pending), (0, 1));
    }

    #[test]
    fn a_late_failure_is_not_counted_twice() {
        let mut attempts = Attempts::default();
        assert_eq!(attempts.reserve(START), Reservation::Allowed);
        assert_eq!(attempts.settle(Outcome::Failed, at(300)), AttemptsLeft(9));
    }

    #[test]
    fn a_late_success_still_clears_everything() {
        let mut attempts = failed_times(9);
        assert_eq!(attempts.reserve(START), Reservation::Allowed);
        assert!(matches!(attempts.reserve(at(61)), Reservation::Locked { .. }));
        attempts.settle(Outcome::Succeeded, at(62));
        assert_eq!(attempts, Attempts::default());
    }

    #[test]
    fn a_clock_set_back_does_not_lock_for_longer() {
        let mut attempts = Attempts::default();
        for _ in 0..10 {
            attempt(&mut attempts, Outcome::Failed, at(1_000_000));
        }
        assert_eq!(attempts.reserve(START), Reservation::Locked { until: at(1800) });
        assert_eq!(attempts.reserve(at(1800)), Reservation::Allowed);
    }
}

#[cfg(test)]
mod properties;
