//! Series that move, and starts that don't fit their rule.

use jiff::SignedDuration;
use proptest::{prelude::*, sample::select};

use super::{
    super::{Kind, Series},
    all_day, dates, local, rule, series, timed,
};

/// Moves a rule along with its start, which is an occurrence of it.
fn moved(raw: &str, from: &str, to: &str) -> Result<String, &'static str> {
    let moved = rule(raw).moved(local(from), local(to));
    moved.map(|rule| rule.to_string()).map_err(|why| why.code)
}

#[track_caller]
fn all(cases: &[(&str, &str, &str, &str)]) {
    for &(raw, from, to, expected) in cases {
        assert_eq!(moved(raw, from, to).as_deref(), Ok(expected), "{raw}: {from} to {to}");
    }
}

#[test]
fn weekdays_move_around_the_week() {
    // 2026-03-03 is a Tuesday.
    all(&[
        ("FREQ=WEEKLY;BYDAY=TU", "2026-03-03", "2026-03-04", "FREQ=WEEKLY;BYDAY=WE"),
        ("FREQ=WEEKLY;BYDAY=TU", "2026-03-03", "2026-03-01", "FREQ=WEEKLY;BYDAY=SU"),
        ("FREQ=WEEKLY;BYDAY=TU", "2026-03-03", "2026-03-10", "FREQ=WEEKLY;BYDAY=TU"),
        ("FREQ=WEEKLY;BYDAY=SA,SU", "2026-03-07", "2026-03-08", "FREQ=WEEKLY;BYDAY=MO,SU"),
        ("FREQ=WEEKLY", "2026-03-03", "2026-03-05", "FREQ=WEEKLY"),
        ("FREQ=DAILY;BYDAY=MO,TU", "2026-03-03", "2026-03-04", "FREQ=DAILY;BYDAY=TU,WE"),
        (
            "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
            "2026-03-13",
            "2026-03-14",
            "FREQ=MONTHLY;BYMONTHDAY=14;BYDAY=SA",
        ),
        ("FREQ=MONTHLY;BYDAY=TU", "2026-03-31", "2026-04-01", "FREQ=MONTHLY;BYDAY=WE"),
        (
            "FREQ=YEARLY;BYMONTH=3;BYDAY=TU",
            "2026-03-03",
            "2026-03-04",
            "FREQ=YEARLY;BYMONTH=3;BYDAY=WE",
        ),
        (
            "FREQ=YEARLY;BYWEEKNO=20;BYDAY=TU",
            "2026-05-12",
            "2026-05-14",
            "FREQ=YEARLY;BYWEEKNO=20;BYDAY=TH",
        ),
        (
            "FREQ=YEARLY;BYWEEKNO=20;BYDAY=TU",
            "2026-05-12",
            "2026-05-18",
            "FREQ=YEARLY;BYWEEKNO=21;BYDAY=MO",
        ),
        ("FREQ=YEARLY;BYWEEKNO=20", "2026-05-12", "2026-05-19", "FREQ=YEARLY;BYWEEKNO=21"),
    ]);
}

#[test]
fn the_week_of_every_second_one_moves_along_where_it_matters() {
    all(&[
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE",
            "2026-03-02",
            "2026-03-03",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH",
        ),
        // A Friday that becomes a Monday stays in the week of its Thursday.
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR",
            "2026-03-02",
            "2026-03-05",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;WKST=TH",
        ),
    ]);
}

#[test]
fn numbered_weekdays_move_by_whole_weeks() {
    all(&[
        ("FREQ=MONTHLY;BYDAY=2TU", "2026-03-10", "2026-03-17", "FREQ=MONTHLY;BYDAY=3TU"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "2026-03-27", "2026-03-20", "FREQ=MONTHLY;BYDAY=-2FR"),
        ("FREQ=YEARLY;BYDAY=20MO", "2026-05-18", "2026-05-25", "FREQ=YEARLY;BYDAY=21MO"),
    ]);
}

