//! Local times in answers, so that a client needs no time zone database.

use serde_json::{Value, json};
use umbra_testkit::{Person, TestApp, umbra_test};

const FIELDS: [&str; 4] = ["start_local", "end_local", "start_in_timezone", "end_in_timezone"];

fn clocks(event: &Value) -> [&str; 4] {
    FIELDS.map(|field| event[field].as_str().unwrap_or("-"))
}

async fn live_in(person: &Person, zone: &str) {
    person.put("/api/settings", json!({"timezone": zone})).await.assert_status(200);
}

#[umbra_test]
async fn an_event_tells_what_both_clocks_show(t: TestApp) {
    let ana = t.user("ana").await;
    live_in(&ana, "Europe/Vienna").await;
    let flight = ana.event("Flight", "2026-03-05T10:00").with("end", "2026-03-05T14:30");
    let flight = flight.zone("Asia/Tokyo").with("end_timezone", "America/New_York").create().await;
    let shown = [
        "2026-03-05T02:00:00",
        "2026-03-05T20:30:00",
        "2026-03-05T10:00:00",
        "2026-03-05T14:30:00",
    ];
    assert_eq!(clocks(&flight.body), shown);
    assert_eq!(clocks(&ana.get(flight.url()).await.json()), shown);
    assert_eq!(clocks(&ana.events("2026-03-05", "2026-03-06").await[0]), shown);
    let upcoming = ana.get("/api/upcoming").await.json();
    assert_eq!(clocks(&upcoming["events"][0]), shown);
    // What a form shows and sends back changes nothing.
    let same = json!({"start": shown[2], "end": shown[3]});
    let same = ana.put(flight.url(), same).await.assert_status(200);
    assert_eq!((same.json(), same.etag()), (flight.body.clone(), &*flight.etag));
    live_in(&ana, "Asia/Kolkata").await;
    let moved = ["2026-03-05T06:30:00", "2026-03-06T01:00:00", shown[2], shown[3]];
    assert_eq!(clocks(&ana.get(flight.url()).await.json()), moved);
}

#[umbra_test]
async fn whole_days_are_dates_on_every_clock(t: TestApp) {
    let ana = t.user("ana").await;
    let holiday = ana.event("Holiday", "2026-03-05").with("end", "2026-03-08").create().await;
    for zone in ["Pacific/Kiritimati", "Pacific/Pago_Pago"] {
        live_in(&ana, zone).await;
        let read = ana.get(holiday.url()).header("If-None-Match", &holiday.etag).await;
        assert_eq!(read.assert_status(304).etag(), holiday.etag);
        let read = ana.get(holiday.url()).await;
        assert_eq!(clocks(&read.json()), ["2026-03-05", "2026-03-08", "-", "-"], "{zone}");
    }
}

#[umbra_test]
async fn occurrences_keep_their_time_in_their_zone_and_move_on_another_clock(t: TestApp) {
    let ana = t.user("ana").await;
    live_in(&ana, "America/New_York").await;
    // New York's clock goes forward on the 8th, Vienna's on the 29th.
    let series = ana.event("Call", "2026-03-07T17:00").with("end", "2026-03-07T18:00");
    let series = series.zone("Europe/Vienna").rule("FREQ=DAILY;COUNT=2").create().await;
    let change = json!({"start": "2026-03-08T19:00", "end": "2026-03-08T20:00"});
    let moved = ana.patch(series.scoped("this", "2026-03-08T17:00:00"), change).await;
    let list = ana.events("2026-03-07", "2026-03-09").await;
    for (event, expected) in [
        (&list[0], ["2026-03-07T11:00:00", "2026-03-07T12:00:00", "2026-03-07T17:00:00"]),
        (&list[1], ["2026-03-08T14:00:00", "2026-03-08T15:00:00", "2026-03-08T19:00:00"]),
        (&moved.json(), ["2026-03-08T14:00:00", "2026-03-08T15:00:00", "2026-03-08T19:00:00"]),
    ] {
        assert_eq!(clocks(event)[..3], expected);
    }
}

