//! When the events of a template are.

use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

use crate::templates::{default_calendar, live_in, times};

#[umbra_test]
async fn an_event_has_all_that_its_template_says(t: TestApp) {
    let ana = t.user("ana").await;
    let template = ana
        .template("Piano lesson", "Piano")
        .with("duration_minutes", 45)
        .with("description", "Scales")
        .with("location_text", "Ring 1")
        .with("color", "#ABC")
        .with("is_starred", true)
        .with("reminders", json!([10, 1440]))
        .create()
        .await;
    let path = template.action("instantiate");
    let body = json!({"start": "2026-03-05T10:00", "timezone": "europe/vienna"});
    let reply = ana.post(path, body).await.assert_status(201);
    let event = reply.json();
    let expected = json!({
        "id": event["id"], "event_id": event["id"], "recurrence_id": null,
        "calendar_id": default_calendar(&ana).await, "title": "Piano", "description": "Scales",
        "created_by": ana.id.0, "status": "confirmed", "transparency": "busy", "visibility": "default",
        "location_id": null, "location_name": null, "location_address": null,
        "location_text": "Ring 1", "all_day": false, "start": "2026-03-05T09:00:00Z",
        "end": "2026-03-05T09:45:00Z",
        "start_local": "2026-03-05T09:00:00", "end_local": "2026-03-05T09:45:00",
        "start_in_timezone": "2026-03-05T10:00:00", "end_in_timezone": "2026-03-05T10:45:00",
        "timezone": "Europe/Vienna",
        "end_timezone": "Europe/Vienna", "recurrence_rule": null, "short_months": null,
        "exdates": [],
        "is_override": false, "is_busy": true, "my_invitation": null,
        "invitation_counts": null, "color": "#aabbcc", "is_starred": true, "reminders": [1440, 10],
        "created_at": "2026-03-02T08:00:00Z", "updated_at": "2026-03-02T08:00:00Z",
        "version": 1,
    });
    assert_eq!((&event, reply.etag()), (&expected, "\"1\""));
    let location = reply.header("location").unwrap();
    assert_eq!(location, format!("/api/events/{}", event["id"]));
    let read = ana.get(location).await.assert_status(200);
    assert_eq!((read.json(), read.etag()), (expected.clone(), "\"1\""));
    assert_eq!(ana.events("2026-03-05", "2026-03-06").await, [expected]);
}

#[umbra_test]
async fn a_date_means_the_time_of_the_template_and_a_time_means_that_time(t: TestApp) {
    let ana = t.user("ana").await;
    live_in(&ana, "Asia/Tokyo").await;
    let template = ana.template("Lesson", "Piano").with("start_time", "18:00").create().await;
    for (start, expected) in [
        ("2026-03-05", ("2026-03-05T09:00:00Z", "2026-03-05T10:00:00Z")),
        ("2026-03-05T07:30", ("2026-03-04T22:30:00Z", "2026-03-04T23:30:00Z")),
        ("2026-03-05T07:30:00Z", ("2026-03-05T07:30:00Z", "2026-03-05T08:30:00Z")),
        ("2026-03-05T07:30:00-05:00", ("2026-03-05T12:30:00Z", "2026-03-05T13:30:00Z")),
    ] {
        let event = ana.instantiate(&template, start).await.assert_status(201).json();
        assert_eq!(times(&event), expected, "{start}");
        assert_eq!(event["timezone"], "Asia/Tokyo");
    }
    let path = template.action("instantiate");
    let elsewhere = json!({"start": "2026-03-05", "timezone": "America/New_York"});
    let event = ana.post(path, elsewhere).await.assert_status(201).json();
    assert_eq!(times(&event), ("2026-03-05T23:00:00Z", "2026-03-06T00:00:00Z"));
    assert_eq!(event["end_timezone"], "America/New_York");
}

#[umbra_test]
async fn an_event_may_take_no_time(t: TestApp) {
    let ana = t.user("ana").await;
    let template = ana.template("Bell", "Bell").with("duration_minutes", 0).create().await;
    let event = ana.instantiate(&template, "2026-03-05T10:00:00Z").await.assert_status(201).json();
    assert_eq!(times(&event), ("2026-03-05T10:00:00Z", "2026-03-05T10:00:00Z"));
}

