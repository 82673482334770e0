//! What may have arrived though nobody knows, and what is taken back late.

use std::time::Duration;

use serde_json::json;
use umbra_testkit::{NtfyManner, TestApp, umbra_test};

use super::{alerts, assert_states, at, deliveries, phones, ring, set_up, shown, with_phone};

#[umbra_test(with = phones)]
async fn what_arrived_though_its_server_did_not_say_so_is_taken_away_when_it_is_dealt_with(
    t: TestApp,
) {
    let ana = with_phone(&t, "ana").await;
    let reminder = ana.reminder("Tablets", "2026-03-02T09:00:00Z").create().await;
    t.ntfy().answers(NtfyManner::HangUp);
    at(&t, "2026-03-02T09:00:00Z").await;
    assert_states(&ana, &[("waiting", "ntfy_unreachable")]).await;
    ana.patch(reminder.action("dismiss"), ()).await.assert_status(200);
    // Its server is away for a while.
    t.clock.advance(Duration::from_secs(5));
    ring(&t).await;
    assert_states(&ana, &[("waiting", "ntfy_unreachable")]).await;
    t.ntfy().answers(NtfyManner::Fine);
    t.clock.advance(Duration::from_secs(10));
    ring(&t).await;
    assert!(shown(&t, "ana").is_empty());
    assert_eq!(alerts(&t, "ana"), 1);
    assert_states(&ana, &[("skipped", "dismissed")]).await;
    // Nothing more comes of it.
    let asked = t.ntfy().requests().len();
    t.clock.advance(Duration::from_secs(60));
    ring(&t).await;
    assert_eq!(t.ntfy().requests().len(), asked);
}

#[umbra_test(with = phones)]
async fn what_a_killed_process_may_have_sent_is_taken_away_when_it_is_dealt_with(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    let reminder = ana.reminder("Tablets", "2026-03-02T09:00:00Z").create().await;
    t.clock.set("2026-03-02T09:00:00Z".parse().unwrap());
    t.fire_reminders().await;
    t.drain_jobs().await;
    let mut killed = t.app.dispatcher();
    let mut taken = t.app.claim_deliveries(&mut killed, &[], 100).await.unwrap();
    t.app.send_delivery(taken.tasks.remove(0)).await;
    ana.patch(reminder.action("dismiss"), ()).await.assert_status(200);
    t.clock.advance(Duration::from_secs(20));
    ring(&t).await;
    assert!(shown(&t, "ana").is_empty());
    assert_states(&ana, &[("skipped", "dismissed")]).await;
}

#[umbra_test(with = phones)]
async fn quiet_hours_do_not_make_forget_what_may_have_arrived_before(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    set_up(&t, &ana, "quiet_hours_start = '22:00', quiet_hours_end = '07:00'").await;
    let reminder = ana.reminder("Tablets", "2026-03-02T21:59:59Z").create().await;
    t.ntfy().answers(NtfyManner::HangUp);
    at(&t, "2026-03-02T21:59:59Z").await;
    t.ntfy().answers(NtfyManner::Fine);
    at(&t, "2026-03-02T22:00:05Z").await;
    assert_states(&ana, &[("waiting", "quiet_hours")]).await;
    ana.patch(reminder.action("dismiss"), ()).await.assert_status(200);
    ring(&t).await;
    assert!(shown(&t, "ana").is_empty());
    assert_states(&ana, &[("skipped", "dismissed")]).await;
    // What nobody tried to send before is nothing to take back.
    ana.reminder("Pills", "2026-03-02T23:00:00Z").create().await;
    at(&t, "2026-03-02T23:00:00Z").await;
    let asked = t.ntfy().requests().len();
    ana.post("/api/notifications/read-all", ()).await.assert_status(200);
    ring(&t).await;
    assert_eq!(t.ntfy().requests().len(), asked);
}

#[umbra_test(with = phones)]
async fn what_was_sent_days_ago_is_taken_away_though_its_server_fails_at_first(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    let reminder = ana.reminder("Tablets", "2026-03-02T09:00:00Z").create().await;
    at(&t, "2026-03-02T09:00:00Z").await;
    t.clock.set("2026-03-05T09:00:00Z".parse().unwrap());
    let ana = t.user("ana").await;
    t.ntfy().answers(NtfyManner::Status(500, ""));
    ana.patch(reminder.action("dismiss"), ()).await.assert_status(200);
    for _ in 0..3 {
        ring(&t).await;
        t.clock.advance(Duration::from_secs(30));
    }
    assert_eq!(shown(&t, "ana").len(), 0, "it was to be taken away");
    assert_states(&ana, &[("sent", "ntfy_refused")]).await;
    t.ntfy().answers(NtfyManner::Fine);
    ring(&t).await;
    assert_states(&ana, &[("cleared", "read")]).await;
}

#[umbra_test(with = phones)]
async fn what_became_old_while_everything_was_down_is_not_lost_by_the_first_failure(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    ana.reminder("Tablets", "2026-03-02T09:00:00Z").create().await;
    t.clock.set("2026-03-02T09:00:00Z".parse().unwrap());
    t.fire_reminders().await;
    t.drain_jobs().await;
    // Two days later everything is back, but for the network.
    t.ntfy().answers(NtfyManner::Status(503, ""));
    at(&t, "2026-03-04T09:00:00Z").await;
    let ana = t.user("ana").await;
    assert_states(&ana, &[("waiting", "ntfy_refused")]).await;
    t.ntfy().answers(NtfyManner::Fine);
    t.clock.advance(Duration::from_secs(5));
    ring(&t).await;
    assert_states(&ana, &[("sent", "")]).await;
    assert_eq!(deliveries(&ana).await[0]["due_at"], json!("2026-03-02T09:00:00Z"));
}
