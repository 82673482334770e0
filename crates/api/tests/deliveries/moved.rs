//! What changed between being due and being sent.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

use super::{alerts, assert_states, at, deliveries, phones, ring, set_up, shown, with_phone};
use crate::notifications::{hold, unread};

/// Quiet hours that end at nine: what rings before waits, and time passes.
const QUIET: &str = "quiet_hours_start = '06:00', quiet_hours_end = '09:00'";

#[umbra_test(with = phones)]
async fn an_event_that_moves_is_told_at_its_new_time_only(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    set_up(&t, &ana, QUIET).await;
    let event = ana.event("Choir", "2026-03-02T09:00:00Z").with("reminders", json!([30]));
    let event = event.create().await;
    at(&t, "2026-03-02T08:30:00Z").await;
    assert_states(&ana, &[("waiting", "quiet_hours")]).await;
    let later = json!({"start": "2026-03-02T12:00:00Z", "end": "2026-03-02T13:00:00Z"});
    ana.patch(event.url(), later).await.assert_status(200);
    assert_eq!(unread(&ana).await, 0, "what rang isn't so any more");
    at(&t, "2026-03-02T09:00:00Z").await;
    assert_states(&ana, &[("skipped", "replaced")]).await;
    assert_eq!(alerts(&t, "ana"), 0);
    at(&t, "2026-03-02T11:30:00Z").await;
    assert_eq!(t.ntfy().published("ana")[0]["message"], "Monday, 2 March 2026 at 12:00");
    // What was sent of an event that moves then is taken back.
    let later = json!({"start": "2026-03-02T18:00:00Z", "end": "2026-03-02T19:00:00Z"});
    ana.patch(event.url(), later).await.assert_status(200);
    ring(&t).await;
    assert!(shown(&t, "ana").is_empty());
    at(&t, "2026-03-02T17:30:00Z").await;
    assert_eq!((alerts(&t, "ana"), shown(&t, "ana")), (2, vec!["Choir".to_owned()]));
}

#[umbra_test(with = phones)]
async fn a_reminder_that_is_snoozed_then_edited_then_deleted_is_quiet(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    let reminder = ana.reminder("Call", "2026-03-02T09:00:00Z").create().await;
    at(&t, "2026-03-02T09:00:00Z").await;
    assert_eq!(shown(&t, "ana"), ["Call"]);
    ana.patch(reminder.action("snooze"), json!({"minutes": 10})).await.assert_status(200);
    ring(&t).await;
    assert!(shown(&t, "ana").is_empty());
    at(&t, "2026-03-02T09:10:00Z").await;
    assert_eq!(shown(&t, "ana"), ["Call"], "the end of a snooze is another one");
    ana.patch(reminder.action("snooze"), json!({"minutes": 10})).await.assert_status(200);
    let edited = json!({"title": "Call Ben", "remind_at": "2026-03-02T11:00:00Z"});
    ana.patch(reminder.url(), edited).await.assert_status(200);
    at(&t, "2026-03-02T09:20:00Z").await;
    assert!(shown(&t, "ana").is_empty(), "the snooze was forgotten");
    at(&t, "2026-03-02T11:00:00Z").await;
    assert_eq!(shown(&t, "ana"), ["Call Ben"]);
    ana.delete(reminder.url()).await.assert_status(204);
    ring(&t).await;
    assert!(shown(&t, "ana").is_empty());
    assert_eq!(alerts(&t, "ana"), 3);
    let cleared = [("cleared", "gone"), ("cleared", "read"), ("cleared", "read")];
    assert_states(&ana, &cleared).await;
    let all = deliveries(&ana).await;
    assert_eq!((&all[0]["title"], &all[0]["path"]), (&json!(null), &json!(null)));
    assert_eq!(all[0]["subject"]["id"], json!(reminder.id));
}

