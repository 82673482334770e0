//! A stored zone that isn't known any more never becomes another one in silence.

use serde_json::json;
use umbra_domain::zone::ZoneDatabase;
use umbra_testkit::{TestApp, umbra_test, zone_database};

use super::{process_with, rows};

/// A host without the old names of zones.
fn slim() -> ZoneDatabase {
    zone_database("2030a", &[], &["US/Pacific"])
}

#[umbra_test]
async fn a_zone_that_is_gone_is_kept_shown_and_followed(t: TestApp) {
    let ana = t.user("ana").await;
    ana.put("/api/settings", json!({"timezone": "US/Pacific"})).await.assert_status(200);
    let run = ana.event("Run", "2026-12-01T09:00").rule("FREQ=DAILY").create().await;
    let dentist = ana.event("Dentist", "2026-12-03T11:00").create().await;
    let tablets = ana.reminder("Tablets", "2026-12-01T08:00").rule("FREQ=DAILY").create().await;
    let settings = "/api/settings".to_owned();
    let urls = [run.url(), dentist.url(), tablets.url(), settings];
    for url in &urls {
        assert_eq!(ana.get(url).await.json().get("timezone_unknown"), None, "{url}");
    }
    let tables = ["events", "reminders", "settings"];
    let before = rows(&t, tables).await;

    let process = process_with(&t, slim()).await;
    process.app.keep_on_clocks().await.unwrap();
    let ana = ana.at(&process);
    for url in &urls {
        let shown = ana.get(url).await.json();
        assert_eq!(shown["timezone"], "US/Pacific", "{url}");
        assert_eq!(shown["timezone_unknown"], true, "{url}");
    }
    let shown = ana.events("2026-12-02", "2026-12-04").await;
    let starts: Vec<_> = shown.iter().map(|event| event["start"].as_str().unwrap()).collect();
    assert_eq!(starts, ["2026-12-02T17:00:00Z", "2026-12-03T17:00:00Z", "2026-12-03T19:00:00Z"]);
    assert_eq!(rows(&t, tables).await, before);
}

#[umbra_test]
async fn an_unknown_zone_may_come_back_but_nothing_new_goes_into_it(t: TestApp) {
    let ana = t.user("ana").await;
    ana.put("/api/settings", json!({"timezone": "US/Pacific"})).await.assert_status(200);
    let run = ana.event("Run", "2026-12-01T09:00").rule("FREQ=DAILY").create().await;
    let tablets = ana.reminder("Tablets", "2026-12-01T08:00").create().await;
    let process = process_with(&t, slim()).await;
    let ana = ana.at(&process);

    // A frontend sends whole things back.
    let same = json!({"title": "Jog", "timezone": "US/Pacific", "end_timezone": "US/Pacific"});
    let url = format!("{}?scope=all", run.url());
    let changed = ana.put(&url, same).await.assert_status(200).json();
    assert_eq!((&changed["title"], &changed["timezone"]), (&json!("Jog"), &json!("US/Pacific")));
    assert_eq!(changed["start"], "2026-12-01T17:00:00Z");
    let same = json!({"title": "Pills", "timezone": "us/pacific"});
    ana.put(tablets.url(), same).await.assert_status(200);
    let same = json!({"timezone": "US/Pacific", "upcoming_days": 3});
    ana.put("/api/settings", same).await.assert_status(200);

    // By name, or because it is the person's own.
    let unknown = "unknown_timezone";
    for zone in [json!("US/Pacific"), json!(null)] {
        let event = ana.event("Swim", "2026-12-01T09:00").with("timezone", zone.clone());
        event.send().await.assert_problem(422, "invalid").assert_field("/timezone", unknown);
        let reminder = ana.reminder("Swim", "2026-12-01T09:00").with("timezone", zone);
        let refused = reminder.send().await.assert_problem(422, "invalid");
        refused.assert_field("/timezone", unknown);
    }
    let vienna = json!({"timezone": "Europe/Vienna"});
    ana.put(&url, vienna.clone()).await.assert_status(200);
    ana.put("/api/settings", vienna).await.assert_status(200);
    let back = json!({"timezone": "US/Pacific"});
    for url in [url.as_str(), "/api/settings"] {
        let refused = ana.put(url, back.clone()).await.assert_problem(422, "invalid");
        refused.assert_field("/timezone", unknown);
    }
}

#[umbra_test]
async fn names_that_are_no_zones_of_iana_are_refused(t: TestApp) {
    let ana = t.user("ana").await;
    for bad in ["localtime", "posixrules", "Factory", "posix/Europe/Vienna", "right/UTC", "Local"] {
        let refused = ana.put("/api/settings", json!({"timezone": bad})).await;
        let refused = refused.assert_problem(422, "invalid");
        refused.assert_field("/timezone", "unknown_timezone");
        let event = ana.event("Run", "2026-12-01T09:00").zone(bad).send().await;
        let refused = event.assert_problem(422, "invalid");
        refused.assert_field("/timezone", "unknown_timezone");
    }
    // A host with data of 2025 says 20:00Z.
    let run = ana.event("Run", "2026-12-15T12:00").zone("america/vancouver").create().await;
    let shown = ana.get(run.url()).await.json();
    assert_eq!(shown["timezone"], "America/Vancouver");
    assert_eq!(shown["start"], "2026-12-15T19:00:00Z");
}

#[umbra_test]
async fn readiness_says_which_release_is_in_use(t: TestApp) {
    let ready = t.anonymous().get("/health/ready").await.assert_status(200).json();
    assert_eq!(ready["tzdata"], ZoneDatabase::bundled().release().as_str());
    let other = process_with(&t, slim()).await;
    let ready = t.anonymous().at(&other).get("/health/ready").await.json();
    assert_eq!(ready["tzdata"], "2030a");
}
