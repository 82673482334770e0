//! Exactly one calendar is the default one, whatever happens.

use std::time::Duration;

use futures_util::future::join;
use serde_json::{Value, json};
use umbra_testkit::{TestApp, at_once, umbra_test};

use crate::calendars::{default_of, rows, url};

#[umbra_test]
async fn the_default_calendar_cannot_be_deleted(t: TestApp) {
    let ana = t.user("ana").await;
    let personal = default_of(&ana).await;
    ana.calendar("Work").create().await;
    ana.delete(url(&personal)).await.assert_problem(409, "default_calendar");
    assert_eq!(default_of(&ana).await, personal);
}

#[umbra_test]
async fn a_calendar_that_becomes_the_default_takes_the_place_of_the_one_before(t: TestApp) {
    let ana = t.user("ana").await;
    let personal = default_of(&ana).await;
    t.clock.advance(Duration::from_secs(60));
    let work = ana.calendar("Work").with("is_default", true).create().await;
    assert_eq!(default_of(&ana).await, work.body);
    let before = ana.get(url(&personal)).await.assert_status(200);
    let mut expected = personal.clone();
    expected["is_default"] = false.into();
    expected["updated_at"] = "2026-03-02T08:01:00Z".into();
    expected["version"] = 2.into();
    assert_eq!((before.json(), before.etag()), (expected, "\"2\""));
    for method in ["PUT", "PATCH"] {
        let club = ana.calendar("Club").create().await;
        let before = default_of(&ana).await;
        let reply = ana.request(method, club.url(), json!({"is_default": true})).await;
        assert_eq!(reply.assert_status(200).json()["is_default"], true);
        assert_eq!(default_of(&ana).await["id"], club.id);
        // Nothing keeps what isn't the default any more.
        ana.delete(url(&before)).await.assert_status(204);
    }
}

#[umbra_test]
async fn the_default_calendar_cannot_step_down(t: TestApp) {
    let ana = t.user("ana").await;
    let personal = default_of(&ana).await;
    for is_default in [json!(false), Value::Null] {
        for method in ["PUT", "PATCH"] {
            let change = json!({"is_default": is_default, "name": "Other"});
            let refused = ana.request(method, url(&personal), change).await;
            refused.assert_problem(409, "default_calendar");
        }
    }
    assert_eq!(default_of(&ana).await, personal, "nothing of the change happened");
    let same = json!({"is_default": true});
    let reply = ana.put(url(&personal), same).await.assert_status(200);
    assert_eq!((reply.json(), reply.etag()), (personal, "\"1\""));
    let work = ana.calendar("Work").create().await;
    let same = json!({"is_default": false});
    let reply = ana.put(work.url(), same).await.assert_status(200);
    assert_eq!((reply.json(), reply.etag()), (work.body.clone(), "\"1\""));
}

#[umbra_test]
async fn a_refused_calendar_does_not_become_the_default(t: TestApp) {
    let ana = t.user("ana").await;
    let personal = default_of(&ana).await;
    let work = ana.calendar("Work").create().await;
    ana.calendar(" ").with("is_default", true).send().await.assert_problem(422, "invalid");
    let change = json!({"is_default": true, "color": "red"});
    ana.put(work.url(), change).await.assert_problem(422, "invalid");
    assert_eq!(default_of(&ana).await, personal);
}

#[umbra_test]
async fn everybody_has_a_default_calendar_of_their_own(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let of_ben = default_of(&ben).await;
    let work = ana.calendar("Work").with("is_default", true).create().await;
    ana.put(work.url(), json!({"name": "Job"})).await.assert_status(200);
    assert_eq!(default_of(&ben).await, of_ben);
}

#[umbra_test]
async fn of_calendars_that_become_the_default_at_once_one_is_it(t: TestApp) {
    let ana = t.user("ana").await;
    let second = ana.at(&t.second_process().await);
    let mut calendars = Vec::new();
    for n in 0..6 {
        calendars.push(ana.calendar(&format!("Calendar {n}")).create().await);
    }
    for _ in 0..3 {
        let requests = calendars.iter().enumerate().map(|(n, calendar)| {
            let browser = if n % 2 == 0 { &*ana } else { &second };
            browser.put(calendar.url(), json!({"is_default": true}))
        });
        for reply in at_once(requests).await {
            assert_eq!(reply.assert_status(200).json()["is_default"], true);
        }
        let default = default_of(&ana).await;
        assert!(calendars.iter().any(|calendar| default["id"] == calendar.id), "{default}");
    }
}

#[umbra_test]
async fn of_new_defaults_at_once_one_is_it(t: TestApp) {
    let ana = t.user("ana").await;
    let second = ana.at(&t.second_process().await);
    let requests = (0..8).map(|n| {
        let browser = if n % 2 == 0 { &*ana } else { &second };
        browser.calendar(&format!("Calendar {n}")).with("is_default", true).send()
    });
    for reply in at_once(requests).await {
        assert_eq!(reply.assert_status(201).json()["is_default"], true);
    }
    assert_ne!(default_of(&ana).await["name"], "Personal");
    assert_eq!(rows(&ana.get("/api/calendars").await).len(), 9);
}

#[umbra_test]
async fn a_calendar_is_deleted_or_becomes_the_default_but_not_both(t: TestApp) {
    let ana = t.user("ana").await;
    let second = ana.at(&t.second_process().await);
    for _ in 0..8 {
        let before = default_of(&ana).await;
        let calendar = ana.calendar("Work").create().await;
        let promote = ana.put(calendar.url(), json!({"is_default": true}));
        let (promoted, deleted) =
            join(promote.into_future(), second.delete(calendar.url()).into_future()).await;
        let default = default_of(&ana).await;
        if deleted.status() == 204 {
            promoted.assert_problem(404, "not_found");
            assert_eq!(default, before);
        } else {
            deleted.assert_problem(409, "default_calendar");
            assert_eq!(promoted.assert_status(200).json(), default);
        }
    }
}

#[umbra_test]
async fn somebody_elses_default_calendar_does_not_exist(t: TestApp) {
    let (ana, ben, admin) = (t.user("ana").await, t.user("ben").await, t.admin().await);
    let personal = default_of(&ana).await;
    let path = url(&personal);
    for other in [&ben, &admin] {
        for request in [
            other.get(&path),
            other.put(&path, json!({"name": "Mine now"})),
            other.patch(&path, json!({"is_default": true})),
            other.patch(&path, json!({"is_default": false})),
            other.delete(&path),
        ] {
            request.await.assert_problem(404, "not_found");
        }
        assert_ne!(default_of(other).await["id"], personal["id"]);
    }
    assert_eq!(default_of(&ana).await, personal);
}
