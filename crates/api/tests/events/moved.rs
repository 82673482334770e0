//! Conversions, and moves between zones.

use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

use crate::events::all;

#[umbra_test]
async fn a_single_event_becomes_a_series_and_a_series_a_single_event(t: TestApp) {
    let ana = t.user("ana").await;
    let event = ana.event("Run", "2026-03-02T07:00:00").zone("Europe/Vienna").create().await;
    let body = json!({"recurrence_rule": "FREQ=WEEKLY;COUNT=3"});
    ana.put(event.url(), body).await.assert_status(200);
    ana.put(event.scoped("this", "2026-03-09T07:00:00"), json!({"title": "Race"})).await;
    assert_eq!(all(&ana.events("2026-03-01", "2026-04-01").await, "title"), ["Run", "Race", "Run"]);
    let path = format!("{}?scope=all", event.url());
    let single = ana.put(&path, json!({"recurrence_rule": null})).await.assert_status(200).json();
    assert_eq!((&single["recurrence_rule"], &single["exdates"]), (&Value::Null, &json!([])));
    assert_eq!(ana.events("2026-03-01", "2026-04-01").await, [single]);
    assert!(!t.database_dump().await.to_string().contains("Race"), "an override is left");
}

#[umbra_test]
async fn a_timed_event_becomes_all_day_and_an_all_day_event_timed(t: TestApp) {
    let ana = t.user("ana").await;
    for (start, end, first, after) in [
        ("2026-03-02T09:00:00", "2026-03-02T10:00:00", "2026-03-02", "2026-03-03"),
        ("2026-03-02T22:00:00", "2026-03-03T00:00:00", "2026-03-02", "2026-03-03"),
        ("2026-03-02T22:00:00", "2026-03-03T00:30:00", "2026-03-02", "2026-03-04"),
        ("2026-03-02T00:00:00", "2026-03-02T00:00:00", "2026-03-02", "2026-03-03"),
    ] {
        let event = ana.event("x", start).with("end", end).zone("Pacific/Auckland").create().await;
        let days = ana.put(event.url(), json!({"all_day": true})).await.assert_status(200).json();
        assert_eq!((&days["start"], &days["end"]), (&first.into(), &after.into()), "{start}");
        assert_eq!(days["timezone"], Value::Null);
        let refused = ana.put(event.url(), json!({"all_day": false})).await;
        refused.assert_problem(422, "invalid").assert_field("/start", "missing_field");
        let body = json!({"start": start, "end": end, "timezone": "Pacific/Auckland"});
        let back = ana.put(event.url(), body).await.assert_status(200).json();
        for field in ["start", "end", "timezone", "all_day"] {
            assert_eq!(back[field], event.body[field], "{field}");
        }
    }
}

#[umbra_test]
async fn a_series_becomes_all_day_with_its_exceptions_and_timed_again(t: TestApp) {
    let ana = t.user("ana").await;
    let event = ana.event("Daily", "2026-03-02T22:00:00").with("end", "2026-03-02T23:00:00");
    let event = event.zone("America/New_York").rule("FREQ=DAILY;COUNT=4").create().await;
    ana.delete(event.scoped("this", "2026-03-03T22:00:00")).await.assert_status(204);
    ana.put(event.scoped("this", "2026-03-04T22:00:00"), json!({"title": "Special"})).await;
    let path = format!("{}?scope=all", event.url());
    ana.put(&path, json!({"all_day": true})).await.assert_status(200);
    let shown = ana.events("2026-03-01", "2026-04-01").await;
    assert_eq!(all(&shown, "start"), ["2026-03-02", "2026-03-04", "2026-03-05"]);
    assert_eq!(all(&shown, "recurrence_id"), ["2026-03-02", "2026-03-04", "2026-03-05"]);
    assert_eq!(all(&shown, "title"), ["Daily", "Special", "Daily"]);
    let body = json!({"start": "2026-03-02T08:00", "end": "2026-03-02T09:00",
        "timezone": "Europe/Vienna"});
    ana.put(&path, body).await.assert_status(200);
    let shown = ana.events("2026-03-01", "2026-04-01").await;
    assert_eq!(
        all(&shown, "start"),
        ["2026-03-02T07:00:00Z", "2026-03-04T07:00:00Z", "2026-03-05T07:00:00Z"]
    );
    assert_eq!(all(&shown, "title"), ["Daily", "Special", "Daily"]);
}