#[test]
fn days_of_months_and_years_move_within_what_each_has() {
    all(&[
        ("FREQ=MONTHLY;BYMONTHDAY=15", "2026-03-15", "2026-03-18", "FREQ=MONTHLY;BYMONTHDAY=18"),
        ("FREQ=MONTHLY;BYMONTHDAY=15", "2026-03-15", "2026-03-31", "FREQ=MONTHLY;BYMONTHDAY=31"),
        ("FREQ=MONTHLY;BYMONTHDAY=30", "2026-03-30", "2026-04-02", "FREQ=MONTHLY;BYMONTHDAY=2"),
        (
            "FREQ=MONTHLY;BYMONTHDAY=1,15",
            "2026-03-01",
            "2026-03-03",
            "FREQ=MONTHLY;BYMONTHDAY=3,17",
        ),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-03-31", "2026-03-30", "FREQ=MONTHLY;BYMONTHDAY=-2"),
        ("FREQ=MONTHLY", "2026-01-31", "2026-02-01", "FREQ=MONTHLY"),
        (
            "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=31",
            "2026-03-31",
            "2026-04-01",
            "FREQ=YEARLY;BYMONTH=4;BYMONTHDAY=1",
        ),
        ("FREQ=YEARLY;BYMONTH=3", "2026-03-31", "2026-04-01", "FREQ=YEARLY;BYMONTH=4"),
        ("FREQ=YEARLY;BYYEARDAY=100", "2026-04-10", "2026-04-12", "FREQ=YEARLY;BYYEARDAY=102"),
        ("FREQ=YEARLY", "2028-02-29", "2028-03-01", "FREQ=YEARLY"),
    ]);
}

#[test]
fn times_of_day_move_within_the_day() {
    all(&[
        ("FREQ=DAILY;BYHOUR=9", "2026-03-03T09:00", "2026-03-03T10:00", "FREQ=DAILY;BYHOUR=10"),
        (
            "FREQ=DAILY;BYHOUR=9,17",
            "2026-03-03T09:00",
            "2026-03-03T10:30",
            "FREQ=DAILY;BYHOUR=10,18",
        ),
        (
            "FREQ=WEEKLY;BYDAY=TU;BYHOUR=9;BYMINUTE=0",
            "2026-03-03T09:00",
            "2026-03-04T08:15",
            "FREQ=WEEKLY;BYDAY=WE;BYHOUR=8;BYMINUTE=15",
        ),
        (
            "FREQ=DAILY;BYMINUTE=0,30",
            "2026-03-03T09:00",
            "2026-03-03T10:15",
            "FREQ=DAILY;BYMINUTE=15,45",
        ),
    ]);
}

#[test]
fn what_could_mean_more_than_one_thing_is_refused() {
    for (raw, from, to) in [
        // The second Wednesday, or the day after the second Tuesday?
        ("FREQ=MONTHLY;BYDAY=2TU", "2026-03-10", "2026-03-11"),
        ("FREQ=MONTHLY;BYDAY=4TU", "2026-03-24", "2026-03-31"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-03-31", "2026-03-30"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-03-31", "2026-04-01"),
        ("FREQ=MONTHLY;BYMONTHDAY=15,28", "2026-03-15", "2026-03-18"),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=TU", "2026-03-31", "2026-04-01"),
        ("FREQ=YEARLY;BYMONTH=3,6;BYMONTHDAY=30", "2026-03-30", "2026-04-01"),
        ("FREQ=WEEKLY;BYMONTH=3;BYDAY=TU", "2026-03-31", "2026-04-01"),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=TU,TH", "2026-05-12", "2026-05-16"),
        ("FREQ=YEARLY;BYYEARDAY=364", "2026-12-30", "2027-01-03"),
        ("FREQ=DAILY;BYHOUR=9,17", "2026-03-03T17:00", "2026-03-04T01:00"),
        ("FREQ=DAILY;BYMINUTE=0,30", "2026-03-03T09:00", "2026-03-03T09:45"),
    ] {
        assert_eq!(moved(raw, from, to), Err("ambiguous_move"), "{raw}: {from} to {to}");
    }
}

#[test]
fn an_end_moves_along_in_each_of_its_forms() {
    let zone = crate::zone::ZoneDatabase::bundled().parse("Europe/Vienna").unwrap().rules();
    let (vienna, days) = (Kind::Timed(zone), Kind::AllDay);
    let (from, to) = (local("2026-03-03T09:00"), local("2026-03-05T10:00"));
    for (raw, old, new, expected) in [
        ("UNTIL=20260331", &vienna, &vienna, "UNTIL=20260402"),
        ("UNTIL=20260331T090000", &vienna, &vienna, "UNTIL=20260402T100000"),
        // Summer time has begun.
        ("UNTIL=20260328T080000Z", &vienna, &vienna, "UNTIL=20260330T080000Z"),
        ("UNTIL=20260328T080000Z", &vienna, &days, "UNTIL=20260330"),
        ("UNTIL=20260331", &days, &days, "UNTIL=20260402"),
        ("COUNT=3", &vienna, &days, "COUNT=3"),
    ] {
        let rule = rule(&format!("FREQ=DAILY;{raw}")).ending_with((from, old), (to, new));
        assert_eq!(rule.to_string(), format!("FREQ=DAILY;{expected}"), "{raw}");
    }
}

