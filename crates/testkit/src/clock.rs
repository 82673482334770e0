//! A clock that moves only when told to.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use jiff::{SignedDuration, Timestamp};
use umbra_domain::Clock;

/// A clock that stands still until a test moves it. Clones show the same time.
///
/// It begins at [`TestClock::START`]. Only what takes its time from [`Clock`] follows it; real
/// time-outs, such as those of a connection, don't.
#[derive(Debug, Clone)]
pub struct TestClock(Arc<AtomicI64>);

impl TestClock {
    /// 2026-03-02T08:00:00Z, a Monday.
    pub const START: Timestamp = Timestamp::constant(1_772_438_400, 0);

    /// Makes a clock that shows [`TestClock::START`].
    #[must_use]
    pub fn new() -> Self {
        Self(Arc::new(AtomicI64::new(Self::START.as_microsecond())))
    }

    /// Moves the clock forward, or backward by a negative duration. Takes a
    /// [`SignedDuration`] or a [`std::time::Duration`].
    ///
    /// # Panics
    /// When the result is no instant.
    pub fn advance(&self, by: impl TryInto<SignedDuration>) {
        let by = by.try_into().ok().expect("a duration that fits");
        self.set(self.now() + by);
    }

    /// Sets the clock, cut to whole microseconds.
    pub fn set(&self, to: Timestamp) {
        self.0.store(to.as_microsecond(), Ordering::SeqCst);
    }
}

impl Default for TestClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)).expect("an instant")
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_clock_begins_on_a_monday_morning() {
        assert_eq!(TestClock::new().now().to_string(), "2026-03-02T08:00:00Z");
    }

    #[test]
    fn a_clock_moves_both_ways_and_its_clones_with_it() {
        let clock = TestClock::new();
        let seen = clock.clone();
        clock.advance(Duration::from_secs(90));
        clock.advance(SignedDuration::from_secs(-30));
        assert_eq!(seen.now(), TestClock::START + SignedDuration::from_secs(60));
    }
}
