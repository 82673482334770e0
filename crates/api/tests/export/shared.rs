//! What one has for oneself on what others share.

use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

use super::{exported, list};
use crate::{
    connections::connect,
    invitations::invite,
    projects::{COMMENT, grant},
    shared_calendars,
};

#[umbra_test]
async fn what_others_share_is_there_as_one_sees_it_and_not_what_it_is(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    connect(&ana, &ben).await;
    let seen = ben.calendar("Quokka").create().await;
    let offered = ben.calendar("Quokka club").create().await;
    shared_calendars::share(&ben, seen.id, &ana, "read_only").await;
    let look = json!({"color": "#112233", "is_visible": false, "sort_order": 7});
    let looks = shared_calendars::path(seen.id, "/preferences");
    ana.put(looks, look).await.assert_status(200);
    shared_calendars::offering(&ben, offered.id, &ana, "free_busy").await.assert_status(201);
    let project = ben.project("Quokka house").create().await;
    grant(&t, &project, &ana, COMMENT).await;
    let mine = json!({"is_archived": true, "sort_order": 3});
    ana.patch(project.url(), mine).await.assert_status(200);
    let files = exported(&ana).await;

    let mut calendars = list(&files, "shared_calendars.json");
    calendars.sort_by_key(|one| one["calendar_id"].as_i64());
    for one in &mut calendars {
        assert!(one["since"].is_string(), "{one}");
        one.as_object_mut().unwrap().remove("since");
    }
    let accepted = json!({
        "calendar_id": seen.id, "owner_id": ben.id, "permission": "read_only",
        "status": "accepted", "color": "#112233", "is_visible": false, "sort_order": 7,
    });
    let pending = json!({
        "calendar_id": offered.id, "owner_id": ben.id, "permission": "free_busy",
        "status": "pending", "color": null, "is_visible": true, "sort_order": 0,
    });
    assert_eq!(calendars, [accepted, pending]);
    let expected = json!({
        "project_id": project.id, "owner_id": ben.id, "role": "commenter",
        "is_archived": true, "sort_order": 3,
    });
    assert_eq!(list(&files, "shared_projects.json"), [expected]);
    let told = "notifications.json";
    for (file, text) in files.iter().filter(|(file, _)| *file != told) {
        assert!(!text.contains("Quokka"), "{file}: {text}");
    }
    // To their owner they aren't shared.
    let theirs = exported(&ben).await;
    for file in ["shared_calendars.json", "shared_projects.json"] {
        assert_eq!(list(&theirs, file), Vec::<Value>::new(), "{file}");
    }
}

#[umbra_test]
async fn stars_and_reminders_are_there_whoever_s_the_event_is(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    connect(&ana, &ben).await;
    let series = ben.event("Quokka", "2026-03-01T09:30:00Z").rule("FREQ=DAILY").create().await;
    let days = ben.event("Quokka days", "2026-03-01").rule("FREQ=DAILY").create().await;
    let single = ben.event("Quokka day", "2026-03-01T09:30:00Z").create().await;
    let untouched = ben.event("Quokka night", "2026-03-01T09:30:00Z").create().await;
    for event in [&series, &days, &single, &untouched] {
        invite(&ben, event.id, &[&ana], None).await;
    }
    let own = ana.event("Heron", "2026-03-01T09:30:00Z").with("reminders", json!([20]));
    let own = own.create().await;
    let set = |url: String, what: Value| ana.put(url, what);
    let all = json!({"is_starred": true, "reminders": [15, 60]});
    set(series.scoped("all", "2026-03-01T09:30:00"), all).await.assert_status(200);
    let rest = series.scoped("following", "2026-03-05T09:30:00");
    set(rest, json!({"reminders": [5]})).await.assert_status(200);
    let day = days.scoped("this", "2026-03-03");
    set(day, json!({"is_starred": true})).await.assert_status(200);
    set(single.url(), json!({"is_starred": true})).await.assert_status(200);

    let mut found = list(&exported(&ana).await, "event_preferences.json");
    found.sort_by_key(|one| one["event_id"].as_i64());
    let change = |name: &str, scope: &str, is_starred: Value, reminders: Value| {
        json!({
            "recurrence_id": name, "scope": scope,
            "is_starred": is_starred, "reminders": reminders,
        })
    };
    let on = |event: i64, is_starred: bool, reminders: Value, changes: &[Value]| {
        json!({
            "event_id": event, "is_starred": is_starred,
            "reminders": reminders, "changes": changes,
        })
    };
    let following = change("2026-03-05T09:30:00", "following", Value::Null, json!([5]));
    let this = change("2026-03-03", "this", json!(true), Value::Null);
    let expected = [
        on(series.id, true, json!([60, 15]), &[following]),
        on(days.id, false, json!([]), &[this]),
        on(single.id, true, json!([]), &[]),
        on(own.id, false, json!([20]), &[]),
    ];
    assert_eq!(found, expected);
    assert_eq!(list(&exported(&ben).await, "event_preferences.json"), Vec::<Value>::new());
}
