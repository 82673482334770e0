//! Moving events by their start alone, and starts that don't fit their rule.

use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

use crate::events::all;

#[umbra_test]
async fn this_and_following_move_to_another_day_with_the_days_of_their_rule(t: TestApp) {
    let ana = t.user("ana").await;
    // As a client that sends the rule back, and as one that sends the start alone.
    for body in [
        json!({"start": "2026-03-18T19:00:00Z"}),
        json!({"start": "2026-03-18T19:00:00Z", "recurrence_rule": "FREQ=WEEKLY;BYDAY=TU;COUNT=5"}),
    ] {
        let event = ana.event("Choir", "2026-03-03T19:00:00Z").with("end", "2026-03-03T21:00:00Z");
        let event = event.rule("FREQ=WEEKLY;BYDAY=TU;COUNT=5").create().await;
        ana.delete(event.scoped("this", "2026-03-24T19:00:00")).await.assert_status(204);
        let path = event.scoped("following", "2026-03-17T19:00:00");
        let rest = ana.put(path, &body).await.assert_status(200).json();
        assert_eq!(rest["recurrence_rule"], "FREQ=WEEKLY;COUNT=3;BYDAY=WE", "{body}");
        assert_eq!(rest["start"], "2026-03-18T19:00:00Z");
        assert_eq!(rest["exdates"], json!(["2026-03-25T19:00:00"]));
        let shown = ana.events("2026-03-01", "2026-05-01").await;
        assert_eq!(
            all(&shown, "start"),
            [
                "2026-03-03T19:00:00Z",
                "2026-03-10T19:00:00Z",
                "2026-03-18T19:00:00Z",
                "2026-04-01T19:00:00Z"
            ]
        );
        assert_eq!(all(&shown, "end")[2], "2026-03-18T21:00:00Z");
        for id in [&event.body["id"], &rest["id"]] {
            ana.delete(format!("/api/events/{id}?scope=all")).await.assert_status(204);
        }
    }
}

#[umbra_test]
async fn a_whole_series_moves_with_its_days_its_end_and_its_exceptions(t: TestApp) {
    let ana = t.user("ana").await;
    let event = ana.event("Gym", "2026-03-03").rule("FREQ=WEEKLY;BYDAY=TU,WE;UNTIL=20260311");
    let event = event.create().await;
    ana.put(event.scoped("this", "2026-03-04"), json!({"title": "Race"})).await.assert_status(200);
    let path = format!("{}?scope=all", event.url());
    let moved = ana.put(&path, json!({"start": "2026-03-04"})).await.assert_status(200).json();
    assert_eq!(moved["recurrence_rule"], "FREQ=WEEKLY;UNTIL=20260312;BYDAY=WE,TH");
    let shown = ana.events("2026-03-01", "2026-05-01").await;
    assert_eq!(all(&shown, "start"), ["2026-03-04", "2026-03-05", "2026-03-11", "2026-03-12"]);
    assert_eq!(all(&shown, "title"), ["Gym", "Race", "Gym", "Gym"]);
}

#[umbra_test]
async fn a_form_that_sends_everything_back_but_a_moved_start_moves_the_series(t: TestApp) {
    let ana = t.user("ana").await;
    let event = ana.event("Choir", "2026-03-03T19:00:00Z").with("end", "2026-03-03T21:00:00Z");
    let event = event.rule("FREQ=WEEKLY;BYDAY=TU;COUNT=4").create().await;
    ana.delete(event.scoped("this", "2026-03-10T19:00:00")).await.assert_status(204);
    let mut body = ana.get(event.url()).await.json();
    for read_only in [
        "id",
        "event_id",
        "recurrence_id",
        "created_by",
        "location_name",
        "location_address",
        "is_override",
        "is_busy",
        "my_invitation",
        "invitation_counts",
        "created_at",
        "updated_at",
        "version",
    ] {
        body.as_object_mut().unwrap().remove(read_only);
    }
    for local in ["start_local", "end_local", "start_in_timezone", "end_in_timezone"] {
        body.as_object_mut().unwrap().remove(local);
    }
    body["start"] = "2026-03-05T19:00:00Z".into();
    body["end"] = "2026-03-05T21:00:00Z".into();
    let path = format!("{}?scope=all", event.url());
    let moved = ana.put(&path, body).await.assert_status(200).json();
    assert_eq!(moved["recurrence_rule"], "FREQ=WEEKLY;COUNT=4;BYDAY=TH");
    assert_eq!(moved["exdates"], json!(["2026-03-12T19:00:00"]));
    let shown = ana.events("2026-03-01", "2026-05-01").await;
    assert_eq!(
        all(&shown, "start"),
        ["2026-03-05T19:00:00Z", "2026-03-19T19:00:00Z", "2026-03-26T19:00:00Z"]
    );
}

