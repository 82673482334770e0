//! Reminders on events: made, moved and forgotten with them.

use serde_json::{Value, json};
use umbra_testkit::{Created, Person, TestApp, umbra_test};

use crate::reminders::{at, due, rows};

/// Lists what is due, each by title, occurrence and since when.
async fn due_of(who: &Person) -> Vec<[Value; 3]> {
    let rows = due(who).await;
    let one = |row: &Value| ["title", "recurrence_id", "due_at"].map(|field| row[field].clone());
    rows.iter().map(one).collect()
}

async fn dentist(ana: &Person) -> Created {
    let event = ana.event("Dentist", "2026-03-02T09:00:00Z").with("end", "2026-03-02T10:00:00Z");
    event.with("reminders", json!([15])).create().await
}

/// Returns the path of the one reminder that is due.
async fn due_url(who: &Person) -> String {
    let due = due(who).await;
    assert_eq!(due.len(), 1, "{due:?}");
    format!("/api/reminders/{}", due[0]["id"])
}

#[umbra_test]
async fn a_reminder_on_an_event_is_due_with_the_others_but_listed_with_its_event(t: TestApp) {
    let ana = t.user("ana").await;
    let event = dentist(&ana).await;
    assert!(rows(&ana.get("/api/reminders").await).is_empty());
    assert!(due(&ana).await.is_empty());
    let ana = at(&t, "ana", "2026-03-02T08:45:00Z").await;
    let expected: [[Value; 3]; 1] =
        [["Dentist".into(), Value::Null, "2026-03-02T08:45:00Z".into()]];
    assert_eq!(due_of(&ana).await, expected);
    let fired = t.fire_reminders().await;
    assert_eq!(fired.len(), 1);
    assert_eq!(fired[0].event.map(|event| event.0), Some(event.id));
    assert_eq!(due_of(&ana).await, expected);
    let read = ana.get(due_url(&ana).await).await.assert_status(200).json();
    assert_eq!((&read["event_id"], &read["minutes_before"]), (&event.id.into(), &15.into()));
    for field in ["remind_at", "recurrence_rule", "description", "next_at"] {
        assert_eq!(read[field], Value::Null, "{field}");
    }
}

#[umbra_test]
async fn it_can_be_dismissed_and_snoozed_past_the_start_but_not_changed(t: TestApp) {
    let ana = t.user("ana").await;
    let event = dentist(&ana).await;
    let ana = at(&t, "ana", "2026-03-02T08:50:00Z").await;
    let url = due_url(&ana).await;
    for refused in [
        ana.put(&url, json!({"title": "Mine"})),
        ana.patch(&url, json!({"is_active": false})),
        ana.delete(&url),
    ] {
        refused.await.assert_problem(409, "belongs_to_event");
    }
    let snooze = json!({"until": "2026-03-02T09:30:00Z"});
    ana.patch(format!("{url}/snooze"), snooze).await.assert_status(200);
    assert!(due(&ana).await.is_empty());
    // What doesn't move the event leaves the snooze.
    ana.put(event.url(), json!({"title": "Doctor"})).await.assert_status(200);
    let ana = at(&t, "ana", "2026-03-02T09:30:00Z").await;
    assert_eq!(due_of(&ana).await, [["Doctor".into(), Value::Null, "2026-03-02T09:30:00Z".into()]]);
    ana.patch(format!("{url}/dismiss"), ()).await.assert_status(200);
    ana.put(event.url(), json!({"title": "Dentist"})).await.assert_status(200);
    assert!(due(&ana).await.is_empty());
}