#[umbra_test]
async fn whole_days_begin_with_a_date_and_last_as_many_as_the_template_says(t: TestApp) {
    let ana = t.user("ana").await;
    live_in(&ana, "Europe/Vienna").await;
    let day = ana.template("Day off", "Day off").with("all_day", true).create().await;
    let trip = ana
        .template("Trip", "Trip")
        .with("all_day", true)
        .with("duration_minutes", 3 * 1_440)
        .create()
        .await;
    // The clock is put forward on the 29th, and back on 25 October.
    for (template, start, end) in [
        (&day, "2026-03-29", "2026-03-30"),
        (&trip, "2026-03-28", "2026-03-31"),
        (&trip, "2026-10-24", "2026-10-27"),
        (&trip, "2028-02-28", "2028-03-02"),
    ] {
        let event = ana.instantiate(template, start).await.assert_status(201).json();
        assert_eq!(times(&event), (start, end));
        assert_eq!((&event["all_day"], &event["timezone"]), (&json!(true), &Value::Null));
    }
}

#[umbra_test]
async fn an_hour_stays_an_hour_when_the_clock_changes(t: TestApp) {
    let ana = t.user("ana").await;
    live_in(&ana, "Europe/Vienna").await;
    let night = ana.template("Night", "Night").with("start_time", "01:30").create().await;
    let gap = ana.template("Gap", "Gap").with("start_time", "02:30").create().await;
    for (template, start, expected) in [
        // 01:30 to 03:30 by the wall clock.
        (&night, "2026-03-29", ("2026-03-29T00:30:00Z", "2026-03-29T01:30:00Z")),
        (&night, "2026-03-28", ("2026-03-28T00:30:00Z", "2026-03-28T01:30:00Z")),
        // There is no 02:30 on this day; it moves on by the gap.
        (&gap, "2026-03-29", ("2026-03-29T01:30:00Z", "2026-03-29T02:30:00Z")),
        // There are two: the first one counts, and the hour ends at the second one.
        (&gap, "2026-10-25", ("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z")),
        (&gap, "2026-10-25T02:30", ("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z")),
    ] {
        let event = ana.instantiate(template, start).await.assert_status(201).json();
        assert_eq!(times(&event), expected, "{start}");
    }
    let day = ana
        .template("Shift", "Shift")
        .with("start_time", "20:00")
        .with("duration_minutes", 1_440)
        .create()
        .await;
    let event = ana.instantiate(&day, "2026-03-28").await.assert_status(201).json();
    // 24 hours later it is 21:00.
    assert_eq!(times(&event), ("2026-03-28T19:00:00Z", "2026-03-29T19:00:00Z"));
}

#[umbra_test]
async fn a_template_with_a_rule_makes_a_series(t: TestApp) {
    let ana = t.user("ana").await;
    live_in(&ana, "Europe/Vienna").await;
    let weekly =
        ana.template("Lesson", "Piano").with("start_time", "18:00").rule("FREQ=WEEKLY;COUNT=3");
    let weekly = weekly.create().await;
    let event = ana.instantiate(&weekly, "2026-03-20").await.assert_status(201).json();
    assert_eq!(event["recurrence_rule"], "FREQ=WEEKLY;COUNT=3");
    let shown = ana.events("2026-03-01", "2026-05-01").await;
    let all: Vec<_> = shown.iter().map(times).collect();
    let expected = [
        ("2026-03-20T17:00:00Z", "2026-03-20T18:00:00Z"),
        ("2026-03-27T17:00:00Z", "2026-03-27T18:00:00Z"),
        ("2026-04-03T16:00:00Z", "2026-04-03T17:00:00Z"),
    ];
    assert_eq!(all, expected);
    let daily = ana.template("Gap", "Gap").with("start_time", "02:30").rule("FREQ=DAILY;COUNT=2");
    let daily = daily.create().await;
    // What begins in a gap goes on at the time that was meant.
    let gap = ana.instantiate(&daily, "2026-03-29").await.assert_status(201).json();
    ana.delete(format!("/api/events/{}?scope=all", event["id"])).await.assert_status(204);
    let shown = ana.events("2026-03-29", "2026-04-02").await;
    assert_eq!(times(&shown[0]), times(&gap));
    assert_eq!(times(&shown[1]), ("2026-03-30T00:30:00Z", "2026-03-30T01:30:00Z"));
    let days = ana
        .template("Trip", "Trip")
        .with("all_day", true)
        .with("duration_minutes", 2_880)
        .rule("FREQ=YEARLY;COUNT=2");
    let days = days.create().await;
    ana.instantiate(&days, "2027-06-01").await.assert_status(201);
    let shown = ana.events("2027-01-01", "2029-01-01").await;
    let all: Vec<_> = shown.iter().map(times).collect();
    assert_eq!(all, [("2027-06-01", "2027-06-03"), ("2028-06-01", "2028-06-03")]);
}

