//! Making, reading, changing and deleting.

use std::time::Duration;

use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

use crate::calendars::{names, rows};

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
    expected["created_at"] = "2026-03-02T08:00:00Z".into();
    expected["updated_at"] = "2026-03-02T08:00:00Z".into();
    assert_eq!((reply.json(), reply.etag()), (expected.clone(), "\"1\""));
    let location = reply.header("location").unwrap();
    assert_eq!(location, crate::calendars::url(&expected));
    let read = ana.get(location).await.assert_status(200);
    assert_eq!((read.json(), read.etag()), (expected.clone(), "\"1\""));
    assert_eq!(rows(&ana.get("/api/calendars").await)[0], expected);
}

#[umbra_test]
async fn a_name_is_enough(t: TestApp) {
    let ana = t.user("ana").await;
    let calendar = ana.calendar("Work").create().await;
    for (field, value) in [
        ("color", json!("#3366cc")),
        ("description", Value::Null),
        ("is_default", false.into()),
        ("is_visible", true.into()),
        ("sort_order", 0.into()),
    ] {
        assert_eq!(calendar.body[field], value, "{field}");
    }
    let nothing = json!({
        "name": "Work", "color": null, "description": null, "is_default": null,
        "is_visible": null, "sort_order": null,
    });
    let mut other = ana.post("/api/calendars", nothing).await.assert_status(201).json();
    other["id"] = calendar.id.into();
    assert_eq!(other, calendar.body);
}

#[umbra_test]
async fn a_change_touches_only_what_is_sent(t: TestApp) {
    let ana = t.user("ana").await;
    let calendar = ana.calendar("Work").with("description", "Meetings").create().await;
    let changes = [
        json!({"name": "Job"}),
        json!({"color": "#112233"}),
        json!({"description": "Calls"}),
        json!({"is_visible": false}),
        json!({"sort_order": 7}),
        json!({"is_default": true}),
        json!({"name": "Club", "color": "#445566", "is_visible": true, "sort_order": -7}),
    ];
    let mut expected = calendar.body.clone();
    for (version, change) in (2..).zip(changes) {
        t.clock.advance(Duration::from_secs(60));
        let method = if version % 2 == 0 { "PUT" } else { "PATCH" };
        let reply = ana.request(method, calendar.url(), &change).await.assert_status(200);
        for (field, value) in change.as_object().unwrap() {
            expected[field] = value.clone();
        }
        expected["updated_at"] = umbra_domain::Clock::now(&t.clock).to_string().into();
        assert_eq!(reply.json(), expected, "{method} {change}");
        assert_eq!(reply.etag(), format!("\"{version}\""));
        let read = ana.get(calendar.url()).await;
        assert_eq!((read.json(), read.etag()), (expected.clone(), reply.etag()));
    }
}

#[umbra_test]
async fn null_clears_or_brings_the_default_value_back(t: TestApp) {
    let ana = t.user("ana").await;
    for method in ["PUT", "PATCH"] {
        let full = json!({
            "name": "Work", "color": "#1a2b3c", "description": "Meetings", "is_visible": false,
            "sort_order": 5,
        });
        let mut expected = ana.post("/api/calendars", full).await.assert_status(201).json();
        let url = crate::calendars::url(&expected);
        for (field, empty) in [
            ("color", json!("#3366cc")),
            ("description", Value::Null),
            ("is_visible", true.into()),
            ("sort_order", 0.into()),
        ] {
            let reply = ana.request(method, &url, json!({field: null})).await;
            expected[field] = empty;
            assert_eq!(reply.assert_status(200).json(), expected, "{method} {field}");
        }
        let refused = ana.request(method, &url, json!({"name": null})).await;
        refused.assert_problem(422, "invalid").assert_field("/name", "required");
        assert_eq!(ana.get(&url).await.json(), expected);
    }
}

#[umbra_test]
async fn a_change_that_changes_nothing_keeps_the_version(t: TestApp) {
    let ana = t.user("ana").await;
    let calendar = ana.calendar("Work").create().await;
    t.clock.advance(Duration::from_secs(60));
    let same = json!({
        "name": " Work ", "color": "#36C", "description": null, "is_default": null,
        "is_visible": true, "sort_order": 0,
    });
    for body in [json!({}), same] {
        for method in ["PUT", "PATCH"] {
            let reply = ana.request(method, calendar.url(), &body).await.assert_status(200);
            assert_eq!((reply.json(), reply.etag()), (calendar.body.clone(), "\"1\""));
        }
    }
}

#[umbra_test]
async fn a_deleted_calendar_is_gone_and_its_id_is_not_given_out_again(t: TestApp) {
    let ana = t.user("ana").await;
    let calendar = ana.calendar("Work").create().await;
    let deleted = ana.delete(calendar.url()).await.assert_status(204);
    assert!(deleted.bytes().is_empty());
    for request in [
        ana.get(calendar.url()),
        ana.put(calendar.url(), json!({})),
        ana.patch(calendar.url(), json!({"is_default": true})),
        ana.delete(calendar.url()),
    ] {
        request.await.assert_problem(404, "not_found");
    }
    assert_eq!(names(&ana.get("/api/calendars").await), ["Personal"]);
    assert_eq!(crate::calendars::default_of(&ana).await["name"], "Personal");
    let next = ana.calendar("Work").create().await;
    assert!(next.id > calendar.id, "{} after {}", next.id, calendar.id);
}