#[umbra_test]
async fn moving_the_event_settles_what_was_due_and_rings_anew(t: TestApp) {
    for fire in [false, true] {
        let ana = at(&t, "ana", "2026-03-02T08:00:00Z").await;
        let event = dentist(&ana).await;
        let ana = at(&t, "ana", "2026-03-02T08:50:00Z").await;
        if fire {
            assert_eq!(t.fire_reminders().await.len(), 1);
        }
        assert_eq!(due(&ana).await.len(), 1);
        let later = json!({"start": "2026-03-02T12:00:00Z", "end": "2026-03-02T13:00:00Z"});
        ana.put(event.url(), later).await.assert_status(200);
        assert!(due(&ana).await.is_empty());
        assert!(t.fire_reminders().await.is_empty());
        let ana = at(&t, "ana", "2026-03-02T11:45:00Z").await;
        assert_eq!(due_of(&ana).await[0][2], "2026-03-02T11:45:00Z");
        ana.put(event.url(), json!({"reminders": []})).await.assert_status(200);
        assert!(due(&ana).await.is_empty());
        assert_eq!(t.database_dump().await.table("reminders").len(), 0);
        ana.delete(event.url()).await.assert_status(204);
    }
}

#[umbra_test]
async fn what_was_to_ring_before_now_does_not_ring_late(t: TestApp) {
    let ana = t.user("ana").await;
    let soon = ana.event("Soon", "2026-03-02T08:05:00Z").with("reminders", json!([10, 0]));
    soon.create().await;
    assert!(due(&ana).await.is_empty());
    let ana = at(&t, "ana", "2026-03-02T08:05:00Z").await;
    assert_eq!(due_of(&ana).await.len(), 1);
}

#[umbra_test]
async fn each_occurrence_rings_where_it_is_and_as_it_is_called(t: TestApp) {
    let ana = t.user("ana").await;
    let event = ana.event("Standup", "2026-03-02T09:00:00").zone("Europe/Vienna");
    let event = event.rule("FREQ=DAILY;COUNT=6").with("reminders", json!([30])).create().await;
    let moved = json!({"title": "Demo", "start": "2026-03-03T14:00:00", "end": null});
    ana.put(event.scoped("this", "2026-03-03T09:00:00"), moved).await.assert_status(200);
    ana.put(event.scoped("this", "2026-03-04T09:00:00"), json!({"reminders": []})).await;
    ana.put(event.scoped("this", "2026-03-05T09:00:00"), json!({"reminders": [60]})).await;
    ana.delete(event.scoped("this", "2026-03-06T09:00:00")).await.assert_status(204);
    for (now, expected) in [
        // Before the first one is made, it is over: 07:30 UTC was half an hour before it.
        ("2026-03-02T08:30:00Z", None),
        ("2026-03-03T07:30:00Z", None),
        ("2026-03-03T12:30:00Z", Some(["Demo", "2026-03-03T09:00:00", "2026-03-03T12:30:00Z"])),
        ("2026-03-04T07:59:00Z", Some(["Demo", "2026-03-03T09:00:00", "2026-03-03T12:30:00Z"])),
        ("2026-03-05T07:00:00Z", Some(["Standup", "2026-03-05T09:00:00", "2026-03-05T07:00:00Z"])),
        ("2026-03-06T07:30:00Z", None),
        ("2026-03-07T07:30:00Z", Some(["Standup", "2026-03-07T09:00:00", "2026-03-07T07:30:00Z"])),
        ("2026-03-08T07:30:00Z", None),
    ] {
        let ana = at(&t, "ana", now).await;
        let expected: Vec<_> = expected.map(|row| row.map(Value::from)).into_iter().collect();
        let due = due_of(&ana).await;
        if expected.is_empty() {
            assert!(due.iter().all(|row| row[2] != now), "{now}: {due:?}");
        } else {
            assert!(due.contains(&expected[0]), "{now}: {due:?}");
        }
        t.fire_reminders().await;
        assert_eq!(due_of(&ana).await, due, "{now}");
        if now.starts_with("2026-03-05") {
            // What rang is dismissed, so that the next one is seen to ring by itself.
            for row in rows(&ana.get("/api/reminders/due").await) {
                ana.patch(format!("/api/reminders/{}/dismiss", row["id"]), ()).await;
            }
        }
    }
}

