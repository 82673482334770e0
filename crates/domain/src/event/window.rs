//! The time that somebody looks at.

use jiff::{SignedDuration, Timestamp, civil::Date, tz::TimeZone};

use super::When;
use crate::{Invalid, civil::day_after};

/// The widest window, in days: about 27 years.
const WIDEST: i64 = 10_000;

/// The days from one instant to another, without the latter, as somebody in a zone sees them.
#[derive(Debug, Clone)]
pub struct Window {
    /// The first instant.
    pub from: Timestamp,
    /// The first instant after the window.
    pub to: Timestamp,
    /// Where days begin.
    pub zone: TimeZone,
    /// The days that the window touches, the last one excluded.
    pub(super) days: (Date, Date),
}

impl Window {
    /// Makes a window.
    ///
    /// # Errors
    /// `end_before_start` for an empty window, `range_too_wide` for more than 10,000 days.
    pub fn new(from: Timestamp, to: Timestamp, zone: TimeZone) -> Result<Self, Invalid> {
        if to <= from {
            return Err(Invalid::new("end_before_start", "end must be after start"));
        }
        if from.duration_until(to) > SignedDuration::from_hours(WIDEST * 24) {
            return Err(Invalid::new("range_too_wide", "a range may have 10000 days"));
        }
        let days = (zone.to_datetime(from).date(), day_after(to, &zone));
        Ok(Self { from, to, zone, days })
    }

    /// Gives the first day that the window touches, and the day after the last one.
    #[must_use]
    pub const fn days(&self) -> (Date, Date) {
        self.days
    }

    /// Tells whether something is in the window, if only in part.
    pub(super) fn shows(&self, when: &When) -> bool {
        match when {
            When::Timed { start, end, .. } => {
                *start < self.to && (self.from < *end || self.from <= *start)
            }
            When::Days { start, end } => *start < self.days.1 && self.days.0 < *end,
        }
    }

    /// Gives bounds that hold the window and its days, as [`When::bounds`] has them.
    #[must_use]
    pub fn bounds(&self) -> (Timestamp, Timestamp) {
        let (first, last) = When::Days { start: self.days.0, end: self.days.1 }.bounds();
        (self.from.min(first), self.to.max(last))
    }
}
