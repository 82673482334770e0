//! Recurring todos: completing moves them on.

use jiff::Timestamp;
use serde_json::{Value, json};
use umbra_testkit::{Created, Person, Reply, TestApp, umbra_test};

use crate::todos::{found, rows};

/// Completes a todo by `completed: true`.
async fn complete(who: &Person, todo: &Created) -> Reply {
    who.patch(todo.url(), json!({"completed": true})).await.assert_status(200)
}

/// Signs somebody in at an instant. The clock may have moved by months, which ends every session.
async fn at(t: &TestApp, name: &str, instant: &str) -> Person {
    t.clock.set(instant.parse::<Timestamp>().unwrap());
    t.user(name).await
}

/// Completes a todo at each instant by the toggle, and returns its due date after each.
async fn toggled_at(t: &TestApp, todo: &Created, instants: &[&str]) -> Vec<Value> {
    let mut due = Vec::new();
    for instant in instants {
        let ana = at(t, "ana", instant).await;
        let reply = ana.patch(todo.action("toggle"), ()).await.assert_status(200);
        assert_eq!(reply.json()["completed"], false, "{instant}");
        assert_eq!(reply.json()["last_completed_at"], *instant);
        due.push(reply.json()["due_date"].clone());
    }
    due
}

#[umbra_test]
async fn completing_moves_to_the_next_due_date_and_stays_open(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = ana.todo("Bins").due("2026-03-03").with("due_time", "07:00");
    let todo = todo.with("recurrence_rule", "RRULE:freq=weekly;interval=1;byday=tu").create().await;
    assert_eq!(todo.body["recurrence_rule"], "FREQ=WEEKLY;BYDAY=TU", "the canonical form");
    assert_eq!(todo.body["recurrence_basis"], "due");
    assert_eq!(todo.body["last_completed_at"], Value::Null);
    for (method, path, body) in [
        ("PATCH", todo.action("toggle"), Value::Null),
        ("PUT", todo.url(), json!({"completed": true})),
        ("PATCH", todo.url(), json!({"completed": true})),
    ] {
        let request =
            if body.is_null() { ana.patch(path, ()) } else { ana.request(method, path, body) };
        let reply = request.await.assert_status(200);
        let version = reply.json()["version"].as_i64().unwrap();
        let mut expected = todo.body.clone();
        expected["due_date"] = "2026-03-10".into();
        expected["last_completed_at"] = "2026-03-02T08:00:00Z".into();
        expected["version"] = version.into();
        assert_eq!(reply.json(), expected);
        assert_eq!(ana.get(todo.url()).await.json(), expected);
        assert_eq!(rows(&ana.get("/api/todos").await), [expected]);
        let back = ana.delete(format!("{}/completions/latest", todo.url())).await;
        let mut expected = todo.body.clone();
        expected["version"] = (version + 1).into();
        assert_eq!(back.assert_status(200).json(), expected);
    }
}

#[umbra_test]
async fn the_anchor_day_outlives_every_short_month(t: TestApp) {
    for (anchor, instants, expected) in [
        (
            "2026-01-31",
            ["2026-01-31T09:00:00Z", "2026-02-28T09:00:00Z", "2026-03-31T09:00:00Z"],
            ["2026-02-28", "2026-03-31", "2026-04-30"],
        ),
        (
            "2028-01-31",
            ["2028-01-30T09:00:00Z", "2028-02-29T09:00:00Z", "2028-03-30T09:00:00Z"],
            ["2028-02-29", "2028-03-31", "2028-04-30"],
        ),
    ] {
        let ana = at(&t, "ana", instants[0]).await;
        let todo = ana.todo("Rent").due(anchor).with("recurrence_rule", "FREQ=MONTHLY");
        let todo = todo.create().await;
        assert_eq!(toggled_at(&t, &todo, &instants).await, expected);
    }
}

