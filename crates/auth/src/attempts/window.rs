//! Failures in a window of time, which slow down and throttle, but don't lock.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::later;

/// How long an account remembers the failures of devices that never signed in, to slow them down.
pub const ACCOUNT_WINDOW: SignedDuration = SignedDuration::from_mins(30);

/// How long the failures of one source over all accounts are remembered.
pub const SOURCE_WINDOW: SignedDuration = SignedDuration::from_mins(15);

/// How many failures over all accounts one source may have in [`SOURCE_WINDOW`].
pub const SOURCE_LIMIT: u32 = 100;

/// Failures in a window of time that begins with the first of them. The fields are what a
/// database row holds; the default is a row that isn't there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FailureWindow {
    /// Failures in this window.
    pub failures: u32,
    /// When the first of them happened.
    pub started_at: Option<Timestamp>,
}

impl FailureWindow {
    /// Counts one failure, and returns how many there are now in a window of this `length`.
    pub fn count(&mut self, now: Timestamp, length: SignedDuration) -> u32 {
        let failures = self.failures_at(now, length);
        if failures == 0 {
            self.started_at = Some(now);
        }
        self.failures = failures.saturating_add(1);
        self.failures
    }

    /// Returns how many failures still count at `now`.
    #[must_use]
    pub fn failures_at(&self, now: Timestamp, length: SignedDuration) -> u32 {
        if self.remaining(now, length).is_some() { self.failures } else { 0 }
    }

    /// Returns how much of the window is left at `now`. A clock that was set back does not
    /// make it longer than `length`.
    fn remaining(&self, now: Timestamp, length: SignedDuration) -> Option<Duration> {
        let end = later(self.started_at?, length);
        let left = end.duration_since(now).min(length);
        Duration::try_from(left).ok().filter(|left| !left.is_zero())
    }
}

/// Returns how long a device that never signed in waits before an attempt at an account at which
/// such devices have failed in [`ACCOUNT_WINDOW`].
///
/// Nothing below 20 failures, 250 ms from there, twice as long every 5 failures, at most 4 s: what
/// is left in the [`GuessBucket`](super::GuessBucket) lasts longer, and the owner waits, but gets in.
/// Don't wait while holding a [`Ticket`](crate::Ticket).
#[must_use]
pub fn account_delay(strangers: &FailureWindow, now: Timestamp) -> Duration {
    const FREE: u32 = 20;
    const STEP: u32 = 5;
    const FIRST: Duration = Duration::from_millis(250);
    /// 250 ms doubled four times are 4 s.
    const MAX_DOUBLINGS: u32 = 4;
    match strangers.failures_at(now, ACCOUNT_WINDOW).checked_sub(FREE) {
        Some(above) => FIRST * (1 << (above / STEP).min(MAX_DOUBLINGS)),
        None => Duration::ZERO,
    }
}

/// Returns when to try again (`Retry-After` of a 429) if the source has used up
/// [`SOURCE_LIMIT`], and `None` if it may try.
#[must_use]
pub fn source_throttle(failures: &FailureWindow, now: Timestamp) -> Option<Duration> {
    if failures.failures < SOURCE_LIMIT {
        return None;
    }
    failures.remaining(now, SOURCE_WINDOW)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        later(Timestamp::UNIX_EPOCH, SignedDuration::from_secs(seconds))
    }

    fn counted(times: u32) -> FailureWindow {
        let mut window = FailureWindow::default();
        for _ in 0..times {
            window.count(at(0), SOURCE_WINDOW);
        }
        window
    }

    #[test]
    fn the_delay_begins_at_20_failures_and_doubles_every_5_up_to_4_seconds() {
        let curve = [
            (0, 0),
            (19, 0),
            (20, 250),
            (24, 250),
            (25, 500),
            (30, 1_000),
            (35, 2_000),
            (39, 2_000),
            (40, 4_000),
            (45, 4_000),
            (u32::MAX, 4_000),
        ];
        for (failures, milliseconds) in curve {
            let account = FailureWindow { failures, started_at: Some(at(0)) };
            let delay = Duration::from_millis(milliseconds);
            assert_eq!(account_delay(&account, at(1799)), delay, "{failures}");
            assert_eq!(account_delay(&account, at(1800)), Duration::ZERO, "{failures}");
        }
    }

    #[test]
    fn a_source_is_throttled_after_100_failures_until_its_window_ends() {
        assert_eq!(source_throttle(&counted(99), at(1)), None);
        let used_up = counted(100);
        assert_eq!(source_throttle(&used_up, at(1)), Some(Duration::from_secs(899)));
        assert_eq!(source_throttle(&used_up, at(899)), Some(Duration::from_secs(1)));
        assert_eq!(source_throttle(&used_up, at(900)), None);
    }

    #[test]
    fn a_window_begins_with_its_first_failure() {
        let mut window = counted(5);
        assert_eq!(window.failures_at(at(899), SOURCE_WINDOW), 5);
        assert_eq!(window.count(at(900), SOURCE_WINDOW), 1);
        assert_eq!(window.started_at, Some(at(900)));
    }

    #[test]
    fn a_clock_set_back_does_not_throttle_for_longer() {
        let mut window = FailureWindow::default();
        for _ in 0..100 {
            window.count(at(1_000_000), SOURCE_WINDOW);
        }
        assert_eq!(source_throttle(&window, at(0)), Some(Duration::from_secs(900)));
    }
}
