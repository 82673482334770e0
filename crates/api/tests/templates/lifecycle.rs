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
        "short_months": null,
        "color": "#1a2b3c", "is_starred": true, "reminders": [1440, 10],
    });
    let reply = ana.post(PATH, &sent).await.assert_status(201);
    let mut expected = sent;
    expected["id"] = reply.json()["id"].clone();
    expected["created_at"] = "2026-03-02T08:00:00Z".into();
    expected["updated_at"] = "2026-03-02T08:00:00Z".into();
    expected["version"] = 1.into();
    assert_eq!((reply.json(), reply.etag()), (expected.clone(), "\"1\""));
    let location = reply.header("location").unwrap();
    assert_eq!(location, format!("{PATH}/{}", expected["id"]));
    let read = ana.get(location).await.assert_status(200);
    assert_eq!((read.json(), read.etag()), (expected.clone(), "\"1\""));
    assert_eq!(rows(&ana.get(PATH).await), [expected]);
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
async fn a_template_names_no_calendar_and_is_not_all_day_unless_it_says_so(t: TestApp) {
    let ana = t.user("ana").await;
    let work = ana.calendar("Work").create().await;
    for method in ["PUT", "PATCH"] {
        let template =
            ana.template("Lesson", "Piano").with("start_time", "18:00:00").create().await;
        let mut expected = template.body.clone();
        assert_eq!((&expected["calendar_id"], &expected["all_day"]), (&Value::Null, &false.into()));
        for change in [
            json!({"calendar_id": work.id}),
            json!({"all_day": true, "duration_minutes": 2_880, "start_time": null}),
            json!({"name": "Trip", "all_day": false, "start_time": "07:30:00", "color": null}),
            json!({"calendar_id": null}),
        ] {
            let reply = ana.request(method, template.url(), &change).await.assert_status(200);
            for (field, value) in change.as_object().unwrap() {
                expected[field] = value.clone();
            }
            expected["version"] = (expected["version"].as_i64().unwrap() + 1).into();
            assert_eq!(reply.json(), expected, "{method} {change}");
        }
        let days = ana.template("Trip", "Trip").with("all_day", true).create().await;
        assert_eq!(days.body["duration_minutes"], 1_440);
        let timed = ana.request(method, days.url(), json!({"all_day": null})).await;
        assert_eq!(timed.assert_status(200).json()["all_day"], false);
    }
}

#[umbra_test]
async fn another_spelling_of_what_a_template_says_keeps_the_version(t: TestApp) {
    let ana = t.user("ana").await;
    let template = ana.template("Lesson", "Piano").with("start_time", "18:00").create().await;
    t.clock.advance(Duration::from_secs(60));
    let mut shown = template.body.clone();
    for read_only in ["id", "created_at", "updated_at", "version"] {
        shown.as_object_mut().unwrap().remove(read_only);
    }
    for body in [json!({"name": " Lesson ", "start_time": "18:00"}), shown] {
        for method in ["PUT", "PATCH"] {
            let reply = ana.request(method, template.url(), &body).await.assert_status(200);
            assert_eq!((reply.json(), reply.etag()), (template.body.clone(), "\"1\""));
        }
    }
}

#[umbra_test]
async fn a_template_that_is_renamed_shows_in_its_new_place(t: TestApp) {
    let ana = t.user("ana").await;
    let beta = ana.template("beta", "x").create().await;
    ana.template("Alpha", "x").create().await;
    assert_eq!(names(&ana.get(PATH).await), ["Alpha", "beta"]);
    ana.put(beta.url(), json!({"name": "Aaa"})).await.assert_status(200);
    assert_eq!(names(&ana.get(PATH).await), ["Aaa", "Alpha"]);
}

#[umbra_test]
async fn a_template_in_a_calendar_goes_with_its_account(t: TestApp) {
    let (ana, admin) = (t.user("ana").await, t.admin().await);
    let work = ana.calendar("Work").create().await;
    ana.template("Lesson", "Piano").with("calendar_id", work.id).create().await;
    admin.template("Stays", "x").create().await;
    admin.delete(format!("/api/admin/users/{}", ana.id)).await.assert_status(204);
    assert_eq!(t.database_dump().await.table("event_templates").len(), 1);
    assert_eq!(names(&admin.get(PATH).await), ["Stays"]);
}
