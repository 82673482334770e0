use super::{at, daily, fire, fired, once};
use crate::reminder::NothingDue;

#[test]
fn what_rings_once_fires_once() {
    let mut once = once();
    assert_eq!(once.state.due_at(), Some(at("2026-03-02T08:00:00Z")));
    assert_eq!(fire(&mut once, "2026-03-02T07:59:59.999999Z"), None);
    let expected = fired("2026-03-02T08:00:00", 0, "2026-03-02T08:00:00Z");
    assert_eq!(fire(&mut once, "2026-03-02T08:00:00Z"), expected);
    assert_eq!(once.state.due_since(), Some(at("2026-03-02T08:00:00Z")));
    assert_eq!((once.state.due_at(), fire(&mut once, "2030-01-01T00:00:00Z")), (None, None));
}

#[test]
fn of_several_missed_moments_the_latest_fires() {
    let mut daily = daily();
    let expected = fired("2026-03-05T08:00:00", 0, "2026-03-05T08:00:00Z");
    assert_eq!(fire(&mut daily, "2026-03-05T20:00:00Z"), expected);
    assert_eq!(daily.state.due_at(), Some(at("2026-03-06T08:00:00Z")));
    let expected = fired("2036-01-01T08:00:00", 0, "2036-01-01T08:00:00Z");
    assert_eq!(fire(&mut daily, "2036-01-01T08:00:00Z"), expected);
}

#[test]
fn a_snooze_that_ran_out_fires_the_same_occurrence_again() {
    let mut once = once();
    fire(&mut once, "2026-03-02T08:00:00Z");
    for (generation, until) in [(1, "2026-03-02T08:10:00Z"), (2, "2026-03-09T09:00:00Z")] {
        once.state.snooze(at(until), false).unwrap();
        assert_eq!((once.state.due_since(), once.state.due_at()), (None, Some(at(until))));
        assert_eq!(fire(&mut once, "2026-03-02T08:09:59Z"), None);
        assert_eq!(fire(&mut once, until), fired("2026-03-02T08:00:00", generation, until));
        assert_eq!(once.state.due_since(), Some(at(until)));
    }
    // Snoozed again before it came again.
    once.state.snooze(at("2026-03-10T08:00:00Z"), false).unwrap();
    once.state.snooze(at("2026-03-09T10:00:00Z"), false).unwrap();
    let expected = fired("2026-03-02T08:00:00", 4, "2026-03-09T10:00:00Z");
    assert_eq!(fire(&mut once, "2026-03-11T00:00:00Z"), expected);
}

#[test]
fn the_next_occurrence_ends_a_snooze_that_goes_beyond_it() {
    let mut daily = daily();
    fire(&mut daily, "2026-03-02T08:00:00Z");
    daily.state.snooze(at("2026-03-03T09:00:00Z"), true).unwrap();
    assert_eq!(daily.state.due_at(), Some(at("2026-03-03T08:00:00Z")));
    let expected = fired("2026-03-03T08:00:00", 0, "2026-03-03T08:00:00Z");
    assert_eq!(fire(&mut daily, "2026-03-03T08:00:00Z"), expected);
    assert_eq!((daily.state.snoozed_until, daily.state.snooze_generation), (None, 0));
    assert_eq!(fire(&mut daily, "2026-03-03T09:00:00Z"), None);
}

#[test]
fn a_snooze_and_a_moment_that_were_both_missed_fire_the_moment() {
    let mut daily = daily();
    fire(&mut daily, "2026-03-02T08:00:00Z");
    daily.state.snooze(at("2026-03-02T20:00:00Z"), true).unwrap();
    let expected = fired("2026-03-04T08:00:00", 0, "2026-03-04T08:00:00Z");
    assert_eq!(fire(&mut daily, "2026-03-04T10:00:00Z"), expected);
    assert_eq!(fire(&mut daily, "2026-03-04T10:00:00Z"), None);
}

#[test]
fn what_was_dismissed_stays_so_until_another_occurrence_fires() {
    let mut daily = daily();
    fire(&mut daily, "2026-03-02T08:00:00Z");
    assert_eq!(daily.state.dismiss(true), Ok(true));
    assert_eq!(daily.state.due_since(), None);
    assert_eq!(daily.state.dismiss(true), Err(NothingDue));
    fire(&mut daily, "2026-03-03T08:00:00Z");
    assert_eq!(daily.state.due_since(), Some(at("2026-03-03T08:00:00Z")));
}

#[test]
fn a_snooze_can_be_dismissed_and_a_dismissal_snoozed() {
    let mut daily = daily();
    fire(&mut daily, "2026-03-02T08:00:00Z");
    daily.state.snooze(at("2026-03-02T09:00:00Z"), true).unwrap();
    assert_eq!(daily.state.dismiss(true), Ok(true));
    assert_eq!(fire(&mut daily, "2026-03-02T10:00:00Z"), None);
    daily.state.snooze(at("2026-03-02T11:00:00Z"), true).unwrap();
    let expected = fired("2026-03-02T08:00:00", 2, "2026-03-02T11:00:00Z");
    assert_eq!(fire(&mut daily, "2026-03-02T11:00:00Z"), expected);
}

#[test]
fn nothing_of_a_recurring_reminder_is_due_before_it_fired() {
    let mut daily = daily();
    let before = daily.state.clone();
    assert_eq!(daily.state.dismiss(true), Err(NothingDue));
    assert_eq!(daily.state.snooze(at("2026-03-04T08:00:00Z"), true), Err(NothingDue));
    assert_eq!(daily.state, before);
}

#[test]
fn what_rings_once_can_be_dismissed_early_and_never_fires() {
    let mut once = once();
    assert_eq!(once.state.dismiss(false), Ok(true));
    assert_eq!(once.state.dismiss(false), Ok(false), "twice is once");
    assert_eq!((once.state.due_at(), fire(&mut once, "2026-04-01T00:00:00Z")), (None, None));
    once.state.snooze(at("2026-04-02T00:00:00Z"), false).unwrap();
    let expected = fired("2026-03-02T08:00:00", 1, "2026-04-02T00:00:00Z");
    assert_eq!(fire(&mut once, "2026-04-02T00:00:00Z"), expected);
}

#[test]
fn what_rings_once_can_be_snoozed_early_to_before_or_after_its_moment() {
    for until in ["2026-03-01T12:00:00Z", "2026-03-03T12:00:00Z"] {
        let mut once = once();
        once.state.snooze(at(until), false).unwrap();
        assert_eq!((once.state.due_at(), once.state.due_since()), (Some(at(until)), None));
        let expected = fired("2026-03-02T08:00:00", 1, until);
        assert_eq!(fire(&mut once, "2026-03-04T00:00:00Z"), expected);
        assert_eq!(fire(&mut once, "2026-03-05T00:00:00Z"), None);
    }
}

#[test]
fn nothing_is_due_while_it_is_switched_off() {
    let mut daily = daily();
    fire(&mut daily, "2026-03-02T08:00:00Z");
    daily.state.switch(false, at("2026-03-02T09:00:00Z"), true, || None);
    assert_eq!((daily.state.due_at(), daily.state.due_since()), (None, None));
    assert_eq!(fire(&mut daily, "2026-03-09T09:00:00Z"), None);
    assert_eq!(daily.state.dismiss(true), Err(NothingDue));
    assert_eq!(daily.state.snooze(at("2026-03-10T09:00:00Z"), true), Err(NothingDue));
}
