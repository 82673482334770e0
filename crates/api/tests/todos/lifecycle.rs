//! Writing down, reading, changing, completing and deleting.

use std::time::Duration;

use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

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
        "recurrence_basis": null,
        "last_completed_at": null,
        "completed": false,
        "completed_at": null,
        "created_at": "2026-03-02T08:00:00Z",
        "updated_at": "2026-03-02T08:00:00Z",
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
async fn a_title_is_enough(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = ana.todo("Buy milk").create().await;
    for (field, value) in [
        ("description", Value::Null),
        ("priority", "none".into()),
        ("category", Value::Null),
        ("due_date", Value::Null),
        ("due_time", Value::Null),
        ("recurrence_rule", Value::Null),
        ("recurrence_basis", Value::Null),
        ("last_completed_at", Value::Null),
        ("completed", false.into()),
        ("completed_at", Value::Null),
    ] {
        assert_eq!(todo.body[field], value, "{field}");
    }
    let nothing = json!({
        "title": "Buy milk", "description": null, "priority": null, "category": null,
        "due_date": null, "due_time": null, "recurrence_rule": null, "recurrence_basis": null,
        "completed": null,
    });
    let mut other = ana.post("/api/todos", nothing).await.assert_status(201).json();
    other["id"] = todo.id.into();
    assert_eq!(other, todo.body);
}

#[umbra_test]
async fn a_todo_can_be_done_from_the_start(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = ana.todo("Buy milk").with("completed", true).create().await;
    assert_eq!(todo.body["completed"], true);
    assert_eq!(todo.body["completed_at"], "2026-03-02T08:00:00Z");
}

#[umbra_test]
async fn a_change_touches_only_what_is_sent(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = ana.todo("Buy milk").with("description", "Two").due("2026-03-05").create().await;
    let changes = [
        json!({"title": "Buy bread"}),
        json!({"description": "Three"}),
        json!({"priority": "low"}),
        json!({"category": "groceries"}),
        json!({"due_date": "2026-03-06"}),
        json!({"due_time": "23:59:59"}),
        json!({"title": "Buy cake", "priority": "high", "due_date": "2026-03-07"}),
    ];
    let mut expected = todo.body.clone();
    for (version, change) in (2..).zip(changes) {
        t.clock.advance(Duration::from_secs(60));
        let method = if version % 2 == 0 { "PUT" } else { "PATCH" };
        let reply = ana.request(method, todo.url(), &change).await.assert_status(200);
        for (field, value) in change.as_object().unwrap() {
            expected[field] = value.clone();
        }
        expected["updated_at"] = umbra_domain::Clock::now(&t.clock).to_string().into();
        assert_eq!(reply.json(), expected, "{method} {change}");
        assert_eq!(reply.etag(), format!("\"{version}\""));
        let read = ana.get(todo.url()).await;
        assert_eq!((read.json(), read.etag()), (expected.clone(), reply.etag()));
    }
}

#[umbra_test]
async fn null_clears_what_can_be_empty(t: TestApp) {
    let ana = t.user("ana").await;
    for method in ["PUT", "PATCH"] {
        let todo = ana
            .todo("Buy milk")
            .with("description", "Two litres")
            .with("priority", "high")
            .with("category", "groceries")
            .due("2026-03-05")
            .with("due_time", "09:30")
            .with("completed", true)
            .create()
            .await;
        let mut expected = todo.body.clone();
        for (field, empty) in [
            ("description", Value::Null),
            ("priority", "none".into()),
            ("category", Value::Null),
            ("due_time", Value::Null),
            ("due_date", Value::Null),
            ("completed", false.into()),
        ] {
            let reply = ana.request(method, todo.url(), json!({field: null})).await;
            expected[field] = empty;
            if field == "completed" {
                expected["completed_at"] = Value::Null;
            }
            assert_eq!(reply.assert_status(200).json(), expected, "{method} {field}");
        }
        let refused = ana.request(method, todo.url(), json!({"title": null})).await;
        refused.assert_problem(422, "invalid").assert_field("/title", "required");
        assert_eq!(ana.get(todo.url()).await.json(), expected);
    }
}

#[umbra_test]
async fn a_change_that_changes_nothing_keeps_the_version(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = ana
        .todo("Buy milk")
        .with("priority", "low")
        .due("2026-03-05")
        .with("completed", true)
        .create()
        .await;
    t.clock.advance(Duration::from_secs(60));
    let same = json!({
        "title": " Buy milk ", "description": null, "priority": "low", "category": null,
        "due_date": "2026-03-05", "due_time": null, "completed": true,
    });
    for body in [json!({}), json!({"completed": true}), same] {
        for method in ["PUT", "PATCH"] {
            let reply = ana.request(method, todo.url(), &body).await.assert_status(200);
            assert_eq!((reply.json(), reply.etag()), (todo.body.clone(), todo.etag.as_str()));
        }
    }
    let read = ana.get(todo.url()).await;
    assert_eq!((read.json(), read.etag()), (todo.body.clone(), todo.etag.as_str()));
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
    assert_eq!(done.json(), expected);
    assert_eq!(ana.get(todo.url()).await.json(), expected);
    t.clock.advance(Duration::from_secs(60));
    let open = ana.patch(&toggle, ()).await.assert_status(200);
    assert_eq!(open.etag(), "\"3\"");
    expected["completed"] = false.into();
    expected["completed_at"] = Value::Null;
    expected["updated_at"] = "2026-03-02T08:02:00Z".into();
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
async fn a_deleted_todo_is_gone_and_its_id_is_not_given_out_again(t: TestApp) {
    let ana = t.user("ana").await;
    let kept = ana.todo("Buy bread").create().await;
    let todo = ana.todo("Buy milk").create().await;
    let deleted = ana.delete(todo.url()).await.assert_status(204);
    assert!(deleted.bytes().is_empty());
    ana.get(todo.url()).await.assert_problem(404, "not_found");
    ana.put(todo.url(), json!({})).await.assert_problem(404, "not_found");
    ana.patch(todo.url(), json!({})).await.assert_problem(404, "not_found");
    ana.patch(todo.action("toggle"), ()).await.assert_problem(404, "not_found");
    ana.delete(todo.url()).await.assert_problem(404, "not_found");
    assert_eq!(rows(&ana.get("/api/todos").await), [kept.body]);
    let next = ana.todo("Buy milk").create().await;
    assert!(next.id > todo.id, "{} after {}", next.id, todo.id);
}
