//! Until when to be left alone.

use jiff::{SignedDuration, Timestamp};

use crate::{Invalid, clock::to_microseconds};

/// The most minutes: a week.
const MAX_MINUTES: i64 = 10_080;

/// How far ahead an instant may lie: the same day of the next year, leap years too.
const MAX_SNOOZE: SignedDuration = SignedDuration::from_hours(366 * 24);

/// Until when to snooze.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Snooze {
    /// For so many minutes from now on.
    Minutes(i64),
    /// Until an instant.
    Until(Timestamp),
}

impl Snooze {
    /// Takes a number of minutes, 1 to 10,080.
    ///
    /// # Errors
    /// `out_of_range`.
    pub fn minutes(raw: i64) -> Result<Self, Invalid> {
        if (1..=MAX_MINUTES).contains(&raw) {
            return Ok(Self::Minutes(raw));
        }
        Err(Invalid::new("out_of_range", "minutes must be between 1 and 10080"))
    }

    /// Gives the instant, to the microsecond.
    ///
    /// # Errors
    /// `out_of_range` unless it is after `now` and at most 366 days ahead.
    pub fn until(self, now: Timestamp) -> Result<Timestamp, Invalid> {
        let refused = || {
            let detail = "until must be after now and at most 366 days ahead";
            Invalid::new("out_of_range", detail)
        };
        let until = match self {
            Self::Minutes(minutes) => now.checked_add(SignedDuration::from_mins(minutes)).ok(),
            Self::Until(at) => Some(to_microseconds(at)),
        };
        let until = until.ok_or_else(refused)?;
        let ahead = until.duration_since(now);
        if SignedDuration::ZERO < ahead && ahead <= MAX_SNOOZE { Ok(until) } else { Err(refused()) }
    }
}
