//! Instants and local times as RFC 3339 writes them, and as people do.

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, DateTime, Time},
    tz::{Offset, TimeZone},
};

use super::{parse_date, shaped};
use crate::Invalid;

/// The last whole second that has an instant. The end of the year 9999 lies behind it; whoever
/// writes that means "for ever", and gets this.
pub(crate) const LATEST: Timestamp = Timestamp::constant(253_402_207_200, 0);

/// A moment as somebody wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// With an offset: one instant, wherever it is read.
    At(Timestamp),
    /// Without one: what a clock shows.
    Local(DateTime),
}

impl Written {
    /// Parses `2026-12-31T09:30:00+01:00` of RFC 3339, in the years 1 to 9999, with or without an
    /// offset, seconds and their fraction.
    ///
    /// What can mean only one thing is taken: `t`, `z` and a blank for the `T` (RFC 3339 §5.6), an
    /// offset without colon or minutes (ISO 8601), blanks around it, and a blank where `+` was, for
    /// that is what a query makes of a `+` that isn't escaped. The second 60 is there only where
    /// leap seconds are, at the end of June or December in UTC, and counts as the second 59
    /// (RFC 5545 §3.3.12).
    ///
    /// # Errors
    /// `invalid_instant`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        read(raw.trim_ascii()).ok_or_else(|| {
            let detail =
                "an instant must look like 2026-12-31T09:30:00Z or 2026-12-31T09:30:00+01:00";
            Invalid::new("invalid_instant", detail)
        })
    }

    /// Gives the instant; a local time is read in `zone`. Of two instants with that local time it
    /// is the earlier one, and in a gap it moves on by the gap.
    #[must_use]
    pub fn at(self, zone: &TimeZone) -> Timestamp {
        match self {
            Self::At(at) => at,
            Self::Local(local) => zone.to_ambiguous_timestamp(local).compatible().unwrap_or(LATEST),
        }
    }
}

fn read(raw: &str) -> Option<Written> {
    let (date, rest) = raw.split_at_checked(10)?;
    let date = parse_date(date).ok()?;
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let end = rest.find(['Z', 'z', '+', '-', ' ']).unwrap_or(rest.len());
    let (clock, offset) = rest.split_at(end);
    let (time, leaps) = read_clock(clock)?;
    let local = date.to_datetime(time);
    if offset.is_empty() {
        return (!leaps).then_some(Written::Local(local));
    }
    let at = read_offset(offset)?.to_timestamp(local).unwrap_or(LATEST);
    (!leaps || may_leap(at)).then_some(Written::At(at))
}

/// Reads `HH:MM`, `HH:MM:SS` or `HH:MM:SS.fraction`, and tells whether the second is the 60th,
/// which is read as the 59th.
fn read_clock(clock: &str) -> Option<(Time, bool)> {
    let (clock, fraction) = clock.split_once('.').map_or((clock, None), |(c, f)| (c, Some(f)));
    let seconds = match clock.len() {
        5 if shaped(clock, b':', &[2]) && fraction.is_none() => 0,
        8 if shaped(clock, b':', &[2, 5]) => clock.get(6..)?.parse::<i8>().ok()?,
        _ => return None,
    };
    let (hour, minute) = (clock.get(..2)?.parse().ok()?, clock.get(3..5)?.parse().ok()?);
    let leaps = seconds == 60;
    let nanos = fraction.map_or(Some(0), read_fraction)?;
    let (seconds, nanos) = if leaps { (59, 0) } else { (seconds, nanos) };
    Some((Time::new(hour, minute, seconds, nanos).ok()?, leaps))
}

/// Reads the digits of a fraction as nanoseconds; what is finer is cut off.
fn read_fraction(digits: &str) -> Option<i32> {
    let formed = (1..=20).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    formed.then(|| format!("{digits:0<9}").get(..9)?.parse().ok()).flatten()
}

