//! What is dealt with on one device goes from the others.

use serde_json::{Value, json};
use umbra_testkit::{NtfyManner, TestApp, umbra_test};

use super::{alerts, assert_states, at, deliveries, phones, ring, shown, with_phone};
use crate::notifications::told;

#[umbra_test(with = phones)]
async fn dismissing_on_one_device_silences_the_other(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    let (phone, laptop) = (t.user("ana").await, t.user("ana").await);
    let reminder = phone.reminder("Tablets", "2026-03-02T09:00:00Z").create().await;
    at(&t, "2026-03-02T09:00:00Z").await;
    assert_eq!(shown(&t, "ana"), ["Tablets"]);
    laptop.patch(reminder.action("dismiss"), ()).await.assert_status(200);
    ring(&t).await;
    let sent = t.ntfy().published("ana");
    assert_eq!(t.ntfy().cleared("ana"), [sent[0]["sequence_id"].as_str().unwrap()]);
    assert_states(&ana, &[("cleared", "read")]).await;
    let one = &deliveries(&ana).await[0];
    let said = one["explanation"].as_str().unwrap();
    assert!(said.ends_with("Taken away from there when nothing was left to tell."), "{said}");
    // Only once.
    ring(&t).await;
    assert_eq!((t.ntfy().cleared("ana").len(), alerts(&t, "ana")), (1, 1));
}

#[umbra_test(with = phones)]
async fn whatever_ends_a_notification_takes_the_message_away(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    for way in ["read", "read-all", "deleted", "subject deleted"] {
        let reminder = ana.reminder(way, "2026-03-02T09:00:00Z").create().await;
        at(&t, "2026-03-02T09:00:00Z").await;
        assert_eq!(shown(&t, "ana"), [way]);
        let url = format!("/api/notifications/{}", told(&ana).await[0]["id"]);
        match way {
            "read" => ana.post(format!("{url}/read"), ()).await.assert_status(200),
            "read-all" => ana.post("/api/notifications/read-all", ()).await.assert_status(200),
            "deleted" => ana.delete(url).await.assert_status(204),
            _ => ana.delete(reminder.url()).await.assert_status(204),
        };
        ring(&t).await;
        assert!(shown(&t, "ana").is_empty(), "{way}");
        ana.delete(reminder.url()).await;
        ring(&t).await;
    }
    assert_eq!(t.ntfy().cleared("ana").len(), 4);
}

#[umbra_test(with = phones)]
async fn what_is_dismissed_while_it_is_being_sent_is_taken_away_at_once(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    let reminder = ana.reminder("Tablets", "2026-03-02T09:00:00Z").create().await;
    t.clock.set("2026-03-02T09:00:00Z".parse().unwrap());
    t.fire_reminders().await;
    t.drain_jobs().await;
    t.ntfy().answers(NtfyManner::Held);
    let sending = {
        let t = t.clone();
        tokio::spawn(async move { t.deliver().await })
    };
    t.ntfy().was_asked(1).await;
    ana.patch(reminder.action("dismiss"), ()).await.assert_status(200);
    t.ntfy().answers(NtfyManner::Fine);
    sending.await.unwrap();
    t.deliver().await;
    assert!(shown(&t, "ana").is_empty());
    assert_eq!((alerts(&t, "ana"), t.ntfy().cleared("ana").len()), (1, 1));
    assert_states(&ana, &[("cleared", "read")]).await;
}

#[umbra_test(with = phones)]
async fn what_an_old_server_cannot_take_back_is_left_alone(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    t.ntfy().answers(NtfyManner::Old);
    let reminder = ana.reminder("Tablets", "2026-03-02T09:00:00Z").create().await;
    at(&t, "2026-03-02T09:00:00Z").await;
    ana.patch(reminder.action("dismiss"), ()).await.assert_status(200);
    ring(&t).await;
    ring(&t).await;
    assert_eq!(t.ntfy().cleared("ana").len(), 1);
    // A server that refuses isn't asked for ever, and what was sent stays sent.
    t.ntfy().answers(NtfyManner::Fine);
    let reminder = ana.reminder("Pills", "2026-03-02T09:30:00Z").create().await;
    at(&t, "2026-03-02T09:30:00Z").await;
    t.ntfy().answers(NtfyManner::Status(403, ""));
    ana.patch(reminder.action("dismiss"), ()).await.assert_status(200);
    ring(&t).await;
    ring(&t).await;
    let one: &Value = &deliveries(&ana).await[0];
    assert_eq!((&one["state"], &one["title"]), (&json!("sent"), &json!("Pills")));
    assert_eq!(t.ntfy().cleared("ana").len(), 2);
}
