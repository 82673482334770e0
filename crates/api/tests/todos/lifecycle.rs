//! Writing down, reading, changing, completing and deleting.

use std::time::Duration;

use serde_json::{Value, json};
use umbra_testkit::{TestApp, at_once, umbra_test};

use crate::todos::rows;

#[umbra_test]
async fn a_todo_is_written_down_with_all_that_is_said(t: TestApp) {
    let ana = t.user("ana").await;
    let said = json!({
        "title": "Buy milk",
        "description": "Two litres.\nOr three.",
        "priority": "high",
        "category": "groceries",
        "due_date": "2026-03-05",
        "due_time": "09:30",
        "completed": false,
    });
    let reply = ana.post("/api/todos", &said).await.assert_status(201);
    let id = reply.json()["id"].as_i64().unwrap();
    assert!(id > 0);
    let expected = json!({
        "id": id,
        "title": "Buy milk",
        "description": "Two litres.\nOr three.",
        "priority": "high",
        "category": "groceries",
        "due_date": "2026-03-05",
        "due_time": "09:30:00",
        "recurrence_rule": null,
        "short_months": null,
        "recurrence_basis": null,
        "last_completed_at": null,
        "completed": false,
        "completed_at": null,
        "created_at": "2026-03-02T08:00:00Z",
        "updated_at": "2026-03-02T08:00:00Z",
        "version": 1,
    });
    assert_eq!(reply.json(), expected);
    assert_eq!(reply.etag(), "\"1\"");
    let location = reply.header("location").unwrap();
    assert_eq!(location, format!("/api/todos/{id}"));
    let read = ana.get(location).await.assert_status(200);
    assert_eq!((read.json(), read.etag()), (expected.clone(), "\"1\""));
    assert_eq!(rows(&ana.get("/api/todos").await), [expected]);
}

#[umbra_test]
async fn a_todo_can_be_done_from_the_start(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = ana.todo("Buy milk").with("completed", true).create().await;
    assert_eq!(todo.body["completed"], true);
    assert_eq!(todo.body["completed_at"], "2026-03-02T08:00:00Z");
    let open = ana.put(todo.url(), json!({"completed": null})).await.assert_status(200).json();
    assert_eq!((&open["completed"], &open["completed_at"]), (&false.into(), &Value::Null));
}

#[umbra_test]
async fn another_spelling_of_what_a_todo_says_keeps_the_version(t: TestApp) {
    let ana = t.user("ana").await;
    let nothing = json!({
        "title": "Buy milk", "due_time": null, "recurrence_rule": null, "recurrence_basis": null,
    });
    let todo = ana.draft("/api/todos", nothing).due("2026-03-05").create().await;
    for field in ["recurrence_rule", "recurrence_basis", "last_completed_at", "completed_at"] {
        assert_eq!(todo.body[field], Value::Null, "{field}");
    }
    t.clock.advance(Duration::from_secs(60));
    let timed = ana.put(todo.url(), json!({"due_time": "09:30"})).await.assert_status(200);
    let same = json!({"title": " Buy milk ", "due_time": "09:30:00", "recurrence_rule": null});
    for body in [same, json!({"due_time": "09:30"})] {
        let reply = ana.put(todo.url(), body).await.assert_status(200);
        assert_eq!((reply.json(), reply.etag()), (timed.json(), "\"2\""));
    }
}

#[umbra_test]
async fn clearing_the_day_clears_the_time(t: TestApp) {
    let ana = t.user("ana").await;
    let due = async || ana.todo("Call").due("2026-03-05").with("due_time", "09:30").create().await;
    let left = async |change: Value| {
        let todo = due().await;
        let body = ana.put(todo.url(), change).await.assert_status(200).json();
        (body["due_date"].clone(), body["due_time"].clone())
    };
    assert_eq!(left(json!({"due_date": null})).await, (Value::Null, Value::Null));
    assert_eq!(left(json!({"due_time": null})).await, ("2026-03-05".into(), Value::Null));
    let moved = left(json!({"due_date": "2026-03-06"})).await;
    assert_eq!(moved, ("2026-03-06".into(), "09:30:00".into()), "a new day keeps the time");
}

#[umbra_test]
async fn a_time_needs_a_day(t: TestApp) {
    let ana = t.user("ana").await;
    let created = ana.todo("Call").with("due_time", "09:30").send().await;
    created.assert_problem(422, "invalid").assert_field("/due_time", "due_time_without_date");
    assert!(rows(&ana.get("/api/todos").await).is_empty());
    let dated = ana.todo("Call").due("2026-03-05").with("due_time", "09:30").create().await;
    let undated = ana.todo("Call").create().await;
    for (todo, change) in [
        (&undated, json!({"due_time": "10:00"})),
        (&dated, json!({"due_date": null, "due_time": "10:00"})),
    ] {
        for method in ["PUT", "PATCH"] {
            let refused = ana.request(method, todo.url(), &change).await;
            let problem = refused.assert_problem(422, "invalid");
            problem.assert_field("/due_time", "due_time_without_date");
        }
        assert_eq!(ana.get(todo.url()).await.json(), todo.body, "nothing changed");
    }
}

#[umbra_test]
async fn toggling_completes_and_reopens(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = ana.todo("Buy milk").create().await;
    let toggle = todo.action("toggle");
    t.clock.advance(Duration::from_secs(60));
    let done = ana.patch(&toggle, ()).await.assert_status(200);
    assert_eq!(done.etag(), "\"2\"");
    let mut expected = todo.body.clone();
    expected["completed"] = true.into();
    expected["completed_at"] = "2026-03-02T08:01:00Z".into();
    expected["updated_at"] = "2026-03-02T08:01:00Z".into();
    expected["version"] = 2.into();
    assert_eq!(done.json(), expected);
    assert_eq!(ana.get(todo.url()).await.json(), expected);
    t.clock.advance(Duration::from_secs(60));
    let open = ana.patch(&toggle, ()).await.assert_status(200);
    assert_eq!(open.etag(), "\"3\"");
    expected["completed"] = false.into();
    expected["completed_at"] = Value::Null;
    expected["updated_at"] = "2026-03-02T08:02:00Z".into();
    expected["version"] = 3.into();
    assert_eq!(open.json(), expected);
}

#[umbra_test]
async fn completing_what_is_done_keeps_the_moment(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = ana.todo("Buy milk").with("completed", true).create().await;
    t.clock.advance(Duration::from_secs(60));
    let change = json!({"completed": true, "title": "Buy bread"});
    let reply = ana.put(todo.url(), change).await.assert_status(200);
    assert_eq!(reply.json()["completed_at"], "2026-03-02T08:00:00Z");
    assert_eq!(reply.json()["title"], "Buy bread");
}

#[umbra_test]
async fn toggles_at_once_all_happen_one_after_another(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = ana.todo("Buy milk").create().await;
    let toggle = todo.action("toggle");
    let replies = at_once((0..21).map(|_| ana.patch(&toggle, ()))).await;
    let mut versions: Vec<_> =
        replies.iter().map(|reply| reply.clone().assert_status(200).etag().to_owned()).collect();
    versions.sort_unstable();
    versions.dedup();
    assert_eq!(versions.len(), 21, "every answer tells of its own version");
    let read = ana.get(todo.url()).await;
    assert_eq!((read.json()["completed"].clone(), read.etag()), (Value::Bool(true), "\"22\""));
}
