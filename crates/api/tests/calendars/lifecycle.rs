//! Making, reading, changing and deleting.

use std::time::Duration;

use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

use crate::calendars::rows;

#[umbra_test]
async fn a_created_calendar_is_there_as_it_was_sent(t: TestApp) {
    let ana = t.user("ana").await;
    let sent = json!({
        "name": "Work", "color": "#1a2b3c", "description": "Meetings\nand calls",
        "is_default": false, "is_visible": false, "sort_order": -3,
    });
    let reply = ana.post("/api/calendars", &sent).await.assert_status(201);
    let mut expected = sent;
    expected["id"] = reply.json()["id"].clone();
    expected["own_color"] = Value::Null;
    expected["display_color"] = "#1a2b3c".into();
    expected["permission"] = "owner".into();
    let owner = json!({"user_id": ana.id, "username": "ana", "preferred_name": null});
    expected["owner"] = owner;
    expected["created_at"] = "2026-03-02T08:00:00Z".into();
    expected["updated_at"] = "2026-03-02T08:00:00Z".into();
    expected["version"] = 1.into();
    assert_eq!((reply.json(), reply.etag()), (expected.clone(), "\"1\""));
    let location = reply.header("location").unwrap();
    assert_eq!(location, crate::calendars::url(&expected));
    let read = ana.get(location).await.assert_status(200);
    assert_eq!((read.json(), read.etag()), (expected.clone(), "\"1\""));
    assert_eq!(rows(&ana.get("/api/calendars").await)[0], expected);
}

#[umbra_test]
async fn another_spelling_of_what_a_calendar_is_keeps_the_version(t: TestApp) {
    let ana = t.user("ana").await;
    let calendar = ana.calendar("Work").with("is_default", Value::Null).create().await;
    assert_eq!(calendar.body["is_default"], false);
    t.clock.advance(Duration::from_secs(60));
    let same = json!({"name": " Work ", "color": "#36C", "is_default": null});
    for method in ["PUT", "PATCH"] {
        let reply = ana.request(method, calendar.url(), &same).await.assert_status(200);
        assert_eq!((reply.json(), reply.etag()), (calendar.body.clone(), "\"1\""));
    }
}
