//! Quiet hours, on the person's own clock.

use serde_json::json;
use umbra_domain::notification::{Notice, NotificationDraft};
use umbra_testkit::{TestApp, umbra_test};

use super::{assert_states, at, deliveries, phones, ring, set_up, shown, with_phone};
use crate::notifications::notify;

const NIGHT: &str = "quiet_hours_start = '22:00', quiet_hours_end = '07:00'";

#[umbra_test(with = phones)]
async fn what_rings_after_midnight_waits_for_the_morning_of_the_person(t: TestApp) {
    for (name, zone, before, morning) in [
        // Midnight in Kiritimati is ten in the morning of the day before in UTC, and in Honolulu ten
        // in the morning of that day.
        ("kim", "Pacific/Kiritimati", "2026-03-02T16:59:59Z", "2026-03-02T17:00:00Z"),
        ("hal", "Pacific/Honolulu", "2026-03-03T16:59:59Z", "2026-03-03T17:00:00Z"),
    ] {
        let person = with_phone(&t, name).await;
        set_up(&t, &person, &format!("{NIGHT}, timezone = '{zone}'")).await;
        let midnight = if name == "kim" { "2026-03-02T10:00:00Z" } else { "2026-03-03T10:00:00Z" };
        person.reminder("Midnight", midnight).create().await;
        at(&t, midnight).await;
        let person = t.user(name).await;
        assert_states(&person, &[("waiting", "quiet_hours")]).await;
        let one = &deliveries(&person).await[0];
        assert_eq!(one["next_at"], json!(morning));
        let said = one["explanation"].as_str().unwrap();
        assert!(said.starts_with("Your quiet hours go on until"), "{said}");
        assert!(said.contains("at 07:00"), "{said}");
        at(&t, before).await;
        assert!(shown(&t, name).is_empty());
        at(&t, morning).await;
        assert_eq!(shown(&t, name), ["Midnight"]);
    }
}

#[umbra_test(with = phones)]
async fn the_night_in_which_the_clock_changes_ends_when_the_clock_says_so(t: TestApp) {
    for (evening, before, morning) in [
        ("2026-03-28T22:30:00Z", "2026-03-29T04:59:59Z", "2026-03-29T05:00:00Z"),
        ("2026-10-24T22:30:00Z", "2026-10-25T05:59:59Z", "2026-10-25T06:00:00Z"),
    ] {
        t.clock.set(evening.parse().unwrap());
        let ana = with_phone(&t, "ana").await;
        set_up(&t, &ana, &format!("{NIGHT}, timezone = 'Europe/Vienna'")).await;
        ana.reminder(evening, evening).create().await;
        at(&t, evening).await;
        at(&t, before).await;
        assert!(!shown(&t, "ana").contains(&evening.to_owned()), "{evening}");
        at(&t, morning).await;
        assert!(shown(&t, "ana").contains(&evening.to_owned()), "{evening}");
    }
}

#[umbra_test(with = phones)]
async fn what_concerns_the_account_is_told_at_any_time(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    set_up(&t, &ana, "quiet_hours_start = '00:00', quiet_hours_end = '23:59'").await;
    let now = t.app.now();
    notify(&t, &[NotificationDraft::of_account(Notice::PasskeyAdded, ana.id, None, now)]).await;
    ring(&t).await;
    assert_eq!(shown(&t, "ana"), ["A passkey was added to your account"]);
}

#[umbra_test(with = phones)]
async fn a_change_of_settings_counts_at_once(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    set_up(&t, &ana, NIGHT).await;
    ana.reminder("Late", "2026-03-02T23:00:00Z").create().await;
    at(&t, "2026-03-02T23:00:00Z").await;
    assert_states(&ana, &[("waiting", "quiet_hours")]).await;
    set_up(&t, &ana, "quiet_hours_start = NULL, quiet_hours_end = NULL").await;
    t.deliver().await;
    assert_eq!(shown(&t, "ana"), ["Late"]);
    set_up(&t, &ana, NIGHT).await;
    ana.reminder("Later", "2026-03-02T23:10:00Z").create().await;
    at(&t, "2026-03-02T23:10:00Z").await;
    set_up(&t, &ana, "ntfy_enabled = FALSE").await;
    t.deliver().await;
    assert_states(&ana, &[("skipped", "ntfy_off"), ("sent", "")]).await;
}
