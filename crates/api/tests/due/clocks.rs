//! Clocks that change, are set, and are elsewhere.

use serde_json::json;
use umbra_testkit::{TestApp, umbra_test};

use super::{look, person, settle, titles};
use crate::deliveries::{phones, with_phone};

#[umbra_test]
async fn days_on_which_the_clock_changes_have_one_morning(t: TestApp) {
    for (zone, daily, day, before, morning) in [
        // An hour is left out, with the morning in it; it comes twice; and both at midnight.
        ("Europe/Vienna", "02:30", "2026-03-29", "2026-03-29T01:29:59Z", "2026-03-29T01:30:00Z"),
        ("Europe/Vienna", "02:30", "2026-10-25", "2026-10-25T00:29:59Z", "2026-10-25T00:30:00Z"),
        ("America/Santiago", "00:00", "2026-09-06", "2026-09-06T03:59:59Z", "2026-09-06T04:00:00Z"),
        ("America/Santiago", "23:30", "2027-04-03", "2027-04-04T02:29:59Z", "2027-04-04T02:30:00Z"),
    ] {
        t.clock
            .set(before.parse::<jiff::Timestamp>().unwrap() - jiff::SignedDuration::from_hours(30));
        let name = format!("user{}", day.replace('-', ""));
        let who = person(&t, &name, zone).await;
        who.put("/api/settings", json!({"daily_notice_time": daily})).await.assert_status(200);
        who.todo(day).due(day).create().await;
        assert_eq!(look(&t, before).await, 0, "{zone} {day}");
        assert_eq!(look(&t, morning).await, 1, "{zone} {day}");
        let mut at: jiff::Timestamp = morning.parse().unwrap();
        for _ in 0..30 {
            at += jiff::SignedDuration::from_mins(60);
            assert_eq!(look(&t, &at.to_string()).await, 0, "{zone} {day}: {at}");
        }
    }
}

#[umbra_test]
async fn midnight_is_the_persons_own(t: TestApp) {
    for (name, zone, before, midnight) in [
        ("kim", "Pacific/Kiritimati", "2026-03-03T09:59:59Z", "2026-03-03T10:00:00Z"),
        ("hal", "Pacific/Honolulu", "2026-03-04T09:59:59Z", "2026-03-04T10:00:00Z"),
    ] {
        let who = person(&t, name, zone).await;
        who.put("/api/settings", json!({"daily_notice_time": "00:00"})).await.assert_status(200);
        who.todo("Timed").due("2026-03-04").with("due_time", "00:00").create().await;
        who.todo("Whole").due("2026-03-04").create().await;
        assert_eq!(look(&t, before).await, 0, "{name}");
        assert_eq!(look(&t, midnight).await, 2, "{name}");
    }
}

#[umbra_test]
async fn who_travels_is_told_each_thing_once(t: TestApp) {
    let ana = person(&t, "ana", "Europe/Vienna").await;
    for day in 3..7 {
        ana.todo(&format!("Day {day}")).due(&format!("2026-03-0{day}")).create().await;
    }
    assert_eq!(look(&t, "2026-03-03T07:00:00Z").await, 1);
    let to = async |zone: &str| settle(&t, &t.user("ana").await, zone).await;
    // Back to the evening before: the morning of the 3rd comes once more, and has nothing new.
    assert_eq!(to("Pacific/Honolulu").await, 0);
    assert_eq!(look(&t, "2026-03-03T18:00:00Z").await, 0);
    assert_eq!(look(&t, "2026-03-04T17:59:59Z").await, 0);
    assert_eq!(look(&t, "2026-03-04T18:00:00Z").await, 1);
    // Forward, where the morning of the 5th has come already.
    assert_eq!(to("Pacific/Kiritimati").await, 1);
    assert_eq!(look(&t, "2026-03-05T17:59:59Z").await, 0);
    assert_eq!(look(&t, "2026-03-05T18:00:00Z").await, 1);
    assert_eq!(titles(&t, "ana").await.len(), 4);
}

