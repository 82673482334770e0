//! A slow second reading of RFC 5545 §3.3.10: it goes through every day of every period and asks
//! whether each part of the rule lets it stand. Shares nothing with the engine but `Rule`.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime, Time, Weekday};

use super::super::rule::{Frequency, Limit, Rule, Skip, Until};

/// Gives all occurrences up to a local time.
pub fn occurrences(rule: &Rule, start: DateTime, upto: DateTime) -> Vec<DateTime> {
    let mut all = BTreeSet::new();
    // A day may be moved in from the month before the start's.
    let mut opening = back(rule, opening_of(rule, start.date()));
    let mut number = -1_i64;
    while opening.yesterday().unwrap() <= upto.date() {
        let next = forth(rule, opening);
        if number.rem_euclid(rule.interval.into()) == 0 {
            all.extend(period(rule, start, opening, next));
        }
        (opening, number) = (next, number + 1);
    }
    let all = all.into_iter().filter(|&local| start <= local && local <= upto);
    match rule.limit {
        Limit::Never => all.collect(),
        Limit::Count(count) => all.take(count.into()).collect(),
        Limit::Until(Until::Date(last)) => all.filter(|local| local.date() <= last).collect(),
        Limit::Until(Until::Local(last)) => all.filter(|&local| local <= last).collect(),
        Limit::Until(Until::Utc(_)) => panic!("the reference knows no zones"),
    }
}

fn opening_of(rule: &Rule, date: Date) -> Date {
    match rule.frequency {
        Frequency::Daily => date,
        Frequency::Weekly => {
            let mut day = date;
            while day.weekday() != rule.week_start {
                day = day.yesterday().unwrap();
            }
            day
        }
        Frequency::Monthly => Date::new(date.year(), date.month(), 1).unwrap(),
        Frequency::Yearly => Date::new(date.year(), 1, 1).unwrap(),
    }
}

fn back(rule: &Rule, opening: Date) -> Date {
    opening_of(rule, opening.yesterday().unwrap())
}

fn forth(rule: &Rule, opening: Date) -> Date {
    let mut day = opening.tomorrow().unwrap();
    while opening_of(rule, day) == opening {
        day = day.tomorrow().unwrap();
    }
    day
}

fn period(rule: &Rule, start: DateTime, opening: Date, next: Date) -> Vec<DateTime> {
    let mut days = BTreeSet::new();
    let mut day = opening;
    while day < next {
        if fits(rule, start, day) {
            days.insert(day);
        }
        if day.day() == 1 {
            days.extend(moved(rule, start, day));
        }
        day = day.tomorrow().unwrap();
    }
    let mut set = Vec::new();
    for day in days {
        for second in 0..86_400_i32 / 60 {
            // Rules here have whole minutes.
            let time = Time::new((second / 60) as i8, (second % 60) as i8, 0, 0).unwrap();
            let hour = one_of(&rule.hours, time.hour(), start.hour());
            if hour && one_of(&rule.minutes, time.minute(), start.minute()) {
                set.push(day.to_datetime(time));
            }
        }
    }
    if rule.positions.is_empty() {
        return set;
    }
    let length = set.len() as i16;
    let chosen = |place: i16| {
        rule.positions.contains(&(place + 1)) || rule.positions.contains(&(place - length))
    };
    (0..length).filter(|&place| chosen(place)).map(|place| set[place as usize]).collect()
}

fn one_of(list: &[i8], value: i8, own: i8) -> bool {
    if list.is_empty() { value == own } else { list.contains(&value) }
}

/// Tells whether every part of the rule, or the start in its place, lets a day stand.
fn fits(rule: &Rule, start: DateTime, day: Date) -> bool {
    let by_month = rule.months.is_empty() || rule.months.contains(&day.month());
    let by_week = rule.week_numbers.is_empty() || in_week(rule, day);
    let by_year_day = rule.year_days.is_empty()
        || rule.year_days.contains(&day.day_of_year())
        || rule.year_days.contains(&(day.day_of_year() - day.days_in_year() - 1));
    let by_month_day = rule.month_days.is_empty()
        || rule.month_days.contains(&day.day())
        || rule.month_days.contains(&(day.day() - day.days_in_month() - 1));
    by_month
        && by_week
        && by_year_day
        && by_month_day
        && by_weekday(rule, day)
        && like_start(rule, start, day)
}

