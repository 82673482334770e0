mod edits;
mod kept;
mod moments;
mod properties;
mod snooze;
mod state;
mod sync;

use jiff::{Timestamp, civil::DateTime};

use super::{Own, RemindAt, Reminder, Schedule, State, Subject, Title};
use crate::{
    recurrence::Rule,
    zone::{Zone, ZoneDatabase},
};

fn at(raw: &str) -> Timestamp {
    raw.parse().unwrap()
}

fn local(raw: &str) -> DateTime {
    raw.parse().unwrap()
}

fn zone(name: &str) -> Zone {
    ZoneDatabase::bundled().parse(name).unwrap()
}

fn rule(raw: &str) -> Rule {
    Rule::parse(raw).unwrap()
}

fn schedule(first: &str, name: &str, by: Option<&str>) -> Schedule {
    Schedule::new(RemindAt::parse(first).unwrap(), zone(name), by.map(rule)).unwrap()
}

/// Makes a reminder that begins at an instant.
fn reminder(schedule: Schedule, now: &str) -> Reminder {
    let now = at(now);
    let own = Own { title: Title::parse("Tablets").unwrap(), description: None, schedule };
    Reminder {
        state: State::begin(own.schedule.begin(now), true),
        subject: Subject::Own(Box::new(own)),
    }
}

/// Rings at 08:00 UTC of 2 March, once.
fn once() -> Reminder {
    reminder(schedule("2026-03-02T08:00", "UTC", None), "2026-03-01T00:00:00Z")
}

/// Rings at 08:00 UTC of every day from 2 March on.
fn daily() -> Reminder {
    reminder(schedule("2026-03-02T08:00", "UTC", Some("FREQ=DAILY")), "2026-03-01T00:00:00Z")
}

/// Fires what came, and says what that was: the occurrence, the generation and the instant.
fn fire(reminder: &mut Reminder, now: &str) -> Option<(String, u32, String)> {
    let fired = reminder.fire(at(now))?;
    Some((fired.occurrence.to_string(), fired.generation, fired.at.to_string()))
}

fn fired(occurrence: &str, generation: u32, at: &str) -> Option<(String, u32, String)> {
    Some((occurrence.to_owned(), generation, at.to_owned()))
}
