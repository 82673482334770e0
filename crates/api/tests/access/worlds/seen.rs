//! What somebody can read one by one, of everything that there is.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use umbra_testkit::Person;

use super::{
    invite::{self, Invited},
    model::{OWN, VIEW},
    occurrences::{Happening, Truth, path_of},
    world::World,
};
use crate::contract;

/// Selects everything that there is which is read by an id, as its path.
fn paths() -> Vec<String> {
    let all = contract::table::all().into_iter();
    let mut paths: Vec<_> =
        all.map(|one| format!("SELECT '{}/' || id FROM {}", one.path, one.table)).collect();
    paths.extend([
        "SELECT '/api/projects/' || project_id || '/tasks/' || id FROM tasks".to_owned(),
        "SELECT '/api/projects/' || project_id || '/tasks/' || task_id || '/comments/' || id \
         FROM task_comments"
            .to_owned(),
    ]);
    paths
}

/// What somebody can read.
pub struct Seen {
    /// Things by their paths.
    pub things: BTreeMap<String, Value>,
    /// Occurrences of series, and single events.
    pub events: Vec<Value>,
    /// To what they are invited.
    pub invited: Vec<Invited>,
}

impl Seen {
    pub async fn read(world: &World, who: &Person, truth: &Truth) -> Self {
        let mut things = BTreeMap::new();
        for sql in paths() {
            for path in world.t.texts(&sql).await {
                let reply = who.get(&path).await;
                match reply.status() {
                    200 => drop(things.insert(path, reply.json())),
                    _ => drop(reply.assert_problem(404, "not_found")),
                }
            }
        }
        let mut events = Vec::new();
        for one in &truth.events {
            let path = one.path();
            let reply = who.get(&path).await;
            match reply.status() {
                200 => events.push(reply.json()),
                _ => drop(reply.assert_problem(404, "not_found")),
            }
        }
        Self { things, events, invited: invite::of(world, who.id.0).await }
    }

    /// Returns what is directly below a path.
    pub fn below(&self, path: &str) -> Vec<&Value> {
        let is_below = |one: &str| {
            let rest = one.strip_prefix(path).and_then(|rest| rest.strip_prefix('/'));
            rest.is_some_and(|rest| !rest.contains('/'))
        };
        self.things.iter().filter(|(path, _)| is_below(path)).map(|(_, body)| body).collect()
    }

    /// Compares with what somebody holds.
    pub async fn compare(&self, world: &World, who: &Person, truth: &Truth) {
        let me = who.id.0;
        let mut expected = Vec::new();
        let right_of = |held: i16| (held >= VIEW).then_some(());
        for calendar in world.model.calendars.keys() {
            let held = world.model.on_calendar(*calendar, me);
            expected.extend(right_of(held).map(|()| format!("/api/calendars/{calendar}")));
        }
        for project in world.model.projects.keys() {
            let held = world.model.on_project(*project, me);
            expected.extend(right_of(held).map(|()| format!("/api/projects/{project}")));
        }
        let events = "SELECT id || ' ' || calendar_id || ' ' || visibility || ' ' \
                      || COALESCE(created_by, 0) FROM events";
        let mut by_calendar = BTreeSet::new();
        for row in world.t.texts(events).await {
            let numbers: Vec<i64> = row.split(' ').map(|one| one.parse().unwrap()).collect();
            let [id, calendar, visibility, made_by] = numbers[..] else { panic!("{row}") };
            let held = world.model.on_calendar(calendar, me);
            let is_seen = held >= VIEW && (visibility == 0 || held == OWN || made_by == me);
            if is_seen {
                by_calendar.insert(id);
            }
            if is_seen || self.invited.iter().any(|one| one.event == id) {
                expected.push(format!("/api/events/{id}"));
            }
        }
        let is_seen = |one: &&Happening| {
            let occurrence = one.recurrence_id.as_deref();
            by_calendar.contains(&one.id)
                || self.invited.iter().any(|invited| invited.covers(one.id, occurrence))
        };
        let happens: Vec<_> = truth.events.iter().filter(is_seen).map(Happening::path).collect();
        let read: Vec<_> = self.events.iter().map(path_of).collect();
        assert_eq!(read, happens, "what happens to {}", who.username);
        let of_projects = [
            "SELECT project_id || ' ' || '/tasks/' || id FROM tasks",
            "SELECT project_id || ' ' || '/tasks/' || task_id || '/comments/' || id \
             FROM task_comments",
        ];
        for sql in of_projects {
            for row in world.t.texts(sql).await {
                let (project, rest) = row.split_once(' ').unwrap();
                let held = world.model.on_project(project.parse().unwrap(), me);
                expected.extend(right_of(held).map(|()| format!("/api/projects/{project}{rest}")));
            }
        }
        for own in contract::table::all().iter().filter(|one| one.is_own()) {
            let (path, table) = (&own.path, own.table);
            let sql = format!("SELECT '{path}/' || id FROM {table} WHERE user_id = {me}");
            expected.extend(world.t.texts(&sql).await);
        }
        expected.sort_unstable();
        let readable: Vec<_> = self.things.keys().cloned().collect();
        assert_eq!(readable, expected, "what {} can read", who.username);
    }
}
