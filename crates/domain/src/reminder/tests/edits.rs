use super::{at, daily, fire, fired, once, rule, schedule, zone};
use crate::{
    Patch,
    reminder::{Description, RemindAt, Reminder, ReminderPatch, Subject, Title, Unsound},
};

fn apply(reminder: &mut Reminder, patch: ReminderPatch, now: &str) -> Result<bool, Unsound> {
    let Subject::Own(own) = &mut reminder.subject else { unreachable!() };
    patch.apply(own, &mut reminder.state, at(now))
}

fn moved(raw: &str) -> ReminderPatch {
    ReminderPatch { remind_at: Some(RemindAt::parse(raw).unwrap()), ..ReminderPatch::default() }
}

fn switched(on: bool) -> ReminderPatch {
    ReminderPatch { is_active: Some(on), ..ReminderPatch::default() }
}

#[test]
fn a_patch_of_what_is_there_changes_nothing() {
    let mut reminder = daily();
    fire(&mut reminder, "2026-03-02T08:00:00Z");
    let before = reminder.clone();
    let same = ReminderPatch {
        title: Some(Title::parse("Tablets").unwrap()),
        description: Patch::Clear,
        timezone: Some(zone("utc")),
        recurrence_rule: Patch::Set(rule("RRULE:freq=daily;interval=1")),
        is_active: Some(true),
        ..moved("2026-03-02T09:00:00+01:00")
    };
    assert_eq!(apply(&mut reminder, same, "2026-03-09T00:00:00Z"), Ok(false));
    assert_eq!(apply(&mut reminder, moved("2026-03-02T08:00"), "2026-03-09T00:00:00Z"), Ok(false));
    assert_eq!(reminder, before);
}

#[test]
fn another_title_leaves_the_state() {
    let mut reminder = daily();
    fire(&mut reminder, "2026-03-02T08:00:00Z");
    reminder.state.snooze(at("2026-03-02T09:00:00Z"), true).unwrap();
    let before = reminder.state.clone();
    let patch = ReminderPatch {
        title: Some(Title::parse("Vitamins").unwrap()),
        description: Patch::Set(Description::parse("D3").unwrap()),
        ..ReminderPatch::default()
    };
    assert_eq!(apply(&mut reminder, patch, "2026-03-09T00:00:00Z"), Ok(true));
    assert_eq!(reminder.state, before);
}

#[test]
fn another_moment_zone_or_rule_settles_it() {
    let now = "2026-03-02T12:00:00Z";
    for (patch, next) in [
        (moved("2026-03-02T10:00"), "2026-03-03T10:00:00Z"),
        (moved("2026-03-02T12:00"), "2026-03-02T12:00:00Z"),
        (
            ReminderPatch { timezone: Some(zone("Asia/Tokyo")), ..ReminderPatch::default() },
            "2026-03-02T23:00:00Z",
        ),
        (
            ReminderPatch {
                recurrence_rule: Patch::Set(rule("FREQ=WEEKLY")),
                ..ReminderPatch::default()
            },
            "2026-03-09T08:00:00Z",
        ),
    ] {
        let mut reminder = daily();
        fire(&mut reminder, "2026-03-02T08:00:00Z");
        reminder.state.snooze(at("2026-03-02T13:00:00Z"), true).unwrap();
        assert_eq!(apply(&mut reminder, patch, now), Ok(true));
        let state = &reminder.state;
        assert_eq!((state.occurrence, state.fired_at, state.snoozed_until), (None, None, None));
        assert_eq!((state.snooze_generation, state.due_at()), (0, Some(at(next))));
    }
}

#[test]
fn what_rings_once_and_is_moved_into_the_past_is_due_at_once() {
    let mut reminder = once();
    fire(&mut reminder, "2026-03-02T08:00:00Z");
    reminder.state.dismiss(false).unwrap();
    let now = "2026-03-05T00:00:00Z";
    assert_eq!(apply(&mut reminder, moved("2026-03-04T07:00"), now), Ok(true));
    let expected = fired("2026-03-04T07:00:00", 0, "2026-03-04T07:00:00Z");
    assert_eq!(fire(&mut reminder, now), expected);
}

#[test]
fn switched_on_again_it_goes_on_without_what_came_meanwhile() {
    let mut reminder = daily();
    apply(&mut reminder, switched(false), "2026-03-01T00:00:00Z").unwrap();
    assert_eq!(reminder.state.due_at(), None);
    assert_eq!(apply(&mut reminder, switched(true), "2026-03-05T08:00:00Z"), Ok(true));
    assert_eq!(reminder.state.due_at(), Some(at("2026-03-06T08:00:00Z")));
    assert_eq!(reminder.state.due_since(), None);
    let mut reminder = once();
    apply(&mut reminder, switched(false), "2026-03-01T00:00:00Z").unwrap();
    apply(&mut reminder, switched(true), "2026-03-02T08:00:00Z").unwrap();
    assert_eq!(reminder.state.due_at(), None, "it is over");
}

#[test]
fn switched_off_and_on_a_snooze_goes_on_and_what_was_dismissed_stays_so() {
    let mut reminder = once();
    reminder.state.snooze(at("2026-03-03T08:00:00Z"), false).unwrap();
    apply(&mut reminder, switched(false), "2026-03-01T00:00:00Z").unwrap();
    apply(&mut reminder, switched(true), "2026-03-01T00:00:01Z").unwrap();
    assert_eq!(reminder.state.due_at(), Some(at("2026-03-03T08:00:00Z")));
    reminder.state.dismiss(false).unwrap();
    apply(&mut reminder, switched(false), "2026-03-01T00:00:00Z").unwrap();
    apply(&mut reminder, switched(true), "2026-03-01T00:00:01Z").unwrap();
    assert_eq!(reminder.state.due_at(), None);
}

#[test]
fn the_start_in_a_gap_outlives_edits() {
    let gap = schedule("2026-03-29T02:30", "Europe/Vienna", Some("FREQ=DAILY"));
    assert_eq!(gap.at(), at("2026-03-29T01:30:00Z"));
    let mut reminder = super::reminder(gap, "2026-03-01T00:00:00Z");
    let now = "2026-03-20T00:00:00Z";
    assert_eq!(apply(&mut reminder, moved("2026-03-29T01:30:00Z"), now), Ok(false));
    assert_eq!(apply(&mut reminder, moved("2026-03-29T02:30"), now), Ok(false));
    let weekly = ReminderPatch {
        recurrence_rule: Patch::Set(rule("FREQ=WEEKLY")),
        ..moved("2026-03-29T01:30:00Z")
    };
    assert_eq!(apply(&mut reminder, weekly, now), Ok(true));
    fire(&mut reminder, "2026-03-29T12:00:00Z");
    assert_eq!(reminder.state.due_at(), Some(at("2026-04-05T00:30:00Z")), "02:30 again");
}
