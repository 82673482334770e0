//! A rule together with its start: what DTSTART implies is filled in, and periods are numbered.

use jiff::civil::{Date, DateTime, Time, date};

use super::{
    plus_days,
    rule::{Frequency, Rule, WeekdayNum},
};

const EPOCH: Date = date(1970, 1, 1);

/// What a walk through the occurrences needs to know.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) rule: Rule,
    pub(super) start: DateTime,
    pub(super) times: Vec<Time>,
}

impl Rule {
    /// Gives the rule with the dates that RFC 5545 §3.3.10 takes from DTSTART written out.
    pub(super) fn filled(&self, start: DateTime) -> Self {
        let mut rule = self.clone();
        let by_days = !(rule.month_days.is_empty() && rule.weekdays.is_empty());
        let weekday = WeekdayNum { ordinal: 0, weekday: start.weekday() };
        match rule.frequency {
            Frequency::Daily => {}
            Frequency::Weekly if by_days => {}
            Frequency::Weekly => rule.weekdays.push(weekday),
            Frequency::Monthly if by_days => {}
            Frequency::Monthly => rule.month_days.push(start.day()),
            Frequency::Yearly if by_days || !rule.year_days.is_empty() => {}
            Frequency::Yearly if !rule.week_numbers.is_empty() => rule.weekdays.push(weekday),
            Frequency::Yearly => {
                rule.month_days.push(start.day());
                if rule.months.is_empty() {
                    rule.months.push(start.month());
                }
            }
        }
        rule
    }

    /// Gives the times of day, in order.
    pub(super) fn times_of_day(&self, start: DateTime) -> Vec<Time> {
        let or = |list: &[i8], own: i8| if list.is_empty() { vec![own] } else { list.to_vec() };
        let hours = or(&self.hours, start.hour());
        let minutes = or(&self.minutes, start.minute());
        let seconds = or(&self.seconds, start.second());
        let mut times = Vec::with_capacity(hours.len() * minutes.len() * seconds.len());
        for &hour in &hours {
            for &minute in &minutes {
                let at = |&second: &i8| Time::new(hour, minute, second, 0).ok();
                times.extend(seconds.iter().filter_map(at));
            }
        }
        times
    }
}

impl Plan {
    pub(super) fn new(rule: &Rule, start: DateTime) -> Self {
        Self { rule: rule.filled(start), times: rule.times_of_day(start), start }
    }

    /// Gives the days by which an occurrence may lie outside its period.
    pub(super) fn slack(&self) -> i64 {
        i64::from(self.rule.moves_days())
    }

    /// Gives the number of the period a date lies in.
    pub(super) fn period_of(&self, date: Date) -> i64 {
        let days = || date.duration_since(EPOCH).as_hours() / 24;
        match self.rule.frequency {
            Frequency::Daily => days(),
            Frequency::Weekly => (days() - self.week_offset()).div_euclid(7),
            Frequency::Monthly => i64::from(date.year()) * 12 + i64::from(date.month()) - 1,
            Frequency::Yearly => date.year().into(),
        }
    }

    /// Gives a period's first day; `None` outside the years jiff knows.
    pub(super) fn opening(&self, period: i64) -> Option<Date> {
        match self.rule.frequency {
            Frequency::Daily => plus_days(EPOCH, period),
            Frequency::Weekly => plus_days(EPOCH, period * 7 + self.week_offset()),
            Frequency::Monthly => {
                let year = i16::try_from(period.div_euclid(12)).ok()?;
                let month = i8::try_from(period.rem_euclid(12) + 1).ok()?;
                Date::new(year, month, 1).ok()
            }
            Frequency::Yearly => Date::new(i16::try_from(period).ok()?, 1, 1).ok(),
        }
    }

    /// Gives the first period from `period` on that `INTERVAL` doesn't leave out.
    pub(super) fn aligned(&self, period: i64) -> i64 {
        let base = self.period_of(self.start.date());
        period + (base - period).rem_euclid(self.rule.interval.into())
    }

    /// Gives the next period after `period` that may hold an occurrence. Those outside the months
    /// of `BYMONTH` are jumped over, and days that `BYMONTHDAY` leaves out.
    pub(super) fn following(&self, period: i64) -> i64 {
        let next = period + i64::from(self.rule.interval);
        let daily = self.rule.frequency == Frequency::Daily;
        let days = if daily { self.rule.month_days.as_slice() } else { &[] };
        let all = self.rule.months.is_empty() && days.is_empty();
        if all || self.rule.frequency == Frequency::Yearly {
            return next;
        }
        let possible = self.opening(next).map(|day| self.period_of(self.possible(day, days)));
        possible.map_or(next, |period| self.aligned(period))
    }

    /// Gives the first day from `day` on in a wanted month and with a wanted number.
    ///
    /// Looks a few years ahead; where nothing is found the walk goes on from there.
    fn possible(&self, day: Date, days: &[i8]) -> Date {
        let months = &self.rule.months;
        let mut from = day;
        for _ in 0..100 {
            if months.is_empty() || months.contains(&from.month()) {
                let length = from.days_in_month();
                let number = |&wanted: &i8| if wanted < 0 { length + 1 + wanted } else { wanted };
                let numbers = days.iter().map(number);
                let first = numbers.filter(|n| (from.day()..=length).contains(n)).min();
                let first = if days.is_empty() { Some(from.day()) } else { first };
                if let Some(first) = first {
                    return plus_days(from, i64::from(first - from.day())).unwrap_or(from);
                }
            }
            let Ok(next) = from.last_of_month().tomorrow() else { break };
            from = next;
        }
        from
    }

    /// Gives the day of the week that weeks open with, in days from [`EPOCH`], a Thursday.
    fn week_offset(&self) -> i64 {
        i64::from(self.rule.week_start.to_monday_zero_offset()) - 3
    }
}
