//! Making, reading, changing and deleting.

use std::time::Duration;

use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

use crate::templates::{PATH, names, rows};

#[umbra_test]
async fn a_created_template_is_there_as_it_was_sent(t: TestApp) {
    let ana = t.user("ana").await;
    let work = ana.calendar("Work").create().await;
    let sent = json!({
        "name": "Piano lesson", "calendar_id": work.id, "title": "Piano",
        "description": "Scales\nfirst", "location_text": "Ring 1", "all_day": false,
        "start_time": "18:00:00", "duration_minutes": 45, "recurrence_rule": "FREQ=WEEKLY",
        "color": "#1a2b3c", "is_starred": true, "reminders": [1440, 10],
    });
    let reply = ana.post(PATH, &sent).await.assert_status(201);
    let mut expected = sent;
    expected["id"] = reply.json()["id"].clone();
    expected["created_at"] = "2026-03-02T08:00:00Z".into();
    expected["updated_at"] = "2026-03-02T08:00:00Z".into();
    assert_eq!((reply.json(), reply.etag()), (expected.clone(), "\"1\""));
    let location = reply.header("location").unwrap();
    assert_eq!(location, format!("{PATH}/{}", expected["id"]));
    let read = ana.get(location).await.assert_status(200);
    assert_eq!((read.json(), read.etag()), (expected.clone(), "\"1\""));
    assert_eq!(rows(&ana.get(PATH).await), [expected]);
}

#[umbra_test]
async fn a_name_and_a_title_are_enough(t: TestApp) {
    let ana = t.user("ana").await;
    let template = ana.template("Lesson", "Piano").create().await;
    for (field, value) in [
        ("calendar_id", Value::Null),
        ("description", Value::Null),
        ("location_text", Value::Null),
        ("all_day", false.into()),
        ("start_time", Value::Null),
        ("duration_minutes", 60.into()),
        ("recurrence_rule", Value::Null),
        ("color", Value::Null),
        ("is_starred", false.into()),
        ("reminders", json!([])),
    ] {
        assert_eq!(template.body[field], value, "{field}");
    }
    let days = ana.template("Trip", "Trip").with("all_day", true).create().await;
    assert_eq!(days.body["duration_minutes"], 1_440);
}

#[umbra_test]
async fn a_change_touches_only_what_is_sent(t: TestApp) {
    let ana = t.user("ana").await;
    let work = ana.calendar("Work").create().await;
    let template = ana.template("Lesson", "Piano").with("description", "Scales").create().await;
    let changes = [
        json!({"name": "Class"}),
        json!({"calendar_id": work.id}),
        json!({"title": "Violin"}),
        json!({"description": "Etudes"}),
        json!({"location_text": "Ring 1"}),
        json!({"start_time": "18:00:00"}),
        json!({"duration_minutes": 0}),
        json!({"recurrence_rule": "FREQ=DAILY;COUNT=3"}),
        json!({"color": "#112233"}),
        json!({"is_starred": true}),
        json!({"reminders": [30, 0]}),
        json!({"all_day": true, "duration_minutes": 2_880, "start_time": null}),
        json!({"name": "Trip", "all_day": false, "start_time": "07:30:00", "color": null}),
    ];
    let mut expected = template.body.clone();
    for (version, change) in (2..).zip(changes) {
        t.clock.advance(Duration::from_secs(60));
        let method = if version % 2 == 0 { "PUT" } else { "PATCH" };
        let reply = ana.request(method, template.url(), &change).await.assert_status(200);
        for (field, value) in change.as_object().unwrap() {
            expected[field] = value.clone();
        }
        expected["updated_at"] = umbra_domain::Clock::now(&t.clock).to_string().into();
        assert_eq!(reply.json(), expected, "{method} {change}");
        assert_eq!(reply.etag(), format!("\"{version}\""));
        let read = ana.get(template.url()).await;
        assert_eq!((read.json(), read.etag()), (expected.clone(), reply.etag()));
    }
}

