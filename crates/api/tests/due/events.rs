//! Events on which somebody has set no reminder.

use serde_json::json;
use umbra_testkit::{Person, TestApp, umbra_test};

use super::{look, settle, titles};
use crate::{
    deliveries::{phones, set_up, shown, with_phone},
    notifications::{hold, told, unread},
};

async fn ana(t: &TestApp) -> Person {
    let ana = with_phone(t, "ana").await;
    settle(t, &ana, "Europe/Vienna").await;
    ana
}

#[umbra_test(with = phones)]
async fn an_event_without_a_reminder_is_told_a_quarter_of_an_hour_before(t: TestApp) {
    let ana = ana(&t).await;
    let event = ana.event("Choir", "2026-03-02T19:00:00Z").create().await;
    let own = ana.event("Dentist", "2026-03-02T19:00:00Z").with("reminders", json!([60]));
    own.create().await;
    assert_eq!(look(&t, "2026-03-02T18:44:59Z").await, 0);
    assert_eq!(look(&t, "2026-03-02T18:45:00Z").await, 1);
    assert_eq!(look(&t, "2026-03-02T18:50:00Z").await, 0);
    t.deliver().await;
    assert_eq!(shown(&t, "ana"), ["Choir"]);
    let ana = t.user("ana").await;
    let all = told(&ana).await;
    assert_eq!((&all[0]["kind"], &all[0]["path"]), (&json!("reminder"), &json!(event.url())));
    assert_eq!(all[0]["body"], "Monday, 2 March 2026 at 20:00");
    // Moved, it is read, and told again.
    let later = json!({"start": "2026-03-02T21:00:00Z", "end": "2026-03-02T22:00:00Z"});
    ana.patch(event.url(), later).await.assert_status(200);
    t.deliver().await;
    assert_eq!((unread(&ana).await, shown(&t, "ana").len()), (0, 0));
    assert_eq!(look(&t, "2026-03-02T20:44:59Z").await, 0);
    assert_eq!(look(&t, "2026-03-02T20:45:00Z").await, 1);
    ana.delete(event.url()).await.assert_status(204);
    assert_eq!(unread(&ana).await, 0);
}

#[umbra_test(with = phones)]
async fn each_occurrence_of_a_series_is_told_where_it_is(t: TestApp) {
    let ana = ana(&t).await;
    let series = ana.event("Choir", "2026-03-02T19:00:00Z").rule("FREQ=DAILY").create().await;
    let moved = json!({"start": "2026-03-03T10:00:00Z", "end": "2026-03-03T11:00:00Z"});
    ana.patch(series.scoped("this", "2026-03-03T20:00:00"), moved).await.assert_status(200);
    let off = json!({"status": "cancelled"});
    ana.patch(series.scoped("this", "2026-03-04T20:00:00"), off).await.assert_status(200);
    let mut at = Vec::new();
    for day in 2..6 {
        for hour in ["07:00", "09:45", "18:45", "22:00"] {
            let now = format!("2026-03-0{day}T{hour}:00Z");
            if look(&t, &now).await > 0 {
                at.push(format!("{day} {hour}"));
            }
        }
    }
    assert_eq!(at, ["2 18:45", "3 09:45", "5 18:45"]);
}

#[umbra_test(with = phones)]
async fn only_what_is_ones_own_is_told_and_only_to_who_wants_it(t: TestApp) {
    let (ana, ben) = (ana(&t).await, t.user("ben").await);
    let shared = ben.calendar("Family").create().await;
    hold(&t, shared.id, ana.id, Some(4)).await;
    let theirs = ben.event("Theirs", "2026-03-02T12:00:00Z").with("calendar_id", shared.id);
    theirs.create().await;
    ana.event("Mine", "2026-03-02T12:00:00Z").create().await;
    ana.event("Day off", "2026-03-03").with("all_day", true).create().await;
    assert_eq!(look(&t, "2026-03-02T11:45:00Z").await, 1);
    assert_eq!(titles(&t, "ana").await, ["Mine"]);
    assert!(titles(&t, "ben").await.is_empty(), "he has no phone set up");
    // What is of whole days comes in the morning.
    assert_eq!(look(&t, "2026-03-03T06:59:59Z").await, 0);
    assert_eq!(look(&t, "2026-03-03T07:00:00Z").await, 1);
    let ana = t.user("ana").await;
    ana.event("Soon", "2026-03-03T12:00:00Z").create().await;
    ana.event("Later", "2026-03-03T13:00:00Z").create().await;
    ana.put("/api/settings", json!({"ntfy_event_lead_minutes": 60})).await.assert_status(200);
    assert_eq!(look(&t, "2026-03-03T11:00:00Z").await, 1);
    set_up(&t, &ana, "ntfy_events_enabled = FALSE").await;
    assert_eq!(look(&t, "2026-03-03T12:00:00Z").await, 0);
}

#[umbra_test(with = phones)]
async fn what_is_over_when_everybody_comes_back_is_not_told(t: TestApp) {
    let ana = ana(&t).await;
    for (title, start, end) in [
        ("Over", "2026-03-02T12:00:00Z", "2026-03-02T12:30:00Z"),
        ("Running", "2026-03-02T12:00:00Z", "2026-03-02T16:00:00Z"),
    ] {
        ana.event(title, start).with("end", end).create().await;
    }
    t.notify_due().await;
    assert_eq!(look(&t, "2026-03-02T13:00:00Z").await, 1);
    let ana = t.user("ana").await;
    let all = told(&ana).await;
    assert_eq!((&all[0]["title"], &all[0]["is_late"]), (&json!("Running"), &json!(true)));
}