#[umbra_test]
async fn what_is_overdue_by_many_periods_goes_to_the_first_one_after_today(t: TestApp) {
    let ana = t.user("ana").await;
    for (rule, due, next) in [
        ("FREQ=DAILY", "2025-01-01", "2026-03-03"),
        ("FREQ=DAILY", "2026-03-01", "2026-03-03"),
        ("FREQ=WEEKLY", "2026-01-05", "2026-03-09"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", "2025-12-31", "2026-03-11"),
        ("FREQ=MONTHLY", "2025-08-31", "2026-03-31"),
        ("FREQ=YEARLY", "2020-02-29", "2027-02-28"),
    ] {
        let todo = ana.todo(rule).due(due).with("recurrence_rule", rule).create().await;
        assert!(found(&ana, "overdue=true").await.contains(&rule.to_owned()), "{rule}");
        let moved = complete(&ana, &todo).await.json();
        assert_eq!((&moved["due_date"], &moved["completed"]), (&next.into(), &false.into()));
        assert!(found(&ana, "overdue=true").await.is_empty(), "{rule}");
        let due = format!("due_from={next}&due_to={next}");
        assert!(found(&ana, &due).await.contains(&rule.to_owned()));
        ana.delete(todo.url()).await.assert_status(204);
    }
}

#[umbra_test]
async fn by_completion_the_day_in_the_owners_zone_counts(t: TestApp) {
    for (zone, next) in [
        ("Pacific/Auckland", "2026-03-13"),
        ("UTC", "2026-03-12"),
        ("Pacific/Honolulu", "2026-03-12"),
        ("Pacific/Kiritimati", "2026-03-13"),
    ] {
        // 23:30 UTC on the 9th is the 10th in Auckland.
        let ana = at(&t, "ana", "2026-03-09T23:30:00Z").await;
        ana.put("/api/settings", json!({"timezone": zone})).await.assert_status(200);
        let todo = ana.todo("Plants").due("2026-02-20");
        let todo = todo.with("recurrence_rule", "FREQ=DAILY;INTERVAL=3");
        let todo = todo.with("recurrence_basis", "completion").create().await;
        assert_eq!(complete(&ana, &todo).await.json()["due_date"], next, "{zone}");
    }
}

#[umbra_test]
async fn by_due_date_today_is_the_owners_too(t: TestApp) {
    for (zone, next) in [("Pacific/Auckland", "2026-03-11"), ("America/New_York", "2026-03-10")] {
        let ana = at(&t, "ana", "2026-03-09T23:30:00Z").await;
        ana.put("/api/settings", json!({"timezone": zone})).await.assert_status(200);
        let todo = ana.todo("Tablets").due("2026-03-01").with("recurrence_rule", "FREQ=DAILY");
        let todo = todo.create().await;
        assert_eq!(complete(&ana, &todo).await.json()["due_date"], next, "{zone}");
    }
}

#[umbra_test]
async fn a_todo_done_early_continues_from_its_due_date_or_its_completion(t: TestApp) {
    let ana = t.user("ana").await;
    for (rule, basis, due, next) in [
        ("FREQ=WEEKLY;BYDAY=MO", "due", "2026-03-16", "2026-03-23"),
        ("FREQ=WEEKLY;BYDAY=TU", "completion", "2026-03-03", "2026-03-10"),
        ("FREQ=DAILY;INTERVAL=5", "completion", "2026-03-16", "2026-03-07"),
    ] {
        let todo = ana.todo(rule).due(due).with("recurrence_rule", rule);
        let todo = todo.with("recurrence_basis", basis).create().await;
        assert_eq!(complete(&ana, &todo).await.json()["due_date"], next, "{rule} by {basis}");
    }
}

#[umbra_test]
async fn after_the_last_due_date_it_is_done_for_good(t: TestApp) {
    let ana = t.user("ana").await;
    for (rule, basis) in [
        ("FREQ=DAILY;COUNT=3", "due"),
        ("FREQ=DAILY;COUNT=3", "completion"),
        ("FREQ=DAILY;UNTIL=20260304", "due"),
    ] {
        let todo = ana.todo("Course").due("2026-03-02").with("recurrence_rule", rule);
        let todo = todo.with("recurrence_basis", basis).create().await;
        for due in ["2026-03-03", "2026-03-04"] {
            let moved = complete(&ana, &todo).await.json();
            assert_eq!((&moved["due_date"], &moved["completed"]), (&due.into(), &false.into()));
        }
        let last = complete(&ana, &todo).await;
        assert_eq!(last.json()["completed"], true, "{rule}");
        assert_eq!(last.json()["completed_at"], "2026-03-02T08:00:00Z");
        let again = complete(&ana, &todo).await;
        assert_eq!((again.json(), again.etag()), (last.json(), last.etag()), "done is done");
    }
}

#[umbra_test]
async fn a_series_that_ended_while_it_was_overdue_is_done_for_good(t: TestApp) {
    let ana = t.user("ana").await;
    for rule in ["FREQ=DAILY;UNTIL=20260105", "FREQ=DAILY;COUNT=5"] {
        let todo = ana.todo("Course").due("2026-01-01").with("recurrence_rule", rule);
        let todo = todo.create().await;
        let done = complete(&ana, &todo).await.json();
        assert_eq!((&done["completed"], &done["due_date"]), (&true.into(), &"2026-01-01".into()));
    }
}

#[umbra_test]
async fn without_its_rule_a_todo_is_done_like_any_other(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = ana.todo("Bins").due("2026-03-03").with("recurrence_rule", "FREQ=WEEKLY");
    let todo = todo.with("recurrence_basis", "completion").create().await;
    complete(&ana, &todo).await;
    let cleared = ana.put(todo.url(), json!({"recurrence_rule": null})).await.assert_status(200);
    for field in ["recurrence_rule", "recurrence_basis"] {
        assert_eq!(cleared.json()[field], Value::Null, "{field}");
    }
    assert_eq!(cleared.json()["due_date"], "2026-03-09");
    let done = complete(&ana, &todo).await.json();
    assert_eq!((&done["completed"], &done["due_date"]), (&true.into(), &"2026-03-09".into()));
    let undone = ana.put(todo.url(), json!({"completed": false})).await.assert_status(200).json();
    assert_eq!(undone, {
        let mut expected = cleared.json();
        expected["updated_at"] = undone["updated_at"].clone();
        expected["version"] = 5.into();
        expected
    });
}

#[umbra_test]
async fn another_day_or_rule_begins_a_new_series(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = ana.todo("Rent").due("2026-03-31").with("recurrence_rule", "FREQ=MONTHLY;COUNT=2");
    let todo = todo.create().await;
    complete(&ana, &todo).await;
    let change = json!({"due_date": "2026-05-15", "recurrence_rule": "FREQ=MONTHLY;COUNT=2"});
    ana.put(todo.url(), change).await.assert_status(200);
    let moved = complete(&ana, &todo).await.json();
    assert_eq!((&moved["due_date"], &moved["completed"]), (&"2026-06-15".into(), &false.into()));
    let change = json!({"recurrence_rule": "FREQ=WEEKLY", "completed": true});
    let both = ana.put(todo.url(), change).await.assert_status(200).json();
    assert_eq!(both["due_date"], "2026-06-22", "the edit comes first, then the completion");
}

#[umbra_test]
async fn a_recurring_todo_can_be_done_for_good_from_the_start(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = ana.todo("Old").due("2026-03-02").with("recurrence_rule", "FREQ=DAILY");
    let todo = todo.with("completed", true).create().await;
    assert_eq!(todo.body["completed"], true);
    let open = ana.patch(todo.action("toggle"), ()).await.assert_status(200).json();
    assert_eq!((&open["completed"], &open["due_date"]), (&false.into(), &"2026-03-02".into()));
    assert_eq!(complete(&ana, &todo).await.json()["due_date"], "2026-03-03");
}
