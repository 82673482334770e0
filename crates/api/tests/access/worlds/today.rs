//! Today, the coming days and a month: the union of what can be read.

use jiff::{SignedDuration, civil::Date};
use serde_json::{Value, json};
use umbra_domain::{Clock as _, zone::ZoneDatabase};
use umbra_testkit::Person;

use super::{events::zone, seen::Seen, world::World};
use crate::agenda::read;

fn ids<'a>(rows: impl IntoIterator<Item = &'a Value>) -> Vec<i64> {
    let mut ids: Vec<_> = rows.into_iter().map(|row| row["id"].as_i64().unwrap()).collect();
    ids.sort_unstable();
    ids
}

fn of<'a>(answer: &'a Value, lists: &[&str]) -> Vec<&'a Value> {
    lists.iter().flat_map(|list| answer[*list].as_array().unwrap()).collect()
}

fn later(day: Date, days: i64) -> String {
    day.saturating_add(SignedDuration::from_hours(24 * days)).to_string()
}

fn is_due_by(one: &Value, last: &str) -> bool {
    one["completed_at"].is_null() && one["due_date"].as_str().is_some_and(|due| due <= last)
}

/// The tasks that somebody sees of projects that they haven't put away.
fn tasks(seen: &Seen) -> Vec<&Value> {
    let projects = seen.below("/api/projects");
    let used = projects.into_iter().filter(|project| project["is_archived"] == false);
    used.flat_map(|project| seen.below(&format!("/api/projects/{}/tasks", project["id"]))).collect()
}

pub async fn compare(world: &World, who: &Person, seen: &Seen) {
    let name = &who.username;
    let rules = ZoneDatabase::bundled().parse(&zone(who).await).unwrap().rules();
    let today = rules.to_datetime(world.t.clock.now()).date();
    let concerns = |task: &&Value| {
        let assigned = task["assignee_ids"].as_array().unwrap();
        assigned.is_empty() || assigned.contains(&json!(who.id))
    };
    for days in [1, 7] {
        let last = later(today, days - 1);
        let (path, lists) = match days {
            1 => ("/api/dashboard".to_owned(), ["overdue_tasks", "due_tasks"].as_slice()),
            _ => (format!("/api/upcoming?days={days}"), ["tasks"].as_slice()),
        };
        let todos = if days == 1 { ["overdue_todos", "due_todos"].as_slice() } else { &["todos"] };
        let shown = read(who, &path).await;
        let events = format!("/api/events?start={today}&end={}", later(today, days));
        assert_eq!(shown["events"], read(who, &events).await, "{name}: {path}");
        let due = tasks(seen).into_iter().filter(concerns).filter(|one| is_due_by(one, &last));
        assert_eq!(ids(of(&shown, lists)), ids(due), "{name}: {path}");
        let due = seen.below("/api/todos").into_iter().filter(|one| is_due_by(one, &last));
        assert_eq!(ids(of(&shown, todos)), ids(due), "{name}: {path}");
        for reminder in of(&shown, &["reminders"]) {
            let path = format!("/api/reminders/{}", reminder["id"]);
            assert_eq!(seen.things.get(&path), Some(reminder), "{name}: {path}");
        }
        if days == 1 {
            let due = read(who, "/api/reminders/due?limit=200").await;
            assert_eq!(shown["due_reminders"], due, "{name}");
            let projects = seen.below("/api/projects").into_iter();
            let used: Vec<_> = projects.filter(|one| one["is_archived"] == false).collect();
            for (status, count) in shown["projects"].as_object().unwrap() {
                let all = used.iter().filter(|one| one["status"] == **status).count();
                assert_eq!(*count, all, "{name}: {status}");
            }
        }
    }
    agenda(who, seen).await;
}

async fn agenda(who: &Person, seen: &Seen) {
    let (name, range) = (&who.username, "start=2026-02-20&end=2026-04-10");
    let agenda = read(who, &format!("/api/agenda?{range}")).await;
    let events = read(who, &format!("/api/events?{range}")).await;
    let [agenda_events, events] = [&agenda["events"], &events].map(|list| list.as_array().unwrap());
    assert_eq!(agenda_events.len(), events.len(), "{name}");
    for (one, of_list) in agenda_events.iter().zip(events) {
        let mut plain = one.clone();
        for more in ["display_color", "calendar_color"] {
            let removed = plain.as_object_mut().unwrap().remove(more);
            assert_eq!(removed.is_some(), one.get("kind").is_none(), "{one}");
        }
        assert_eq!(plain, *of_list, "{name}");
    }
    // Everything that is due here is in this range.
    let dated = |one: &&Value| !one["due_date"].is_null();
    assert_eq!(ids(of(&agenda, &["tasks"])), ids(tasks(seen).into_iter().filter(dated)), "{name}");
    let todos = seen.below("/api/todos").into_iter().filter(dated);
    assert_eq!(ids(of(&agenda, &["todos"])), ids(todos), "{name}");
    let born: Vec<_> =
        of(&agenda, &["birthdays"]).iter().map(|one| one["person_id"].as_i64().unwrap()).collect();
    let mut born = born;
    born.sort_unstable();
    assert_eq!(born, ids(seen.below("/api/people")), "{name}");
}