#[umbra_test]
async fn a_series_moves_with_the_hours_of_its_rule(t: TestApp) {
    let ana = t.user("ana").await;
    let event = ana.event("Tablets", "2026-03-03T09:00:00").zone("Europe/Vienna");
    let event = event.rule("FREQ=DAILY;BYHOUR=9,17;COUNT=4").create().await;
    ana.delete(event.scoped("this", "2026-03-03T17:00:00")).await.assert_status(204);
    let path = format!("{}?scope=all", event.url());
    let body = json!({"start": "2026-03-03T10:30:00"});
    let moved = ana.put(&path, body).await.assert_status(200).json();
    assert_eq!(moved["recurrence_rule"], "FREQ=DAILY;COUNT=4;BYHOUR=10,18");
    let shown = ana.events("2026-03-01", "2026-04-01").await;
    assert_eq!(
        all(&shown, "recurrence_id"),
        ["2026-03-03T10:30:00", "2026-03-04T10:30:00", "2026-03-04T18:30:00"]
    );
}

#[umbra_test]
async fn a_move_that_could_mean_two_things_is_refused_and_the_rule_settles_it(t: TestApp) {
    let ana = t.user("ana").await;
    let event = ana.event("Board", "2026-03-10").rule("FREQ=MONTHLY;BYDAY=2TU").create().await;
    let before = t.database_dump().await;
    let (whole, following) =
        (format!("{}?scope=all", event.url()), event.scoped("following", "2026-04-14"));
    for (path, start) in [(&whole, "2026-03-11"), (&following, "2026-04-15")] {
        let refused = ana.put(path, json!({"start": start})).await.assert_problem(422, "invalid");
        refused.assert_field("/start", "ambiguous_move");
    }
    assert_eq!(t.database_dump().await, before);
    let body = json!({"start": "2026-04-15", "recurrence_rule": "FREQ=MONTHLY;BYDAY=3WE"});
    ana.put(&following, body).await.assert_status(200);
    let shown = ana.events("2026-03-01", "2026-06-01").await;
    assert_eq!(all(&shown, "start"), ["2026-03-10", "2026-04-15", "2026-05-20"]);
}

#[umbra_test]
async fn a_start_that_does_not_fit_its_rule_moves_to_the_first_occurrence(t: TestApp) {
    let ana = t.user("ana").await;
    // A Thursday.
    let (rule, thursday) = ("FREQ=WEEKLY;BYDAY=MO;COUNT=2", "2026-03-05T09:00:00Z");
    let event = ana.event("Yoga", thursday).with("end", "2026-03-05T10:00:00Z").rule(rule);
    let event = event.create().await;
    assert_eq!(event.body["start"], "2026-03-09T09:00:00Z");
    assert_eq!(event.body["end"], "2026-03-09T10:00:00Z");
    let read = ana.get(event.url()).await.json();
    assert_eq!(read, event.body);
    let shown = ana.events("2026-03-01", "2026-04-01").await;
    assert_eq!(all(&shown, "start"), ["2026-03-09T09:00:00Z", "2026-03-16T09:00:00Z"]);
    // So does one whose rule changes.
    let path = format!("{}?scope=all", event.url());
    let body = json!({"recurrence_rule": "FREQ=WEEKLY;BYDAY=FR;COUNT=2"});
    let fridays = ana.put(&path, body).await.assert_status(200).json();
    assert_eq!(fridays["start"], "2026-03-13T09:00:00Z");
    // A template's event and a reminder.
    let template = ana.template("Yoga", "Yoga").rule(rule).create().await;
    let copy = ana.instantiate(&template, thursday).await.assert_status(201).json();
    assert_eq!(
        (&copy["start"], &copy["end"]),
        (&"2026-03-09T09:00:00Z".into(), &"2026-03-09T10:00:00Z".into())
    );
    let reminder = ana.reminder("Yoga", thursday).rule(rule).create().await;
    for field in ["remind_at", "next_at"] {
        assert_eq!(reminder.body[field], "2026-03-09T09:00:00Z");
    }
    // A todo's due date is what somebody wants it to be, and is due then.
    let todo = ana.todo("Yoga").due("2026-03-05").rule(rule).create().await;
    assert_eq!(todo.body["due_date"], "2026-03-05");
}

