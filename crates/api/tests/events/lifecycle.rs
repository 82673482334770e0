//! Making, reading, changing and deleting.

use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

use crate::events::all;

#[umbra_test]
async fn a_created_event_is_there_in_one_spelling(t: TestApp) {
    let ana = t.user("ana").await;
    let event = ana
        .event(" Dentist ", "2026-03-05T10:00:00")
        .with("end", "2026-03-05T10:45:00")
        .zone("europe/vienna")
        .with("description", "Bring the card")
        .with("location_text", "Ring 1")
        .with("color", "#ABC")
        .with("is_starred", true)
        .with("reminders", json!([10, 1440, 10]))
        .create()
        .await;
    let default = ana.get("/api/calendars").await.json()[0]["id"].clone();
    let expected = json!({
        "id": event.id, "event_id": event.id, "recurrence_id": null, "calendar_id": default,
        "created_by": ana.id.0, "status": "confirmed", "transparency": "busy", "visibility": "default",
        "title": "Dentist", "description": "Bring the card", "location_text": "Ring 1", "location_id": null, "location_name": null, "location_address": null,
        "all_day": false, "start": "2026-03-05T09:00:00Z", "end": "2026-03-05T09:45:00Z",
        "start_local": "2026-03-05T09:00:00", "end_local": "2026-03-05T09:45:00",
        "start_in_timezone": "2026-03-05T10:00:00", "end_in_timezone": "2026-03-05T10:45:00",
        "timezone": "Europe/Vienna", "end_timezone": "Europe/Vienna", "recurrence_rule": null,
        "short_months": null, "exdates": [], "is_override": false, "is_busy": true, "my_invitation": null,
        "invitation_counts": null, "color": "#aabbcc", "is_starred": true,
        "reminders": [1440, 10], "created_at": "2026-03-02T08:00:00Z",
        "updated_at": "2026-03-02T08:00:00Z", "version": 1,
    });
    assert_eq!(event.body, expected);
    let read = ana.get(event.url()).await.assert_status(200);
    assert_eq!((read.json(), read.etag()), (expected.clone(), event.etag.as_str()));
    assert_eq!(ana.events("2026-03-05", "2026-03-06").await, [expected]);
}

#[umbra_test]
async fn an_event_without_an_end_takes_no_time_or_a_day(t: TestApp) {
    let ana = t.user("ana").await;
    let moment = ana.event("Bell", "2026-03-05T10:00:00Z").create().await;
    assert_eq!(moment.body["end"], "2026-03-05T10:00:00Z");
    let day = ana.event("Day off", "2026-03-05").create().await;
    assert_eq!((&day.body["end"], &day.body["timezone"]), (&"2026-03-06".into(), &Value::Null));
    for (from, to, titles) in [
        ("2026-03-05T10:00:00Z", "2026-03-05T10:00:01Z", &["Day off", "Bell"][..]),
        ("2026-03-05T09:59:59Z", "2026-03-05T10:00:00Z", &["Day off"]),
        ("2026-03-05T10:00:01Z", "2026-03-05T11:00:00Z", &["Day off"]),
    ] {
        assert_eq!(all(&ana.events(from, to).await, "title"), titles, "{from}");
    }
}

#[umbra_test]
async fn local_times_are_in_the_zone_of_the_event_which_is_the_persons_by_default(t: TestApp) {
    let ana = t.user("ana").await;
    ana.put("/api/settings", json!({"timezone": "Asia/Tokyo"})).await.assert_status(200);
    let here = ana.event("Here", "2026-03-05T10:00").create().await;
    assert_eq!(
        (&here.body["start"], &here.body["timezone"]),
        (&"2026-03-05T01:00:00Z".into(), &"Asia/Tokyo".into())
    );
    let flight = ana.event("Flight", "2026-03-05T10:00").with("end", "2026-03-05T09:00");
    let flight = flight.with("end_timezone", "America/Los_Angeles").create().await;
    assert_eq!(flight.body["end"], "2026-03-05T17:00:00Z");
    assert_eq!(flight.body["end_timezone"], "America/Los_Angeles");
    // Another zone alone keeps the wall-clock time; what ends elsewhere, ends there as before.
    let moved = ana.patch(flight.url(), json!({"timezone": "Asia/Seoul"})).await;
    assert_eq!(moved.json()["start"], "2026-03-05T01:00:00Z");
    let moved = ana.patch(flight.url(), json!({"timezone": "Asia/Kathmandu"})).await.json();
    assert_eq!(moved["start"], "2026-03-05T04:15:00Z");
    assert_eq!(
        (&moved["end"], &moved["end_timezone"]),
        (&"2026-03-05T17:00:00Z".into(), &"America/Los_Angeles".into())
    );
}

