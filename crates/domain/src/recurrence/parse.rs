//! Reading rules from their text (RFC 5545 §3.3.10, RFC 7529 §4.1).

use jiff::{
    civil::{Date, DateTime, Time, Weekday},
    tz::TimeZone,
};

use super::{
    refused,
    rule::{Frequency, Limit, Rule, Skip, Until, WeekdayNum},
    unsupported,
};
use crate::{
    Invalid,
    civil::{LATEST, last_of_half_year},
};

/// The longest text read, in bytes.
const MAX_LENGTH: usize = 500;
/// The greatest `COUNT`: 27 years of every day.
const MAX_OCCURRENCES: u16 = 10_000;
/// The greatest `INTERVAL`.
const GREATEST_INTERVAL: u16 = 1_000;

impl Rule {
    /// Parses the value of an `RRULE`. What can mean only one thing is taken: `RRULE:` before it,
    /// any case, blanks between its words, and semicolons with nothing between them.
    ///
    /// # Errors
    /// - `invalid_recurrence`: RFC 5545 §3.3.10 doesn't allow it;
    /// - `unsupported_recurrence`: valid, but not offered: periods below a day, other calendars,
    ///   leap seconds, more than 500 bytes, 24 times a day, a `COUNT` above 10,000 or an
    ///   `INTERVAL` above 1,000;
    /// - `recurrence_never_occurs`: `BYSETPOS` asks for more than a period can hold.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        if raw.trim_ascii().len() > MAX_LENGTH {
            return Err(unsupported("a recurrence may have 500 bytes"));
        }
        Self::from_stored(raw)
    }

    /// Reads a rule that was parsed before it was stored. It may be longer than one that a client
    /// may send: dividing a series adds to it.
    ///
    /// # Errors
    /// As [`Rule::parse`], but for the length.
    pub fn from_stored(raw: &str) -> Result<Self, Invalid> {
        let upper = raw.trim_ascii().to_ascii_uppercase();
        let text = upper.strip_prefix("RRULE:").unwrap_or(&upper);
        let parts = text.split(';').map(str::trim_ascii).filter(|part| !part.is_empty());
        let parts = parts.map(|part| {
            let (name, value) = part.split_once('=')?;
            Some((name.trim_ascii(), value.trim_ascii()))
        });
        let parts = parts.collect::<Option<Vec<_>>>();
        let parts =
            parts.ok_or_else(|| refused("a recurrence is made of NAME=VALUE;NAME=VALUE"))?;
        let frequency = parts.iter().find(|(name, _)| *name == "FREQ");
        let (_, frequency) = frequency.ok_or_else(|| refused("a recurrence needs FREQ"))?;
        let mut rule = Self::every(read_frequency(frequency)?);
        for (place, (name, value)) in parts.iter().enumerate() {
            if parts.iter().take(place).any(|(earlier, _)| earlier == name) {
                return Err(refused("a part may stand in a recurrence once"));
            }
            rule.read(name, value)?;
        }
        let has = |wanted: &str| parts.iter().any(|(name, _)| *name == wanted);
        if has("COUNT") && has("UNTIL") {
            return Err(refused("COUNT and UNTIL exclude each other"));
        }
        if has("SKIP") && !has("RSCALE") {
            return Err(refused("SKIP needs RSCALE=GREGORIAN"));
        }
        rule.check()?;
        Ok(rule)
    }

    /// Reads one part into the rule.
    fn read(&mut self, name: &str, value: &str) -> Result<(), Invalid> {
        match name {
            "FREQ" => {}
            "INTERVAL" => {
                let excess = || unsupported("INTERVAL may be up to 1000");
                self.interval = positive(value, "INTERVAL", GREATEST_INTERVAL, excess)?;
            }
            "COUNT" => {
                let excess = || unsupported("COUNT may be up to 10000");
                self.limit = Limit::Count(positive(value, "COUNT", MAX_OCCURRENCES, excess)?);
            }
            "UNTIL" => self.limit = Limit::Until(read_until(value)?),
            "WKST" => {
                let day = read_weekday(value);
                self.week_start = day.ok_or_else(|| refused("WKST must be a weekday like MO"))?;
            }
            "BYMONTH" => self.months = numbers(name, value, 1, 12)?,
            "BYWEEKNO" => self.week_numbers = numbers(name, value, -53, 53)?,
            "BYYEARDAY" => self.year_days = numbers(name, value, -366, 366)?,
            "BYMONTHDAY" => self.month_days = numbers(name, value, -31, 31)?,
            "BYDAY" => self.weekdays = read_weekdays(value)?,
            "BYHOUR" => self.hours = numbers(name, value, 0, 23)?,
            "BYMINUTE" => self.minutes = numbers(name, value, 0, 59)?,
            "BYSECOND" => {
                self.seconds = numbers(name, value, 0, 60)?;
                if self.seconds.contains(&60) {
                    return Err(unsupported("nothing recurs at leap seconds"));
                }
            }
            "BYSETPOS" => self.positions = numbers(name, value, -366, 366)?,
            "RSCALE" if value == "GREGORIAN" => {}
            "RSCALE" => return Err(unsupported("recurrences follow the Gregorian calendar")),
            "SKIP" => self.skip = Some(read_skip(value)?),
            _ => return Err(refused("a part of this recurrence is unknown")),
        }
        Ok(())
    }
}

