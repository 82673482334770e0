use super::{at, daily, local, schedule, zone};
use crate::reminder::{RemindAt, Schedule, Unsound};

const VIENNA: &str = "Europe/Vienna";

#[test]
fn a_local_time_is_of_the_reminders_zone() {
    for (raw, expected) in [
        ("2026-07-01T08:00", "2026-07-01T06:00:00Z"),
        ("2026-01-01T08:00:30.9", "2026-01-01T07:00:30Z"),
        ("2026-07-01T08:00:00Z", "2026-07-01T08:00:00Z"),
        ("2026-07-01T08:00:00.999-05:00", "2026-07-01T13:00:00Z"),
        ("2026-03-29T02:30", "2026-03-29T01:30:00Z"),
        ("2026-10-25T02:30", "2026-10-25T00:30:00Z"),
        ("2026-10-25T02:30:00+01:00", "2026-10-25T01:30:00Z"),
    ] {
        assert_eq!(schedule(raw, VIENNA, None).at(), at(expected), "{raw}");
    }
    assert_eq!(RemindAt::parse("2026-07-01").unwrap_err().code, "invalid_instant");
}

#[test]
fn a_rule_takes_the_first_of_two_instants() {
    let second = schedule("2026-10-25T02:30:00+01:00", VIENNA, Some("FREQ=DAILY"));
    assert_eq!(second.at(), at("2026-10-25T00:30:00Z"));
    assert_eq!(second.start(), local("2026-10-25T02:30"));
}

#[test]
fn a_rule_goes_by_the_clock_of_its_zone() {
    let daily = schedule("2026-03-28T02:30", VIENNA, Some("FREQ=DAILY"));
    let mut now = at("2026-03-27T00:00:00Z");
    for expected in [
        "2026-03-28T01:30:00Z",
        "2026-03-29T01:30:00Z",
        "2026-03-30T00:30:00Z",
        "2026-03-31T00:30:00Z",
    ] {
        now = daily.next_after(now).unwrap().at;
        assert_eq!(now, at(expected));
    }
}

#[test]
fn missed_moments_that_fall_on_one_instant_are_all_over() {
    // Both are 03:30 on the day on which the clock leaves 02:30 out.
    let twice = schedule("2026-03-28T02:30", VIENNA, Some("FREQ=DAILY;BYHOUR=2,3;BYMINUTE=30"));
    let around = twice.around(at("2026-03-28T01:30:00Z"), at("2026-03-29T01:30:00Z"));
    assert_eq!(around.latest.unwrap().local, local("2026-03-29T03:30"));
    assert_eq!(around.next.unwrap().at, at("2026-03-30T00:30:00Z"));
}

#[test]
fn the_latest_of_many_missed_moments_is_found_however_far_back() {
    for rule in ["FREQ=YEARLY", "FREQ=DAILY;COUNT=3", "FREQ=DAILY;UNTIL=20260304T080000Z"] {
        let rare = schedule("2026-03-02T08:00", "UTC", Some(rule));
        let around = rare.around(rare.at(), at("2026-12-31T00:00:00Z"));
        let expected = if rule == "FREQ=YEARLY" { "2026-03-02T08:00" } else { "2026-03-04T08:00" };
        assert_eq!(around.latest.unwrap().local, local(expected), "{rule}");
        assert_eq!(around.next.is_some(), rule == "FREQ=YEARLY");
    }
}

#[test]
fn what_no_clock_shows_is_refused() {
    for (raw, rule) in [
        ("9999-12-30T12:00:00Z", None),
        ("9999-12-29T12:00", Some("FREQ=DAILY")),
        ("0001-01-01T00:00:00+14:00", None),
    ] {
        let rule = rule.map(super::rule);
        let made = Schedule::new(RemindAt::parse(raw).unwrap(), zone("UTC"), rule);
        let Err(Unsound::RemindAt(invalid)) = made else { unreachable!("{raw}: {made:?}") };
        assert_eq!(invalid.code, "out_of_range", "{raw}");
    }
    let never = Schedule::new(
        RemindAt::parse("2026-03-02T08:00").unwrap(),
        zone("UTC"),
        Some(super::rule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")),
    );
    let Err(Unsound::Rule(invalid)) = never else { unreachable!("{never:?}") };
    assert_eq!(invalid.code, "recurrence_never_occurs");
}

#[test]
fn no_more_times_are_listed_than_asked_for() {
    let mut reminder = daily();
    let year = |reminder: &super::Reminder, most| {
        reminder.rings(at("2026-03-01T00:00:00Z"), at("2027-03-01T00:00:00Z"), most)
    };
    assert_eq!(year(&reminder, usize::MAX).len(), 364);
    assert_eq!(year(&reminder, 2), [at("2026-03-02T08:00:00Z"), at("2026-03-03T08:00:00Z")]);
    reminder.state.snoozed_until = Some(at("2026-03-02T08:10:00Z"));
    assert_eq!(year(&reminder, 2).len(), 3, "the end of a snooze comes on top");
}