#[umbra_test]
async fn a_reminder_moves_with_the_days_of_its_rule(t: TestApp) {
    let ana = t.user("ana").await;
    let reminder = ana.reminder("Bins", "2026-03-03T19:00:00").zone("Europe/Vienna");
    let reminder = reminder.rule("FREQ=WEEKLY;BYDAY=TU;UNTIL=20260310").create().await;
    let moved = json!({"remind_at": "2026-03-04T20:00:00"});
    let moved = ana.put(reminder.url(), moved).await.assert_status(200).json();
    assert_eq!(moved["recurrence_rule"], "FREQ=WEEKLY;UNTIL=20260311;BYDAY=WE");
    assert_eq!(moved["next_at"], "2026-03-04T19:00:00Z");
    let board = ana.reminder("Board", "2026-03-10T19:00:00Z").rule("FREQ=MONTHLY;BYDAY=2TU");
    let board = board.create().await;
    let refused = ana.put(board.url(), json!({"remind_at": "2026-03-11T19:00:00Z"})).await;
    refused.assert_problem(422, "invalid").assert_field("/remind_at", "ambiguous_move");
}

#[umbra_test]
async fn a_start_alone_keeps_how_long_it_lasts(t: TestApp) {
    let ana = t.user("ana").await;
    let timed =
        |start: &str, end: &str| ana.event("x", start).with("end", end).zone("Europe/Vienna");
    let evening = timed("2026-03-05T19:00:00", "2026-03-05T21:00:00").create().await;
    // Later than its end, earlier, into the night in which the clock goes on, and far ahead.
    for (start, end) in [
        ("2026-03-06T19:00:00", "2026-03-06T20:00:00Z"),
        ("2026-03-05T08:00:00", "2026-03-05T09:00:00Z"),
        ("2026-03-29T01:30:00", "2026-03-29T02:30:00Z"),
        ("2026-10-25T02:30:00", "2026-10-25T02:30:00Z"),
        ("2031-03-05T08:00:00Z", "2031-03-05T10:00:00Z"),
    ] {
        let moved = ana.put(evening.url(), json!({"start": start})).await.assert_status(200).json();
        assert_eq!(moved["end"], end, "{start}");
    }
    let trip = ana.event("Trip", "2026-03-05").with("end", "2026-03-08").create().await;
    let moved = ana.put(trip.url(), json!({"start": "2026-03-28"})).await.assert_status(200).json();
    assert_eq!((&moved["start"], &moved["end"]), (&"2026-03-28".into(), &"2026-03-31".into()));
    // A flight, whose end is on another clock.
    let flight = timed("2026-03-05T10:00:00", "2026-03-05T13:00:00");
    let flight = flight.with("end_timezone", "America/New_York").create().await;
    let moved = json!({"start": "2026-03-10T10:00:00"});
    let moved = ana.put(flight.url(), moved).await.assert_status(200).json();
    assert_eq!(moved["end"], "2026-03-10T18:00:00Z");
    assert_eq!(moved["end_timezone"], "America/New_York");
    // A series, one occurrence of it and those that follow.
    let series = timed("2026-03-02T19:00:00", "2026-03-02T21:00:00").rule("FREQ=DAILY;COUNT=4");
    let series = series.create().await;
    let all_of_it = format!("{}?scope=all", series.url());
    for (path, start) in [
        (all_of_it, "2026-03-02T22:00:00"),
        (series.scoped("this", "2026-03-03T22:00:00"), "2026-03-03T07:00:00"),
        (series.scoped("following", "2026-03-04T22:00:00"), "2026-03-04T12:00:00"),
    ] {
        ana.put(path, json!({"start": start})).await.assert_status(200);
    }
    let shown = ana.events("2026-03-02T12:00:00Z", "2026-03-05T20:00:00Z").await;
    let shown: Vec<_> = shown.iter().filter(|one| one["title"] == "x").collect();
    let times = |one: &&Value| (one["start"].clone(), one["end"].clone());
    let expected = [
        ("2026-03-02T21:00:00Z", "2026-03-02T23:00:00Z"),
        ("2026-03-03T06:00:00Z", "2026-03-03T08:00:00Z"),
        ("2026-03-04T11:00:00Z", "2026-03-04T13:00:00Z"),
        ("2026-03-05T11:00:00Z", "2026-03-05T13:00:00Z"),
    ];
    let series: Vec<_> = shown.iter().map(times).collect();
    for (start, end) in expected {
        assert!(series.contains(&(start.into(), end.into())), "{start}: {series:?}");
    }
}

