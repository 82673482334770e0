//! When events of a template are, as far as it says so.

use jiff::{SignedDuration, civil::Time};

use crate::{Invalid, Patch, event::Unsound};

/// The minutes of a day.
const DAY: u32 = 24 * 60;

/// The longest that an event may last, in minutes: 3,660 days.
const MAX_MINUTES: u32 = 3_660 * DAY;

/// How long something lasts: 0 to 5,270,400 minutes, as long as an event may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Minutes(u32);

impl Minutes {
    /// The default length of a timed event.
    const HOUR: Self = Self(60);

    /// Parses a number of minutes.
    ///
    /// # Errors
    /// `out_of_range` outside 0 to 5,270,400.
    pub fn parse(raw: i64) -> Result<Self, Invalid> {
        let parsed = u32::try_from(raw).ok().filter(|minutes| *minutes <= MAX_MINUTES);
        parsed.map(Self).ok_or_else(|| {
            Invalid::new("out_of_range", "duration_minutes must be between 0 and 5270400")
        })
    }

    /// Returns the number.
    #[must_use]
    pub const fn get(self) -> u32 {
        self.0
    }

    /// Counts the days, if these are whole days.
    fn whole_days(self) -> Option<u32> {
        (self.0 > 0 && self.0.is_multiple_of(DAY)).then_some(self.0 / DAY)
    }
}

/// When the events of a template are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Times {
    /// From a time on.
    Timed {
        /// The time of day at which they begin when only their day is told.
        start: Option<Time>,
        /// How long they last, in exact time.
        lasts: Minutes,
    },
    /// Whole days.
    Days {
        /// How many, at least one.
        count: u32,
    },
}

impl Times {
    /// Tells whether they are of whole days.
    #[must_use]
    pub const fn all_day(&self) -> bool {
        matches!(self, Self::Days { .. })
    }

    /// Gives the time of day at which they begin; days have none.
    #[must_use]
    pub const fn start(&self) -> Option<Time> {
        match self {
            Self::Timed { start, .. } => *start,
            Self::Days { .. } => None,
        }
    }

    /// Gives how long they last.
    #[must_use]
    pub const fn lasts(&self) -> Minutes {
        match self {
            Self::Timed { lasts, .. } => *lasts,
            Self::Days { count } => Minutes(*count * DAY),
        }
    }

    /// Gives the same as a duration.
    #[must_use]
    pub fn duration(&self) -> SignedDuration {
        SignedDuration::from_mins(self.lasts().0.into())
    }

    /// Reads what was stored; `None` for what no template can have.
    #[must_use]
    pub fn from_stored(all_day: bool, start: Option<Time>, minutes: i64) -> Option<Self> {
        let patch = TimesPatch {
            all_day: Some(all_day),
            start: start.map_or(Patch::Keep, Patch::Set),
            lasts: Patch::Set(Minutes::parse(minutes).ok()?),
        };
        patch.apply(None).ok()
    }
}

/// A change of [`Times`]; with nothing to change, those of a new template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TimesPatch {
    /// Whether events are of whole days. Default for a new template: `false`.
    pub all_day: Option<bool>,
    /// A new or cleared time of day.
    pub start: Patch<Time>,
    /// How long they last; cleared, an hour or a day.
    pub lasts: Patch<Minutes>,
}

impl TimesPatch {
    /// Applies the change. What becomes of whole days loses its time of day, and without a
    /// new length lasts as many days as it touches; what becomes timed lasts as long as it did.
    ///
    /// # Errors
    /// `not_for_all_day` for the time of day of whole days, `not_whole_days` for a length that
    /// isn't at least one whole day.
    pub fn apply(self, current: Option<&Times>) -> Result<Times, Unsound> {
        let all_day = self.all_day.unwrap_or_else(|| current.is_some_and(Times::all_day));
        if all_day { self.days(current) } else { Ok(self.timed(current)) }
    }

    fn days(self, current: Option<&Times>) -> Result<Times, Unsound> {
        if matches!(self.start, Patch::Set(_)) {
            let detail = "an all-day template has no start_time";
            return Err(Unsound::new("start_time", Invalid::new("not_for_all_day", detail)));
        }
        let count = match self.lasts {
            Patch::Set(lasts) => lasts.whole_days().ok_or_else(|| {
                let detail = "an all-day template lasts a multiple of 1440 minutes";
                Unsound::new("duration_minutes", Invalid::new("not_whole_days", detail))
            })?,
            Patch::Keep => current.map_or(1, |times| times.lasts().0.div_ceil(DAY).max(1)),
            Patch::Clear => 1,
        };
        Ok(Times::Days { count })
    }

    fn timed(self, current: Option<&Times>) -> Times {
        let start = self.start.apply(current.and_then(Times::start));
        let lasts = match self.lasts {
            Patch::Set(lasts) => lasts,
            Patch::Keep => current.map_or(Minutes::HOUR, Times::lasts),
            Patch::Clear => Minutes::HOUR,
        };
        Times::Timed { start, lasts }
    }
}