fn read_frequency(value: &str) -> Result<Frequency, Invalid> {
    match value {
        "DAILY" => Ok(Frequency::Daily),
        "WEEKLY" => Ok(Frequency::Weekly),
        "MONTHLY" => Ok(Frequency::Monthly),
        "YEARLY" => Ok(Frequency::Yearly),
        "HOURLY" | "MINUTELY" | "SECONDLY" => {
            Err(unsupported("nothing recurs more often than daily; use BYHOUR for times of day"))
        }
        _ => Err(refused("FREQ must be DAILY, WEEKLY, MONTHLY or YEARLY")),
    }
}

fn read_skip(value: &str) -> Result<Skip, Invalid> {
    match value {
        "OMIT" => Ok(Skip::Omit),
        "BACKWARD" => Ok(Skip::Backward),
        "FORWARD" => Ok(Skip::Forward),
        _ => Err(refused("SKIP must be OMIT, BACKWARD or FORWARD")),
    }
}

/// Reads `20261231`, `20261231T235959` or `20261231T235959Z`.
fn read_until(value: &str) -> Result<Until, Invalid> {
    let bad = || refused("UNTIL must look like 20261231, 20261231T235959 or 20261231T235959Z");
    let (day, rest) = value.split_at_checked(8).ok_or_else(bad)?;
    let date = Date::new(digits(day, 0..4)?, digits(day, 4..6)?, digits(day, 6..8)?);
    let date = date.ok().filter(|date| date.year() >= 1).ok_or_else(bad)?;
    if rest.is_empty() {
        return Ok(Until::Date(date));
    }
    let (clock, utc) = rest.strip_suffix('Z').map_or((rest, false), |clock| (clock, true));
    let clock = clock.strip_prefix('T').filter(|clock| clock.len() == 6).ok_or_else(bad)?;
    let (hour, minute) = (digits(clock, 0..2)?, digits(clock, 2..4)?);
    let second = match digits(clock, 4..6)? {
        // RFC 5545 §3.3.12: who knows no leap seconds takes the second 60 for the second 59.
        60 if utc && (hour, minute) == (23, 59) && last_of_half_year(date) => 59,
        second => second,
    };
    let time = Time::new(hour, minute, second, 0).map_err(|_| bad())?;
    let local = DateTime::from_parts(date, time);
    if !utc {
        return Ok(Until::Local(local));
    }
    // What lies behind the last instant means that there is no end.
    Ok(Until::Utc(TimeZone::UTC.to_timestamp(local).unwrap_or(LATEST)))
}

/// Reads digits out of fixed places.
fn digits<T: std::str::FromStr>(text: &str, places: std::ops::Range<usize>) -> Result<T, Invalid> {
    let bad = || refused("UNTIL must be made of digits");
    let part = text.get(places).filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    part.and_then(|part| part.parse().ok()).ok_or_else(bad)
}

fn read_weekday(value: &str) -> Option<Weekday> {
    Some(match value {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        _ => return None,
    })
}

fn read_weekdays(value: &str) -> Result<Vec<WeekdayNum>, Invalid> {
    let one = |item: &str| {
        let item = item.trim_ascii();
        let (number, day) = item.split_at_checked(item.len().checked_sub(2)?)?;
        let ordinal = if number.is_empty() { 0 } else { signed(number, -53, 53)? };
        Some(WeekdayNum { ordinal: i8::try_from(ordinal).ok()?, weekday: read_weekday(day)? })
    };
    let days = value.split(',').map(one).collect::<Option<Vec<_>>>();
    let mut days = days.ok_or_else(|| refused("BYDAY must look like MO,WE or 1MO,-1FR"))?;
    days.sort_by_key(|day| (day.ordinal, day.weekday.to_monday_zero_offset()));
    days.dedup();
    Ok(days)
}

/// Reads a whole number from 1 on.
fn positive(
    value: &str,
    name: &str,
    greatest: u16,
    excess: impl Fn() -> Invalid,
) -> Result<u16, Invalid> {
    let number = if value.bytes().all(|byte| byte.is_ascii_digit()) { value } else { "" };
    let number = number.trim_start_matches('0');
    match number.parse() {
        Ok(number) if number <= greatest => Ok(number),
        // Digits that are too many for the type are too many for the limit.
        Err(_) if number.is_empty() => Err(refused(format!("{name} must be 1 or more"))),
        _ => Err(excess()),
    }
}

/// Reads a list of numbers, sorts it and drops what stands in it twice. Where numbers may be
/// negative, 0 isn't one of them.
fn numbers<T: TryFrom<i16>>(
    name: &str,
    value: &str,
    least: i16,
    greatest: i16,
) -> Result<Vec<T>, Invalid> {
    let bad = || {
        let zero = if least < 0 { ", without 0" } else { "" };
        refused(format!("{name} must be numbers from {least} to {greatest}{zero}"))
    };
    let list = value.split(',').map(str::trim_ascii).map(|item| {
        let sign = item.starts_with(['+', '-']);
        signed(item, least, greatest).filter(|_| least < 0 || !sign)
    });
    let mut list = list.collect::<Option<Vec<i16>>>().ok_or_else(bad)?;
    list.sort_unstable();
    list.dedup();
    list.into_iter().map(|number| T::try_from(number).map_err(|_| bad())).collect()
}

/// Reads one number of at most three digits with an optional sign; 0 only where `least` is 0.
fn signed(item: &str, least: i16, greatest: i16) -> Option<i16> {
    let bare = item.strip_prefix(['+', '-']).unwrap_or(item);
    let formed = (1..=3).contains(&bare.len()) && bare.bytes().all(|byte| byte.is_ascii_digit());
    let number: i16 = formed.then(|| bare.parse().ok()).flatten()?;
    let number = if item.starts_with('-') { -number } else { number };
    ((least..=greatest).contains(&number) && (number != 0 || least == 0)).then_some(number)
}