#[umbra_test]
async fn a_clock_that_is_set_back_or_forward_loses_nothing_and_repeats_nothing(t: TestApp) {
    let ana = person(&t, "ana", "UTC").await;
    for day in 3..10 {
        ana.todo(&format!("Day {day}")).due(&format!("2026-03-{day:02}")).create().await;
    }
    assert_eq!(look(&t, "2026-03-03T08:00:00Z").await, 1);
    // Ahead for a while: what it shows is told, once.
    assert_eq!(look(&t, "2026-03-06T09:00:00Z").await, 3);
    assert_eq!(look(&t, "2026-03-03T08:00:05Z").await, 0);
    let ana = t.user("ana").await;
    ana.todo("Soon").due("2026-03-03").with("due_time", "10:00").create().await;
    t.app.purge_expired().await.unwrap();
    assert_eq!(look(&t, "2026-03-03T08:00:06Z").await, 0);
    assert_eq!(look(&t, "2026-03-03T10:00:00Z").await, 1);
    for (day, count) in [(4, 0), (5, 0), (6, 0), (7, 1), (8, 1), (9, 1), (10, 0)] {
        assert_eq!(look(&t, &format!("2026-03-{day:02}T08:00:00Z")).await, count, "{day}");
    }
}

#[umbra_test(with = phones)]
async fn a_clock_that_was_ahead_for_a_day_loses_no_event(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    settle(&t, &ana, "UTC").await;
    ana.event("Choir", "2026-03-03T14:00:00Z").create().await;
    assert_eq!(look(&t, "2026-03-04T09:00:00Z").await, 0, "it is over");
    t.clock.set("2026-03-03T09:00:00Z".parse().unwrap());
    assert_eq!(t.app.scan_all_due().await.unwrap(), 1);
    assert_eq!(t.notify_due().await, 0);
    assert_eq!(look(&t, "2026-03-03T13:45:00Z").await, 1);
    assert_eq!(t.app.scan_all_due().await.unwrap(), 1);
    assert_eq!(t.notify_due().await, 0, "whoever looks how often");
}

#[umbra_test(with = phones)]
async fn what_was_made_while_the_clock_was_ahead_is_told_when_it_comes(t: TestApp) {
    t.clock.set("2027-06-01T12:00:00Z".parse().unwrap());
    let ana = with_phone(&t, "ana").await;
    settle(&t, &ana, "UTC").await;
    ana.todo("Whole").due("2026-03-04").create().await;
    ana.todo("Timed").due("2026-03-04").with("due_time", "10:00").create().await;
    ana.event("Choir", "2026-03-04T14:00:00Z").create().await;
    t.notify_due().await;
    t.clock.set("2026-03-03T09:00:00Z".parse().unwrap());
    t.app.scan_all_due().await.unwrap();
    assert_eq!(t.notify_due().await, 0);
    for (now, count) in [("08:00", 1), ("10:00", 1), ("13:45", 1), ("20:00", 0)] {
        assert_eq!(look(&t, &format!("2026-03-04T{now}:00Z")).await, count, "{now}");
    }
}

#[umbra_test]
async fn a_clock_that_was_a_day_ahead_before_a_start_makes_nobody_wait_for_a_day(t: TestApp) {
    person(&t, "ana", "UTC").await;
    assert_eq!(look(&t, "2026-03-04T09:00:00Z").await, 0);
    t.clock.set("2026-03-03T09:00:00Z".parse().unwrap());
    t.user("ana").await.todo("Pay").due("2026-03-04").create().await;
    t.app.purge_expired().await.unwrap();
    assert_eq!(t.notify_due().await, 0);
    assert_eq!(look(&t, "2026-03-04T07:59:59Z").await, 0);
    assert_eq!(look(&t, "2026-03-04T08:00:00Z").await, 1);
}