#[umbra_test]
async fn a_start_that_makes_no_event_is_refused_and_makes_none(t: TestApp) {
    let ana = t.user("ana").await;
    let timed = ana.template("Lesson", "Piano").create().await;
    let all_day = ana.template("Trip", "Trip").with("all_day", true).create().await;
    let ended = ana.template("Ended", "x").rule("FREQ=DAILY;UNTIL=20260101T000000Z");
    let ended = ended.create().await;
    let before = t.database_dump().await;
    for (template, start, code) in [
        (&timed, "2026-03-05", "missing_start_time"),
        (&timed, "tomorrow", "invalid_date"),
        (&timed, "2026-03-05T25:00", "invalid_instant"),
        (&timed, "2026-03-05T10:00:00.5Z", "invalid_instant"),
        (&timed, "9999-12-27T23:30:00Z", "out_of_range"),
        (&timed, "0001-01-01T00:00:00Z", "out_of_range"),
        (&all_day, "2026-03-05T10:00", "not_a_date"),
        (&all_day, "2026-03-05T10:00:00Z", "not_a_date"),
        (&all_day, "9999-12-31", "out_of_range"),
        (&ended, "2026-03-05T10:00", "recurrence_never_occurs"),
    ] {
        let refused = ana.instantiate(template, start).await.assert_problem(422, "invalid");
        refused.assert_field("/start", code);
    }
    for (field, value, code) in [
        ("timezone", json!("Mars/Olympus"), "unknown_timezone"),
        ("calendar_id", json!(0), "unknown_calendar"),
        ("calendar_id", json!(4711), "unknown_calendar"),
        ("end", json!("2026-03-05T11:00"), "unknown_field"),
        ("title", json!("x"), "unknown_field"),
    ] {
        let body = json!({"start": "2026-03-05T10:00", field: value});
        let refused = ana.post(timed.action("instantiate"), body).await;
        refused.assert_problem(422, "invalid").assert_field(&format!("/{field}"), code);
    }
    let nothing = ana.post(timed.action("instantiate"), json!({})).await;
    nothing.assert_problem(422, "invalid").assert_field("/start", "missing_field");
    assert_eq!(t.database_dump().await, before);
}

#[umbra_test]
async fn its_reminders_ring_for_the_event(t: TestApp) {
    let ana = t.user("ana").await;
    let template = ana.template("Dentist", "Dentist").with("reminders", json!([10])).create().await;
    let path = template.action("instantiate");
    let start = json!({"start": "2026-03-02T09:00:00Z"});
    ana.post(&path, &start).await.assert_status(201);
    ana.post(&path, &start).header("idempotency-key", "again").await.assert_status(201);
    t.clock.advance(jiff::SignedDuration::from_mins(50));
    let due = ana.get("/api/reminders/due").await.assert_status(200).json();
    assert_eq!(due.as_array().unwrap().len(), 2, "{due}");
}

#[umbra_test]
async fn somebody_elses_template_does_not_say_which_starts_it_refuses(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let timed = ana.template("Secret", "Secret").create().await;
    ana.instantiate(&timed, "2026-03-05").await.assert_problem(422, "invalid");
    ben.instantiate(&timed, "2026-03-05").await.assert_problem(404, "not_found");
}
