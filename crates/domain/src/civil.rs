//! Dates, times of day and instants as the wire writes them.

mod written;

pub use written::Written;
pub(crate) use written::{LATEST, last_of_half_year};

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, DateTime, Time},
    fmt::temporal::DateTimePrinter,
    tz::TimeZone,
};

use crate::Invalid;

/// Parses `YYYY-MM-DD` in the years 1 to 9999, with or without blanks around it.
///
/// # Errors
/// `invalid_date`.
pub fn parse_date(raw: &str) -> Result<Date, Invalid> {
    let bad = || Invalid::new("invalid_date", "a date must look like 2026-12-31");
    let raw = raw.trim_ascii();
    let formed = raw.len() == 10 && shaped(raw, b'-', &[4, 7]);
    let date: Date = formed.then(|| raw.parse().ok()).flatten().ok_or_else(bad)?;
    if date.year() < 1 { Err(bad()) } else { Ok(date) }
}

/// Parses `HH:MM` or `HH:MM:SS`, up to 23:59:59, with or without blanks around it. A fraction of
/// zeros, which some pickers of times add, is taken as well.
///
/// # Errors
/// `invalid_time`.
pub fn parse_time(raw: &str) -> Result<Time, Invalid> {
    let bad = || Invalid::new("invalid_time", "a time must look like 09:30 or 09:30:15");
    let raw = raw.trim_ascii();
    let raw = match raw.split_once('.') {
        Some((time, zeros)) if time.len() == 8 && matches!(zeros.len(), 1..=9) => {
            if zeros.bytes().all(|byte| byte == b'0') { time } else { raw }
        }
        _ => raw,
    };
    let formed = match raw.len() {
        5 => shaped(raw, b':', &[2]),
        8 => shaped(raw, b':', &[2, 5]),
        _ => false,
    };
    // jiff reads a leap second as :59; nobody is due at one.
    let time = (formed && !raw.ends_with(":60")).then(|| raw.parse().ok()).flatten();
    time.ok_or_else(bad)
}

/// Parses an instant as [`Written::parse`] does. Without an offset it is read in `zone`: of two such
/// instants it is the earlier one, and in a gap it moves on by the gap.
///
/// # Errors
/// `invalid_instant`.
pub fn parse_instant(raw: &str, zone: &TimeZone) -> Result<Timestamp, Invalid> {
    Written::parse(raw).map(|written| written.at(zone))
}

/// Gives the beginning of a day as a local time.
#[must_use]
pub fn midnight(day: Date) -> DateTime {
    day.to_datetime(Time::midnight())
}

/// Gives the instant at which a day begins in a zone; `None` at the end of what jiff can represent.
///
/// Of two midnights it is the earlier one; one that a change of the clock leaves out moves on by as
/// much as the clock.
#[must_use]
pub fn start_of_day(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    zone.to_ambiguous_timestamp(midnight(day)).compatible().ok()
}

/// Tells which day it is by the clock in a zone.
#[must_use]
pub fn today(now: Timestamp, zone: &TimeZone) -> Date {
    zone.to_datetime(now).date()
}

/// Gives the first day that nothing before an instant touches: the day that begins with it, or the day after.
#[must_use]
pub fn day_after(end: Timestamp, zone: &TimeZone) -> Date {
    let last = zone.to_datetime(end).date();
    if start_of_day(last, zone) == Some(end) { last } else { next_day(last) }
}

/// Gives the day after another one. The end of what jiff can represent is the last one.
#[must_use]
pub fn next_day(day: Date) -> Date {
    day.saturating_add(SignedDuration::from_hours(24))
}

/// Gives the instant some days after another one by the clock in a zone, so that a change of the clock
/// in between doesn't matter: after the beginning of a day, the beginning of a day. The end of what jiff
/// can represent is the last one.
#[must_use]
pub fn days_later(at: Timestamp, days: i64, zone: &TimeZone) -> Timestamp {
    let local = zone.to_datetime(at);
    let later = || {
        let day = local.date().checked_add(SignedDuration::from_hours(24 * days)).ok()?;
        if start_of_day(local.date(), zone) == Some(at) {
            return start_of_day(day, zone);
        }
        zone.to_ambiguous_timestamp(day.to_datetime(local.time())).compatible().ok()
    };
    later().unwrap_or(Timestamp::MAX)
}

/// Writes a time of day as `HH:MM:SS`.
#[must_use]
pub fn format_time(time: Time) -> String {
    time.strftime("%H:%M:%S").to_string()
}

/// Writes a local time, such as the name of an occurrence: `2026-12-31T09:30:00`.
#[must_use]
pub fn format_local(local: DateTime) -> String {
    // A month of a calendar has hundreds of them, and a format string is read anew each time.
    const WHOLE_SECONDS: DateTimePrinter = DateTimePrinter::new().precision(Some(0));
    WHOLE_SECONDS.datetime_to_string(&local)
}

/// Reads what [`format_local`] wrote; `None` for any other text.
#[must_use]
pub fn parse_local(text: &str) -> Option<DateTime> {
    text.parse().ok()
}

