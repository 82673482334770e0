use jiff::civil::Date;

use super::{super::DueRule, rule};

fn date(raw: &str) -> Date {
    raw.parse().unwrap()
}

fn due(raw: &str, anchor: &str) -> DueRule {
    DueRule::new(rule(raw), date(anchor)).unwrap()
}

/// Follows due dates from the anchor on, each completed at its date.
fn follow(raw: &str, anchor: &str, count: usize) -> Vec<String> {
    let (rule, anchor) = (due(raw, anchor), date(anchor));
    let all = std::iter::successors(Some(anchor), |&after| rule.next_due(anchor, after));
    all.take(count).map(|date| date.to_string()).collect()
}

#[test]
fn a_short_month_never_loses_the_anchor_day() {
    assert_eq!(
        follow("FREQ=MONTHLY", "2026-01-31", 5),
        ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]
    );
    assert_eq!(
        follow("FREQ=MONTHLY;BYMONTHDAY=30", "2028-01-30", 3),
        ["2028-01-30", "2028-02-29", "2028-03-30"]
    );
    assert_eq!(
        follow("FREQ=YEARLY", "2024-02-29", 5),
        ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]
    );
}

#[test]
fn a_skip_of_its_own_stays() {
    assert_eq!(
        follow("FREQ=MONTHLY;RSCALE=GREGORIAN;SKIP=OMIT", "2026-01-31", 3),
        ["2026-01-31", "2026-03-31", "2026-05-31"]
    );
    assert_eq!(
        follow("FREQ=MONTHLY;RSCALE=GREGORIAN;SKIP=FORWARD", "2026-01-31", 4),
        ["2026-01-31", "2026-03-01", "2026-03-31", "2026-05-01"]
    );
    assert_eq!(due("FREQ=MONTHLY", "2026-01-31").rule().to_string(), "FREQ=MONTHLY");
}

#[test]
fn a_todo_done_late_is_due_at_the_next_date_of_its_series() {
    let weekly = due("FREQ=WEEKLY;BYDAY=MO", "2026-03-02");
    let next = |after| weekly.next_due(date("2026-03-02"), date(after));
    assert_eq!(next("2026-03-02"), Some(date("2026-03-09")));
    assert_eq!(next("2026-03-20"), Some(date("2026-03-23")));
    assert_eq!(next("2026-01-01"), Some(date("2026-03-02")));
}

#[test]
fn count_limits_due_dates_with_the_anchor_among_them() {
    let dates = ["2026-03-04", "2026-03-09", "2026-03-16"];
    assert_eq!(follow("FREQ=WEEKLY;BYDAY=MO;COUNT=3", "2026-03-04", 9), dates);
    assert_eq!(follow("FREQ=WEEKLY;COUNT=2", "2026-03-02", 9), ["2026-03-02", "2026-03-09"]);
    assert_eq!(follow("FREQ=DAILY;COUNT=1", "2026-03-02", 9), ["2026-03-02"]);
    assert_eq!(follow("FREQ=DAILY;UNTIL=20260303", "2026-03-02", 9), ["2026-03-02", "2026-03-03"]);
    let daily = due("FREQ=DAILY;COUNT=3", "2026-03-02");
    assert_eq!(daily.next_from_completion(date("2026-04-01"), 2), Some(date("2026-04-02")));
    assert_eq!(daily.next_from_completion(date("2026-04-01"), 3), None);
}