#[umbra_test]
async fn events_go_with_their_calendar_and_move_between_calendars(t: TestApp) {
    let ana = t.user("ana").await;
    let work = ana.calendar("Work").create().await;
    let event = ana.event("Meeting", "2026-03-05").with("calendar_id", work.id).create().await;
    let other = ana.event("Party", "2026-03-05").create().await;
    let moved = ana.put(other.url(), json!({"calendar_id": work.id})).await.assert_status(200);
    assert_eq!(moved.json()["calendar_id"], work.id);
    let of_work =
        ana.get(format!("/api/events?start=2026-03-01&end=2026-04-01&calendar_id={}", work.id));
    assert_eq!(of_work.await.json().as_array().unwrap().len(), 2);
    ana.delete(work.url()).await.assert_status(204);
    ana.get(event.url()).await.assert_problem(404, "not_found");
    assert!(ana.events("2026-03-01", "2026-04-01").await.is_empty());
}

#[umbra_test]
async fn events_of_hidden_calendars_are_shown_only_when_asked_for(t: TestApp) {
    let ana = t.user("ana").await;
    let hidden = ana.calendar("Hidden").with("is_visible", false).create().await;
    ana.event("Secret", "2026-03-05").with("calendar_id", hidden.id).create().await;
    assert!(ana.events("2026-03-01", "2026-04-01").await.is_empty());
    let path = format!("/api/events?start=2026-03-01&end=2026-04-01&calendar_id={}", hidden.id);
    assert_eq!(all(ana.get(path).await.json().as_array().unwrap(), "title"), ["Secret"]);
}

#[umbra_test]
async fn a_calendar_that_one_does_not_see_is_missing_and_an_empty_one_is_empty(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let (mine, theirs) =
        (ana.calendar("Mine").create().await, ben.calendar("Theirs").create().await);
    ben.event("Secret", "2026-03-05").with("calendar_id", theirs.id).create().await;
    for range in
        ["", "start=2026-03-01&end=2026-04-01&", "search=secret&start=2026-03-01&end=2026-04-01&"]
    {
        let list = async |id: i64| ana.get(format!("/api/events?{range}calendar_id={id}")).await;
        assert_eq!(list(mine.id).await.assert_status(200).json(), json!([]), "{range}");
        let bodies = [theirs.id, i64::MAX].map(list);
        let mut seen = Vec::new();
        for body in bodies {
            let mut body = body.await.assert_problem(404, "not_found").body().clone();
            body["request_id"] = Value::Null;
            seen.push(body);
        }
        assert_eq!(seen[0], seen[1], "{range}");
    }
}

#[umbra_test]
async fn a_search_looks_at_what_each_occurrence_says(t: TestApp) {
    let ana = t.user("ana").await;
    let series = ana.event("Standup", "2026-03-02T09:00:00Z").rule("FREQ=DAILY;COUNT=3");
    let series = series.with("location_text", "Room 5%").create().await;
    ana.event("Retro", "2026-03-02T15:00:00Z").with("description", "ROOM 5% too").create().await;
    let body = json!({"title": "Ärztin", "location_text": null});
    ana.patch(series.scoped("this", "2026-03-03T09:00:00"), body).await.assert_status(200);
    for (text, found) in [
        (
            "room%205%25",
            &["2026-03-02T09:00:00Z", "2026-03-02T15:00:00Z", "2026-03-04T09:00:00Z"][..],
        ),
        ("%C3%A4RZTIN", &["2026-03-03T09:00:00Z"]),
        ("standup", &["2026-03-02T09:00:00Z", "2026-03-04T09:00:00Z"]),
        ("room%2055", &[]),
        (
            "",
            &[
                "2026-03-02T09:00:00Z",
                "2026-03-02T15:00:00Z",
                "2026-03-03T09:00:00Z",
                "2026-03-04T09:00:00Z",
            ],
        ),
    ] {
        let path = format!("/api/events?start=2026-03-01&end=2026-04-01&search={text}");
        let shown = ana.get(path).await.assert_status(200).json();
        assert_eq!(all(shown.as_array().unwrap(), "start"), found, "{text}");
    }
}

#[umbra_test]
async fn without_a_range_the_coming_year_is_shown(t: TestApp) {
    let ana = t.user("ana").await;
    for day in ["2026-03-01", "2026-03-02", "2027-03-02", "2027-03-03"] {
        ana.event(day, day).create().await;
    }
    let shown = ana.get("/api/events").await.assert_status(200).json();
    assert_eq!(all(shown.as_array().unwrap(), "title"), ["2026-03-02", "2027-03-02"]);
}
