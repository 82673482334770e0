//! The injected source of time.

use std::fmt::Debug;

use jiff::{RoundMode, Timestamp, TimestampRound, Unit};

/// Tells the present instant. The only way any layer learns what time it is.
pub trait Clock: Send + Sync + Debug {
    /// Returns the present instant, cut to whole microseconds: the precision both databases keep.
    fn now(&self) -> Timestamp;
}

/// Reads the operating system's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
    fn now(&self) -> Timestamp {
        to_microseconds(Timestamp::now())
    }
}

/// Cuts an instant to whole microseconds.
#[must_use]
pub fn to_microseconds(instant: Timestamp) -> Timestamp {
    let cut = TimestampRound::new().smallest(Unit::Microsecond).mode(RoundMode::Trunc);
    instant.round(cut).unwrap_or(instant)
}