/// Tells whether text is digits with a separator at certain places.
fn shaped(raw: &str, separator: u8, places: &[usize]) -> bool {
    raw.bytes().enumerate().all(|(place, byte)| {
        if places.contains(&place) { byte == separator } else { byte.is_ascii_digit() }
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date, time};

    use super::{
        day_after, days_later, format_time, parse_date, parse_instant, parse_time, start_of_day,
    };
    use crate::zone::ZoneDatabase;

    #[test]
    fn an_instant_without_an_offset_is_in_the_persons_zone() {
        let zone = ZoneDatabase::bundled().parse("Europe/Vienna").unwrap().rules();
        let read = |raw| parse_instant(raw, &zone).map(|at| at.to_string());
        assert_eq!(read("2026-03-02T08:00:00Z").as_deref(), Ok("2026-03-02T08:00:00Z"));
        assert_eq!(read("2026-03-02T08:00:00-05:00").as_deref(), Ok("2026-03-02T13:00:00Z"));
        assert_eq!(read("2026-07-02T08:00").as_deref(), Ok("2026-07-02T06:00:00Z"));
        assert_eq!(read("2026-07-02T08:00:00.5").as_deref(), Ok("2026-07-02T06:00:00.5Z"));
        for bad in [
            "",
            "2026-03-02",
            "2026-03-02T",
            "2026-03-02T25:00Z",
            "2026-03-02T08:00:00+01:00[Europe/Vienna]",
            "0000-01-01T00:00:00Z",
            "+002026-03-02T08:00:00Z",
            "2026-03-0２T08:00:00Z",
        ] {
            assert_eq!(read(bad).unwrap_err().code, "invalid_instant", "{bad:?}");
        }
    }

    #[test]
    fn days_later_the_clock_shows_the_same() {
        for (zone, at, days, later) in [
            ("Europe/Vienna", "2026-03-04T23:00:00Z", 31, "2026-04-04T22:00:00Z"),
            ("Europe/Vienna", "2026-10-09T22:00:00Z", 31, "2026-11-09T23:00:00Z"),
            ("Europe/Vienna", "2026-03-05T11:00:00Z", 31, "2026-04-05T10:00:00Z"),
            ("Europe/Vienna", "2026-05-31T22:00:00Z", 30, "2026-06-30T22:00:00Z"),
            // 8 March begins at one o'clock in Havana, other days at midnight.
            ("America/Havana", "2026-03-08T05:00:00Z", 31, "2026-04-08T04:00:00Z"),
            ("America/Havana", "2026-02-05T05:00:00Z", 31, "2026-03-08T05:00:00Z"),
        ] {
            let rules = ZoneDatabase::bundled().parse(zone).unwrap().rules();
            let found = days_later(at.parse().unwrap(), days, &rules);
            assert_eq!(found.to_string(), later, "{zone} {at}");
        }
        let last = jiff::Timestamp::MAX;
        assert_eq!(days_later(last, 1, &jiff::tz::TimeZone::UTC), last);
    }

    #[test]
    fn a_day_begins_at_its_first_midnight_or_after_the_gap() {
        for (zone, day, begins) in [
            ("UTC", date(2026, 3, 5), Some("2026-03-05T00:00:00Z")),
            ("America/New_York", date(2026, 3, 5), Some("2026-03-05T05:00:00Z")),
            // The clock goes from 00:00 to 01:00.
            ("Africa/Cairo", date(2026, 4, 24), Some("2026-04-23T22:00:00Z")),
            // The clock goes from 01:00 back to 00:00.
            ("America/Havana", date(2026, 11, 1), Some("2026-11-01T04:00:00Z")),
            ("America/New_York", Date::MAX, None),
        ] {
            let rules = ZoneDatabase::bundled().parse(zone).unwrap().rules();
            let found = start_of_day(day, &rules).map(|at| at.to_string());
            assert_eq!(found.as_deref(), begins, "{zone} {day}");
        }
    }

    #[test]
    fn what_ends_when_a_day_begins_does_not_touch_it() {
        for (zone, end, after) in [
            ("UTC", "2026-03-05T00:00:00Z", date(2026, 3, 5)),
            ("UTC", "2026-03-05T00:00:01Z", date(2026, 3, 6)),
            ("America/New_York", "2026-03-05T05:00:00Z", date(2026, 3, 5)),
            ("America/New_York", "2026-03-05T04:59:59Z", date(2026, 3, 5)),
            // The clock goes from 00:00 to 01:00, so the day begins at one o'clock.
            ("Africa/Cairo", "2026-04-23T22:00:00Z", date(2026, 4, 24)),
            ("Africa/Cairo", "2026-04-23T22:00:01Z", date(2026, 4, 25)),
            // The clock goes from 01:00 back to 00:00, and only the first midnight begins the day.
            ("America/Havana", "2026-11-01T04:00:00Z", date(2026, 11, 1)),
            ("America/Havana", "2026-11-01T05:00:00Z", date(2026, 11, 2)),
        ] {
            let rules = ZoneDatabase::bundled().parse(zone).unwrap().rules();
            assert_eq!(day_after(end.parse().unwrap(), &rules), after, "{zone} {end}");
        }
    }

    #[test]
    fn dates_have_one_form() {
        for same in ["2028-02-29", " 2028-02-29\t"] {
            assert_eq!(parse_date(same), Ok(date(2028, 2, 29)));
        }
        for bad in
            ["2026-02-29", "20260301", "2026-3-1", "0000-01-01", "2026-03-01T00", "２026-03-01", ""]
        {
            assert_eq!(parse_date(bad).unwrap_err().code, "invalid_date", "{bad:?}");
        }
    }

    #[test]
    fn seconds_are_optional_in_times() {
        for same in ["09:30", "09:30:00", " 09:30 ", "09:30:00.000"] {
            assert_eq!(parse_time(same), Ok(time(9, 30, 0, 0)), "{same:?}");
        }
        assert_eq!(parse_time("23:59:59").map(format_time).as_deref(), Ok("23:59:59"));
        for bad in [
            "24:00",
            "9:30",
            "09:60",
            "23:59:60",
            "09:30:00.5",
            "09:30.0",
            "09:30:00.",
            "09:30Z",
            "T09:30",
        ] {
            assert_eq!(parse_time(bad).unwrap_err().code, "invalid_time", "{bad:?}");
        }
    }
}
