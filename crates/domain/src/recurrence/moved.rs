//! Moving a series: what becomes of its rule when its start moves.
//!
//! Each occurrence is to move as far as the start does: as many days, and by as much on the clock.
//! A rule that names days or times has to name others then, or the moved start would be no
//! occurrence of it. Where no rule says that (the day after the second Tuesday), nobody but the
//! person can tell what is meant.

use std::collections::BTreeSet;

use jiff::civil::{DateTime, Time};

use super::{
    plan::Plan,
    rule::{Frequency, Limit, Rule, Until, WeekdayNum},
    series::{Kind, Series},
    unsupported,
};
use crate::Invalid;

/// The days of a month that every month has, counted from either end.
const MONTH: i64 = 28;
/// The days of a year that every year has.
const YEAR: i64 = 365;
/// The weeks that lie in one year as a whole, but for the first one.
const WEEKS: i64 = 51;

impl Rule {
    /// Gives the rule that a series has after its start moved from one local time to another.
    ///
    /// Weekdays move around the week and, with more than one in every nth week, the first day of the
    /// week moves along. Days of a month or year move within what each month or year has. A rule with
    /// one day of a month, which is that of its start, has that of the new start, as if it didn't name
    /// it. Times of day move within the day. The end stays; see [`Rule::ending_with`].
    ///
    /// # Errors
    /// `ambiguous_move` when no rule, or more than one, means the same of the moved start.
    pub(crate) fn moved(&self, from: DateTime, to: DateTime) -> Result<Self, Invalid> {
        let mut rule = self.clone();
        if from == to {
            return Ok(rule);
        }
        if from.time() != to.time() && rule.sets_times() {
            rule.move_times(from, to.time()).ok_or_else(ambiguous)?;
        }
        let days = from.date().duration_until(to.date()).as_hours() / 24;
        if days != 0 {
            match rule.frequency {
                Frequency::Daily | Frequency::Weekly => rule.move_in_weeks(to, days),
                Frequency::Monthly | Frequency::Yearly => rule.move_in_months(from, to, days),
            }
            .ok_or_else(ambiguous)?;
        }
        // Whatever the parts say, the series has to begin where it was moved to.
        let fits = Plan::new(&rule, to).walk(to, to).next().is_some();
        if fits { Ok(rule) } else { Err(ambiguous()) }
    }

    /// Tells whether two rules name the same days and times, wherever they end and whatever becomes
    /// of days that a month doesn't have.
    pub(crate) fn has_days_of(&self, other: &Self) -> bool {
        let days = |rule: &Self| Self { limit: Limit::Never, skip: None, ..rule.clone() };
        days(self) == days(other)
    }

    /// Moves an `UNTIL` along with the start of a series, which may be of another kind or zone then:
    /// the series ends with the same occurrence by the clock there.
    pub(crate) fn ending_with(
        self,
        (from, old): (DateTime, &Kind),
        (to, new): (DateTime, &Kind),
    ) -> Self {
        let Limit::Until(until) = self.limit else { return self };
        let on_clock = from.duration_until(to);
        let days = from.date().duration_until(to.date());
        let moved = match (until, old, new) {
            (Until::Date(last), ..) => Until::Date(last.saturating_add(days)),
            (Until::Local(last), Kind::Timed(_), Kind::Timed(_))
            | (Until::Local(last), Kind::AllDay, _) => Until::Local(last.saturating_add(on_clock)),
            (Until::Local(last), Kind::Timed(_), Kind::AllDay) => {
                Until::Date(last.date().saturating_add(days))
            }
            (Until::Utc(at), Kind::Timed(zone), Kind::AllDay) => {
                Until::Date(zone.to_datetime(at).date().saturating_add(days))
            }
            (Until::Utc(at), Kind::Timed(zone), Kind::Timed(new)) => {
                let last = zone.to_datetime(at).saturating_add(on_clock);
                let moved = new.to_ambiguous_timestamp(last).compatible();
                Until::Utc(moved.unwrap_or(at))
            }
            (Until::Utc(at), Kind::AllDay, _) => Until::Utc(at.saturating_add(days).unwrap_or(at)),
        };
        self.with_limit(Limit::Until(moved))
    }

    /// Moves the times of day by as much as the start, if all stay on their day and can still be
    /// written as hours, minutes and seconds.
    fn move_times(&mut self, from: DateTime, to: Time) -> Option<()> {
        let by = from.time().duration_until(to);
        let seconds = |time: Time| Time::midnight().duration_until(time).as_secs();
        let times = self.times_of_day(from);
        let moved = times.iter().map(|&time| {
            let moved = seconds(time) + by.as_secs();
            (0..86_400).contains(&moved).then(|| time.wrapping_add(by))
        });
        let moved = moved.collect::<Option<BTreeSet<_>>>()?;
        let parts =
            |part: fn(Time) -> i8| moved.iter().map(|&time| part(time)).collect::<BTreeSet<_>>();
        let all = [parts(Time::hour), parts(Time::minute), parts(Time::second)];
        let product: usize = all.iter().map(BTreeSet::len).product();
        if product != moved.len() {
            return None;
        }
        for (list, part) in
            [&mut self.hours, &mut self.minutes, &mut self.seconds].into_iter().zip(all)
        {
            // What the rule leaves to the start, the start still says.
            if !list.is_empty() || part.len() > 1 {
                *list = part.into_iter().collect();
            }
        }
        Some(())
    }