#[umbra_test]
async fn it_rings_at_the_right_wall_time_when_the_clock_changes(t: TestApp) {
    let ana = at(&t, "ana", "2026-03-27T00:00:00Z").await;
    let event = ana.event("Breakfast", "2026-03-27T08:00:00").zone("Europe/Vienna");
    event.rule("FREQ=DAILY").with("reminders", json!([30])).create().await;
    for (before, now) in [
        ("2026-03-28T06:29:59Z", "2026-03-28T06:30:00Z"),
        ("2026-03-29T05:29:59Z", "2026-03-29T05:30:00Z"),
        ("2026-10-24T05:29:59Z", "2026-10-24T05:30:00Z"),
        ("2026-10-25T06:29:59Z", "2026-10-25T06:30:00Z"),
    ] {
        let ana = at(&t, "ana", before).await;
        t.fire_reminders().await;
        let due = due_of(&ana).await;
        assert!(due.iter().all(|row| row[2] != now));
        let ana = at(&t, "ana", now).await;
        let fired = t.fire_reminders().await;
        assert_eq!(fired.len(), 1, "{now}");
        assert_eq!(due_of(&ana).await[0][2], now);
    }
}

#[umbra_test]
async fn whole_days_ring_by_the_clock_of_their_owner_also_after_they_moved(t: TestApp) {
    let ana = at(&t, "ana", "2026-03-01T00:00:00Z").await;
    let event = ana.event("Birthday", "2026-03-05").rule("FREQ=YEARLY");
    event.with("reminders", json!([60])).create().await;
    for (zone, now) in [
        ("Pacific/Kiritimati", "2026-03-04T09:00:00Z"),
        ("Pacific/Pago_Pago", "2026-03-05T10:00:00Z"),
    ] {
        let ana = at(&t, "ana", "2026-03-01T00:00:00Z").await;
        ana.put("/api/settings", json!({"timezone": zone})).await.assert_status(200);
        let before = now.parse::<jiff::Timestamp>().unwrap() - jiff::SignedDuration::from_secs(1);
        let ana = at(&t, "ana", &before.to_string()).await;
        assert!(due(&ana).await.is_empty(), "{zone}");
        let ana = at(&t, "ana", now).await;
        let expected: [[Value; 3]; 1] = [["Birthday".into(), "2026-03-05".into(), now.into()]];
        assert_eq!(due_of(&ana).await, expected, "{zone}");
    }
}

#[umbra_test]
async fn a_divided_series_rings_once_for_each_occurrence(t: TestApp) {
    let ana = t.user("ana").await;
    let event = ana.event("Daily", "2026-03-03T09:00:00Z").rule("FREQ=DAILY;COUNT=4");
    let event = event.with("reminders", json!([0])).create().await;
    let later = json!({"start": "2026-03-05T10:00:00Z", "end": null});
    ana.put(event.scoped("following", "2026-03-05T09:00:00"), later).await.assert_status(200);
    let mut fired = Vec::new();
    for _ in 0..120 {
        t.clock.advance(jiff::SignedDuration::from_hours(1));
        fired.extend(t.fire_reminders().await.into_iter().map(|one| one.fired.at.to_string()));
    }
    assert_eq!(
        fired,
        [
            "2026-03-03T09:00:00Z",
            "2026-03-04T09:00:00Z",
            "2026-03-05T10:00:00Z",
            "2026-03-06T10:00:00Z"
        ]
    );
}

#[umbra_test]
async fn it_goes_with_its_event_and_with_its_calendar(t: TestApp) {
    let ana = t.user("ana").await;
    let event = dentist(&ana).await;
    ana.delete(event.url()).await.assert_status(204);
    let work = ana.calendar("Work").create().await;
    let event = ana.event("Meeting", "2026-03-05T10:00:00Z").with("calendar_id", work.id);
    event.with("reminders", json!([0, 5])).create().await;
    assert_eq!(t.database_dump().await.table("reminders").len(), 2);
    ana.delete(work.url()).await.assert_status(204);
    assert_eq!(t.database_dump().await.table("reminders").len(), 0);
}