#[umbra_test(with = phones)]
async fn what_is_dealt_with_before_it_is_sent_is_not_sent_and_says_why(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    set_up(&t, &ana, QUIET).await;
    let ways = ["dismissed", "snoozed", "switched_off", "replaced", "gone", "read"];
    for way in ways {
        let reminder = ana.reminder(way, "2026-03-02T08:30:00Z").create().await;
        at(&t, "2026-03-02T08:30:00Z").await;
        assert_states(&ana, &[("waiting", "quiet_hours")]).await;
        let url = reminder.url();
        match way {
            "dismissed" => ana.patch(reminder.action("dismiss"), ()).await,
            "snoozed" => ana.patch(reminder.action("snooze"), json!({"minutes": 600})).await,
            "switched_off" => ana.patch(url, json!({"is_active": false})).await,
            "replaced" => ana.patch(url, json!({"remind_at": "2026-03-04T08:00:00Z"})).await,
            "gone" => ana.delete(url).await,
            _ => ana.post("/api/notifications/read-all", ()).await,
        };
        // Nobody waits for the end of the quiet hours to know that.
        t.deliver().await;
        assert_states(&ana, &[("skipped", way)]).await;
        assert_eq!(alerts(&t, "ana"), 0);
        t.execute("DELETE FROM deliveries").await;
        ana.delete(reminder.url()).await;
    }
}

#[umbra_test(with = phones)]
async fn a_share_that_is_revoked_in_between_is_not_heard_of(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, with_phone(&t, "ben").await);
    set_up(&t, &ben, QUIET).await;
    let calendar = ana.calendar("Family").create().await;
    hold(&t, calendar.id, ben.id, Some(2)).await;
    let event = ana.event("Surprise", "2026-03-02T09:00:00Z").with("calendar_id", calendar.id);
    let event = event.create().await;
    ben.patch(event.url(), json!({"reminders": [30]})).await.assert_status(200);
    at(&t, "2026-03-02T08:30:00Z").await;
    assert_states(&ben, &[("waiting", "quiet_hours")]).await;
    assert_eq!(deliveries(&ben).await[0]["title"], "Surprise");
    hold(&t, calendar.id, ben.id, None).await;
    let waiting = deliveries(&ben).await;
    assert_eq!(waiting[0]["title"], json!(null), "{waiting:?}");
    at(&t, "2026-03-02T09:00:00Z").await;
    assert_states(&ben, &[("skipped", "gone")]).await;
    assert!(t.ntfy().requests().is_empty());
    assert!(!t.database_dump().await.table("deliveries")[0].contains("Surprise"));
}

#[umbra_test(with = phones)]
async fn who_may_not_sign_in_is_not_told_and_who_is_gone_is_forgotten(t: TestApp) {
    let (admin, ana) = (t.admin().await, with_phone(&t, "ana").await);
    ana.reminder("Tablets", "2026-03-02T08:30:00Z").create().await;
    t.clock.set("2026-03-02T08:30:00Z".parse().unwrap());
    t.fire_reminders().await;
    t.drain_jobs().await;
    let active = format!("/api/admin/users/{}/active", ana.id);
    admin.put(&active, json!({"is_active": false})).await.assert_status(200);
    t.deliver().await;
    admin.put(&active, json!({"is_active": true})).await.assert_status(200);
    let ana = t.user("ana").await;
    assert_states(&ana, &[("skipped", "account_off")]).await;
    ana.reminder("Pills", "2026-03-02T08:30:00Z").create().await;
    t.fire_reminders().await;
    t.drain_jobs().await;
    admin.delete(format!("/api/admin/users/{}", ana.id)).await.assert_status(204);
    assert!(t.deliver().await.is_empty());
    assert!(t.ntfy().requests().is_empty());
    assert!(t.database_dump().await.table("deliveries").is_empty());
}

#[umbra_test(with = phones)]
async fn an_occurrence_that_moves_after_it_rang_rings_and_alerts_once_more(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    let daily = ana.event("Choir", "2026-03-02T09:00:00Z").rule("FREQ=DAILY");
    let daily = daily.with("reminders", json!([10])).create().await;
    at(&t, "2026-03-02T08:50:00Z").await;
    assert_eq!((alerts(&t, "ana"), shown(&t, "ana").len()), (1, 1));
    // It keeps its name wherever it is, and goes from one time to the next.
    for (count, (start, rings)) in (2..).zip([
        ("2026-03-02T15:00:00Z", "2026-03-02T14:50:00Z"),
        ("2026-03-02T18:00:00Z", "2026-03-02T17:50:00Z"),
    ]) {
        let end: Timestamp = start.parse().unwrap();
        let end = (end + SignedDuration::from_hours(1)).to_string();
        let path = daily.scoped("this", "2026-03-02T09:00:00");
        ana.patch(path, json!({"start": start, "end": end})).await.assert_status(200);
        ring(&t).await;
        assert!(shown(&t, "ana").is_empty(), "{start}");
        at(&t, rings).await;
        assert_eq!((unread(&ana).await, alerts(&t, "ana")), (1, count), "{start}");
        assert_eq!(shown(&t, "ana"), ["Choir"], "{start}");
    }
    at(&t, "2026-03-03T08:50:00Z").await;
    assert_eq!(alerts(&t, "ana"), 4);
}

