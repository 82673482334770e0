//! Recurrence: rules, series and their occurrences (RFC 5545 §3.3.10 and §3.8.5, RFC 7529).
//!
//! Everything is expanded in naive local time; the zone comes in afterwards. A local time in a
//! gap takes the offset from before it, one in a fold its first instant (RFC 5545 §3.3.5).
//! Expansion seeks the first period that touches what is asked for, so its cost doesn't depend
//! on the age of a series.

mod dates;
mod display;
mod due;
mod kept;
mod moved;
mod occurrences;
mod parse;
mod period;
mod plan;
mod rule;
mod series;
mod short_months;
mod split;
mod walk;

#[cfg(test)]
mod tests;

pub use due::{DueDates, DueRule};
pub use occurrences::Occurrence;
pub use rule::{Frequency, Limit, Rule, Skip, Until, WeekdayNum};
pub use series::{Definition, Ends, Kind, Series};
pub use short_months::{ShortMonths, changed_rule};
pub use split::Split;

use jiff::{
    SignedDuration,
    civil::{Date, DateTime, date},
};

use crate::Invalid;

/// Ends every expansion: the last local second that has an instant in any zone.
const HORIZON: DateTime = date(9999, 12, 28).at(23, 59, 59, 0);

/// Bounds the search for an occurrence: the Gregorian calendar repeats after 400 years.
const REACH: SignedDuration = SignedDuration::from_hours(146_097 * 24);

/// Moves a date by a number of days; `None` outside the years jiff knows.
fn plus_days(date: Date, days: i64) -> Option<Date> {
    date.checked_add(SignedDuration::from_hours(days.checked_mul(24)?)).ok()
}

/// Moves a local time by a duration, but not beyond the [`HORIZON`].
fn plus(local: DateTime, by: SignedDuration) -> DateTime {
    local.saturating_add(by).min(HORIZON)
}

/// Builds the refusal of what RFC 5545 doesn't allow.
fn refused(detail: impl Into<std::borrow::Cow<'static, str>>) -> Invalid {
    Invalid::new("invalid_recurrence", detail)
}

/// Builds the refusal of what is valid, but isn't offered here.
fn unsupported(detail: impl Into<std::borrow::Cow<'static, str>>) -> Invalid {
    Invalid::new("unsupported_recurrence", detail)
}

/// Builds the refusal of a rule without occurrences.
fn never_occurs() -> Invalid {
    Invalid::new("recurrence_never_occurs", "no date ever matches this recurrence")
}
