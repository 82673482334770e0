//! Recurring reminders keep to the clock of their zone.

use serde_json::json;
use umbra_testkit::{TestApp, umbra_test};

use crate::reminders::{at, due_moments, moment};

/// Lets workers fire moment after moment, and returns when each rang, in order.
async fn rings(t: &TestApp, first: &str, rule: &str, zone: &str, times: usize) -> Vec<String> {
    let ana = at(t, "ana", "2026-01-01T00:00:00Z").await;
    let made = ana.reminder(rule, first).rule(rule).zone(zone).create().await;
    let mut next = made.body["next_at"].clone();
    let mut rung = Vec::new();
    while let Some(instant) = next.as_str().filter(|_| rung.len() < times) {
        let ana = at(t, "ana", instant).await;
        let fired = t.fire_reminders().await;
        assert_eq!(fired.len(), 1, "{instant}");
        assert_eq!(fired[0].fired.at.to_string(), instant);
        rung.push(instant.to_owned());
        next = ana.get(made.url()).await.json()["next_at"].clone();
    }
    let ana = t.user("ana").await;
    ana.delete(made.url()).await.assert_status(204);
    rung
}

const VIENNA: &str = "Europe/Vienna";

#[umbra_test]
async fn the_time_on_the_clock_stays_when_the_clock_is_put_forward(t: TestApp) {
    let rung = rings(&t, "2026-03-28T08:00", "FREQ=DAILY", VIENNA, 3).await;
    assert_eq!(rung, ["2026-03-28T07:00:00Z", "2026-03-29T06:00:00Z", "2026-03-30T06:00:00Z"]);
}

#[umbra_test]
async fn the_time_on_the_clock_stays_when_the_clock_is_put_back(t: TestApp) {
    let rung = rings(&t, "2026-10-24T08:00", "FREQ=DAILY", VIENNA, 3).await;
    assert_eq!(rung, ["2026-10-24T06:00:00Z", "2026-10-25T07:00:00Z", "2026-10-26T07:00:00Z"]);
}

#[umbra_test]
async fn a_time_that_the_clock_leaves_out_is_an_hour_later_that_day_only(t: TestApp) {
    let expected = ["2026-03-28T01:30:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"];
    assert_eq!(rings(&t, "2026-03-28T02:30", "FREQ=DAILY", VIENNA, 3).await, expected);
    // Also when the series starts with it.
    let rung = rings(&t, "2026-03-29T02:30", "FREQ=DAILY", VIENNA, 2).await;
    assert_eq!(rung, expected[1..]);
}

#[umbra_test]
async fn a_time_that_the_clock_shows_twice_rings_once(t: TestApp) {
    let rung = rings(&t, "2026-10-24T02:30", "FREQ=DAILY", VIENNA, 3).await;
    assert_eq!(rung, ["2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]);
}

#[umbra_test]
async fn a_month_without_the_day_is_left_out_or_not_as_the_rule_says(t: TestApp) {
    let rung = rings(&t, "2026-01-31T08:00", "FREQ=MONTHLY", "UTC", 3).await;
    assert_eq!(rung, ["2026-01-31T08:00:00Z", "2026-03-31T08:00:00Z", "2026-05-31T08:00:00Z"]);
    let skip = "RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=BACKWARD";
    let rung = rings(&t, "2026-01-31T08:00", skip, "UTC", 3).await;
    assert_eq!(rung, ["2026-01-31T08:00:00Z", "2026-02-28T08:00:00Z", "2026-03-31T08:00:00Z"]);
    let last = "FREQ=MONTHLY;BYMONTHDAY=-1";
    let rung = rings(&t, "2026-01-31T08:00", last, "UTC", 3).await;
    assert_eq!(rung, ["2026-01-31T08:00:00Z", "2026-02-28T08:00:00Z", "2026-03-31T08:00:00Z"]);
}

#[umbra_test]
async fn after_its_last_moment_a_reminder_rings_no_more(t: TestApp) {
    for rule in ["FREQ=DAILY;COUNT=2", "FREQ=DAILY;UNTIL=20260303T080000Z"] {
        let rung = rings(&t, "2026-03-02T08:00", rule, "UTC", 9).await;
        assert_eq!(rung, ["2026-03-02T08:00:00Z", "2026-03-03T08:00:00Z"], "{rule}");
    }
}

#[umbra_test]
async fn a_moment_is_named_by_the_time_on_the_clock(t: TestApp) {
    let ana = t.user("ana").await;
    ana.reminder("Early", "2026-03-28T02:30").rule("FREQ=DAILY").zone(VIENNA).create().await;
    let ana = at(&t, "ana", "2026-03-29T12:00:00Z").await;
    let expected = [moment("2026-03-29T02:30:00", 0, "2026-03-29T01:30:00Z")];
    assert_eq!(due_moments(&ana).await, expected);
}

#[umbra_test]
async fn a_clock_that_was_years_ahead_silences_nothing_that_recurs(t: TestApp) {
    let ana = at(&t, "ana", "2026-03-02T07:00:00Z").await;
    ana.reminder("Tablets", "2026-03-02T08:00").rule("FREQ=DAILY").create().await;
    ana.reminder("Course", "2026-03-02T09:00").rule("FREQ=DAILY;COUNT=5").create().await;
    ana.reminder("Once", "2026-03-03T07:00").create().await;
    let choir = ana.event("Choir", "2026-03-02T20:00:00Z").rule("FREQ=DAILY");
    choir.with("reminders", json!([60])).create().await;
    t.clock.set("2031-06-01T12:00:00Z".parse().unwrap());
    assert_eq!(t.fire_reminders().await.len(), 4);
    t.clock.set("2026-03-02T12:00:00Z".parse().unwrap());
    assert!(t.fire_reminders().await.is_empty());
    for changed in [3, 0] {
        assert_eq!(t.app.recover_reminders_from_clock_rollback().await.unwrap(), changed);
    }
    t.clock.set("2026-03-03T09:30:00Z".parse().unwrap());
    let fired = t.fire_reminders().await;
    let moments: Vec<_> = fired.iter().map(|one| one.fired.at.to_string()).collect();
    // What rings once rang by the clock that was ahead.
    assert_eq!(moments, ["2026-03-02T19:00:00Z", "2026-03-03T08:00:00Z", "2026-03-03T09:00:00Z"]);
}

#[umbra_test]
async fn what_rang_by_a_clock_that_was_ahead_for_hours_does_not_ring_again(t: TestApp) {
    let ana = at(&t, "ana", "2026-03-02T07:00:00Z").await;
    let twice = ana.reminder("Tablets", "2026-03-02T08:00").rule("FREQ=DAILY;BYHOUR=8,9");
    twice.create().await;
    for now in ["2026-03-02T08:30:00Z", "2026-03-02T09:30:00Z"] {
        t.clock.set(now.parse().unwrap());
        assert_eq!(t.fire_reminders().await.len(), 1, "{now}");
    }
    t.clock.set("2026-03-02T07:30:00Z".parse().unwrap());
    assert_eq!(t.app.recover_reminders_from_clock_rollback().await.unwrap(), 0);
    t.clock.set("2026-03-02T09:30:00Z".parse().unwrap());
    assert!(t.fire_reminders().await.is_empty());
    t.clock.set("2026-03-03T08:00:00Z".parse().unwrap());
    assert_eq!(t.fire_reminders().await.len(), 1);
}