#[umbra_test(with = phones)]
async fn what_rang_and_moves_to_another_zone_rings_and_alerts_once_more(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    let event = ana.event("Choir", "2026-03-02T10:00:00").zone("Europe/Vienna");
    let event = event.with("reminders", json!([10])).create().await;
    let own = ana.reminder("Call", "2026-03-02T09:50:00").with("timezone", "Europe/Vienna");
    let own = own.create().await;
    at(&t, "2026-03-02T08:50:00Z").await;
    assert_eq!(both(&t), ["Call", "Choir"]);
    let zone = json!({"timezone": "America/New_York"});
    for url in [event.url(), own.url()] {
        ana.patch(url, &zone).await.assert_status(200);
    }
    ring(&t).await;
    assert_eq!((alerts(&t, "ana"), shown(&t, "ana").len()), (2, 0));
    at(&t, "2026-03-02T14:50:00Z").await;
    assert_eq!((unread(&ana).await, alerts(&t, "ana")), (2, 4));
    assert_eq!(both(&t), ["Call", "Choir"]);
}

/// What the phone shows, of which either may have come first.
fn both(t: &TestApp) -> Vec<String> {
    let mut shown = shown(t, "ana");
    shown.sort_unstable();
    shown
}

#[umbra_test(with = phones)]
async fn what_rang_and_moves_to_the_same_time_after_the_clock_changes_alerts_once_more(t: TestApp) {
    t.clock.set("2026-10-24T12:00:00Z".parse().unwrap());
    let ana = with_phone(&t, "ana").await;
    let own = ana.reminder("Tablets", "2026-10-25T00:30:00Z").with("timezone", "Europe/Vienna");
    let own = own.create().await;
    at(&t, "2026-10-25T00:30:00Z").await;
    assert_eq!(alerts(&t, "ana"), 1);
    let again = json!({"remind_at": "2026-10-25T01:30:00Z"});
    ana.patch(own.url(), again).await.assert_status(200);
    at(&t, "2026-10-25T01:30:00Z").await;
    assert_eq!((unread(&ana).await, alerts(&t, "ana")), (1, 2));
}

#[umbra_test(with = phones)]
async fn what_rang_stays_so_when_its_series_is_divided_there(t: TestApp) {
    // Told and sent, told and held back, or rung and told by a worker only afterwards.
    for (name, way) in [("ana", "sent"), ("ben", "waiting"), ("cleo", "untold")] {
        t.clock.set("2026-03-01T08:00:00Z".parse().unwrap());
        let who = with_phone(&t, name).await;
        let daily = who.event("Choir", "2026-03-01T09:00:00Z").rule("FREQ=DAILY");
        let daily = daily.with("reminders", json!([10])).create().await;
        at(&t, "2026-03-01T08:50:00Z").await;
        if way == "waiting" {
            set_up(&t, &who, QUIET).await;
        }
        t.clock.set("2026-03-02T08:50:00Z".parse().unwrap());
        t.fire_reminders().await;
        if way != "untold" {
            ring(&t).await;
        }
        let who = t.user(name).await;
        let path = daily.scoped("following", "2026-03-02T09:00:00");
        who.patch(path, json!({"location_text": "Hall"})).await.assert_status(200);
        ring(&t).await;
        assert_eq!(unread(&who).await, 1, "{way}");
        at(&t, "2026-03-02T09:00:00Z").await;
        // With what rang the day before.
        assert_eq!(shown(&t, name).last().unwrap(), "Choir (2 times)", "{way}");
        assert_eq!(alerts(&t, name), 2, "{way}");
        let due: Vec<Value> = who.get("/api/reminders/due").await.assert_status(200).json_as();
        assert_eq!(due.len(), 1, "{way}: {due:?}");
        // It is dealt with where it is, and what follows rings once.
        let url = format!("/api/reminders/{}/dismiss", due[0]["id"]);
        who.patch(url, ()).await.assert_status(200);
        ring(&t).await;
        assert_eq!(unread(&who).await, 0, "{way}");
        at(&t, "2026-03-03T08:50:00Z").await;
        at(&t, "2026-03-03T09:00:00Z").await;
        let who = t.user(name).await;
        assert_eq!((unread(&who).await, alerts(&t, name)), (1, 3), "{way}");
    }
}