#[umbra_test]
async fn what_is_refused_is_told_at_a_field_that_was_sent(t: TestApp) {
    let ana = t.user("ana").await;
    let event = ana.event("x", "2026-03-05T10:00:00Z").with("end", "2026-03-09T10:00:00Z");
    let event = event.create().await;
    let refused = ana.put(event.url(), json!({"start": "9999-12-26T10:00:00Z"})).await;
    refused.assert_problem(422, "invalid").assert_field("/start", "out_of_range");
}

#[umbra_test]
async fn times_and_rules_are_read_as_the_rfcs_say_and_liberally_where_harmless(t: TestApp) {
    let ana = t.user("ana").await;
    for start in [
        "2026-03-05T10:00:00+24:00",
        "2026-03-05T10:00:60Z",
        "2026-03-05T10:00:00+01:60",
        "2026-03-05T24:00:00Z",
    ] {
        let refused = ana.event("x", start).send().await.assert_problem(422, "invalid");
        refused.assert_field("/start", "invalid_instant");
        let refused = ana.reminder("x", start).send().await.assert_problem(422, "invalid");
        refused.assert_field("/remind_at", "invalid_instant");
        let query = format!("/api/reminders?from={}", start.replace('+', "%2B"));
        let refused = ana.get(query).await.assert_problem(422, "invalid");
        refused.assert_field("/from", "invalid_instant");
    }
    for (start, read) in [
        ("2026-03-05t10:00:00z", "2026-03-05T10:00:00Z"),
        (" 2026-03-05 11:00:00+0100 ", "2026-03-05T10:00:00Z"),
        ("2026-06-30T23:59:60Z", "2026-06-30T23:59:59Z"),
    ] {
        assert_eq!(ana.event("x", start).create().await.body["start"], read);
        assert_eq!(ana.reminder("x", start).create().await.body["remind_at"], read);
    }
    for (rule, read) in [
        ("FREQ=DAILY;UNTIL=99991231T235959Z", "FREQ=DAILY;UNTIL=99991230T220000Z"),
        ("FREQ=WEEKLY;BYDAY=TH;", "FREQ=WEEKLY;BYDAY=TH"),
        (" rrule:freq=weekly; byday=th, mo", "FREQ=WEEKLY;BYDAY=MO,TH"),
    ] {
        let event = ana.event("x", "2026-03-05T10:00:00Z").rule(rule).create().await;
        assert_eq!(event.body["recurrence_rule"], read);
        let same = ana.put(format!("{}?scope=all", event.url()), json!({"recurrence_rule": rule}));
        assert_eq!(same.await.assert_status(200).etag(), event.etag);
        let reminder = ana.reminder("x", "2026-03-05T10:00:00Z").rule(rule).create().await;
        assert_eq!(reminder.body["recurrence_rule"], read);
        assert_eq!(
            ana.todo("x").due("2026-03-05").rule(rule).create().await.body["recurrence_rule"],
            read
        );
        assert_eq!(ana.template("x", "x").rule(rule).create().await.body["recurrence_rule"], read);
    }
    // Somebody who means "for ever" gets all there is.
    ana.get("/api/reminders?to=9999-12-31T23:59:59Z").await.assert_status(200);
    let shown = ana.get("/api/events?start=2026-03-05T00:00:00+01:00&end=2026-03-06").await;
    shown.assert_status(200);
}
