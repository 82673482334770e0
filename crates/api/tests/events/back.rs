//! Reading one occurrence, and putting it back.

use serde_json::{Value, json};
use umbra_testkit::{Client, Created, TestApp, umbra_test};

async fn daily(ana: &Client) -> Created {
    let event = ana.event("Daily", "2026-03-02T09:00:00").with("end", "2026-03-02T10:00:00");
    event.zone("Europe/Vienna").rule("FREQ=DAILY;COUNT=5").create().await
}

fn one(event: &Created, id: &str) -> String {
    format!("{}?recurrence_id={id}", event.url())
}

fn back(event: &Created, id: &str) -> String {
    format!("{}/overrides/{id}", event.url())
}

#[umbra_test]
async fn an_occurrence_is_read_as_the_list_shows_it(t: TestApp) {
    let ana = t.user("ana").await;
    let event = daily(&ana).await;
    let moved = json!({"title": "Late", "start": "2026-03-07T20:00:00", "reminders": [5]});
    let changed = ana.put(event.scoped("this", "2026-03-04T09:00:00"), moved).await;
    let changed = changed.assert_status(200);
    let listed = ana.events("2026-03-01", "2026-04-01").await;
    assert_eq!(listed.len(), 5);
    for shown in &listed {
        let name = shown["recurrence_id"].as_str().unwrap();
        let read = ana.get(one(&event, name)).await.assert_status(200);
        assert_eq!((&read.json(), read.etag()), (shown, changed.etag()));
        let known = ana.get(one(&event, name)).header("if-none-match", read.etag()).await;
        known.assert_status(304);
    }
    // By the instant of its place in the series, with a `+` that isn't escaped, too.
    for name in ["2026-03-04T08:00:00Z", "2026-03-04T09:00:00+01:00", "2026-03-04T09:00"] {
        let read = ana.get(one(&event, name)).await.assert_status(200).json();
        assert_eq!(
            (&read["title"], &read["is_override"]),
            (&"Late".into(), &true.into()),
            "{name}"
        );
    }
    assert_eq!(ana.get(event.url()).await.json()["recurrence_id"], Value::Null);
}

#[umbra_test]
async fn what_is_no_occurrence_is_not_found(t: TestApp) {
    let ana = t.user("ana").await;
    let (event, single) = (daily(&ana).await, ana.event("Once", "2026-03-02T09:00").create().await);
    ana.delete(event.scoped("this", "2026-03-03T09:00:00")).await.assert_status(204);
    for path in [
        one(&event, "2026-03-01T09:00:00"),
        one(&event, "2026-03-02T10:00:00"),
        one(&event, "2026-03-02"),
        one(&event, "2026-03-07T09:00:00"),
        one(&event, "2026-03-03T09:00:00"),
        one(&single, "2026-03-02T09:00:00"),
    ] {
        ana.get(&path).await.assert_problem(404, "not_found");
    }
    let refused = ana.get(one(&event, "soon")).await.assert_problem(422, "invalid");
    refused.assert_field("/recurrence_id", "invalid_date");
    let before = t.database_dump().await;
    for path in [
        back(&event, "2026-03-01T09:00:00"),
        back(&event, "2026-03-07T09:00:00"),
        back(&event, "soon"),
        back(&event, "1"),
        back(&single, "2026-03-02T09:00:00"),
    ] {
        ana.delete(&path).await.assert_problem(404, "not_found");
    }
    assert_eq!(t.database_dump().await, before);
}

#[umbra_test]
async fn a_changed_a_moved_and_a_deleted_occurrence_are_put_back(t: TestApp) {
    let ana = t.user("ana").await;
    let event = daily(&ana).await;
    let before = ana.events("2026-03-01", "2026-04-01").await;
    let (third, fourth) = ("2026-03-04T09:00:00", "2026-03-05T09:00:00");
    ana.put(event.scoped("this", third), json!({"title": "Special"})).await.assert_status(200);
    let moved = json!({"start": "2026-05-01T20:00:00"});
    ana.put(event.scoped("this", fourth), moved).await.assert_status(200);
    ana.delete(event.scoped("this", "2026-03-06T09:00:00")).await.assert_status(204);
    for name in [third, fourth, "2026-03-06T09:00:00"] {
        let put = ana.delete(back(&event, name)).await.assert_status(200);
        let shown = put.json();
        assert_eq!((&shown["recurrence_id"], &shown["is_override"]), (&name.into(), &false.into()));
        let read = ana.get(one(&event, name)).await.assert_status(200);
        assert_eq!((read.json(), read.etag()), (shown, put.etag()));
        // Once more, nothing changes.
        let again = ana.delete(back(&event, name)).await.assert_status(200);
        assert_eq!((again.json(), again.etag()), (put.json(), put.etag()));
    }
    let mut after = ana.events("2026-03-01", "2026-06-01").await;
    let mut before = before;
    for event in after.iter_mut().chain(&mut before) {
        event["updated_at"] = Value::Null;
        event["version"] = Value::Null;
    }
    assert_eq!(after, before);
    assert_eq!(ana.get(event.url()).await.json()["exdates"], json!([]));
    assert!(!t.database_dump().await.to_string().contains("Special"), "an override is left");
}

#[umbra_test]
async fn an_occurrence_of_days_is_put_back_by_its_date(t: TestApp) {
    let ana = t.user("ana").await;
    let event = ana.event("Bins", "2026-03-02").rule("FREQ=WEEKLY").create().await;
    ana.put(event.scoped("this", "2026-03-09"), json!({"start": "2026-03-10"})).await;
    let put = ana.delete(back(&event, "2026-03-09")).await.assert_status(200).json();
    assert_eq!((&put["start"], &put["end"]), (&"2026-03-09".into(), &"2026-03-10".into()));
    ana.delete(back(&event, "2026-03-09T00:00:00Z")).await.assert_problem(404, "not_found");
}

#[umbra_test]
async fn putting_back_obeys_the_version_and_brings_the_reminder_back(t: TestApp) {
    let ana = t.user("ana").await;
    let event = ana.event("Call", "2026-03-05T09:00:00Z").rule("FREQ=WEEKLY");
    let event = event.with("reminders", json!([10])).create().await;
    let path = event.scoped("this", "2026-03-05T09:00:00");
    let moved = json!({"start": "2026-03-05T15:00:00Z"});
    let moved = ana.put(path, moved).await.assert_status(200);
    let put_back = back(&event, "2026-03-05T09:00:00");
    let stale = ana.delete(&put_back).header("if-match", &event.etag).await;
    stale.assert_problem(412, "precondition_failed");
    let put = ana.delete(&put_back).header("if-match", moved.etag()).await.assert_status(200);
    assert_ne!(put.etag(), moved.etag());
    t.clock.set("2026-03-05T08:50:00Z".parse::<jiff::Timestamp>().unwrap());
    let ana = t.user("ana").await;
    let due = ana.get("/api/reminders/due").await.assert_status(200).json();
    assert_eq!(due[0]["due_at"], "2026-03-05T08:50:00Z", "{due}");
}
