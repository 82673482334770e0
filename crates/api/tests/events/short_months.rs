//! The 31st and 29 February, without knowing RFC 7529.

use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

use crate::events::all;

#[umbra_test]
async fn rent_and_leap_days_are_left_out_or_on_the_last_day_by_skip(t: TestApp) {
    let ana = t.user("ana").await;
    for (start, rule, short_months, expected) in [
        ("2027-01-31", "FREQ=MONTHLY", json!("last_day"), &["2027-01-31", "2027-02-28"][..]),
        ("2027-01-31", "FREQ=MONTHLY", json!("skip"), &["2027-01-31"]),
        ("2027-01-31", "FREQ=MONTHLY", Value::Null, &["2027-01-31"]),
        ("2024-02-29", "FREQ=YEARLY", json!("last_day"), &["2027-02-28"]),
        ("2024-02-29", "FREQ=YEARLY", json!("skip"), &[]),
    ] {
        let event = ana.event("Rent", start).rule(rule).with("short_months", short_months.clone());
        let event = event.create().await;
        let shown = if short_months.is_null() { json!("skip") } else { short_months.clone() };
        assert_eq!(event.body["short_months"], shown);
        let found = ana.events("2027-01-01", "2027-03-01").await;
        assert_eq!(all(&found, "start"), expected, "{rule} {short_months}");
        ana.delete(format!("{}?scope=all", event.url())).await.assert_status(204);
    }
}

#[umbra_test]
async fn it_changes_alone_and_stays_when_the_rule_changes(t: TestApp) {
    let ana = t.user("ana").await;
    let event = ana.event("Rent", "2027-01-31").rule("FREQ=MONTHLY").create().await;
    let path = format!("{}?scope=all", event.url());
    for (change, rule, short_months) in [
        (
            json!({"short_months": "last_day"}),
            "FREQ=MONTHLY;RSCALE=GREGORIAN;SKIP=BACKWARD",
            json!("last_day"),
        ),
        // A client that knows nothing of it.
        (
            json!({"recurrence_rule": "FREQ=MONTHLY;INTERVAL=2"}),
            "FREQ=MONTHLY;INTERVAL=2;RSCALE=GREGORIAN;SKIP=BACKWARD",
            json!("last_day"),
        ),
        (json!({"short_months": null}), "FREQ=MONTHLY;INTERVAL=2", json!("skip")),
        (json!({"recurrence_rule": "FREQ=WEEKLY"}), "FREQ=WEEKLY", Value::Null),
    ] {
        let changed = ana.put(&path, &change).await.assert_status(200).json();
        assert_eq!(changed["recurrence_rule"], rule, "{change}");
        assert_eq!(changed["short_months"], short_months, "{change}");
    }
    let single = ana.event("Once", "2027-01-31").create().await;
    for reply in [
        ana.put(single.url(), json!({"short_months": "skip"})).await,
        ana.put(&path, json!({"recurrence_rule": null, "short_months": "skip"})).await,
        ana.event("New", "2027-01-31").with("short_months", "last_day").send().await,
    ] {
        let problem = reply.assert_problem(422, "invalid");
        problem.assert_field("/short_months", "short_months_without_rule");
    }
    let odd = ana.put(&path, json!({"short_months": "never"})).await;
    odd.assert_problem(422, "invalid").assert_field("/short_months", "invalid_value");
}

#[umbra_test]
async fn one_occurrence_has_none_of_its_own_and_the_following_keep_their_count(t: TestApp) {
    let ana = t.user("ana").await;
    let event = ana.event("Rent", "2027-01-31").rule("FREQ=MONTHLY;COUNT=4").create().await;
    let refused = ana.put(event.scoped("this", "2027-03-31"), json!({"short_months": "last_day"}));
    let refused = refused.await.assert_problem(422, "invalid");
    refused.assert_field("/short_months", "not_for_one_occurrence");
    let path = event.scoped("following", "2027-03-31");
    ana.put(path, json!({"short_months": "last_day"})).await.assert_status(200);
    let found = ana.events("2027-01-01", "2028-01-01").await;
    assert_eq!(all(&found, "start"), ["2027-01-31", "2027-03-31", "2027-04-30", "2027-05-31"]);
}

#[umbra_test]
async fn templates_reminders_and_todos_have_it_too(t: TestApp) {
    let ana = t.user("ana").await;
    let template = ana.template("Rent", "Rent").with("all_day", true).rule("FREQ=MONTHLY");
    let template = template.with("short_months", "last_day").create().await;
    assert_eq!(template.body["short_months"], "last_day");
    let event = ana.instantiate(&template, "2027-01-31").await.assert_status(201).json();
    assert_eq!(event["short_months"], "last_day");
    let found = ana.events("2027-02-01", "2027-03-01").await;
    assert_eq!(all(&found, "start"), ["2027-02-28"]);
    let skips = ana.put(template.url(), json!({"short_months": "skip"})).await.assert_status(200);
    assert_eq!(skips.json()["recurrence_rule"], "FREQ=MONTHLY");

    let reminder = ana.reminder("Rent", "2027-01-31T09:00:00Z").rule("FREQ=MONTHLY").create().await;
    assert_eq!(reminder.body["short_months"], "skip");
    let changed = ana.put(reminder.url(), json!({"short_months": "last_day"})).await;
    assert_eq!(changed.assert_status(200).json()["short_months"], "last_day");

    let todo = ana.todo("Rent").due("2027-01-31").rule("FREQ=MONTHLY").create().await;
    assert_eq!(todo.body["short_months"], "last_day");
    let same = ana.put(todo.url(), json!({"short_months": "last_day"})).await.assert_status(200);
    assert_eq!((same.json(), same.etag()), (todo.body.clone(), &*todo.etag));
    let skips =
        ana.put(todo.url(), json!({"short_months": "skip"})).await.assert_status(200).json();
    assert_eq!(skips["short_months"], "skip");
    let done = ana.put(todo.url(), json!({"completed": true})).await.assert_status(200).json();
    assert_eq!(done["due_date"], "2027-03-31");
    for (path, body) in [
        ("/api/event-templates", json!({"name": "x", "title": "x", "short_months": "skip"})),
        (
            "/api/reminders",
            json!({"title": "x", "remind_at": "2027-01-31T09:00:00Z", "short_months": "skip"}),
        ),
        ("/api/todos", json!({"title": "x", "due_date": "2027-01-31", "short_months": "skip"})),
    ] {
        let problem = ana.post(path, body).await.assert_problem(422, "invalid");
        problem.assert_field("/short_months", "short_months_without_rule");
    }
}
