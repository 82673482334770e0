//! What is sent, to whom, and how it reads.

use serde_json::json;
use umbra_domain::{CommentId, ProjectId, TaskId, notification::NotificationDraft};
use umbra_testkit::{TestApp, umbra_test};

use super::{alerts, assert_states, at, deliveries, phones, ring, set_up, shown, with_phone};
use crate::notifications::{notify, unread};

#[umbra_test(with = phones)]
async fn a_reminder_that_rings_is_sent_once(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    ana.put("/api/settings", json!({"timezone": "Europe/Vienna"})).await.assert_status(200);
    let reminder = ana.reminder("Tablets", "2026-03-03T08:00:00").create().await;
    at(&t, "2026-03-03T07:00:00Z").await;
    at(&t, "2026-03-03T07:00:01Z").await;
    let sent = t.ntfy().published("ana");
    assert_eq!(sent.len(), 1, "{sent:?}");
    let message = &sent[0];
    assert_eq!(message["title"], "Tablets");
    assert_eq!(message["message"], "Tuesday, 3 March 2026 at 08:00");
    assert_eq!((&message["priority"], &message["tags"]), (&json!(4), &json!(["alarm_clock"])));
    let click = format!("http://localhost:8000/#/reminders/{}", reminder.id);
    assert_eq!(message["click"], json!(click));
    let ana = t.user("ana").await;
    let all = deliveries(&ana).await;
    assert_eq!(all.len(), 1);
    assert_eq!((&all[0]["state"], &all[0]["reason"]), (&json!("sent"), &json!(null)));
    assert_eq!(all[0]["due_at"], "2026-03-03T07:00:00Z");
    assert_eq!(all[0]["sent_at"], "2026-03-03T07:00:00Z");
    assert_eq!(all[0]["explanation"], "Sent to your phone: Tuesday, 3 March 2026 at 08:00.");
}

#[umbra_test(with = phones)]
async fn a_reminder_is_dealt_with_by_the_buttons_of_its_message(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    ana.reminder("Tablets", "2026-03-02T09:00:00Z").create().await;
    at(&t, "2026-03-02T09:00:00Z").await;
    let press = async |number: usize| {
        let message = t.ntfy().published("ana").pop().unwrap();
        let url = message["actions"][number]["url"].as_str().unwrap().to_owned();
        let path = url.strip_prefix("http://localhost:8000").unwrap();
        t.anonymous().post(path, ()).without("X-Requested-With").await.assert_status(204);
        t.deliver().await;
    };
    press(1).await;
    assert!(shown(&t, "ana").is_empty(), "snoozed");
    at(&t, "2026-03-02T09:10:00Z").await;
    assert_eq!(shown(&t, "ana"), ["Tablets"]);
    press(0).await;
    assert!(shown(&t, "ana").is_empty(), "dismissed");
    assert_eq!(unread(&ana).await, 0);
    assert_states(&ana, &[("cleared", "read"), ("cleared", "read")]).await;
}

#[umbra_test(with = phones)]
async fn two_reminders_in_the_same_minute_are_two_messages(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    for title in ["Tablets", "Call the dentist"] {
        ana.reminder(title, "2026-03-02T09:00:00Z").create().await;
    }
    at(&t, "2026-03-02T09:00:00Z").await;
    let mut titles = shown(&t, "ana");
    titles.sort();
    assert_eq!(titles, ["Call the dentist", "Tablets"]);
}

#[umbra_test(with = phones)]
async fn what_recurs_is_sent_each_time_and_shows_once(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    ana.reminder("Water", "2026-03-03T08:00:00Z").rule("FREQ=DAILY").create().await;
    for day in 3..6 {
        at(&t, &format!("2026-03-0{day}T08:00:00Z")).await;
    }
    assert_eq!(alerts(&t, "ana"), 3);
    assert_eq!(shown(&t, "ana"), ["Water (3 times)"]);
    let ana = t.user("ana").await;
    assert_states(&ana, &[("sent", ""), ("cleared", "replaced"), ("cleared", "replaced")]).await;
}

#[umbra_test(with = phones)]
async fn who_has_no_phone_has_no_deliveries(t: TestApp) {
    let ana = t.user("ana").await;
    ana.reminder("Tablets", "2026-03-02T09:00:00Z").create().await;
    at(&t, "2026-03-02T09:00:00Z").await;
    assert_eq!(unread(&ana).await, 1);
    assert!(t.database_dump().await.table("deliveries").is_empty());
    // What happened before somebody switched it on is in the app.
    set_up(&t, &ana, "ntfy_topic = 'ana', ntfy_enabled = TRUE").await;
    ring(&t).await;
    assert!(deliveries(&ana).await.is_empty());
    assert!(t.ntfy().requests().is_empty());
}