#[umbra_test]
async fn an_event_that_changes_while_workers_look_rings_once_at_its_last_time(t: TestApp) {
    let ana = t.user("ana").await;
    let event = dentist(&ana).await;
    let ana = at(&t, "ana", "2026-03-02T08:44:00Z").await;
    let moves = (0..10).map(|n| {
        let body = json!({"start": format!("2026-03-02T10:{n:02}:00Z"), "end": null});
        let request = ana.put(event.url(), body);
        let t = &t;
        async move {
            let status = request.await.status();
            t.fire_reminders().await;
            status
        }
    });
    assert_eq!(umbra_testkit::at_once(moves).await, [200; 10]);
    let start = ana.get(event.url()).await.json()["start"].as_str().unwrap().to_owned();
    let start: jiff::Timestamp = start.parse().unwrap();
    let rings = start - jiff::SignedDuration::from_mins(15);
    t.clock.set("2026-03-02T11:00:00Z".parse().unwrap());
    let fired: Vec<_> = t.fire_reminders().await.iter().map(|one| one.fired.at).collect();
    assert_eq!(fired, [rings]);
}

#[umbra_test]
async fn a_snooze_goes_on_in_the_second_part_of_a_divided_series(t: TestApp) {
    let ana = t.user("ana").await;
    let event = ana.event("Daily", "2026-03-02T20:00:00Z").rule("FREQ=DAILY;COUNT=5");
    let event = event.with("reminders", json!([1440])).create().await;
    let ana = at(&t, "ana", "2026-03-02T20:00:00Z").await;
    let url = due_url(&ana).await;
    let until = "2026-03-03T06:00:00Z";
    ana.patch(format!("{url}/snooze"), json!({"until": until})).await.assert_status(200);
    let path = event.scoped("following", "2026-03-03T20:00:00");
    ana.put(path, json!({"title": "Rest"})).await.assert_status(200);
    let ana = at(&t, "ana", until).await;
    let expected: [[Value; 3]; 1] = [["Rest".into(), "2026-03-03T20:00:00".into(), until.into()]];
    assert_eq!(due_of(&ana).await, expected);
}

#[umbra_test]
async fn what_was_dealt_with_before_it_rang_does_not_silence_what_follows(t: TestApp) {
    let ana = t.user("ana").await;
    let event = ana.event("Once", "2026-03-03T09:00:00Z").with("reminders", json!([0]));
    let event = event.create().await;
    let rows = t.database_dump().await;
    assert_eq!(rows.table("reminders").len(), 1);
    let ana = at(&t, "ana", "2026-03-03T08:00:00Z").await;
    // It isn't due yet, so it is found by its id, the first there is.
    ana.patch("/api/reminders/1/dismiss", ()).await.assert_status(200);
    ana.put(event.url(), json!({"recurrence_rule": "FREQ=WEEKLY"})).await.assert_status(200);
    let ana = at(&t, "ana", "2026-03-03T09:00:00Z").await;
    assert!(due(&ana).await.is_empty());
    let ana = at(&t, "ana", "2026-03-10T09:00:00Z").await;
    assert_eq!(due_of(&ana).await[0][2], "2026-03-10T09:00:00Z");
}

#[umbra_test]
async fn days_that_ring_again_in_another_zone_do_not_fall_silent(t: TestApp) {
    let ana = at(&t, "ana", "2026-03-01T00:00:00Z").await;
    ana.put("/api/settings", json!({"timezone": "Europe/Vienna"})).await.assert_status(200);
    let daily = ana.event("Daily", "2026-03-01").rule("FREQ=DAILY");
    daily.with("reminders", json!([0])).create().await;
    let timed = ana.event("Weekly", "2026-03-02T09:00:00").zone("Europe/Vienna");
    let timed = timed.rule("FREQ=WEEKLY").with("reminders", json!([60])).create().await;
    ana.put(timed.scoped("this", "2026-03-09T09:00:00"), json!({"all_day": true})).await;
    let ana = at(&t, "ana", "2026-03-04T23:30:00Z").await;
    t.fire_reminders().await;
    ana.put("/api/settings", json!({"timezone": "America/New_York"})).await.assert_status(200);
    let mut fired = Vec::new();
    for _ in 0..100 {
        t.clock.advance(jiff::SignedDuration::from_hours(1));
        for one in t.fire_reminders().await {
            fired.push(one.fired.at.to_string());
        }
    }
    // The 5th was dealt with in Vienna; the 9th of the other begins in New York at 04:00 UTC.
    assert_eq!(
        fired,
        [
            "2026-03-06T05:00:00Z",
            "2026-03-07T05:00:00Z",
            "2026-03-08T05:00:00Z",
            "2026-03-09T03:00:00Z"
        ]
    );
}

