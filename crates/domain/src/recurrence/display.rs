//! Writing rules in their canonical form.

use std::fmt::{self, Display, Formatter};

use jiff::{
    civil::{Date, Time, Weekday},
    tz::TimeZone,
};

use super::rule::{Frequency, Limit, Rule, Skip, Until, WeekdayNum};

impl Display for Rule {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        // RFC 5545 wants FREQ first for old readers, though RFC 7529's examples lead with RSCALE.
        write!(f, "FREQ={}", self.frequency)?;
        match self.limit {
            Limit::Never => {}
            Limit::Count(count) => write!(f, ";COUNT={count}")?,
            Limit::Until(until) => write!(f, ";UNTIL={until}")?,
        }
        if self.interval != 1 {
            write!(f, ";INTERVAL={}", self.interval)?;
        }
        list(f, "BYMONTH", &self.months)?;
        list(f, "BYWEEKNO", &self.week_numbers)?;
        list(f, "BYYEARDAY", &self.year_days)?;
        list(f, "BYMONTHDAY", &self.month_days)?;
        list(f, "BYDAY", &self.weekdays)?;
        list(f, "BYHOUR", &self.hours)?;
        list(f, "BYMINUTE", &self.minutes)?;
        list(f, "BYSECOND", &self.seconds)?;
        list(f, "BYSETPOS", &self.positions)?;
        if self.week_start != Weekday::Monday {
            write!(f, ";WKST={}", abbreviation(self.week_start))?;
        }
        match self.skip {
            None => Ok(()),
            Some(Skip::Omit) => f.write_str(";RSCALE=GREGORIAN;SKIP=OMIT"),
            Some(Skip::Backward) => f.write_str(";RSCALE=GREGORIAN;SKIP=BACKWARD"),
            Some(Skip::Forward) => f.write_str(";RSCALE=GREGORIAN;SKIP=FORWARD"),
        }
    }
}

impl Display for Frequency {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Daily => "DAILY",
            Self::Weekly => "WEEKLY",
            Self::Monthly => "MONTHLY",
            Self::Yearly => "YEARLY",
        })
    }
}

impl Display for Until {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(date) => write_date(f, *date),
            Self::Local(local) => {
                write_date(f, local.date())?;
                write_time(f, local.time())
            }
            Self::Utc(at) => {
                let local = TimeZone::UTC.to_datetime(*at);
                write_date(f, local.date())?;
                write_time(f, local.time())?;
                f.write_str("Z")
            }
        }
    }
}

impl Display for WeekdayNum {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.ordinal != 0 {
            write!(f, "{}", self.ordinal)?;
        }
        f.write_str(abbreviation(self.weekday))
    }
}

fn list<T: Display>(f: &mut Formatter<'_>, name: &str, items: &[T]) -> fmt::Result {
    for (place, item) in items.iter().enumerate() {
        if place == 0 {
            write!(f, ";{name}={item}")?;
        } else {
            write!(f, ",{item}")?;
        }
    }
    Ok(())
}

fn write_date(f: &mut Formatter<'_>, date: Date) -> fmt::Result {
    write!(f, "{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

fn write_time(f: &mut Formatter<'_>, time: Time) -> fmt::Result {
    write!(f, "T{:02}{:02}{:02}", time.hour(), time.minute(), time.second())
}

fn abbreviation(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "MO",
        Weekday::Tuesday => "TU",
        Weekday::Wednesday => "WE",
        Weekday::Thursday => "TH",
        Weekday::Friday => "FR",
        Weekday::Saturday => "SA",
        Weekday::Sunday => "SU",
    }
}