#[umbra_test]
async fn a_move_between_zones_neither_loses_nor_doubles(t: TestApp) {
    let ana = t.user("ana").await;
    let event = ana.event("Daily", "2011-12-20T09:00:00").zone("Europe/Vienna");
    let event = event.rule("FREQ=DAILY;COUNT=20").create().await;
    ana.delete(event.scoped("this", "2011-12-25T09:00:00")).await.assert_status(204);
    ana.put(event.scoped("this", "2011-12-31T09:00:00"), json!({"title": "Eve"})).await;
    let path = format!("{}?scope=all", event.url());
    let before = ana.events("2011-01-01", "2013-01-01").await;
    // Apia has no 30 December 2011.
    for zone in ["Pacific/Apia", "Pacific/Pago_Pago", "Asia/Kathmandu", "Europe/Vienna"] {
        ana.put(&path, json!({"timezone": zone})).await.assert_status(200);
        let shown = ana.events("2011-01-01", "2013-01-01").await;
        let mut names = all(&shown, "recurrence_id");
        names.sort_unstable();
        assert_eq!(names, all(&before, "recurrence_id"), "{zone}");
        assert_eq!(all(&shown, "title").iter().filter(|title| *title == "Eve").count(), 1);
    }
    assert_eq!(all(&ana.events("2011-01-01", "2013-01-01").await, "start"), all(&before, "start"));
}

#[umbra_test]
async fn a_start_that_comes_back_as_it_was_shown_keeps_its_place_in_a_gap(t: TestApp) {
    let ana = t.user("ana").await;
    // On 29 March 2026, 02:30 isn't there.
    let event = ana.event("Gap", "2026-03-29T02:30:00").zone("Europe/Vienna");
    let event = event.rule("FREQ=DAILY").create().await;
    assert_eq!(event.body["start"], "2026-03-29T01:30:00Z");
    let body = json!({"start": event.body["start"], "title": "Same"});
    ana.put(format!("{}?scope=all", event.url()), body).await.assert_status(200);
    let shown = ana.events("2026-03-29", "2026-04-01").await;
    assert_eq!(
        all(&shown, "start"),
        ["2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z", "2026-03-31T00:30:00Z"]
    );
}

#[umbra_test]
async fn an_end_moves_with_a_start_that_a_change_of_the_clock_left_out(t: TestApp) {
    let ana = t.user("ana").await;
    // On 29 March 2026, 03:00 follows 01:59:59.
    let event = ana.event("Gap", "2026-03-29T02:45:00").with("end", "2026-03-29T03:15:00");
    let event = event.zone("Europe/Vienna").create().await;
    assert_eq!(event.body["start"], "2026-03-29T01:45:00Z");
    assert_eq!(event.body["end"], "2026-03-29T02:15:00Z");
    // An end that is there and after the start is what was asked for.
    let event = ana.event("Short", "2026-03-29T02:45:00").with("end", "2026-03-29T04:00:00");
    let event = event.zone("Europe/Vienna").create().await;
    assert_eq!(event.body["end"], "2026-03-29T02:00:00Z");
    // What ends before it begins is still refused, and so is an instant before the start.
    for end in ["2026-03-29T02:30:00", "2026-03-29T01:15:00Z"] {
        let body = json!({"title": "Gap", "start": "2026-03-29T02:45:00", "end": end,
            "timezone": "Europe/Vienna"});
        let refused = ana.post("/api/events", body).await;
        refused.assert_problem(422, "invalid").assert_field("/end", "end_before_start");
    }
    // Apia had no 30 December 2011.
    let event = ana.event("Night", "2011-12-30T23:45:00").with("end", "2011-12-31T00:15:00");
    let event = event.zone("Europe/Vienna").rule("FREQ=DAILY;COUNT=3").create().await;
    let path = format!("{}?scope=all", event.url());
    let moved = ana.put(&path, json!({"timezone": "Pacific/Apia"})).await.assert_status(200).json();
    assert_eq!(moved["start"], "2011-12-31T09:45:00Z");
    assert_eq!(moved["end"], "2011-12-31T10:15:00Z");
    let back = ana.put(&path, json!({"timezone": "Europe/Vienna"})).await.assert_status(200).json();
    assert_eq!((&back["start"], &back["end"]), (&event.body["start"], &event.body["end"]));
}

#[umbra_test]
async fn of_two_equal_local_times_a_single_event_may_have_the_second_and_a_series_the_first(
    t: TestApp,
) {
    let ana = t.user("ana").await;
    let event =
        ana.event("Fold", "2026-10-25T02:30:00+01:00").with("end", "2026-10-25T03:30:00+01:00");
    let event = event.zone("Europe/Vienna").create().await;
    assert_eq!(event.body["start"], "2026-10-25T01:30:00Z");
    let same = ana.put(event.url(), json!({"title": "Fold", "start": event.body["start"]})).await;
    assert_eq!(same.assert_status(200).etag(), event.etag);
    let body = json!({"recurrence_rule": "FREQ=DAILY;COUNT=2"});
    let series = ana.put(event.url(), body).await.assert_status(200).json();
    assert_eq!(
        (&series["start"], &series["end"]),
        (&"2026-10-25T00:30:00Z".into(), &"2026-10-25T01:30:00Z".into())
    );
    let shown = ana.events("2026-10-24", "2026-10-28").await;
    assert_eq!(all(&shown, "start"), ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]);
}