#[umbra_test]
async fn a_clock_that_is_set_back_shows_what_it_shows_and_one_that_skips_what_was_meant(
    t: TestApp,
) {
    let ana = t.user("ana").await;
    live_in(&ana, "Europe/Vienna").await;
    // 02:45 in summer time until 02:15 in winter time: half an hour.
    let night = ana.event("Night", "2026-10-25T00:45:00Z").with("end", "2026-10-25T01:15:00Z");
    let night = night.create().await;
    assert_eq!(clocks(&night.body)[..2], ["2026-10-25T02:45:00", "2026-10-25T02:15:00"]);
    // There is no 02:30 on the 29th.
    let daily = ana.event("Gap", "2026-03-28T02:30").with("end", "2026-03-28T02:45");
    daily.rule("FREQ=DAILY").create().await;
    let gap = &ana.events("2026-03-29", "2026-03-30").await[0];
    let [start, _, meant, _] = clocks(gap);
    assert_eq!((start, meant), ("2026-03-29T03:30:00", "2026-03-29T02:30:00"));
}

#[umbra_test]
async fn an_etag_never_stands_for_what_two_clocks_show(t: TestApp) {
    let ana = t.user("ana").await;
    let call = ana.event("Call", "2026-03-05T10:00:00Z").create().await;
    let series = ana.event("Choir", "2026-03-05T10:00:00Z").rule("FREQ=DAILY").create().await;
    let one = format!("{}?recurrence_id=2026-07-05T10:00:00", series.url());
    for url in [call.url(), series.url(), one] {
        let mut seen: Vec<(String, Value)> = Vec::new();
        for zone in ["UTC", "Europe/Vienna", "Africa/Lagos", "Asia/Kolkata", "Pacific/Pago_Pago"] {
            live_in(&ana, zone).await;
            let read = ana.get(&url).await.assert_status(200);
            let known = seen.iter().find(|(etag, _)| etag == read.etag());
            let local = read.json()["start_local"].clone();
            assert!(known.is_none_or(|(_, shown)| *shown == local), "{zone} {seen:?}");
            let again = ana.get(&url).header("If-None-Match", read.etag()).await;
            assert_eq!(again.assert_status(304).etag(), read.etag());
            for (stale, shown) in &seen {
                let other = ana.get(&url).header("If-None-Match", stale).await;
                assert_eq!(other.status() == 304, *shown == local, "{zone} {stale}");
            }
            seen.push((read.etag().to_owned(), local));
        }
        live_in(&ana, "UTC").await;
    }
    // The clock of somebody who reads is no change that somebody who writes has to know of.
    live_in(&ana, "Europe/Vienna").await;
    let read = ana.get(call.url()).await;
    live_in(&ana, "Asia/Kolkata").await;
    let change = json!({"title": "Long call"});
    let changed = ana.put(call.url(), &change).header("If-Match", read.etag()).await;
    assert_eq!(changed.assert_status(200).etag(), "\"2@+19800\"");
    let stale = ana.put(call.url(), change).header("If-Match", read.etag()).await;
    stale.assert_problem(412, "precondition_failed");
    let made = ana.event("Tea", "2026-03-05T10:00:00Z").create().await;
    let read = ana.get(made.url()).header("If-None-Match", &made.etag).await;
    assert_eq!(read.assert_status(304).etag(), made.etag);
}

#[umbra_test]
async fn a_repeated_request_gets_the_clock_of_the_first_one(t: TestApp) {
    let ana = t.user("ana").await;
    let template = ana.template("Lesson", "Piano").with("start_time", "18:00").create().await;
    let mut answers = Vec::new();
    for zone in ["Europe/Vienna", "Asia/Kolkata"] {
        live_in(&ana, zone).await;
        let event = json!({"title": "x", "start": "2026-03-05T10:00:00Z"});
        let made = ana.post("/api/events", event).header("Idempotency-Key", "one").await;
        let start = json!({"start": "2026-03-05T10:00:00Z"});
        let copy = ana.post(template.action("instantiate"), start);
        let copy = copy.header("Idempotency-Key", "two").await;
        let both = [made.assert_status(201), copy.assert_status(201)];
        answers.push(both.map(|reply| (reply.etag().to_owned(), reply.json())));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0][0].1["start_local"], "2026-03-05T11:00:00");
    assert_eq!(answers[0][0].0, "\"1@+3600\"");
}
