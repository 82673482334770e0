//! Ids in bodies and queries: each passes the look-up that the route's own row passes.

use serde_json::{Value, json};
use umbra_testkit::{Client, Person, Request, TestApp, umbra_test};

use super::{
    assert_same, everything, inputs,
    people::{Actor, Held},
    said,
    world::World,
};
use crate::access::{
    operations::Operation,
    sample::{resolve, sample},
};

/// Whose id it is, and what it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    /// Of a calendar, which takes at least this right.
    Calendar(Held),
    /// Of a location, which takes owning it.
    Location,
    /// Of a person of the address book, which takes owning it.
    Contact,
    /// Of a task of the same project; here one of another project of the same owner.
    Task,
    /// Of a member of the project; here somebody who isn't.
    Member,
    /// Of somebody whom the caller is connected with, or knows of; here somebody who isn't.
    Account,
}

/// Every id that a request names beside its path.
const TABLE: &[(&str, &str, Of)] = &[
    ("POST /api/connections/blocked", "user_id", Of::Account),
    ("POST /api/event-templates", "calendar_id", Of::Calendar(Held::Edit)),
    ("PUT /api/event-templates/{id}", "calendar_id", Of::Calendar(Held::Edit)),
    ("PATCH /api/event-templates/{id}", "calendar_id", Of::Calendar(Held::Edit)),
    ("POST /api/event-templates/{id}/instantiate", "calendar_id", Of::Calendar(Held::Edit)),
    ("GET /api/events", "calendar_id", Of::Calendar(Held::Busy)),
    ("POST /api/events", "calendar_id", Of::Calendar(Held::Edit)),
    ("POST /api/events", "location_id", Of::Location),
    ("PUT /api/events/{id}", "calendar_id", Of::Calendar(Held::Edit)),
    ("PUT /api/events/{id}", "location_id", Of::Location),
    ("PATCH /api/events/{id}", "calendar_id", Of::Calendar(Held::Edit)),
    ("PATCH /api/events/{id}", "location_id", Of::Location),
    ("POST /api/events/{id}/invitations", "user_ids", Of::Account),
    ("POST /api/people/{id}/merge", "person_id", Of::Contact),
    ("POST /api/projects/{id}/members", "user_id", Of::Account),
    ("GET /api/projects/{id}/tasks", "assignee_id", Of::Member),
    ("GET /api/projects/{id}/tasks", "parent_task_id", Of::Task),
    ("POST /api/projects/{id}/tasks", "assignee_ids", Of::Member),
    ("POST /api/projects/{id}/tasks", "depends_on", Of::Task),
    ("POST /api/projects/{id}/tasks", "parent_task_id", Of::Task),
    ("PUT /api/projects/{id}/tasks/reorder", "after_task_id", Of::Task),
    ("PUT /api/projects/{id}/tasks/reorder", "task_ids", Of::Task),
    ("PUT /api/projects/{id}/tasks/{task_id}", "assignee_ids", Of::Member),
    ("PUT /api/projects/{id}/tasks/{task_id}", "depends_on", Of::Task),
    ("PUT /api/projects/{id}/tasks/{task_id}", "parent_task_id", Of::Task),
    ("PATCH /api/projects/{id}/tasks/{task_id}", "assignee_ids", Of::Member),
    ("PATCH /api/projects/{id}/tasks/{task_id}", "depends_on", Of::Task),
    ("PATCH /api/projects/{id}/tasks/{task_id}", "parent_task_id", Of::Task),
    ("POST /api/shared-calendars/{calendar_id}/members", "user_id", Of::Account),
];

/// What looks like an id and is none: the local time of an occurrence.
const TEXT: [&str; 1] = ["recurrence_id"];

fn is_id(name: &str) -> bool {
    let words = ["_id", "_ids"];
    let is_named = words.iter().any(|word| name.ends_with(word)) || name == "depends_on";
    is_named && !TEXT.contains(&name)
}

#[test]
fn every_id_in_a_body_or_a_query_has_a_row() {
    let mut found = Vec::new();
    for operation in Operation::all() {
        let ids = inputs(&operation).into_iter().filter(|(name, _)| is_id(name));
        found.extend(ids.map(|(field, _)| (operation.name(), field)));
    }
    let mut listed: Vec<_> =
        TABLE.iter().map(|(name, field, _)| ((*name).to_owned(), (*field).to_owned())).collect();
    found.sort();
    listed.sort();
    assert_eq!(found, listed);
}

/// The owner's things that others name.
struct Named {
    location: i64,
    task: i64,
    stranger: i64,
}

impl Named {
    async fn make(t: &TestApp, world: &World) -> Self {
        let owner = &world.owner;
        let location = owner.draft("/api/locations", json!({"name": "Home"})).create().await.id;
        let elsewhere = owner.project("Cellar").create().await;
        let task = owner.task(&elsewhere, "Sweep").create().await.id;
        Self { location, task, stranger: t.user("nobody").await.id.0 }
    }

