//! Cost is counted in periods looked at, which doesn't depend on the machine.

use jiff::civil::DateTime;

use super::{
    super::{Rule, Series, plan::Plan},
    all_day, local, rule, timed,
};

/// Counts the periods looked at for a window of thirty days.
fn visits(start: &str, raw: &str, from: &str) -> usize {
    let from: DateTime = local(from);
    let plan = Plan::new(&rule(raw), local(start));
    let mut walk = plan.walk(from, from.saturating_add(jiff::SignedDuration::from_hours(720)));
    walk.by_ref().for_each(drop);
    walk.visited
}

#[test]
fn a_window_costs_the_same_whatever_the_age_of_the_series() {
    for (raw, most) in [
        ("FREQ=DAILY", 31),
        ("FREQ=DAILY;INTERVAL=7", 5),
        ("FREQ=DAILY;INTERVAL=999", 1),
        ("FREQ=WEEKLY;BYDAY=MO,TH;INTERVAL=3", 3),
        ("FREQ=MONTHLY;BYDAY=-1FR", 2),
        ("FREQ=MONTHLY;BYMONTHDAY=31;RSCALE=GREGORIAN;SKIP=FORWARD", 3),
        ("FREQ=YEARLY;INTERVAL=7", 1),
        ("FREQ=YEARLY;BYWEEKNO=1,20", 1),
    ] {
        for start in ["1000-01-01T09:00", "1990-01-01T09:00", "2025-12-31T09:00"] {
            let count = visits(start, raw, "2026-05-10T00:00");
            assert!(count <= most, "{raw} from {start}: {count}");
        }
    }
}

#[test]
fn days_of_unwanted_months_are_jumped_over() {
    let plan = Plan::new(&rule("FREQ=DAILY;BYMONTH=2"), local("2000-01-01T09:00"));
    let mut walk = plan.walk(plan.start, local("2009-12-31T00:00"));
    assert_eq!(walk.by_ref().count(), 283);
    assert!(walk.visited <= 290, "{}", walk.visited);
    let plan = Plan::new(&rule("FREQ=DAILY;BYMONTHDAY=-1"), local("2000-01-01T09:00"));
    let mut walk = plan.walk(plan.start, local("2009-12-31T23:00"));
    assert_eq!(walk.by_ref().count(), 120);
    assert!(walk.visited <= 122, "{}", walk.visited);
}

#[test]
fn rules_without_any_date_are_refused_after_few_steps() {
    for (raw, most) in [
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", 1_500),
        ("FREQ=DAILY;BYMONTH=2,4;BYMONTHDAY=31", 1_500),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO;INTERVAL=999", 150),
        ("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30,31", 4_900),
        ("FREQ=MONTHLY;BYMONTHDAY=1;BYDAY=2MO", 4_900),
        ("FREQ=MONTHLY;BYDAY=6MO,-6SU", 4_900),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31;BYSETPOS=1,-1", 402),
        ("FREQ=YEARLY;BYWEEKNO=20;BYMONTH=1", 402),
        ("FREQ=YEARLY;BYYEARDAY=1;BYMONTHDAY=2", 402),
        ("FREQ=WEEKLY;BYMONTH=2;BYDAY=MO;BYSETPOS=1;INTERVAL=1000;UNTIL=20260101", 22),
    ] {
        let plan = Plan::new(&rule(raw), local("2026-01-02T09:00"));
        let mut walk = plan.walk(plan.start, local("2426-01-02T09:00"));
        walk.by_ref().take_while(|_| !raw.contains("UNTIL")).for_each(drop);
        assert!(walk.visited <= most, "{raw}: {}", walk.visited);
        let made = Series::new(timed("UTC", "2026-01-02T09:00", raw));
        assert_eq!(made.unwrap_err().code, "recurrence_never_occurs", "{raw}");
    }
}

#[test]
fn the_longest_rule_is_bounded_by_its_days() {
    let days: Vec<_> = (1..=120).map(|day| day.to_string()).collect();
    let raw = format!("FREQ=YEARLY;BYYEARDAY={};BYHOUR=1,2,3;BYMINUTE=1,2,3,4", days.join(","));
    let raw = if raw.len() > 500 { raw.replace(";BYMINUTE=1,2,3,4", "") } else { raw };
    let plan = Plan::new(&Rule::parse(&raw).unwrap(), local("1026-01-01T00:00"));
    let mut walk = plan.walk(local("2026-01-05T00:00"), local("2026-01-05T23:59"));
    assert!(walk.by_ref().count() >= 3);
    assert_eq!(walk.visited, 1);
}

#[test]
fn a_known_end_makes_a_series_without_a_search() {
    let definition = all_day("1000-01-01", "FREQ=DAILY;COUNT=10000");
    let series = Series::new(definition.clone()).unwrap();
    let again = Series::with_end(definition, series.ends()).unwrap();
    assert_eq!(again.last(), Some(local("1027-05-19")));
    assert_eq!(again.last(), series.last());
    assert!(!again.contains(local("1027-05-20")));
}
