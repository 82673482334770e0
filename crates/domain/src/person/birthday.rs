//! Birthdays, with or without the year.

use jiff::civil::Date;

use crate::{Invalid, civil::parse_date};

/// A leap year, in which every day of a year exists.
const LEAP: i16 = 2000;

/// The day on which somebody was born; the year may be unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Birthday {
    year: Option<i16>,
    month: i8,
    day: i8,
}

impl Birthday {
    /// Parses `YYYY-MM-DD`, or `--MM-DD` without the year (RFC 6350 section 4.3.1, ISO 8601:2000).
    ///
    /// # Errors
    /// `invalid_birthday`.
    pub fn parse(raw: &str) -> Result<Self, Invalid> {
        let bad = || {
            let detail = "a birthday must look like 1990-12-31, or --12-31 without the year";
            Invalid::new("invalid_birthday", detail)
        };
        if let Some(rest) = raw.strip_prefix("--") {
            let date = parse_date(&format!("{LEAP}-{rest}")).map_err(|_| bad())?;
            return Ok(Self { year: None, month: date.month(), day: date.day() });
        }
        let date = parse_date(raw).map_err(|_| bad())?;
        Ok(Self { year: Some(date.year()), month: date.month(), day: date.day() })
    }

    /// Puts together what [`Birthday::year`] and [`Birthday::day_of_year`] took apart; `None` if
    /// there is no such day.
    #[must_use]
    pub fn from_parts(year: Option<i16>, day_of_year: i16) -> Option<Self> {
        let month = i8::try_from(day_of_year / 100).ok()?;
        let day = i8::try_from(day_of_year % 100).ok()?;
        Date::new(year.unwrap_or(LEAP), month, day).ok()?;
        Some(Self { year, month, day })
    }

    /// Returns the year of birth, if it is known.
    #[must_use]
    pub const fn year(self) -> Option<i16> {
        self.year
    }

    /// Returns month and day as one number that sorts: 229 is 29 February.
    #[must_use]
    pub fn day_of_year(self) -> i16 {
        i16::from(self.month) * 100 + i16::from(self.day)
    }

    /// Returns the day on which it is celebrated in a year, and how old the person is then; `None`
    /// before they were born. 29 February is 28 February in a year without it.
    #[must_use]
    pub fn in_year(self, year: i16) -> Option<(Date, Option<i16>)> {
        let age = self.year.map(|born| year - born);
        if age.is_some_and(|age| age < 0) {
            return None;
        }
        // Only 29 February is ever missing from a year.
        let date =
            Date::new(year, self.month, self.day).or_else(|_| Date::new(year, 2, 28)).ok()?;
        Some((date, age))
    }

    /// Tells whether both are the same as far as either says it: one of them may leave the year out.
    pub(super) fn fits(self, other: Self) -> bool {
        let years = self.year.is_none() || other.year.is_none() || self.year == other.year;
        years && self.day_of_year() == other.day_of_year()
    }
}

impl std::fmt::Display for Birthday {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.year {
            Some(year) => write!(f, "{year:04}")?,
            None => f.write_str("-")?,
        }
        write!(f, "-{:02}-{:02}", self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::Birthday;

    #[test]
    fn a_birthday_reads_back_with_and_without_its_year() {
        for text in ["1990-12-31", "1992-02-29", "--02-29", "--01-01", "0001-01-01"] {
            let birthday = Birthday::parse(text).unwrap();
            assert_eq!(birthday.to_string(), text);
            let parts = (birthday.year(), birthday.day_of_year());
            assert_eq!(Birthday::from_parts(parts.0, parts.1), Some(birthday));
        }
        for bad in ["1990-02-29", "--02-30", "-02-01", "---02-01", "--2-1", "1990", "--13-01", ""] {
            assert_eq!(Birthday::parse(bad).unwrap_err().code, "invalid_birthday", "{bad}");
        }
    }

    #[test]
    fn who_was_born_on_29_february_celebrates_on_28_february_in_common_years() {
        let leap = Birthday::parse("1992-02-29").unwrap();
        assert_eq!(leap.in_year(2026), Some((date(2026, 2, 28), Some(34))));
        assert_eq!(leap.in_year(2028), Some((date(2028, 2, 29), Some(36))));
        assert_eq!(leap.in_year(1992), Some((date(1992, 2, 29), Some(0))));
        assert_eq!(leap.in_year(1991), None, "nobody is a year short of being born");
        let unknown = Birthday::parse("--12-24").unwrap();
        assert_eq!(unknown.in_year(2026), Some((date(2026, 12, 24), None)));
    }
}