fn first(start: &str, raw: &str) -> (String, String) {
    let series = series(timed("Europe/Vienna", start, raw)).begin_with_first().unwrap();
    let definition = series.definition();
    (definition.start.to_string(), definition.rule.as_ref().unwrap().to_string())
}

#[test]
fn a_series_begins_with_its_first_occurrence() {
    for (start, raw, first_one, rule) in [
        ("2026-03-05T09:00", "FREQ=WEEKLY;BYDAY=MO", "2026-03-09T09:00:00", "FREQ=WEEKLY;BYDAY=MO"),
        ("2026-03-05T09:00", "FREQ=DAILY;BYHOUR=7", "2026-03-06T07:00:00", "FREQ=DAILY;BYHOUR=7"),
        ("2026-03-09T09:00", "FREQ=WEEKLY;BYDAY=MO", "2026-03-09T09:00:00", "FREQ=WEEKLY;BYDAY=MO"),
        // The 31st isn't lost although the series begins on the 28th.
        (
            "2026-01-31T09:00",
            "FREQ=MONTHLY;BYMONTH=2,3;RSCALE=GREGORIAN;SKIP=BACKWARD",
            "2026-02-28T09:00:00",
            "FREQ=MONTHLY;BYMONTH=2,3;BYMONTHDAY=31;RSCALE=GREGORIAN;SKIP=BACKWARD",
        ),
    ] {
        assert_eq!(first(start, raw), (first_one.to_owned(), rule.to_owned()), "{start} {raw}");
    }
}

#[test]
fn a_first_occurrence_that_no_rule_begins_with_is_refused() {
    // The 31st of February is 1 March, from which every second month would be another one.
    let moved = "FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=31;RSCALE=GREGORIAN;SKIP=FORWARD";
    let refused = series(all_day("2026-02-15", moved)).begin_with_first().map_err(|why| why.code);
    assert_eq!(refused.err(), Some("unsupported_recurrence"));
}

#[test]
fn what_was_taken_away_may_be_the_first() {
    let mut mondays = all_day("2026-03-05", "FREQ=WEEKLY;BYDAY=MO;COUNT=3");
    mondays.excluded = vec![local("2026-03-09")];
    let series = series(mondays).begin_with_first().unwrap();
    assert_eq!(series.definition().start, local("2026-03-09"));
    assert_eq!(dates(&series, 9), ["2026-03-16", "2026-03-23"]);
}

proptest! {
    #[test]
    fn beginning_with_the_first_occurrence_changes_no_occurrence(
        days in 0..400i64,
        raw in select(vec![
            "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=9",
            "FREQ=WEEKLY;INTERVAL=3;BYDAY=SA,SU;WKST=SU",
            "FREQ=DAILY;INTERVAL=2;BYMONTH=5",
            "FREQ=MONTHLY;INTERVAL=5;BYMONTHDAY=31",
            "FREQ=MONTHLY;BYDAY=-1FR;COUNT=5",
            "FREQ=MONTHLY;BYMONTH=2,4;RSCALE=GREGORIAN;SKIP=BACKWARD",
            "FREQ=YEARLY;BYMONTH=2;RSCALE=GREGORIAN;SKIP=BACKWARD",
            "FREQ=YEARLY;BYWEEKNO=1,53",
            "FREQ=YEARLY;INTERVAL=2;BYDAY=20MO",
            "FREQ=DAILY;BYHOUR=1,13;BYSETPOS=2;UNTIL=20270101",
        ]),
    ) {
        let start = local("2026-01-01T09:00").saturating_add(SignedDuration::from_hours(24 * days));
        let mut definition = timed("UTC", "2026-01-01T09:00", raw);
        definition.start = start;
        let Ok(given) = Series::new(definition) else { return Ok(()) };
        let begun = given.clone().begin_with_first().unwrap();
        prop_assert_eq!(Some(begun.definition().start), given.first());
        prop_assert!(begun.contains(begun.definition().start));
        prop_assert_eq!(dates(&begun, 40), dates(&given, 40));
        prop_assert_eq!(begun.last(), given.last());
    }
}
