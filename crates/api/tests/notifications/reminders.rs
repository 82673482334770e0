//! Being told that a reminder rang.

use jiff::Timestamp;
use serde_json::json;
use umbra_domain::{ReminderId, fact::ReminderFired};
use umbra_testkit::{TestApp, umbra_test};

use super::{PATH, hold, titles, told, unread};

fn at(t: &TestApp, instant: &str) {
    t.clock.set(instant.parse::<Timestamp>().unwrap());
}

async fn ring(t: &TestApp, instant: &str) {
    at(t, instant);
    t.fire_reminders().await;
    t.drain_jobs().await;
}

#[umbra_test]
async fn a_reminder_that_rings_is_told_once_whoever_tells_it_again(t: TestApp) {
    let ana = t.user("ana").await;
    ana.put("/api/settings", json!({"timezone": "Europe/Vienna"})).await.assert_status(200);
    let reminder = ana.reminder("Tablets", "2026-03-03T08:00:00").create().await;
    ring(&t, "2026-03-03T07:00:00Z").await;
    let all = told(&ana).await;
    assert_eq!(titles(&ana).await, ["Tablets"]);
    assert_eq!((&all[0]["kind"], &all[0]["actor"]), (&json!("reminder"), &json!(null)));
    assert_eq!(all[0]["body"], "Tuesday, 3 March 2026 at 08:00");
    assert_eq!(all[0]["path"], reminder.url());
    let fired = ReminderFired {
        reminder: ReminderId(reminder.id),
        owner: ana.id,
        occurrence: "2026-03-03T08:00:00".parse().unwrap(),
        generation: 0,
    };
    for step in ["unread", "read", "deleted"] {
        t.app.notify_of_reminder(fired).await.unwrap();
        t.app.notify_of_reminder(fired).await.unwrap();
        let left = if step == "deleted" { 0 } else { 1 };
        let now = told(&ana).await;
        assert_eq!(now.len(), left, "{step}: {now:?}");
        let url = format!("{PATH}/{}", all[0]["id"]);
        match step {
            "unread" => ana.post(format!("{url}/read"), ()).await.assert_status(200),
            "read" => ana.delete(url).await.assert_status(204),
            _ => break,
        };
    }
}

#[umbra_test]
async fn what_was_dismissed_meanwhile_is_not_told_and_afterwards_it_is_read(t: TestApp) {
    let ana = t.user("ana").await;
    let reminder = ana.reminder("Call", "2026-03-02T10:00:00Z").create().await;
    at(&t, "2026-03-02T10:00:00Z");
    t.fire_reminders().await;
    ana.patch(reminder.action("dismiss"), ()).await.assert_status(200);
    t.drain_jobs().await;
    assert!(told(&ana).await.is_empty());
    for (verb, body) in [("dismiss", json!(null)), ("snooze", json!({"minutes": 5}))] {
        let title = format!("Then {verb}");
        let reminder = ana.reminder(&title, "2026-03-02T10:00:00Z").create().await;
        t.fire_reminders().await;
        t.drain_jobs().await;
        assert_eq!(unread(&ana).await, 1, "{verb}");
        let request = ana.patch(reminder.action(verb), ());
        let request = if body.is_null() { request } else { request.json(body) };
        request.await.assert_status(200);
        assert_eq!(unread(&ana).await, 0, "{verb}");
        assert_eq!(told(&ana).await[0]["title"], json!(title));
    }
    // The end of a snooze is another one.
    ring(&t, "2026-03-02T10:05:00Z").await;
    assert_eq!(unread(&ana).await, 1);
    ana.delete(reminder.url()).await.assert_status(204);
}

#[umbra_test]
async fn what_recurs_is_counted_until_it_is_read(t: TestApp) {
    let ana = t.user("ana").await;
    let reminder = ana.reminder("Water", "2026-03-03T08:00:00Z").rule("FREQ=DAILY").create().await;
    for day in 3..6 {
        ring(&t, &format!("2026-03-0{day}T08:00:00Z")).await;
    }
    let ana = t.user("ana").await;
    assert_eq!(titles(&ana).await, ["Water (3 times)"]);
    assert_eq!(told(&ana).await[0]["body"], "Thursday, 5 March 2026 at 08:00");
    ana.delete(reminder.url()).await.assert_status(204);
    assert!(told(&ana).await.is_empty());
}

#[umbra_test]
async fn a_reminder_on_an_event_names_it_and_goes_with_the_right_to_see_it(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let calendar = ana.calendar("Family").create().await;
    hold(&t, calendar.id, ben.id, Some(2)).await;
    let series = ana.event("Choir", "2026-03-02T19:00:00Z").rule("FREQ=DAILY");
    let series = series.with("calendar_id", calendar.id).create().await;
    let words = json!({"title": "Choir outside"});
    ana.patch(series.scoped("this", "2026-03-02T19:00:00"), words).await.assert_status(200);
    let all = format!("{}?scope=all", series.url());
    ben.patch(all, json!({"reminders": [30]})).await.assert_status(200);
    ring(&t, "2026-03-02T18:30:00Z").await;
    assert_eq!(titles(&ben).await, ["Choir outside"]);
    assert_eq!(told(&ben).await[0]["body"], "Monday, 2 March 2026 at 19:00");
    assert!(told(&ana).await.is_empty());
    hold(&t, calendar.id, ben.id, None).await;
    assert!(told(&ben).await.is_empty());
    // Also of one that has fired and wasn't told yet.
    hold(&t, calendar.id, ben.id, Some(2)).await;
    let all = format!("{}?scope=all", series.url());
    ben.patch(all, json!({"reminders": [10]})).await.assert_status(200);
    at(&t, "2026-03-02T18:50:00Z");
    t.fire_reminders().await;
    hold(&t, calendar.id, ben.id, None).await;
    t.drain_jobs().await;
    assert!(told(&ben).await.is_empty());
}