#[umbra_test]
async fn what_a_journey_east_passes_by_rings_at_once(t: TestApp) {
    let ana = at(&t, "ana", "2026-03-04T12:00:00Z").await;
    ana.put("/api/settings", json!({"timezone": "Europe/Vienna"})).await.assert_status(200);
    ana.event("Move out", "2026-03-05").with("reminders", json!([60])).create().await;
    assert!(t.fire_reminders().await.is_empty());
    // There it has been the 5th for an hour.
    ana.put("/api/settings", json!({"timezone": "Pacific/Auckland"})).await.assert_status(200);
    let fired = t.fire_reminders().await;
    let moments: Vec<_> = fired.iter().map(|one| one.fired.at.to_string()).collect();
    assert_eq!(moments, ["2026-03-04T12:00:00Z"]);
    ana.put("/api/settings", json!({"timezone": "Europe/Vienna"})).await.assert_status(200);
    t.clock.advance(jiff::SignedDuration::from_hours(24));
    assert!(t.fire_reminders().await.is_empty());
}

#[umbra_test]
async fn what_is_cancelled_rings_for_nobody_until_it_takes_place_after_all(t: TestApp) {
    for fire in [false, true] {
        let ana = at(&t, "ana", "2026-03-02T08:00:00Z").await;
        let event = dentist(&ana).await;
        let ana = at(&t, "ana", "2026-03-02T08:50:00Z").await;
        if fire {
            assert_eq!(t.fire_reminders().await.len(), 1);
        }
        assert_eq!(due_of(&ana).await.len(), 1);
        ana.patch(event.url(), json!({"status": "cancelled"})).await.assert_status(200);
        assert!(due(&ana).await.is_empty());
        // What was to ring before now never rings late.
        ana.patch(event.url(), json!({"status": "confirmed"})).await.assert_status(200);
        assert!(due(&ana).await.is_empty());
        ana.delete(event.url()).await.assert_status(204);
    }
}

#[umbra_test]
async fn reminders_of_a_cancelled_occurrence_wait_for_the_next_that_takes_place(t: TestApp) {
    let ana = at(&t, "ana", "2026-03-02T08:00:00Z").await;
    let event = ana.event("Daily", "2026-03-02T09:00:00Z").rule("FREQ=DAILY");
    let event = event.with("reminders", json!([15])).create().await;
    let first = event.scoped("this", "2026-03-02T09:00:00");
    let cancelled = json!({"status": "cancelled"});
    ana.patch(&first, &cancelled).await.assert_status(200);
    let ana = at(&t, "ana", "2026-03-02T08:50:00Z").await;
    assert!(due(&ana).await.is_empty());
    assert!(t.fire_reminders().await.is_empty());
    // The whole series is cancelled, but for one occurrence.
    ana.patch(format!("{}?scope=all", event.url()), &cancelled).await.assert_status(200);
    let takes_place = json!({"status": "tentative"});
    let fourth = event.scoped("this", "2026-03-05T09:00:00");
    ana.patch(&fourth, &takes_place).await.assert_status(200);
    let ana = at(&t, "ana", "2026-03-04T08:50:00Z").await;
    assert!(due(&ana).await.is_empty());
    let ana = at(&t, "ana", "2026-03-05T08:50:00Z").await;
    let expected: [Value; 3] =
        ["Daily".into(), "2026-03-05T09:00:00".into(), "2026-03-05T08:45:00Z".into()];
    assert_eq!(due_of(&ana).await, [expected]);
    assert_eq!(t.fire_reminders().await.len(), 1);
}
