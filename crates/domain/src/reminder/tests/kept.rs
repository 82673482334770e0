//! A zone gets other rules: reminders ring when the clock shows what was meant.

use super::{at, fire, fired, local, reminder, rule};
use crate::{
    reminder::{RemindAt, Reminder, Schedule, Subject},
    zone::{
        ZoneDatabase,
        tests::{LATER, database},
    },
};

/// Makes a reminder by the rules of one database and reads it by those of another one.
fn moved(
    first: &str,
    by: Option<&str>,
    old: &ZoneDatabase,
    new: &ZoneDatabase,
    now: &str,
) -> Reminder {
    let zone = old.parse("Europe/Vienna").unwrap();
    let first = RemindAt::parse(first).unwrap();
    let made = reminder(Schedule::new(first, zone, by.map(rule)).unwrap(), now);
    read(made, new)
}

fn read(mut made: Reminder, zones: &ZoneDatabase) -> Reminder {
    let Subject::Own(own) = &mut made.subject else { unreachable!() };
    let zone = zones.stored(own.schedule.zone().as_str(), None);
    let old = &own.schedule;
    own.schedule =
        Schedule::from_stored(zone, old.start(), old.at(), old.rule().cloned(), old.ends());
    made
}

fn next(reminder: &Reminder) -> String {
    reminder.state.next.map_or_else(|| "never".to_owned(), |next| next.at.to_string())
}

const NOW: &str = "2026-11-28T08:00:00Z";

#[test]
fn what_lies_ahead_rings_by_the_new_rules() {
    let (old, new) = (ZoneDatabase::bundled(), database("2027a", &[LATER]));
    for (first, by, rings) in [
        ("2027-01-15T09:00", None, "2027-01-15T07:00:00Z"),
        ("2027-01-15T09:00", Some("FREQ=DAILY"), "2027-01-15T07:00:00Z"),
        ("2026-11-01T09:30", Some("FREQ=DAILY"), "2026-11-28T07:30:00Z"),
    ] {
        let moved = moved(first, by, &old, &new, NOW);
        let kept = moved.kept_on_clock(at(NOW)).unwrap();
        assert_eq!(next(&kept), rings, "{first} {by:?}");
        assert_eq!(kept.kept_on_clock(at(NOW)), None);
    }
    // Summer is as it was.
    let summer = moved("2027-07-15T09:00", None, &old, &new, NOW);
    assert_eq!(summer.kept_on_clock(at(NOW)), None);
}

#[test]
fn what_the_new_rules_say_has_come_rings_at_once_and_once() {
    let (old, new) = (ZoneDatabase::bundled(), database("2027a", &[LATER]));
    // At 09:00Z by the old rules, at 08:00Z by the new ones.
    let now = "2026-11-28T08:30:00Z";
    for by in [None, Some("FREQ=DAILY")] {
        let mut kept =
            moved("2026-11-28T10:00", by, &old, &new, NOW).kept_on_clock(at(now)).unwrap();
        let rang = fired("2026-11-28T10:00:00", 0, "2026-11-28T08:00:00Z");
        assert_eq!(fire(&mut kept, now), rang, "{by:?}");
        assert_eq!(kept.kept_on_clock(at(now)), None, "{by:?}");
    }
}

#[test]
fn what_rang_doesnt_ring_again_when_its_time_comes_a_second_time() {
    let (old, new) = (database("2027a", &[LATER]), ZoneDatabase::bundled());
    // It rang at 07:00Z, and by the new rules that was to be at 08:00Z.
    let now = "2026-11-28T07:30:00Z";
    let mut made =
        moved("2026-11-28T09:00", Some("FREQ=DAILY"), &old, &old, "2026-11-28T06:00:00Z");
    assert!(fire(&mut made, now).is_some());
    let kept = read(made, &new).kept_on_clock(at(now)).unwrap();
    assert_eq!(next(&kept), "2026-11-29T08:00:00Z");
    assert_eq!(kept.state.occurrence, Some(local("2026-11-28T09:00:00")));
}

#[test]
fn what_was_missed_by_the_old_rules_waits_for_the_new_ones() {
    let (old, new) = (database("2027a", &[LATER]), ZoneDatabase::bundled());
    let mut kept = moved("2026-11-28T09:00", None, &old, &new, "2026-11-28T06:00:00Z")
        .kept_on_clock(at("2026-11-28T07:30:00Z"))
        .unwrap();
    assert_eq!(fire(&mut kept, "2026-11-28T07:59:00Z"), None);
    assert!(fire(&mut kept, "2026-11-28T08:00:00Z").is_some());
}

#[test]
fn a_reminder_in_an_unknown_zone_rings_as_it_was_stored() {
    let (old, without) = (ZoneDatabase::bundled(), database("2027a", &[]));
    for by in [None, Some("FREQ=DAILY")] {
        let read = moved("2027-01-15T09:00", by, &old, &without, NOW);
        assert_eq!(read.kept_on_clock(at(NOW)), None, "{by:?}");
    }
}
