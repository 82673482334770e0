//! The birthdays in a range of days.

use jiff::{ToSpan, civil::Date};

use super::{Birthday, Person, PersonSort};
use crate::{Invalid, Stored};

/// A range of days, at most a year, in which everybody has at most one birthday; or a day more, in which
/// somebody may have one at either end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Birthdays {
    first: Date,
    last: Date,
}

/// Days of one year, as [`Birthday::day_of_year`] writes them, both inside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayRange {
    /// The first day.
    pub from: i16,
    /// The last day.
    pub to: i16,
    /// The year: who was born later has no birthday in it.
    pub year: i16,
}

/// Somebody's birthday on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BirthdayOf {
    /// Whose it is.
    pub person: Stored<Person>,
    /// When they were born.
    pub birthday: Birthday,
    /// When it is celebrated.
    pub date: Date,
    /// How old they are then, if the year is known.
    pub age: Option<i16>,
}

impl Birthdays {
    /// Takes a range of days, the last one outside.
    ///
    /// # Errors
    /// `end_before_start`, or `range_too_wide` for more than a year.
    pub fn between(start: Date, end: Date) -> Result<Self, Invalid> {
        if end <= start {
            return Err(Invalid::new("end_before_start", "end must be after start"));
        }
        if end > start.saturating_add(1.year()) {
            let detail = "birthdays can be listed for at most a year";
            return Err(Invalid::new("range_too_wide", detail));
        }
        Ok(Self { first: start, last: end.saturating_sub(1.day()) })
    }

    /// Takes the days that a range of at most a year touches, the last one outside: from noon to noon
    /// they are a day more than a year.
    ///
    /// # Errors
    /// `end_before_start`, `range_too_wide`.
    pub fn touched(start: Date, end: Date) -> Result<Self, Invalid> {
        let last = end.saturating_sub(1.day());
        Self::between(start, if start < last { last } else { end })?;
        Ok(Self { first: start, last })
    }

    /// Takes a few days, the last one inside.
    #[must_use]
    pub fn of_days(first: Date, last: Date) -> Self {
        Self { first, last: last.clamp(first, first.saturating_add(300.days())) }
    }

    /// Returns the days of birth that are celebrated in the range, in the order in which they are:
    /// one range, or two when a year begins in it.
    #[must_use]
    pub fn days(self) -> Vec<DayRange> {
        let Self { first, last } = self;
        let day = |date: Date| i16::from(date.month()) * 100 + i16::from(date.day());
        // In a year without it, 29 February goes with the 28th.
        let to = match day(last) {
            228 if !last.in_leap_year() => 229,
            day => day,
        };
        let from = day(first);
        if first.year() == last.year() {
            return vec![DayRange { from, to, year: first.year() }];
        }
        vec![
            DayRange { from, to: 1231, year: first.year() },
            DayRange { from: 101, to, year: last.year() },
        ]
    }

    /// Finds the birthdays of people, by day; on one day those of 29 February come last, and then it
    /// goes by name and id.
    #[must_use]
    pub fn in_order(self, people: Vec<Stored<Person>>) -> Vec<BirthdayOf> {
        let mut found: Vec<_> = people.into_iter().flat_map(|person| self.of(&person)).collect();
        found.sort_by_cached_key(|BirthdayOf { person, birthday, date, .. }| {
            let name = person.sort_key(PersonSort::LastName);
            (*date, birthday.day_of_year(), name, person.id)
        });
        found
    }

    /// Finds a person's birthdays in the range.
    #[must_use]
    pub fn of(self, person: &Stored<Person>) -> Vec<BirthdayOf> {
        let Some(birthday) = person.birthday else { return Vec::new() };
        let years = self.first.year()..=self.last.year();
        let celebrated = years.filter_map(|year| birthday.in_year(year));
        let within = celebrated.filter(|(date, _)| (self.first..=self.last).contains(date));
        let of = |(date, age)| BirthdayOf { person: person.clone(), birthday, date, age };
        within.map(of).collect()
    }
}

#[cfg(test)]
mod tests {
    use jiff::{ToSpan, civil::date};
    use proptest::prelude::*;

    use super::Birthdays;
    use crate::{
        PersonId, Stored,
        person::{Birthday, Person},
    };

    fn born(year: Option<i16>, day: i16) -> Option<Stored<Person>> {
        let birthday = Birthday::from_parts(year, day)?;
        let body = Person { birthday: Some(birthday), ..Person::default() };
        let at = jiff::Timestamp::UNIX_EPOCH;
        Some(Stored { id: PersonId(1), version: 1, created_at: at, updated_at: at, body })
    }

    #[test]
    fn a_range_is_at_most_a_year() {
        let between = |start, end| Birthdays::between(start, end).map_err(|invalid| invalid.code);
        let day = date(2026, 3, 2);
        assert_eq!(between(day, day), Err("end_before_start"));
        assert!(between(day, date(2027, 3, 2)).is_ok());
        assert_eq!(between(day, date(2027, 3, 3)), Err("range_too_wide"));
        assert!(between(date(2028, 1, 1), date(2029, 1, 1)).is_ok());
    }

    #[test]
    fn from_noon_to_noon_of_a_year_somebody_has_two() {
        let touched = |start, end| Birthdays::touched(start, end).map_err(|invalid| invalid.code);
        let day = date(2026, 3, 2);
        assert_eq!(touched(day, day), Err("end_before_start"));
        assert_eq!(touched(day, date(2026, 3, 3)), Ok(Birthdays { first: day, last: day }));
        assert_eq!(touched(day, date(2027, 3, 4)), Err("range_too_wide"));
        let range = touched(day, date(2027, 3, 3)).unwrap();
        let dates = |person| range.of(&person).iter().map(|one| one.date).collect::<Vec<_>>();
        assert_eq!(dates(born(None, 302).unwrap()), [day, date(2027, 3, 2)]);
        assert_eq!(dates(born(Some(2027), 302).unwrap()), [date(2027, 3, 2)]);
        assert_eq!(dates(born(None, 301).unwrap()), [date(2027, 3, 1)]);
    }

    proptest! {
        /// What a database finds by the days of birth is what is celebrated in the range.
        #[test]
        fn days_are_those_that_are_celebrated(
            start in 0..2_000_i32, length in 1..365_i32, month in 1..13_i16, day in 1..32_i16,
            year in prop::option::of(2022..2034_i16),
        ) {
            let start = date(2023, 1, 1).saturating_add(start.days());
            let range = Birthdays::between(start, start.saturating_add(length.days())).unwrap();
            let Some(person) = born(year, month * 100 + day) else { return Ok(()) };
            let number = month * 100 + day;
            let found = range.days().iter().any(|days| {
                (days.from..=days.to).contains(&number) && year.is_none_or(|born| born <= days.year)
            });
            prop_assert_eq!(range.of(&person).len(), usize::from(found));
        }
    }
}
