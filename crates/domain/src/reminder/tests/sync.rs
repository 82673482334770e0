use std::sync::Arc;

use jiff::Timestamp;

use super::{at, local, rule, zone};
use crate::{
    CalendarId, EventId, Stored, UserId,
    event::{
        Alarms, Content, EventDraft, Moment, Personal, PersonalChange, PersonalEventState,
        PersonalPatch, Reach, TimingPatch, Title,
    },
    reminder::{EventSnapshot, State},
};

fn alarms(minutes: &[i64]) -> Alarms {
    Alarms::parse(minutes).unwrap()
}

/// What somebody has who wants to be reminded half an hour before.
fn personal_state() -> Arc<PersonalEventState> {
    Arc::new(PersonalEventState::new(Personal { reminders: alarms(&[30]), ..Personal::default() }))
}

/// An event that recurs each day, or one of whole days.
fn daily(start: Moment) -> EventSnapshot {
    let content = Content::titled(Title::parse("Choir").unwrap());
    let timing = TimingPatch { start: Some(start), ..TimingPatch::default() };
    let rule = Some(rule("FREQ=DAILY;COUNT=5"));
    let draft = EventDraft::parse(content, timing, rule, None, &zone("UTC")).unwrap();
    let event = Stored {
        id: EventId(1),
        version: 1,
        created_at: Timestamp::UNIX_EPOCH,
        updated_at: Timestamp::UNIX_EPOCH,
        body: draft.in_calendar(CalendarId(1), UserId(1)),
    };
    EventSnapshot::new(&event, &[])
}

fn at_local(raw: &str) -> Moment {
    Moment::Local(local(raw))
}

#[test]
fn minutes_are_those_of_the_series_and_of_its_occurrences_each_once() {
    let mut personal_state = personal_state().as_ref().clone();
    let patch = PersonalPatch { reminders: Some(alarms(&[60, 30, 5])), ..PersonalPatch::default() };
    let recurrence_id = local("2026-03-03T08:00");
    personal_state.changes.push(PersonalChange { recurrence_id, reach: Reach::This, patch });
    assert_eq!(personal_state.minutes(), [5, 30, 60]);
}

#[test]
fn what_came_stays_only_if_its_occurrence_stays_at_its_time() {
    let vienna = zone("Europe/Vienna");
    let old = daily(at_local("2026-03-02T08:00")).reminder(&personal_state(), 30, &vienna);
    let now = at("2026-03-03T12:00:00Z");
    let mut state = State::begin_on(&old, at("2026-03-03T00:00:00Z"));
    state.fire(now, |from| old.around(from, now));
    state.dismiss(true).unwrap();
    assert_eq!(state.after_change(Some(&old), &old, now), None);

    let later = daily(at_local("2026-03-02T09:00")).reminder(&personal_state(), 30, &vienna);
    let changed = state.after_change(Some(&old), &later, now).unwrap();
    assert_eq!(changed, State::begin_on(&later, now));
    assert_eq!(changed.next.unwrap().at, at("2026-03-04T08:30:00Z"));
}

#[test]
fn what_was_dismissed_before_it_rang_does_not_ring_after_a_change() {
    let old = daily(at_local("2026-03-02T08:00")).reminder(&personal_state(), 30, &zone("UTC"));
    let now = at("2026-03-03T00:00:00Z");
    let state = State { occurrence: Some(local("2026-03-03T08:00")), ..State::begin_on(&old, now) };
    let changed = state.after_change(Some(&old), &old, now).unwrap();
    assert_eq!(changed.next.unwrap().local, local("2026-03-04T08:00"));
}

#[test]
fn another_zone_moves_the_beginning_of_days_that_have_not_come() {
    let days = daily(Moment::Day("2026-03-02".parse().unwrap()));
    let now = at("2026-03-03T10:00:00Z");
    let state = State::begin_on(&days.reminder(&personal_state(), 30, &zone("UTC")), now);
    let auckland = days.reminder(&personal_state(), 30, &zone("Pacific/Auckland"));
    let moved = state.after_zone_change(&auckland, now).unwrap();
    assert_eq!(moved.next.unwrap().at, at("2026-03-03T10:30:00Z"));
    assert_eq!(moved.after_zone_change(&auckland, now), None);
    let due = at("2026-03-03T10:30:00Z");
    assert_eq!(
        moved.after_zone_change(&days.reminder(&personal_state(), 30, &zone("UTC")), due),
        None
    );
}

#[test]
fn what_a_journey_east_passes_by_is_due_at_once_and_only_once() {
    let days = daily(Moment::Day("2026-03-02".parse().unwrap()));
    let now = at("2026-03-03T12:00:00Z");
    let state = State::begin_on(&days.reminder(&personal_state(), 30, &zone("UTC")), now);
    assert_eq!(state.next.unwrap().at, at("2026-03-03T23:30:00Z"));
    // There the 4th has begun an hour ago.
    let auckland = days.reminder(&personal_state(), 30, &zone("Pacific/Auckland"));
    let mut moved = state.after_zone_change(&auckland, now).unwrap();
    let fired = moved.fire(now, |from| auckland.around(from, now)).unwrap();
    assert_eq!((fired.occurrence, fired.at), (local("2026-03-04T00:00"), now));
    assert_eq!(moved.next.unwrap().at, at("2026-03-04T10:30:00Z"));
    let back = moved.after_zone_change(&days.reminder(&personal_state(), 30, &zone("UTC")), now);
    assert_eq!(back.unwrap().next.unwrap().at, at("2026-03-04T23:30:00Z"));
}
