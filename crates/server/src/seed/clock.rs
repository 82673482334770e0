//! A clock that the story moves.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};
use umbra_domain::Clock;

/// How much of the past the household remembers.
pub(super) const DAYS: i64 = 180;

/// Tells the time of the story, which ends now.
#[derive(Debug)]
pub struct MovedClock {
    microseconds: AtomicI64,
    end: Timestamp,
}

impl MovedClock {
    /// Begins half a year before `end`.
    #[must_use]
    pub fn months_before(end: Timestamp) -> Self {
        let begin = end - SignedDuration::from_hours(24 * DAYS);
        Self { microseconds: AtomicI64::new(begin.as_microsecond()), end }
    }

    /// Moves on, but never past the end of the story; tells whether it is still going on.
    pub fn advance(&self, by: SignedDuration) -> bool {
        let next = (self.now() + by).min(self.end);
        self.microseconds.store(next.as_microsecond(), Ordering::Relaxed);
        next < self.end
    }
}

impl Clock for MovedClock {
    fn now(&self) -> Timestamp {
        let microseconds = self.microseconds.load(Ordering::Relaxed);
        Timestamp::from_microsecond(microseconds).unwrap_or(self.end)
    }
}

#[cfg(test)]
mod tests {
    use jiff::{SignedDuration, Timestamp};
    use umbra_domain::Clock;

    use super::{DAYS, MovedClock};

    #[test]
    fn the_story_ends_now_and_never_later() {
        let end = Timestamp::from_second(1_800_000_000).unwrap();
        let clock = MovedClock::months_before(end);
        assert_eq!(end.duration_since(clock.now()), SignedDuration::from_hours(24 * DAYS));
        assert!(clock.advance(SignedDuration::from_hours(24 * (DAYS - 1))));
        assert!(!clock.advance(SignedDuration::from_hours(1000)));
        assert_eq!(clock.now(), end);
    }
}