/// Reads `Z`, `+HH:MM`, `+HHMM` or `+HH`, less than a day.
fn read_offset(text: &str) -> Option<Offset> {
    let (sign, digits) = match text.split_at_checked(1)? {
        ("Z" | "z", "") => return Some(Offset::UTC),
        ("+" | " ", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let formed = match digits.len() {
        5 => shaped(digits, b':', &[2]),
        2 | 4 => digits.bytes().all(|byte| byte.is_ascii_digit()),
        _ => false,
    };
    let hours: i32 = formed.then(|| digits.get(..2)?.parse().ok()).flatten()?;
    let minutes = digits.get(2..)?.trim_start_matches(':');
    let minutes: i32 = if minutes.is_empty() { 0 } else { minutes.parse().ok()? };
    let inside = hours <= 23 && minutes <= 59;
    inside.then(|| Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()).flatten()
}

/// Tells whether a leap second may follow this second.
fn may_leap(at: Timestamp) -> bool {
    let utc = TimeZone::UTC.to_datetime(at);
    last_of_half_year(utc.date()) && utc.time() == Time::constant(23, 59, 59, 0)
}

/// Tells whether leap seconds are added at the end of a day.
pub(crate) fn last_of_half_year(day: Date) -> bool {
    let next = day.saturating_add(SignedDuration::from_hours(24));
    matches!((next.month(), next.day()), (1 | 7, 1))
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::Written;

    #[track_caller]
    fn at(raw: &str, expected: &str) {
        let at = Written::parse(raw).map(|written| written.at(&TimeZone::UTC).to_string());
        assert_eq!(at.as_deref(), Ok(expected), "{raw:?}");
    }

    #[track_caller]
    fn refused(all: &[&str]) {
        for raw in all {
            assert_eq!(
                Written::parse(raw).map_err(|why| why.code),
                Err("invalid_instant"),
                "{raw}"
            );
        }
    }

    #[test]
    fn what_can_mean_only_one_thing_is_taken() {
        for same in [
            "2026-03-02T08:00:00Z",
            "2026-03-02t08:00:00z",
            "2026-03-02 08:00:00Z",
            " 2026-03-02T08:00:00Z\n",
            "2026-03-02T08:00Z",
            "2026-03-02T08:00:00.000000000000Z",
            "2026-03-02T08:00:00-00:00",
            "2026-03-02T09:00:00+01:00",
            "2026-03-02T09:00:00+0100",
            "2026-03-02T09:00:00+01",
            // A `+` that a query turned into a blank.
            "2026-03-02T09:00:00 01:00",
            "2026-03-03T07:59:00+23:59",
            "2026-03-01T08:01:00-23:59",
        ] {
            at(same, "2026-03-02T08:00:00Z");
        }
        at("2026-03-02T08:00:00.5Z", "2026-03-02T08:00:00.5Z");
        at("2026-03-02T08:00:00.1234567899Z", "2026-03-02T08:00:00.123456789Z");
    }

    #[test]
    fn offsets_are_less_than_a_day() {
        refused(&[
            "2026-03-02T08:00:00+24:00",
            "2026-03-02T08:00:00-24:00",
            "2026-03-02T08:00:00+25:59",
            "2026-03-02T08:00:00+01:60",
            "2026-03-02T08:00:00+1:00",
            "2026-03-02T08:00:00+001",
            "2026-03-02T08:00:00+01:00:00",
            "2026-03-02T08:00:00+",
            "2026-03-02T08:00:00+01:00Z",
            "2026-03-02T08:00:00ZZ",
        ]);
    }

    #[test]
    fn the_second_60_is_only_where_leap_seconds_are() {
        at("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z");
        at("1990-12-31T15:59:60-08:00", "1990-12-31T23:59:59Z");
        at("2017-01-01T00:59:60.5+01:00", "2016-12-31T23:59:59Z");
        at("2015-06-30T23:59:60Z", "2015-06-30T23:59:59Z");
        refused(&[
            "2026-03-02T08:00:60Z",
            "2016-12-31T23:58:60Z",
            "2016-12-31T23:59:60+01:00",
            "2016-12-30T23:59:60Z",
            "2016-12-31T23:59:61Z",
            // A clock on a wall doesn't show it.
            "2016-12-31T23:59:60",
        ]);
    }

    #[test]
    fn the_end_of_time_is_as_far_as_instants_go() {
        for forever in ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59-20:00", "9999-12-31T23:59:59"]
        {
            at(forever, "9999-12-30T22:00:00Z");
        }
    }

    #[test]
    fn anything_else_is_refused() {
        refused(&[
            "",
            "2026-03-02",
            "2026-03-02T",
            "2026-03-02T08",
            "2026-03-02T0800Z",
            "2026-03-02T24:00:00Z",
            "2026-03-02T08:60:00Z",
            "2026-03-02T08:00.5Z",
            "2026-03-02T08:00:00,5Z",
            "2026-03-02T08:00:00.Z",
            "2026-03-02  08:00:00Z",
            "2026-02-30T08:00:00Z",
            "0000-01-01T00:00:00Z",
            "+002026-03-02T08:00:00Z",
            "2026-03-0２T08:00:00Z",
            "2026-03-02T08:00:00+01:00[Europe/Vienna]",
        ]);
    }
}