#[test]
fn by_completion_the_series_starts_anew() {
    for (raw, completed, next) in [
        ("FREQ=DAILY;INTERVAL=3", "2026-03-04", "2026-03-07"),
        ("FREQ=WEEKLY;BYDAY=MO", "2026-03-04", "2026-03-09"),
        ("FREQ=WEEKLY;INTERVAL=2", "2026-03-04", "2026-03-18"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", "2026-03-02", "2026-03-06"),
        ("FREQ=MONTHLY", "2026-03-04", "2026-04-04"),
        ("FREQ=MONTHLY", "2026-01-31", "2026-02-28"),
        ("FREQ=MONTHLY;INTERVAL=6", "2026-08-31", "2027-02-28"),
        ("FREQ=YEARLY", "2028-02-29", "2029-02-28"),
    ] {
        let rule = due(raw, "2020-01-01");
        assert_eq!(rule.next_from_completion(date(completed), 1), Some(date(next)), "{raw}");
    }
    let until = due("FREQ=DAILY;INTERVAL=3;UNTIL=20260306", "2026-03-01");
    assert_eq!(until.next_from_completion(date("2026-03-04"), 1), None);
}

#[test]
fn due_dates_have_no_times_and_must_exist() {
    let refused = |raw: &str| {
        DueRule::new(rule(raw), date("2026-01-01")).map_err(|error| error.code).unwrap_err()
    };
    assert_eq!(refused("FREQ=DAILY;BYHOUR=9"), "invalid_recurrence");
    assert_eq!(refused("FREQ=DAILY;BYSECOND=0"), "invalid_recurrence");
    assert_eq!(refused("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"), "recurrence_never_occurs");
    assert_eq!(refused("FREQ=DAILY;UNTIL=20251231"), "recurrence_never_occurs");
    // A to-do moves to the 28th or 29th what an event would leave out.
    let moved = due("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "2026-01-01");
    let next = moved.next_due(date("2026-01-01"), date("2026-01-01"));
    assert_eq!(next, Some(date("2026-02-28")));
}

#[test]
fn a_list_of_due_dates_is_what_follows_one_after_the_other() {
    for (raw, anchor) in [
        ("FREQ=DAILY", "2026-01-31"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", "2026-03-04"),
        ("FREQ=WEEKLY;BYDAY=MO;COUNT=5", "2026-03-04"),
        ("FREQ=DAILY;COUNT=1", "2026-03-02"),
        ("FREQ=MONTHLY", "2026-01-31"),
        ("FREQ=MONTHLY;COUNT=7", "2025-10-31"),
        ("FREQ=MONTHLY;RSCALE=GREGORIAN;SKIP=FORWARD", "2026-01-31"),
        ("FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20260630", "2026-01-01"),
        ("FREQ=YEARLY", "2024-02-29"),
    ] {
        let (rule, anchor) = (due(raw, anchor), date(anchor));
        let days = std::iter::successors(Some(date("2025-09-01")), |day| day.tomorrow().ok());
        let days: Vec<_> = days.take(400).collect();
        for &after in days.iter().step_by(7) {
            for last in
                [0, 1, 30, 90].map(|more| after.saturating_add(jiff::Span::new().days(more)))
            {
                let follow = std::iter::successors(rule.next_due(anchor, after), |&day| {
                    rule.next_due(anchor, day)
                });
                let followed: Vec<_> = follow.take_while(|&day| day <= last).collect();
                for most in [0, 1, 2, 400] {
                    let first: Vec<_> = followed.iter().copied().take(most).collect();
                    let found = rule.due_dates(anchor, after, last, most).dates;
                    assert_eq!(found, first, "{raw} {after} {last} {most}");
                }
            }
        }
    }
}

#[test]
fn a_list_of_due_dates_looks_at_no_more_than_it_has_to() {
    let steps = |raw, after, last, most| {
        due(raw, "1999-01-01").due_dates(date("1999-01-01"), date(after), date(last), most).steps
    };
    for raw in ["FREQ=DAILY", "FREQ=DAILY;COUNT=10000", "FREQ=DAILY;UNTIL=20260101"] {
        assert_eq!(steps(raw, "2026-03-31", "2026-03-31", 100), 0, "{raw}: nothing lies after");
        assert_eq!(steps(raw, "2026-04-30", "2026-03-31", 100), 0, "{raw}: it is later");
    }
    // Each date is a period and a date.
    assert_eq!(steps("FREQ=DAILY", "2026-02-28", "2026-03-31", 100), 2 * 31);
    assert!(steps("FREQ=DAILY", "2026-02-28", "2026-12-31", 3) <= 8);
    assert!(steps("FREQ=DAILY;UNTIL=20260101", "2026-02-28", "2026-12-31", 100) <= 4);
    let counted = steps("FREQ=DAILY;COUNT=10000", "2026-02-28", "2026-03-31", 100);
    assert!((9_900..=20_000).contains(&counted), "{counted}: all from the anchor on count");
}