    fn move_in_weeks(&mut self, to: DateTime, days: i64) -> Option<()> {
        let by_week = self.frequency == Frequency::Weekly
            && self.weekdays.len() > 1
            && (self.interval > 1 || !self.positions.is_empty());
        if by_week && self.weeks_moved(&self.weekdays, days).is_none() {
            self.week_start = self.week_start.wrapping_add(days % 7);
        }
        self.move_month_days(to, days)?;
        self.move_weekdays(days)
    }

    fn move_in_months(&mut self, from: DateTime, to: DateTime, days: i64) -> Option<()> {
        if !self.positions.is_empty() && !self.weekdays.is_empty() {
            // The last weekday, moved: to which one?
            return None;
        }
        if !self.months.is_empty() && from.month() != to.month() {
            let one_day = self.weekdays.is_empty()
                && self.year_days.is_empty()
                && self.week_numbers.is_empty()
                && self.month_days.len() <= 1;
            if !one_day || self.months.len() > 1 {
                return None;
            }
            self.months = vec![to.month()];
        }
        if !self.week_numbers.is_empty() {
            self.move_week_numbers(from, days)?;
        }
        for day in &mut self.year_days {
            *day = i16::try_from(within(i64::from(*day), days, YEAR)?).ok()?;
        }
        self.move_month_days(to, days)?;
        if self.weekdays.iter().any(|day| day.ordinal == 0) && !self.stays_in_period(from, to) {
            return None;
        }
        self.move_weekdays(days)
    }

    /// Tells whether every weekday of a period moved is every other weekday of one: always, unless
    /// the days of one period come to lie in the next, which the rule leaves out.
    fn stays_in_period(&self, from: DateTime, to: DateTime) -> bool {
        let same = match self.frequency {
            Frequency::Yearly => from.year() == to.year(),
            _ => from.date().first_of_month() == to.date().first_of_month(),
        };
        let other = self.months.is_empty() && self.week_numbers.is_empty();
        same || other && self.interval == 1
    }

    /// Moves days of a month: one as the start, several within what each month has.
    fn move_month_days(&mut self, to: DateTime, days: i64) -> Option<()> {
        if let ([day], true) = (self.month_days.as_mut_slice(), self.weekdays.is_empty())
            && *day > 0
        {
            *day = to.day();
            return Some(());
        }
        for day in &mut self.month_days {
            *day = i8::try_from(within(i64::from(*day), days, MONTH)?).ok()?;
        }
        Some(())
    }

    /// Moves weekdays: of every week around it, numbered ones by whole weeks.
    fn move_weekdays(&mut self, days: i64) -> Option<()> {
        let in_year = self.frequency == Frequency::Yearly && self.months.is_empty();
        let most = if in_year { 52 } else { 4 };
        for day in &mut self.weekdays {
            if day.ordinal == 0 {
                day.weekday = day.weekday.wrapping_add(days % 7);
            } else if days % 7 == 0 {
                day.ordinal = i8::try_from(within(day.ordinal.into(), days / 7, most)?).ok()?;
            } else {
                return None;
            }
        }
        self.weekdays.sort_by_key(|day| (day.ordinal, day.weekday.to_monday_zero_offset()));
        Some(())
    }

    /// Moves the numbers of weeks, if all weekdays move by as many.
    fn move_week_numbers(&mut self, from: DateTime, days: i64) -> Option<()> {
        let own = [WeekdayNum { ordinal: 0, weekday: from.weekday() }];
        let weekdays = if self.weekdays.is_empty() { &own[..] } else { &self.weekdays };
        let weeks = self.weeks_moved(weekdays, days)?;
        if weeks != 0 {
            for week in &mut self.week_numbers {
                let moved = within(i64::from(*week), weeks, WEEKS)?;
                *week = i8::try_from(moved).ok().filter(|week| week.unsigned_abs() > 1)?;
            }
        }
        Some(())
    }

    /// Gives by how many weeks weekdays move; `None` when they don't all stay together.
    fn weeks_moved(&self, weekdays: &[WeekdayNum], days: i64) -> Option<i64> {
        let place = |day: &WeekdayNum| i64::from(day.weekday.since(self.week_start));
        let mut weeks = weekdays.iter().map(|day| (place(day) + days).div_euclid(7));
        let first = weeks.next()?;
        weeks.all(|other| other == first).then_some(first)
    }
}

/// Moves a number that counts from 1, or from −1 at the end, if both are numbers up to `most`.
fn within(number: i64, by: i64, most: i64) -> Option<i64> {
    let moved = number + by;
    let inside = |number: i64| (1..=most).contains(&number.abs());
    (inside(number) && inside(moved) && number.signum() == moved.signum()).then_some(moved)
}

fn ambiguous() -> Invalid {
    let detail = "the recurrence names days or times that can't move like this in one way only; \
                  send recurrence_rule with the ones that are meant";
    Invalid::new("ambiguous_move", detail)
}

impl Series {
    /// Gives the series that begins with its first occurrence by the rule, excluded or not: the same
    /// one, but for a start that doesn't fit its rule and would be no occurrence.
    ///
    /// # Errors
    /// `unsupported_recurrence` when no rule begins there: `SKIP` moved the day into another month, and
    /// `INTERVAL` isn't 1.
    pub(crate) fn begin_with_first(self) -> Result<Self, Invalid> {
        let start = self.definition().start;
        let reach = start.saturating_add(super::REACH).min(super::HORIZON);
        let first = self.rule_locals([start, reach]).next();
        match first {
            Some(first) if first != start => self.starting_at(first).map_err(|_| {
                unsupported("a series can't begin with a day that moved to another month")
            }),
            _ => Ok(self),
        }
    }
}