#[umbra_test(with = phones)]
async fn what_happens_again_before_it_was_read_alerts_once(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, with_phone(&t, "ben").await);
    let project = ana.project("Garden").create().await;
    crate::projects::grant(&t, &project, &ben, crate::projects::VIEW).await;
    let task = ana.task(&project, "Dig").create().await;
    let say = async |content: &str| {
        let comment = ana.draft(&task.action("comments"), json!({"content": content}));
        let id = comment.create().await.id;
        let at = (ProjectId(project.id), TaskId(task.id), CommentId(id));
        notify(&t, &[NotificationDraft::commented(ana.id, at, [ben.id])]).await;
        t.deliver().await;
    };
    say("Shall we?").await;
    say("Now?").await;
    assert_eq!(shown(&t, "ben"), ["ana commented on “Dig”"]);
    ben.post("/api/notifications/read-all", ()).await.assert_status(200);
    ring(&t).await;
    assert!(shown(&t, "ben").is_empty());
    say("Hello?").await;
    assert_eq!(alerts(&t, "ben"), 2);
    assert_states(&ben, &[("sent", ""), ("cleared", "read")]).await;
}

#[umbra_test(with = phones)]
async fn what_is_of_no_interest_is_not_sent_and_says_so(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    set_up(&t, &ana, "ntfy_reminders_enabled = FALSE").await;
    ana.reminder("Tablets", "2026-03-02T09:00:00Z").create().await;
    let event = ana.event("Choir", "2026-03-02T09:30:00Z").with("reminders", json!([30]));
    event.create().await;
    at(&t, "2026-03-02T09:00:00Z").await;
    // A reminder on an event belongs to events.
    assert_eq!(shown(&t, "ana"), ["Choir"]);
    let all = deliveries(&ana).await;
    let skipped = all.iter().find(|one| one["state"] == "skipped").unwrap();
    assert_eq!(
        (&skipped["reason"], &skipped["title"]),
        (&json!("category_off"), &json!("Tablets"))
    );
    assert_eq!(
        skipped["explanation"],
        "Not sent, because this category is switched off in your settings."
    );
    set_up(&t, &ana, "ntfy_reminders_enabled = TRUE, ntfy_events_enabled = FALSE").await;
    let event = ana.event("Walk", "2026-03-02T10:30:00Z").with("reminders", json!([30]));
    event.create().await;
    at(&t, "2026-03-02T10:00:00Z").await;
    assert_eq!(shown(&t, "ana"), ["Choir"]);
}

#[umbra_test(with = phones)]
async fn what_an_account_is_told_in_german_is_sent_in_german(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    let settings = json!({"timezone": "Europe/Vienna", "locale": "de-AT"});
    ana.put("/api/settings", settings).await.assert_status(200);
    ana.reminder("Tabletten", "2026-03-03T08:00:00").create().await;
    at(&t, "2026-03-03T07:00:00Z").await;
    assert_eq!(t.ntfy().published("ana")[0]["message"], "Dienstag, 3. März 2026, 08:00 Uhr");
    let ana = t.user("ana").await;
    assert_eq!(
        deliveries(&ana).await[0]["explanation"],
        "An dein Handy gesendet: Dienstag, 3. März 2026, 08:00 Uhr."
    );
}

#[umbra_test(with = phones)]
async fn a_daily_reminder_is_sent_once_on_the_days_on_which_the_clock_changes(t: TestApp) {
    with_phone(&t, "ana").await;
    // Half past two isn't there on one of the days, and twice on the other.
    for (start, days) in [
        (
            "2026-03-28T02:30:00",
            ["2026-03-28T01:30:00Z", "2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"],
        ),
        (
            "2026-10-24T02:30:00",
            ["2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"],
        ),
    ] {
        let begin =
            days[0].parse::<jiff::Timestamp>().unwrap() - jiff::SignedDuration::from_hours(1);
        t.clock.set(begin);
        let ana = t.user("ana").await;
        let reminder = ana.reminder(start, start).with("timezone", "Europe/Vienna");
        let reminder = reminder.with("recurrence_rule", "FREQ=DAILY").create().await;
        let before = alerts(&t, "ana");
        let mut now = begin;
        for hour in 0..60 {
            now += jiff::SignedDuration::from_hours(1);
            t.clock.set(now);
            ring(&t).await;
            let past = days.iter().filter(|day| day.parse::<jiff::Timestamp>().unwrap() <= now);
            assert_eq!(alerts(&t, "ana") - before, past.count(), "{start}, hour {hour}");
        }
        t.user("ana").await.delete(reminder.url()).await.assert_status(204);
        ring(&t).await;
    }
}
