//! Reminders are made and read.

use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

use crate::reminders::rows;

#[umbra_test]
async fn a_created_reminder_is_there_in_one_spelling(t: TestApp) {
    let ana = t.user("ana").await;
    let new = json!({
        "title": "  Tablets ", "description": "Two of them",
        "remind_at": "2026-03-05T09:00:00+01:00", "timezone": "europe/vienna",
        "recurrence_rule": "RRULE:freq=daily;interval=1", "is_active": true,
    });
    let made = ana.post("/api/reminders", new).await.assert_status(201);
    let id = made.json()["id"].as_i64().unwrap();
    let expected = json!({
        "id": id, "event_id": null, "minutes_before": null,
        "title": "Tablets", "description": "Two of them",
        "remind_at": "2026-03-05T08:00:00Z", "timezone": "Europe/Vienna",
        "recurrence_rule": "FREQ=DAILY", "short_months": null, "is_active": true,
        "next_at": "2026-03-05T08:00:00Z", "due_at": null,
        "is_dismissed": false, "snoozed_until": null,
        "created_at": "2026-03-02T08:00:00Z", "updated_at": "2026-03-02T08:00:00Z", "version": 1,
    });
    assert_eq!((made.json(), made.etag()), (expected.clone(), "\"1\""));
    let url = format!("/api/reminders/{id}");
    assert_eq!(made.header("location"), Some(url.as_str()));
    let read = ana.get(&url).await.assert_status(200);
    assert_eq!((read.json(), read.etag()), (expected.clone(), "\"1\""));
    assert_eq!(rows(&ana.get("/api/reminders").await), [expected]);
}

#[umbra_test]
async fn what_is_not_said_is_left_to_the_settings_and_to_habit(t: TestApp) {
    let ana = t.user("ana").await;
    ana.put("/api/settings", json!({"timezone": "Asia/Tokyo"})).await.assert_status(200);
    let made = ana.reminder("Call", "2026-03-05T09:00").create().await;
    assert_eq!(made.body["remind_at"], "2026-03-05T00:00:00Z");
    assert_eq!(made.body["timezone"], "Asia/Tokyo");
    assert_eq!(made.body["is_active"], true);
    for field in ["description", "recurrence_rule", "due_at", "snoozed_until"] {
        assert_eq!(made.body[field], Value::Null, "{field}");
    }
}

#[umbra_test]
async fn another_zone_in_the_settings_moves_no_reminder(t: TestApp) {
    let ana = t.user("ana").await;
    let made = ana.reminder("Call", "2026-03-05T09:00").rule("FREQ=DAILY").create().await;
    ana.put("/api/settings", json!({"timezone": "Asia/Tokyo"})).await.assert_status(200);
    let read = ana.get(made.url()).await;
    assert_eq!((read.json(), read.etag()), (made.body.clone(), made.etag.as_str()));
}
