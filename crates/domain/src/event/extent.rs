//! Between which instants an event has something to show.

use jiff::{SignedDuration, Timestamp};

use super::{Event, Override, Repeat, When};
use crate::recurrence::Ends;

/// Ends what has no end: nothing later can be stored.
const NEVER: Timestamp = Timestamp::constant(253_402_128_000, 0);

/// How far the order of instants may differ from that of local times.
const MARGIN: SignedDuration = SignedDuration::from_hours(26);

/// The class of the length of an extent. What a window shows began at most the longest length of
/// its class before the window, so a few stretches of an index hold it all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(i16);

impl Span {
    /// The longest extent of each class but the last, which has no longest, in days.
    const DAYS: [i64; 5] = [2, 16, 128, 1_024, 8_192];

    /// Gives all classes, each with the instant after which those begin that reach `from`.
    pub fn reaching(from: Timestamp) -> impl Iterator<Item = (Self, Timestamp)> {
        let longest = Self::DAYS.iter().map(|days| Some(SignedDuration::from_hours(days * 24)));
        longest.chain([None]).zip(0..).map(move |(longest, class)| {
            let earliest = Timestamp::constant(-62_135_769_600, 0);
            let since = longest.and_then(|longest| from.checked_sub(longest).ok());
            (Self(class), since.map_or(earliest, |since| since.max(earliest)))
        })
    }

    fn of(length: SignedDuration) -> Self {
        let fits = |days: &&i64| length <= SignedDuration::from_hours(**days * 24);
        let class = Self::DAYS.iter().zip(0..).find(|(days, _)| fits(days));
        Self(class.map_or(5, |(_, class)| class))
    }

    /// Returns the number of the class.
    #[must_use]
    pub const fn get(self) -> i16 {
        self.0
    }
}

/// The instants between which an event has something to show, days as their midnight in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// The first one.
    pub starts_at: Timestamp,
    /// The last one, at the end of what is there.
    pub ends_at: Timestamp,
}

impl Extent {
    /// Encloses all occurrences of an event, wherever they were moved.
    #[must_use]
    pub fn of(event: &Event, overrides: &[Override]) -> Self {
        let mut extent = Self::of_unchanged(&event.when, event.repeat.as_ref());
        for changed in overrides {
            let own = Self::of_override(event, changed);
            extent.starts_at = extent.starts_at.min(own.starts_at);
            extent.ends_at = extent.ends_at.max(own.ends_at);
        }
        extent
    }

    /// Encloses all occurrences of an event of which none was changed.
    #[must_use]
    pub fn of_unchanged(when: &When, repeat: Option<&Repeat>) -> Self {
        let (starts_at, ends_at) = when.bounds();
        let Some(repeat) = repeat else { return Self { starts_at, ends_at } };
        let last = repeat.series(when).ok().and_then(|series| series.last());
        let ends_at = match (repeat.ends, last) {
            (Ends::Never, _) | (_, None) => NEVER,
            (_, Some(last)) => {
                when.at_local(last).bounds().1.saturating_add(MARGIN).unwrap_or(NEVER)
            }
        };
        let starts_at = starts_at.checked_sub(MARGIN).unwrap_or(starts_at);
        Self { starts_at, ends_at: ends_at.min(NEVER) }
    }

    /// Encloses an occurrence where it was and where it is.
    #[must_use]
    pub fn of_override(event: &Event, changed: &Override) -> Self {
        let (starts_at, ends_at) = event.when.at_local(changed.recurrence_id).bounds();
        let moved = changed.when.as_ref().map_or((starts_at, ends_at), When::bounds);
        Self { starts_at: starts_at.min(moved.0), ends_at: ends_at.max(moved.1) }
    }

    /// Gives the class of its length.
    #[must_use]
    pub fn span(self) -> Span {
        Span::of(self.starts_at.duration_until(self.ends_at))
    }
}