#[umbra_test]
async fn null_clears_or_brings_the_default_value_back(t: TestApp) {
    let ana = t.user("ana").await;
    let work = ana.calendar("Work").create().await;
    for method in ["PUT", "PATCH"] {
        let full = json!({
            "name": "Lesson", "calendar_id": work.id, "title": "Piano", "description": "Scales",
            "location_text": "Ring 1", "start_time": "18:00", "duration_minutes": 45,
            "recurrence_rule": "FREQ=DAILY", "color": "#1a2b3c", "is_starred": true,
            "reminders": [10],
        });
        let mut expected = ana.post(PATH, full).await.assert_status(201).json();
        let url = format!("{PATH}/{}", expected["id"]);
        for (field, empty) in [
            ("calendar_id", Value::Null),
            ("description", Value::Null),
            ("location_text", Value::Null),
            ("all_day", false.into()),
            ("start_time", Value::Null),
            ("duration_minutes", 60.into()),
            ("recurrence_rule", Value::Null),
            ("color", Value::Null),
            ("is_starred", false.into()),
            ("reminders", json!([])),
        ] {
            let reply = ana.request(method, &url, json!({field: null})).await;
            expected[field] = empty;
            assert_eq!(reply.assert_status(200).json(), expected, "{method} {field}");
        }
        for field in ["name", "title"] {
            let refused = ana.request(method, &url, json!({field: null})).await;
            let problem = refused.assert_problem(422, "invalid");
            problem.assert_field(&format!("/{field}"), "required");
        }
        assert_eq!(ana.get(&url).await.json(), expected);
    }
}

#[umbra_test]
async fn a_template_that_becomes_all_day_keeps_as_many_days_as_it_needs(t: TestApp) {
    let ana = t.user("ana").await;
    let template = ana
        .template("Trip", "Trip")
        .with("start_time", "18:00")
        .with("duration_minutes", 1_441)
        .create()
        .await;
    let days = ana.patch(template.url(), json!({"all_day": true})).await.assert_status(200).json();
    assert_eq!((&days["duration_minutes"], &days["start_time"]), (&json!(2_880), &Value::Null));
    let timed = ana.patch(template.url(), json!({"all_day": false})).await.assert_status(200);
    assert_eq!(timed.json()["duration_minutes"], 2_880);
    assert_eq!(timed.json()["start_time"], Value::Null);
}

#[umbra_test]
async fn a_change_that_changes_nothing_keeps_the_version(t: TestApp) {
    let ana = t.user("ana").await;
    let template = ana.template("Lesson", "Piano").with("start_time", "18:00").create().await;
    t.clock.advance(Duration::from_secs(60));
    let mut shown = template.body.clone();
    for read_only in ["id", "created_at", "updated_at"] {
        shown.as_object_mut().unwrap().remove(read_only);
    }
    for body in [json!({}), json!({"name": " Lesson ", "start_time": "18:00"}), shown] {
        for method in ["PUT", "PATCH"] {
            let reply = ana.request(method, template.url(), &body).await.assert_status(200);
            assert_eq!((reply.json(), reply.etag()), (template.body.clone(), "\"1\""));
        }
    }
}

#[umbra_test]
async fn a_deleted_template_is_gone_and_its_id_is_not_given_out_again(t: TestApp) {
    let ana = t.user("ana").await;
    let template = ana.template("Lesson", "Piano").create().await;
    let deleted = ana.delete(template.url()).await.assert_status(204);
    assert!(deleted.bytes().is_empty());
    for request in [
        ana.get(template.url()),
        ana.put(template.url(), json!({})),
        ana.patch(template.url(), json!({"name": "Club"})),
        ana.delete(template.url()),
        ana.instantiate(&template, "2026-03-05T10:00"),
    ] {
        request.await.assert_problem(404, "not_found");
    }
    assert!(names(&ana.get(PATH).await).is_empty());
    let next = ana.template("Lesson", "Piano").create().await;
    assert!(next.id > template.id, "{} after {}", next.id, template.id);
}
