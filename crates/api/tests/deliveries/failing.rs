//! Servers that fail.

use std::time::Duration;

use serde_json::json;
use umbra_testkit::{NtfyManner, TestApp, umbra_test};

use super::{alerts, assert_states, at, deliveries, phones, ring, shown, with_phone};

/// Lets time pass in steps, in each of which workers do what they do.
async fn pass(t: &TestApp, seconds: u64) {
    for _ in 0..seconds {
        t.clock.advance(Duration::from_secs(1));
        ring(t).await;
    }
}

#[umbra_test(with = phones)]
async fn one_failing_topic_among_many_holds_up_none_of_the_others(t: TestApp) {
    let mut people = Vec::new();
    for n in 0..12 {
        people.push(with_phone(&t, &format!("user{n}")).await);
    }
    t.ntfy().answers_on("user3", NtfyManner::Status(500, ""));
    for person in &people {
        for title in ["Tablets", "Pills", "Drops"] {
            person.reminder(title, "2026-03-02T09:00:00Z").create().await;
        }
    }
    at(&t, "2026-03-02T09:00:00Z").await;
    for n in (0..12).filter(|n| *n != 3) {
        assert_eq!(shown(&t, &format!("user{n}")).len(), 3, "{n}");
    }
    let waiting = deliveries(&people[3]).await;
    assert!(waiting.iter().all(|one| one["state"] == "waiting"), "{waiting:?}");
    assert!(waiting.iter().all(|one| one["reason"] == "ntfy_refused"), "{waiting:?}");
    let said = waiting[0]["explanation"].as_str().unwrap();
    assert!(said.starts_with("Your ntfy server answered 500. The next try: "), "{said}");
    t.ntfy().answers_on("user3", NtfyManner::Fine);
    pass(&t, 3).await;
    assert_eq!(shown(&t, "user3").len(), 3);
    assert_eq!(alerts(&t, "user3"), 3, "published again under the same name");
}

#[umbra_test(with = phones)]
async fn a_server_that_fails_is_asked_less_and_less_often(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    t.ntfy().answers(NtfyManner::HangUp);
    for title in ["Tablets", "Pills"] {
        ana.reminder(title, "2026-03-02T09:00:00Z").create().await;
    }
    at(&t, "2026-03-02T09:00:00Z").await;
    pass(&t, 120).await;
    let asked = t.ntfy().published("ana").len();
    assert!((6..=16).contains(&asked), "{asked}");
    // What comes meanwhile waits with the rest.
    ana.reminder("Drops", "2026-03-02T09:02:00Z").create().await;
    ring(&t).await;
    assert_eq!(t.ntfy().published("ana").len(), asked);
    assert_eq!(deliveries(&ana).await[2]["reason"], "ntfy_unreachable");
    t.ntfy().answers(NtfyManner::Fine);
    t.clock.advance(Duration::from_secs(300));
    ring(&t).await;
    t.clock.advance(Duration::from_secs(300));
    ring(&t).await;
    assert_eq!((shown(&t, "ana").len(), alerts(&t, "ana")), (3, 3));
    assert!(t.database_dump().await.table("delivery_pauses").is_empty());
}

#[umbra_test(with = phones)]
async fn a_server_is_given_the_time_that_it_asks_for(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    t.ntfy().answers(NtfyManner::Status(429, "retry-after: 60\r\n"));
    ana.reminder("Tablets", "2026-03-02T09:00:00Z").create().await;
    ana.reminder("Pills", "2026-03-02T09:00:30Z").create().await;
    at(&t, "2026-03-02T09:00:00Z").await;
    assert_eq!(t.ntfy().published("ana").len(), 1);
    t.ntfy().answers(NtfyManner::Fine);
    at(&t, "2026-03-02T09:00:59Z").await;
    assert_eq!(t.ntfy().published("ana").len(), 1, "not even what is new");
    at(&t, "2026-03-02T09:01:02Z").await;
    assert_eq!(shown(&t, "ana").len(), 2);
}

#[umbra_test(with = phones)]
async fn what_is_refused_is_given_up_at_once_and_nothing_else_is(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    t.ntfy().answers(NtfyManner::Status(403, ""));
    ana.reminder("Tablets", "2026-03-02T09:00:00Z").create().await;
    at(&t, "2026-03-02T09:00:00Z").await;
    pass(&t, 5).await;
    assert_eq!(t.ntfy().published("ana").len(), 1);
    assert_states(&ana, &[("failed", "ntfy_refused")]).await;
    let one = &deliveries(&ana).await[0];
    assert_eq!(one["status"], 403);
    assert_eq!(one["explanation"], "Your ntfy server answered 403.");
    assert!(!t.database_dump().await.holds(umbra_testkit::NtfyServer::SECRET));
    t.ntfy().answers(NtfyManner::Fine);
    ana.reminder("Pills", "2026-03-02T09:01:00Z").create().await;
    at(&t, "2026-03-02T09:01:00Z").await;
    assert_states(&ana, &[("sent", ""), ("failed", "ntfy_refused")]).await;
}

#[umbra_test(with = phones)]
async fn what_fails_for_a_day_is_given_up(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    t.ntfy().answers(NtfyManner::Status(503, ""));
    ana.reminder("Tablets", "2026-03-02T09:00:00Z").create().await;
    at(&t, "2026-03-02T09:00:00Z").await;
    for _ in 0..47 {
        t.clock.advance(Duration::from_secs(30 * 60));
        ring(&t).await;
    }
    let ana = t.user("ana").await;
    assert_states(&ana, &[("waiting", "ntfy_refused")]).await;
    t.clock.advance(Duration::from_secs(60 * 60));
    ring(&t).await;
    t.clock.advance(Duration::from_secs(60 * 60));
    ring(&t).await;
    let ana = t.user("ana").await;
    assert_states(&ana, &[("failed", "ntfy_refused")]).await;
    assert_eq!(deliveries(&ana).await[0]["next_at"], json!(null));
}
