//! What is taken for a recurrence, and what is refused.

use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

use crate::todos::rows;

#[umbra_test]
async fn a_rule_that_todos_cannot_follow_is_refused(t: TestApp) {
    let ana = t.user("ana").await;
    let plain = ana.todo("Plain").due("2026-03-05").create().await;
    let monthly = ana.todo("Rent").due("2026-03-05").with("recurrence_rule", "FREQ=MONTHLY");
    let monthly = monthly.create().await;
    for (rule, code) in [
        (json!(""), "invalid_recurrence"),
        (json!("monthly"), "invalid_recurrence"),
        (json!("FREQ=FORTNIGHTLY"), "invalid_recurrence"),
        (json!("FREQ=DAILY;COUNT=0"), "invalid_recurrence"),
        (json!("FREQ=DAILY;COUNT=2;UNTIL=20270101"), "invalid_recurrence"),
        (json!("FREQ=DAILY;BYHOUR=9"), "invalid_recurrence"),
        (json!("FREQ=DAILY;BYHOUR=9,17;BYMINUTE=30"), "invalid_recurrence"),
        (json!("FREQ=HOURLY"), "unsupported_recurrence"),
        (json!("FREQ=MINUTELY;INTERVAL=5"), "unsupported_recurrence"),
        (json!("FREQ=DAILY;COUNT=10001"), "unsupported_recurrence"),
        (json!("FREQ=YEARLY;BYMONTH=2;BYDAY=6MO"), "recurrence_never_occurs"),
        (json!("FREQ=DAILY;UNTIL=20260304"), "recurrence_never_occurs"),
        (json!(7), "invalid_type"),
        (json!(["FREQ=DAILY"]), "invalid_type"),
    ] {
        let new = json!({"title": "New", "due_date": "2026-03-05", "recurrence_rule": rule});
        let refused = ana.post("/api/todos", new).await.assert_problem(422, "invalid");
        refused.assert_field("/recurrence_rule", code);
        for todo in [&plain, &monthly] {
            for method in ["PUT", "PATCH"] {
                let change = json!({"recurrence_rule": rule});
                let refused = ana.request(method, todo.url(), change).await;
                refused.assert_problem(422, "invalid").assert_field("/recurrence_rule", code);
            }
        }
    }
    assert_eq!(rows(&ana.get("/api/todos").await), [monthly.body, plain.body]);
}

#[umbra_test]
async fn a_rule_needs_a_due_date(t: TestApp) {
    let ana = t.user("ana").await;
    let code = "recurrence_without_due_date";
    let created = ana.todo("New").with("recurrence_rule", "FREQ=DAILY").send().await;
    created.assert_problem(422, "invalid").assert_field("/recurrence_rule", code);
    let undated = ana.todo("Undated").create().await;
    let daily = ana.todo("Daily").due("2026-03-05").with("recurrence_rule", "FREQ=DAILY");
    let daily = daily.create().await;
    for (todo, change) in [
        (&undated, json!({"recurrence_rule": "FREQ=DAILY"})),
        (&daily, json!({"due_date": null})),
        (&daily, json!({"due_date": null, "recurrence_rule": "FREQ=WEEKLY"})),
    ] {
        for method in ["PUT", "PATCH"] {
            let refused = ana.request(method, todo.url(), &change).await;
            refused.assert_problem(422, "invalid").assert_field("/recurrence_rule", code);
        }
    }
    assert_eq!(rows(&ana.get("/api/todos").await), [daily.body.clone(), undated.body.clone()]);
    let both = json!({"due_date": null, "recurrence_rule": null});
    ana.put(daily.url(), both).await.assert_status(200);
    let both = json!({"due_date": "2026-03-05", "recurrence_rule": "FREQ=DAILY"});
    ana.put(undated.url(), both).await.assert_status(200);
}

#[umbra_test]
async fn a_basis_is_due_or_completion_and_needs_a_rule(t: TestApp) {
    let ana = t.user("ana").await;
    let code = "recurrence_basis_without_rule";
    let orphan = ana.todo("New").due("2026-03-05").with("recurrence_basis", "due").send().await;
    orphan.assert_problem(422, "invalid").assert_field("/recurrence_basis", code);
    let plain = ana.todo("Plain").due("2026-03-05").create().await;
    let daily = ana.todo("Daily").due("2026-03-05").with("recurrence_rule", "FREQ=DAILY");
    let daily = daily.create().await;
    for (todo, change) in [
        (&plain, json!({"recurrence_basis": "completion"})),
        (&daily, json!({"recurrence_basis": "completion", "recurrence_rule": null})),
    ] {
        let refused = ana.put(todo.url(), change).await.assert_problem(422, "invalid");
        refused.assert_field("/recurrence_basis", code);
    }
    for (value, code) in
        [(json!("Due"), "invalid_value"), (json!(""), "invalid_value"), (json!(1), "invalid_type")]
    {
        let refused = ana.put(daily.url(), json!({"recurrence_basis": value})).await;
        refused.assert_problem(422, "invalid").assert_field("/recurrence_basis", code);
    }
    for (value, shown) in
        [(json!("completion"), "completion"), (Value::Null, "due"), (json!("due"), "due")]
    {
        let change = json!({"recurrence_basis": value});
        let changed = ana.put(daily.url(), change).await.assert_status(200);
        assert_eq!(changed.json()["recurrence_basis"], shown);
    }
}

#[umbra_test]
async fn a_todo_sent_back_as_it_was_shown_changes_nothing(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = ana.todo("Rent").due("2026-01-31").with("recurrence_rule", "FREQ=MONTHLY");
    let todo = todo.create().await;
    let done = ana.put(todo.url(), json!({"completed": true})).await.assert_status(200);
    let mut shown = done.json();
    for name in ["id", "created_at", "updated_at", "completed_at", "last_completed_at", "version"] {
        shown.as_object_mut().unwrap().remove(name);
    }
    for method in ["PUT", "PATCH"] {
        let same = ana.request(method, todo.url(), &shown).await.assert_status(200);
        assert_eq!((same.json(), same.etag()), (done.json(), done.etag()));
    }
    shown["recurrence_rule"] = "rrule:freq=monthly;interval=1".into();
    let same = ana.put(todo.url(), &shown).await.assert_status(200);
    assert_eq!(same.etag(), done.etag(), "another spelling is no other rule");
}

#[umbra_test]
async fn what_the_server_counts_is_not_the_clients_to_say(t: TestApp) {
    let ana = t.user("ana").await;
    let daily = ana.todo("Daily").due("2026-03-05").with("recurrence_rule", "FREQ=DAILY");
    let daily = daily.create().await;
    for name in ["last_completed_at", "recurrence_anchor", "recurrence_done"] {
        let refused = ana.put(daily.url(), json!({name: null})).await;
        let problem = refused.assert_problem(422, "invalid");
        problem.assert_field(&format!("/{name}"), "unknown_field");
    }
}