    /// Returns the id to name: another contact each time, for a merge uses one up.
    async fn id(&self, world: &World, of: Of) -> i64 {
        match of {
            Of::Calendar(_) => world.calendar.id,
            Of::Location => self.location,
            Of::Contact => contact(&world.owner).await,
            Of::Task => self.task,
            Of::Member | Of::Account => self.stranger,
        }
    }
}

async fn contact(who: &Person) -> i64 {
    who.draft("/api/people", json!({"first_name": "Vera"})).create().await.id
}

/// Tells whether somebody tries this, and whether they may.
fn may(who: Actor, of: Of) -> Option<bool> {
    match of {
        Of::Calendar(needed) => Some(who.on_calendar() >= needed),
        Of::Location | Of::Contact => Some(who == Actor::Owner),
        // Who may change the project at all.
        Of::Task | Of::Member => (who.on_project() >= Held::Edit).then_some(false),
        Of::Account => (who == Actor::Owner).then_some(false),
    }
}

/// Makes what the path is about: the caller's own, or a task of the project.
async fn rows(world: &World, who: &Person, path: &str) -> Vec<i64> {
    match path {
        "/api/events/{id}" | "/api/events/{id}/invitations" => {
            vec![who.event("Run", "2026-03-02T10:00:00Z").create().await.id]
        }
        path if path.starts_with("/api/event-templates/{id}") => {
            vec![who.template("Lesson", "Piano").create().await.id]
        }
        "/api/people/{id}/merge" => vec![contact(who).await],
        "/api/projects/{id}/tasks/{task_id}" => {
            vec![world.project.id, who.task(&world.project, "Rake").create().await.id]
        }
        path if path.starts_with("/api/projects/{id}") => vec![world.project.id],
        "/api/shared-calendars/{calendar_id}/members" => vec![world.calendar.id],
        path if path.contains('{') => panic!("matrix/ids.rs has no rows for {path}"),
        _ => Vec::new(),
    }
}

/// Prepares an operation that names an id.
fn naming(operation: &Operation, client: &Client, rows: &[i64], field: &str, id: i64) -> Request {
    let request = operation.on(client, rows);
    let Some(schema) = operation.body_schema().filter(|_| !operation.is_safe()) else {
        return request.query(&format!("{field}={id}"));
    };
    let mut body = sample(schema);
    let types = resolve(&resolve(schema)["properties"][field])["type"].to_string();
    body[field] = if types.contains("array") { json!([id]) } else { json!(id) };
    if operation.path == "/api/projects/{id}/members" {
        body["role"] = Value::from("viewer");
    }
    request.json(body)
}

#[umbra_test]
async fn an_id_that_is_not_for_somebody_is_as_one_that_there_is_not(t: TestApp) {
    let world = World::begin(&t).await;
    let named = Named::make(&t, &world).await;
    let all = Operation::all();
    for (name, field, of) in TABLE {
        let operation = all.iter().find(|one| one.name() == *name).unwrap();
        let mut allowed = Vec::new();
        let mut refused = Vec::new();
        for (who, person) in world.signed_in() {
            let Some(may) = may(who, *of) else { continue };
            let rows = rows(&world, person, &operation.path).await;
            if may {
                allowed.push((who, person, rows));
            } else {
                refused.push((who, person, rows));
            }
        }
        let id = named.id(&world, *of).await;
        assert!(!refused.is_empty(), "{name} {field}");
        let before = everything(&t.database_dump().await);
        for (who, person, rows) in refused {
            let request = |id| naming(operation, person, &rows, field, id);
            let (reply, missing) = (request(id).await, request(i64::MAX).await);
            assert_eq!(said(&reply), said(&missing), "{name} {field} by {who:?}");
            // A filter may find nothing; what would write is refused.
            let is_refused = [404, 422].contains(&reply.status());
            let is_empty = operation.is_safe() && reply.text() == "[]";
            assert!(is_refused || is_empty, "{name} {field} by {who:?}: {reply:?}");
            if reply.status() == 422 {
                // For this id, and not for something that keeps it from being looked up.
                let errors = reply.json()["errors"].as_array().cloned().unwrap_or_default();
                let at = |error: &Value| error["pointer"].as_str().unwrap_or_default().to_owned();
                let is_for_it =
                    errors.iter().all(|error| at(error).starts_with(&format!("/{field}")));
                assert!(!errors.is_empty() && is_for_it, "{name} {field} by {who:?}: {reply:?}");
            }
        }
        assert_same(&before, &everything(&t.database_dump().await), &format!("{name} {field}"));
        for (who, person, rows) in allowed {
            let id = named.id(&world, *of).await;
            let reply = naming(operation, person, &rows, field, id).await;
            let is_done = (200..300).contains(&reply.status());
            assert!(is_done, "{name} {field} by {who:?}: {reply:?}");
        }
    }
}
