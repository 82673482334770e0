//! Whether events take place, whom they keep busy, and who sees them.

use serde_json::{Value, json};
use umbra_testkit::{Client, Created, TestApp, umbra_test};

use crate::events::all;

async fn choir(ana: &Client) -> Created {
    ana.event("Choir", "2026-03-02T19:00:00Z").rule("FREQ=WEEKLY;COUNT=4").create().await
}

fn standing(event: &Value) -> [&str; 3] {
    ["status", "transparency", "visibility"].map(|field| event[field].as_str().unwrap())
}

#[umbra_test]
async fn what_isnt_told_is_confirmed_for_everybody_and_busy_unless_it_is_of_whole_days(t: TestApp) {
    let ana = t.user("ana").await;
    let timed = ana.event("Dentist", "2026-03-05T10:00:00Z").create().await;
    let days = ana.event("Holiday", "2026-03-05").create().await;
    assert_eq!(standing(&timed.body), ["confirmed", "busy", "default"]);
    assert_eq!(standing(&days.body), ["confirmed", "free", "default"]);
    for event in [&timed, &days] {
        assert_eq!(event.body["created_by"], ana.id.0);
    }
    let away = ana.event("Away", "2026-03-05").with("transparency", "busy").create().await;
    assert_eq!(standing(&away.body), ["confirmed", "busy", "default"]);
    let template = ana.template("Off", "Day off").with("all_day", true).create().await;
    let off = ana.instantiate(&template, "2026-03-05").await.assert_status(201).json();
    assert_eq!(standing(&off), ["confirmed", "free", "default"]);
    // An event of another kind stays what it is, until it is asked to be as others of its kind.
    let whole = json!({"all_day": true});
    let whole = ana.patch(timed.url(), whole).await.assert_status(200).json();
    assert_eq!((&whole["all_day"], &whole["transparency"]), (&json!(true), &json!("busy")));
    let cleared = json!({"transparency": null, "status": null, "visibility": null});
    let cleared = ana.patch(timed.url(), &cleared).await.assert_status(200).json();
    assert_eq!(standing(&cleared), ["confirmed", "free", "default"]);
}

#[umbra_test]
async fn a_cancelled_occurrence_stays_and_says_so_and_the_others_take_place(t: TestApp) {
    let ana = t.user("ana").await;
    let event = choir(&ana).await;
    let second = event.scoped("this", "2026-03-09T19:00:00");
    let cancelled = json!({"status": "cancelled"});
    let one = ana.patch(&second, &cancelled).await.assert_status(200).json();
    assert_eq!((&one["status"], &one["is_override"]), (&json!("cancelled"), &json!(true)));
    let march = ana.events("2026-03-01", "2026-04-01").await;
    assert_eq!(all(&march, "status"), ["confirmed", "cancelled", "confirmed", "confirmed"]);
    // What is changed of the series changes nothing about that.
    let all_of_it = format!("{}?scope=all", event.url());
    let tentative = json!({"status": "tentative", "transparency": "free"});
    ana.patch(&all_of_it, &tentative).await.assert_status(200);
    let march = ana.events("2026-03-01", "2026-04-01").await;
    assert_eq!(all(&march, "status"), ["tentative", "cancelled", "tentative", "tentative"]);
    assert_eq!(all(&march, "transparency"), ["free"; 4]);
    let following = event.scoped("following", "2026-03-16T19:00:00");
    let busy = json!({"status": "confirmed", "transparency": null});
    ana.patch(&following, &busy).await.assert_status(200);
    let march = ana.events("2026-03-01", "2026-04-01").await;
    assert_eq!(all(&march, "status"), ["tentative", "cancelled", "confirmed", "confirmed"]);
    assert_eq!(all(&march, "transparency"), ["free", "free", "busy", "busy"]);
    let back = ana.patch(&second, json!({"status": "tentative"})).await.assert_status(200).json();
    assert_eq!(back["is_override"], false);
}

#[umbra_test]
async fn today_shows_what_was_cancelled_as_the_list_of_events_does(t: TestApp) {
    let ana = t.user("ana").await;
    let event = choir(&ana).await;
    let today = event.scoped("this", "2026-03-02T19:00:00");
    ana.patch(&today, json!({"status": "cancelled"})).await.assert_status(200);
    let listed = ana.events("2026-03-02", "2026-03-03").await;
    assert_eq!(all(&listed, "status"), ["cancelled"]);
    for path in ["/api/dashboard", "/api/upcoming?days=1"] {
        let shown = ana.get(path).await.assert_status(200).json();
        assert_eq!(shown["events"], json!(listed), "{path}");
    }
}

#[umbra_test]
async fn who_sees_a_series_sees_all_of_it(t: TestApp) {
    let ana = t.user("ana").await;
    let event = choir(&ana).await;
    let private = json!({"visibility": "private"});
    let one = ana.patch(event.scoped("this", "2026-03-09T19:00:00"), &private).await;
    one.assert_problem(422, "invalid").assert_field("/visibility", "not_for_one_occurrence");
    // What was shown and comes back is no change.
    let same = json!({"visibility": "default"});
    ana.patch(event.scoped("this", "2026-03-09T19:00:00"), &same).await.assert_status(200);
    let rest = ana.patch(event.scoped("following", "2026-03-16T19:00:00"), &private).await;
    assert_eq!(rest.assert_status(200).json()["created_by"], ana.id.0);
    let march = ana.events("2026-03-01", "2026-04-01").await;
    assert_eq!(all(&march, "visibility"), ["default", "default", "private", "private"]);
}