/// Tells whether a day agrees with the start in what the rule leaves open.
fn like_start(rule: &Rule, start: DateTime, day: Date) -> bool {
    let open_days = rule.month_days.is_empty() && rule.weekdays.is_empty();
    match rule.frequency {
        Frequency::Daily => true,
        Frequency::Weekly => !rule.weekdays.is_empty() || day.weekday() == start.weekday(),
        Frequency::Monthly => !open_days || day.day() == start.day(),
        Frequency::Yearly if !open_days || !rule.year_days.is_empty() => true,
        Frequency::Yearly if !rule.week_numbers.is_empty() => day.weekday() == start.weekday(),
        Frequency::Yearly => {
            let month = !rule.months.is_empty() || day.month() == start.month();
            month && day.day() == start.day()
        }
    }
}

/// Tells whether the week of a day has one of the numbers. Its fourth day says which year it is
/// of, and counts its number from either end.
fn in_week(rule: &Rule, day: Date) -> bool {
    let mut opening = day;
    while opening.weekday() != rule.week_start {
        opening = opening.yesterday().unwrap();
    }
    let fourth = opening.tomorrow().unwrap().tomorrow().unwrap().tomorrow().unwrap();
    let from_first = (fourth.day_of_year() - 1) / 7 + 1;
    let from_last = -((fourth.days_in_year() - fourth.day_of_year()) / 7 + 1);
    let has = |number: i16| rule.week_numbers.iter().any(|&week| i16::from(week) == number);
    has(from_first) || has(from_last)
}

fn by_weekday(rule: &Rule, day: Date) -> bool {
    let in_year = rule.frequency == Frequency::Yearly && rule.months.is_empty();
    let same =
        |other: Date| day.year() == other.year() && (in_year || day.month() == other.month());
    rule.weekdays.is_empty()
        || rule.weekdays.iter().filter(|wanted| wanted.weekday == day.weekday()).any(|wanted| {
            let (from_first, from_last) = (count(day, -1, same), count(day, 1, same));
            wanted.ordinal == 0 || wanted.ordinal == from_first || wanted.ordinal == -from_last
        })
}

/// Counts the days like this one, itself among them, towards one end of a month or year.
fn count(day: Date, weeks: i64, same: impl Fn(Date) -> bool) -> i8 {
    let step = jiff::Span::new().weeks(weeks);
    let all = std::iter::successors(Some(day), |day| Some(day.saturating_add(step)));
    all.take_while(|&day| same(day)).count() as i8
}

/// Gives the days that stand in for those the month doesn't have (RFC 7529 §4.1).
fn moved(rule: &Rule, start: DateTime, first: Date) -> Vec<Date> {
    let open = rule.month_days.is_empty()
        && rule.weekdays.is_empty()
        && rule.year_days.is_empty()
        && rule.week_numbers.is_empty();
    let monthly = matches!(rule.frequency, Frequency::Monthly | Frequency::Yearly);
    let by_month_day = rule.year_days.is_empty() && rule.week_numbers.is_empty();
    let right_month = if rule.months.is_empty() {
        !open || rule.frequency != Frequency::Yearly || first.month() == start.month()
    } else {
        rule.months.contains(&first.month())
    };
    if !monthly || !by_month_day || !right_month {
        return Vec::new();
    }
    let own = [start.day()];
    let numbers = if open { &own[..] } else { &rule.month_days[..] };
    let missing = numbers.iter().filter(|day| day.abs() > first.days_in_month());
    let stand_in = |day: &i8| match (rule.skip.unwrap_or(Skip::Omit), *day > 0) {
        (Skip::Omit, _) => None,
        (Skip::Backward, true) => Some(first.last_of_month()),
        (Skip::Backward, false) => Some(first.yesterday().unwrap()),
        (Skip::Forward, true) => Some(first.last_of_month().tomorrow().unwrap()),
        (Skip::Forward, false) => Some(first),
    };
    missing.filter_map(stand_in).filter(|&day| by_weekday(rule, day)).collect()
}

#[test]
fn the_reference_knows_week_one() {
    let rule = super::rule("FREQ=YEARLY;BYWEEKNO=1;WKST=MO");
    assert!(in_week(&rule, Date::constant(2019, 12, 30)));
    assert!(!in_week(&rule, Date::constant(2021, 1, 3)));
    assert_eq!(Date::constant(2021, 1, 3).weekday(), Weekday::Sunday);
}
