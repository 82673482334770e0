//! Reminders are made, read, changed and deleted.

use std::time::Duration;

use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

use crate::reminders::rows;

#[umbra_test]
async fn a_reminder_is_made_read_changed_and_deleted(t: TestApp) {
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
        "recurrence_rule": "FREQ=DAILY", "is_active": true,
        "next_at": "2026-03-05T08:00:00Z", "due_at": null,
        "is_dismissed": false, "snoozed_until": null,
        "created_at": "2026-03-02T08:00:00Z", "updated_at": "2026-03-02T08:00:00Z",
    });
    assert_eq!((made.json(), made.etag()), (expected.clone(), "\"1\""));
    let url = format!("/api/reminders/{id}");
    assert_eq!(made.header("location"), Some(url.as_str()));
    let read = ana.get(&url).await.assert_status(200);
    assert_eq!((read.json(), read.etag()), (expected.clone(), "\"1\""));
    assert_eq!(rows(&ana.get("/api/reminders").await), std::slice::from_ref(&expected));

    t.clock.advance(Duration::from_secs(60));
    let changed = ana.put(&url, json!({"title": "Vitamins", "description": null})).await;
    let mut after = expected;
    after["title"] = "Vitamins".into();
    after["description"] = Value::Null;
    after["updated_at"] = "2026-03-02T08:01:00Z".into();
    assert_eq!((changed.json(), changed.etag()), (after.clone(), "\"2\""));
    assert_eq!(ana.get(&url).await.json(), after);

    ana.delete(&url).await.assert_status(204);
    ana.get(&url).await.assert_problem(404, "not_found");
    ana.delete(&url).await.assert_problem(404, "not_found");
    assert!(rows(&ana.get("/api/reminders").await).is_empty());
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

#[umbra_test]
async fn put_and_patch_do_the_same(t: TestApp) {
    let ana = t.user("ana").await;
    for method in ["PUT", "PATCH"] {
        let made = ana.reminder("Call", "2026-03-05T09:00:00Z").create().await;
        let change = json!({"recurrence_rule": "FREQ=WEEKLY", "is_active": false});
        let changed = ana.request(method, made.url(), change).await.assert_status(200).json();
        assert_eq!(changed["recurrence_rule"], "FREQ=WEEKLY", "{method}");
        assert_eq!((&changed["is_active"], &changed["next_at"]), (&false.into(), &Value::Null));
        assert_eq!(changed["title"], "Call");
    }
}

#[umbra_test]
async fn reminders_go_with_their_account(t: TestApp) {
    let (ana, admin) = (t.user("ana").await, t.admin().await);
    ana.reminder("Call", "2026-03-05T09:00:00Z").create().await;
    assert_eq!(t.database_dump().await.table("reminders").len(), 1);
    admin.delete(format!("/api/admin/users/{}", ana.id)).await.assert_status(204);
    assert_eq!(t.database_dump().await.table("reminders").len(), 0);
}
