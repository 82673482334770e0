//! Expanding one period: the table of RFC 5545 §3.3.10 with its two notes.

use jiff::civil::{Date, DateTime};

use super::{
    dates::{Span, weeks},
    plan::Plan,
    plus_days,
    rule::{Frequency, Skip},
};

impl Plan {
    /// Adds the occurrences of the period that opens with a day, if they lie in the window (both
    /// ends inside), in no particular order.
    pub(super) fn expand(&self, opening: Date, window: [DateTime; 2], out: &mut Vec<DateTime>) {
        let mut dates = match self.rule.frequency {
            Frequency::Daily => vec![opening],
            Frequency::Weekly => (0..7).filter_map(|day| plus_days(opening, day)).collect(),
            Frequency::Monthly => self.month(opening),
            Frequency::Yearly => self.year(opening),
        };
        if matches!(self.rule.frequency, Frequency::Daily | Frequency::Weekly) {
            self.keep_months(&mut dates);
            self.keep_month_days(&mut dates);
            self.keep_weekdays(&mut dates);
        }
        dates.sort_unstable();
        dates.dedup();
        let [from, to] = window;
        let mut take = |local: DateTime| {
            if from <= local && local <= to {
                out.push(local);
            }
        };
        let times = &self.times;
        if self.rule.positions.is_empty() {
            let inside = dates.iter().filter(|&&day| from.date() <= day && day <= to.date());
            inside.for_each(|day| times.iter().for_each(|&time| take(day.to_datetime(time))));
            return;
        }
        // The set is every date with every time: its nth needs no list of them all.
        let size = dates.len() * times.len();
        for &position in &self.rule.positions {
            let place = usize::from(position.unsigned_abs());
            let place = if position > 0 { place.checked_sub(1) } else { size.checked_sub(place) };
            let Some(place) = place else { continue };
            if let (Some(date), Some(&time)) =
                (dates.get(place / times.len()), times.get(place % times.len()))
            {
                take(date.to_datetime(time));
            }
        }
    }

    /// Gives a month's dates: `BYMONTHDAY` expands, and `BYDAY` too unless that limits (note 1).
    fn month(&self, opening: Date) -> Vec<Date> {
        let mut dates = Vec::new();
        if !self.has_month(opening) {
            return dates;
        }
        if self.rule.month_days.is_empty() {
            Span::month(opening).weekdays(&self.rule.weekdays, &mut dates);
        } else {
            self.month_days(opening, &mut dates);
            self.keep_weekdays(&mut dates);
        }
        dates
    }

    /// Gives a year's dates: the finest part expands and coarser ones limit it, which is what
    /// expanding one after the other comes to; `BYDAY` follows note 2.
    fn year(&self, opening: Date) -> Vec<Date> {
        let rule = &self.rule;
        let mut dates = Vec::new();
        let months = || {
            let all = (1..=12).filter_map(|month| Date::new(opening.year(), month, 1).ok());
            all.filter(|&month| self.has_month(month))
        };
        if !rule.year_days.is_empty() || !rule.week_numbers.is_empty() {
            if rule.year_days.is_empty() {
                weeks(opening.year(), &rule.week_numbers, rule.week_start, &mut dates);
            } else {
                let nth = |&day: &i16| Span::year(opening).nth(day.into());
                dates.extend(rule.year_days.iter().filter_map(nth));
            }
            self.keep_months(&mut dates);
            self.keep_month_days(&mut dates);
            self.keep_weekdays(&mut dates);
            self.keep_weeks(opening, &mut dates);
        } else if !rule.month_days.is_empty() {
            months().for_each(|month| self.month_days(month, &mut dates));
            self.keep_weekdays(&mut dates);
        } else if rule.months.is_empty() {
            Span::year(opening).weekdays(&rule.weekdays, &mut dates);
        } else {
            months().for_each(|month| Span::month(month).weekdays(&rule.weekdays, &mut dates));
        }
        dates
    }

    fn has_month(&self, date: Date) -> bool {
        self.rule.months.is_empty() || self.rule.months.contains(&date.month())
    }

    /// Adds a month's days by `BYMONTHDAY`, missing ones as `SKIP` says.
    fn month_days(&self, month: Date, out: &mut Vec<Date>) {
        let skip = self.rule.skip.unwrap_or(Skip::Omit);
        let nth = |&day: &i8| Span::month(month).nth_or(day.into(), skip);
        out.extend(self.rule.month_days.iter().filter_map(nth));
    }

    fn keep_months(&self, dates: &mut Vec<Date>) {
        dates.retain(|&date| self.has_month(date));
    }

    fn keep_month_days(&self, dates: &mut Vec<Date>) {
        let wanted = &self.rule.month_days;
        let fits = |date: &Date| {
            let from_last = date.day() - date.days_in_month() - 1;
            wanted.contains(&date.day()) || wanted.contains(&from_last)
        };
        dates.retain(|date| wanted.is_empty() || fits(date));
    }

    /// Limits days of the year by `BYWEEKNO`.
    fn keep_weeks(&self, opening: Date, dates: &mut Vec<Date>) {
        let rule = &self.rule;
        if !rule.year_days.is_empty() && !rule.week_numbers.is_empty() && !dates.is_empty() {
            let mut inside = Vec::new();
            weeks(opening.year(), &rule.week_numbers, rule.week_start, &mut inside);
            dates.retain(|date| inside.contains(date));
        }
    }

    /// Limits by `BYDAY`. Its numbers count in the month, but in the year for yearly rules
    /// without `BYMONTH`.
    fn keep_weekdays(&self, dates: &mut Vec<Date>) {
        let wanted = &self.rule.weekdays;
        let yearly = self.rule.frequency == Frequency::Yearly && self.rule.months.is_empty();
        let span = |date| if yearly { Span::year(date) } else { Span::month(date) };
        dates.retain(|&date| wanted.is_empty() || span(date).has(date, wanted));
    }
}
