//! Recurrence rules (RFC 5545 §3.3.10).

use jiff::{
    Timestamp,
    civil::{Date, DateTime, Weekday},
};

use super::{never_occurs, refused, unsupported};
use crate::Invalid;

/// A parsed recurrence rule in its canonical form: lists are sorted and hold nothing twice.
///
/// `Display` writes it as `RRULE` values are written, without the name, parts in a fixed order
/// and defaults left out; parsing that text gives an equal rule.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rule {
    pub(super) frequency: Frequency,
    pub(super) interval: u16,
    pub(super) limit: Limit,
    pub(super) skip: Option<Skip>,
    pub(super) week_start: Weekday,
    pub(super) months: Vec<i8>,
    pub(super) week_numbers: Vec<i8>,
    pub(super) year_days: Vec<i16>,
    pub(super) month_days: Vec<i8>,
    pub(super) weekdays: Vec<WeekdayNum>,
    pub(super) hours: Vec<i8>,
    pub(super) minutes: Vec<i8>,
    pub(super) seconds: Vec<i8>,
    pub(super) positions: Vec<i16>,
}

/// The length of a rule's period (`FREQ`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Frequency {
    /// One day.
    Daily,
    /// Seven days from the rule's first day of the week.
    Weekly,
    /// A calendar month.
    Monthly,
    /// A calendar year.
    Yearly,
}

/// Where a rule ends (`COUNT` or `UNTIL`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Limit {
    /// Nowhere.
    Never,
    /// After so many occurrences, excluded ones counted.
    Count(u16),
    /// At a bound that is itself still inside.
    Until(Until),
}

/// The bound of a rule (`UNTIL`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Until {
    /// The whole of a local day.
    Date(Date),
    /// A local time.
    Local(DateTime),
    /// An instant.
    Utc(Timestamp),
}

/// What becomes of a day the month doesn't have (RFC 7529 §4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Skip {
    /// It is left out.
    Omit,
    /// The last day before it is taken.
    Backward,
    /// The first day after it is taken.
    Forward,
}

/// A weekday of the week, or the nth of a month or year (`BYDAY`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WeekdayNum {
    /// Counts from 1, or from −1 at the end; 0 means every one.
    pub ordinal: i8,
    /// Names the day.
    pub weekday: Weekday,
}

/// How many times of day one day may have.
const MAX_TIMES: usize = 24;

impl Rule {
    /// Builds the rule of every period, without any other part.
    #[must_use]
    pub fn every(frequency: Frequency) -> Self {
        Self {
            frequency,
            interval: 1,
            limit: Limit::Never,
            skip: None,
            week_start: Weekday::Monday,
            months: Vec::new(),
            week_numbers: Vec::new(),
            year_days: Vec::new(),
            month_days: Vec::new(),
            weekdays: Vec::new(),
            hours: Vec::new(),
            minutes: Vec::new(),
            seconds: Vec::new(),
            positions: Vec::new(),
        }
    }

    /// Gives the length of a period.
    #[must_use]
    pub fn frequency(&self) -> Frequency {
        self.frequency
    }

    /// Gives the number of periods from one to the next that counts, at least 1.
    #[must_use]
    pub fn interval(&self) -> u16 {
        self.interval
    }

    /// Gives the end of the rule.
    #[must_use]
    pub fn limit(&self) -> Limit {
        self.limit
    }

    /// Gives the rule with another end.
    #[must_use]
    pub fn with_limit(mut self, limit: Limit) -> Self {
        self.limit = limit;
        self
    }

    /// Tells whether the rule sets times of day, which an all-day series can't have.
    #[must_use]
    pub fn sets_times(&self) -> bool {
        !(self.hours.is_empty() && self.minutes.is_empty() && self.seconds.is_empty())
    }

    /// Tells whether a month's missing days move to a neighbouring day.
    pub(super) fn moves_days(&self) -> bool {
        let by_month = matches!(self.frequency, Frequency::Monthly | Frequency::Yearly);
        by_month && self.skip.is_some_and(|skip| skip != Skip::Omit)
    }

    /// Counts the times of day a day gets.
    fn times(&self) -> usize {
        [&self.hours, &self.minutes, &self.seconds].iter().map(|list| list.len().max(1)).product()
    }

    /// Checks which parts go together: the notes under the table of RFC 5545 §3.3.10.
    pub(super) fn check(&self) -> Result<(), Invalid> {
        use Frequency::{Daily, Monthly, Weekly, Yearly};
        let frequency = self.frequency;
        if !self.week_numbers.is_empty() && frequency != Yearly {
            return Err(refused("BYWEEKNO goes with FREQ=YEARLY only"));
        }
        if !self.year_days.is_empty() && frequency != Yearly {
            return Err(refused("BYYEARDAY goes with FREQ=YEARLY only"));
        }
        if !self.month_days.is_empty() && frequency == Weekly {
            return Err(refused("BYMONTHDAY doesn't go with FREQ=WEEKLY"));
        }
        if self.weekdays.iter().any(|day| day.ordinal != 0) {
            if matches!(frequency, Daily | Weekly) {
                return Err(refused("BYDAY with a number goes with months and years only"));
            }
            if !self.week_numbers.is_empty() {
                return Err(refused("BYDAY with a number doesn't go with BYWEEKNO"));
            }
        }
        if self.times() > MAX_TIMES {
            return Err(unsupported("a recurrence may have 24 times of day"));
        }
        self.check_positions(match frequency {
            Daily => 1,
            Weekly => self.weekdays.len().max(1),
            Monthly => 31,
            Yearly => 366,
        })
    }

    /// Checks `BYSETPOS` against the days a period has at most.
    fn check_positions(&self, days: usize) -> Result<(), Invalid> {
        let by_date = !(self.months.is_empty()
            && self.week_numbers.is_empty()
            && self.year_days.is_empty()
            && self.month_days.is_empty()
            && self.weekdays.is_empty());
        if self.positions.is_empty() {
            return Ok(());
        }
        if !by_date && !self.sets_times() {
            return Err(refused("BYSETPOS needs another BY part to choose from"));
        }
        let most = days * self.times();
        let within = |position: &i16| usize::from(position.unsigned_abs()) <= most;
        if self.positions.iter().any(within) { Ok(()) } else { Err(never_occurs()) }
    }
}
