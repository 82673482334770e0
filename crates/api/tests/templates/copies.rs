//! Into which calendar the events of a template go, and that they are events of their own.

use serde_json::{Value, json};
use umbra_testkit::{TestApp, at_once, umbra_test};

use crate::templates::default_calendar;

const START: &str = "2026-03-05T10:00";

#[umbra_test]
async fn an_event_goes_into_the_calendar_that_is_named_last(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let (work, club) = (ana.calendar("Work").create().await, ana.calendar("Club").create().await);
    let bens = ben.calendar("Ben's").create().await;
    let of_work = ana.template("Lesson", "Piano").with("calendar_id", work.id).create().await;
    let of_none = ana.template("Trip", "Trip").create().await;
    let personal = default_calendar(&ana).await;
    for (template, named, expected) in [
        (&of_work, Value::Null, json!(work.id)),
        (&of_work, json!(club.id), json!(club.id)),
        (&of_none, Value::Null, personal.clone()),
        (&of_none, json!(club.id), json!(club.id)),
    ] {
        let body = json!({"start": START, "calendar_id": named});
        let made = ana.post(template.action("instantiate"), body).await;
        assert_eq!(made.assert_status(201).json()["calendar_id"], expected, "{named}");
    }
    ana.put(club.url(), json!({"is_default": true})).await.assert_status(200);
    for (template, expected) in [(&of_work, work.id), (&of_none, club.id)] {
        let made = ana.instantiate(template, START).await.assert_status(201);
        assert_eq!(made.json()["calendar_id"], expected);
    }
    let theirs = json!({"start": START, "calendar_id": bens.id});
    let refused = ana.post(of_none.action("instantiate"), theirs).await;
    refused.assert_problem(422, "invalid").assert_field("/calendar_id", "unknown_calendar");
    assert!(ben.events("2026-03-01", "2026-04-01").await.is_empty());
}

#[umbra_test]
async fn a_deleted_calendar_of_a_template_means_the_default_one(t: TestApp) {
    let ana = t.user("ana").await;
    let work = ana.calendar("Work").create().await;
    let template = ana.template("Lesson", "Piano").with("calendar_id", work.id).create().await;
    ana.delete(work.url()).await.assert_status(204);
    assert_eq!(ana.get(template.url()).await.json()["calendar_id"], Value::Null);
    let made = ana.instantiate(&template, START).await.assert_status(201).json();
    assert_eq!(made["calendar_id"], default_calendar(&ana).await);
    let named = json!({"start": START, "calendar_id": work.id});
    let refused = ana.post(template.action("instantiate"), named).await;
    refused.assert_problem(422, "invalid").assert_field("/calendar_id", "unknown_calendar");
}

#[umbra_test]
async fn a_calendar_that_is_deleted_meanwhile_refuses_no_event(t: TestApp) {
    let ana = t.user("ana").await;
    let second = ana.at(&t.second_process().await);
    let default = ana.calendar("Home").with("is_default", true).create().await;
    for round in 0..5 {
        let work = ana.calendar("Work").create().await;
        let template = ana.template("Lesson", "Piano").with("calendar_id", work.id).create().await;
        let requests = (0..8).map(|n| {
            let browser = if n % 2 == 0 { &*ana } else { &second };
            match n {
                3 => browser.delete(work.url()),
                5 => browser.patch(template.url(), json!({"name": "Class"})),
                6 => browser.patch(default.url(), json!({"color": "#112233"})),
                _ => {
                    let key = format!("{round}-{n}");
                    browser.instantiate(&template, START).header("Idempotency-Key", &key)
                }
            }
        });
        for reply in at_once(requests).await {
            assert!((200..300).contains(&reply.status()), "{reply:?}");
        }
        assert_eq!(ana.get(template.url()).await.json()["calendar_id"], Value::Null);
    }
    let personal = default_calendar(&ana).await;
    let left = ana.events("2026-03-01", "2026-04-01").await;
    assert!(left.iter().all(|event| event["calendar_id"] == personal), "{left:?}");
}

#[umbra_test]
async fn an_event_stays_as_it_is_when_its_template_changes_or_goes(t: TestApp) {
    let ana = t.user("ana").await;
    let template = ana.template("Lesson", "Piano").rule("FREQ=DAILY;COUNT=2").create().await;
    let event = ana.instantiate(&template, START).await.assert_status(201);
    let change = json!({
        "title": "Violin", "duration_minutes": 5, "recurrence_rule": null, "color": "#112233",
    });
    ana.put(template.url(), change).await.assert_status(200);
    let url = event.header("location").unwrap();
    let read = ana.get(url).await;
    assert_eq!((read.json(), read.etag()), (event.json(), event.etag()));
    let changed = ana.put(format!("{url}?scope=all"), json!({"title": "Cello"})).await;
    changed.assert_status(200);
    assert_eq!(ana.get(template.url()).await.json()["title"], "Violin");
    ana.delete(template.url()).await.assert_status(204);
    assert_eq!(ana.get(url).await.assert_status(200).json()["title"], "Cello");
    assert_eq!(ana.events("2026-03-01", "2026-04-01").await.len(), 2);
}
