//! Lists of things, each with its filters, against what can be read one by one.

use serde_json::{Value, json};
use umbra_testkit::Person;

use super::{
    seen::Seen,
    world::{WORDS, World, all_of},
};

fn by_id(mut rows: Vec<Value>) -> Vec<Value> {
    rows.sort_by_key(|row| row["id"].as_i64());
    rows
}

/// Compares a list with those of all that can be read which a filter takes.
async fn same(who: &Person, path: &str, all: &[&Value], takes: impl Fn(&Value) -> bool) {
    let expected: Vec<_> = all.iter().filter(|one| takes(one)).map(|one| (*one).clone()).collect();
    for limit in [3, 200] {
        let mark = if path.contains('?') { '&' } else { '?' };
        let listed = all_of(who, &format!("{path}{mark}limit={limit}")).await;
        assert_eq!(by_id(listed), by_id(expected.clone()), "{} lists {path}", who.username);
    }
}

/// Tells whether a text has a word, whatever its case.
pub fn has(text: &Value, word: &str) -> bool {
    text.as_str().is_some_and(|text| text.to_lowercase().contains(&word.to_lowercase()))
}

pub async fn compare(world: &World, who: &Person, seen: &Seen) {
    for (path, titled) in [
        ("/api/calendars", None),
        ("/api/event-templates", None),
        ("/api/projects", Some("name")),
        ("/api/todos", Some("title")),
        ("/api/people", Some("first_name")),
        ("/api/locations", Some("name")),
    ] {
        let all = seen.below(path);
        same(who, path, &all, |_| true).await;
        for word in titled.map_or(&[][..], |_| &WORDS) {
            let field = titled.unwrap();
            let lower = word.to_lowercase();
            same(who, &format!("{path}?search={lower}"), &all, |one| has(&one[field], word)).await;
        }
    }
    projects(world, who, seen).await;
    own(world, who, seen).await;
}

async fn projects(world: &World, who: &Person, seen: &Seen) {
    let projects = seen.below("/api/projects");
    for archived in [true, false] {
        let path = format!("/api/projects?is_archived={archived}");
        same(who, &path, &projects, |one| one["is_archived"] == archived).await;
    }
    same(who, "/api/projects?status=active", &projects, |one| one["status"] == "active").await;
    for path in world.t.texts("SELECT '/api/projects/' || id FROM projects").await {
        let tasks = format!("{path}/tasks");
        if !seen.things.contains_key(&path) {
            for hidden in [tasks, format!("{path}/stats"), format!("{path}/board")] {
                who.get(hidden).await.assert_problem(404, "not_found");
            }
            continue;
        }
        let all = seen.below(&tasks);
        same(who, &tasks, &all, |_| true).await;
        let mine = |one: &Value| one["assignee_ids"].as_array().unwrap().contains(&json!(who.id));
        same(who, &format!("{tasks}?assignee_id={}", who.id), &all, mine).await;
        let nobodys = |one: &Value| one["assignee_ids"] == json!([]);
        same(who, &format!("{tasks}?unassigned=true"), &all, nobodys).await;
        let is_open = |one: &Value| one["completed_at"].is_null();
        same(who, &format!("{tasks}?completed=false"), &all, is_open).await;
        let word = WORDS[0];
        same(who, &format!("{tasks}?search={word}"), &all, |one| has(&one["title"], word)).await;
        let due = |one: &Value| one["due_date"].as_str().is_some_and(|due| due <= "2026-03-05");
        same(who, &format!("{tasks}?due_to=2026-03-05"), &all, due).await;

        let stats = who.get(format!("{path}/stats")).await.assert_status(200).json();
        assert_eq!(stats["total"], all.len(), "{path}");
        let board = who.get(format!("{path}/board")).await.assert_status(200).json();
        let columns = board.as_array().unwrap().iter();
        let cards = columns.flat_map(|column| column["tasks"].as_array().unwrap().clone());
        let expected: Vec<_> = all.into_iter().cloned().collect();
        assert_eq!(by_id(cards.collect()), by_id(expected.clone()), "{path}");
        for task in expected {
            let comments = format!("{tasks}/{}/comments", task["id"]);
            same(who, &comments, &seen.below(&comments), |_| true).await;
        }
    }
}

async fn own(world: &World, who: &Person, seen: &Seen) {
    let todos = seen.below("/api/todos");
    for completed in [true, false] {
        let path = format!("/api/todos?completed={completed}");
        same(who, &path, &todos, |one| one["completed"] == completed).await;
    }
    let due = |one: &Value| one["due_date"].as_str().is_some_and(|due| due >= "2026-03-05");
    same(who, "/api/todos?due_from=2026-03-05", &todos, due).await;
    for path in ["/api/people", "/api/locations"] {
        let all = seen.below(path);
        let favorites = format!("{path}?is_favorite=true");
        same(who, &favorites, &all, |one| one["is_favorite"] == true).await;
    }
    let reminders = seen.below("/api/reminders");
    // Those of events are listed with these.
    let own = |one: &Value| one["event_id"].is_null();
    same(who, "/api/reminders", &reminders, own).await;
    let path = "/api/reminders?active=true";
    same(who, path, &reminders, |one| own(one) && one["is_active"] == true).await;
    let word = WORDS[1];
    let path = format!("/api/reminders?search={word}");
    same(who, &path, &reminders, |one| own(one) && has(&one["title"], word)).await;
    let due: Vec<_> = all_of(who, "/api/reminders/due?limit=3").await;
    let ids = |rows: &[&Value]| -> Vec<i64> {
        let mut ids: Vec<_> = rows.iter().map(|row| row["id"].as_i64().unwrap()).collect();
        ids.sort_unstable();
        ids
    };
    let is_due: Vec<_> = reminders.into_iter().filter(|one| !one["due_at"].is_null()).collect();
    assert_eq!(ids(&due.iter().collect::<Vec<_>>()), ids(&is_due), "due to {}", who.username);
    let _ = world;
}
