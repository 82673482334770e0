//! The dates a rule's `BY` parts choose in a month or year, before any time of day.

use jiff::civil::{Date, Weekday};

use super::{
    plus_days,
    rule::{Skip, WeekdayNum},
};

/// A month or a year: where the nth weekday is counted.
#[derive(Clone, Copy)]
pub(super) struct Span {
    first: Date,
    days: i64,
}

impl Span {
    pub(super) fn month(date: Date) -> Self {
        Self { first: date.first_of_month(), days: date.days_in_month().into() }
    }

    pub(super) fn year(date: Date) -> Self {
        Self { first: date.first_of_year(), days: date.days_in_year().into() }
    }

    /// Gives the nth day, counted from 1, or from −1 at the end.
    pub(super) fn nth(self, number: i64) -> Option<Date> {
        let number = if number < 0 { self.days + 1 + number } else { number };
        (1..=self.days).contains(&number).then(|| plus_days(self.first, number - 1)).flatten()
    }

    /// Gives the nth day of a month, or what stands in for it when the month doesn't have it.
    ///
    /// A day that isn't there lies after the month's last one or, counted from the end, before
    /// its first one; the day before or after that place is taken.
    pub(super) fn nth_or(self, number: i64, skip: Skip) -> Option<Date> {
        self.nth(number).or_else(|| {
            let gap = if number < 0 { 0 } else { self.days };
            match skip {
                Skip::Omit => None,
                Skip::Backward => plus_days(self.first, gap - 1),
                Skip::Forward => plus_days(self.first, gap),
            }
        })
    }

    /// Adds all days the weekdays stand for.
    pub(super) fn weekdays(self, wanted: &[WeekdayNum], out: &mut Vec<Date>) {
        for day in wanted {
            let lead = i64::from(day.weekday.since(self.first.weekday()));
            let number = (self.days - lead + 6) / 7;
            let chosen = match i64::from(day.ordinal) {
                0 => 0..number,
                nth if nth > 0 => nth - 1..nth.min(number),
                nth => (number + nth).max(0)..(number + nth + 1).max(0),
            };
            out.extend(chosen.filter_map(|week| plus_days(self.first, lead + 7 * week)));
        }
    }

    /// Tells whether a day is one the weekdays stand for.
    pub(super) fn has(self, date: Date, wanted: &[WeekdayNum]) -> bool {
        let place = date.duration_since(self.first).as_hours() / 24;
        let (from_first, from_last) = (place / 7 + 1, -((self.days - 1 - place) / 7 + 1));
        let weekday = date.weekday();
        wanted.iter().any(|day| {
            let ordinal = i64::from(day.ordinal);
            day.weekday == weekday && [0, from_first, from_last].contains(&ordinal)
        })
    }
}

/// Gives the first day of the week a date lies in.
pub(super) fn week_of(date: Date, start: Weekday) -> Option<Date> {
    plus_days(date, -i64::from(date.weekday().since(start)))
}

/// Adds the days of a calendar year that lie in weeks with the given numbers (ISO 8601, with any
/// first day of the week): week 1 is the one with 4 January.
///
/// The first days of January may lie in the old year's last week, and the last of December in
/// the new year's first: the day counts, so that every occurrence lies in the year it is of.
pub(super) fn weeks(year: i16, numbers: &[i8], start: Weekday, out: &mut Vec<Date>) {
    let first_week = |year: i16| Date::new(year, 1, 4).ok().and_then(|date| week_of(date, start));
    for owner in [year - 1, year, year + 1] {
        let (Some(first), Some(next)) = (first_week(owner), first_week(owner + 1)) else {
            continue;
        };
        let count = next.duration_since(first).as_hours() / (24 * 7);
        for &number in numbers {
            let number = if number < 0 { count + 1 + i64::from(number) } else { number.into() };
            let opening = plus_days(first, 7 * (number - 1));
            // Of the neighbouring years only the weeks at the turn matter.
            let last = |opening: Date| plus_days(opening, 6);
            let near = |&opening: &Date| {
                opening.year() == year || last(opening).is_some_and(|last| last.year() == year)
            };
            if let Some(opening) = opening.filter(near)
                && (1..=count).contains(&number)
            {
                let days = (0..7).filter_map(|day| plus_days(opening, day));
                out.extend(days.filter(|day| day.year() == year));
            }
        }
    }
}
