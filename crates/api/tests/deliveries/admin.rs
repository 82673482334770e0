//! What couldn't be sent, as admins see it.

use serde_json::{Value, json};
use umbra_testkit::{NtfyManner, TestApp, umbra_test};

use super::{alerts, assert_states, at, deliveries, phones, shown, with_phone};

const PATH: &str = "/api/admin/deliveries";

#[umbra_test(with = phones)]
async fn admins_see_what_failed_without_what_it_says_and_can_have_it_sent_again(t: TestApp) {
    let (admin, ana) = (t.admin().await, with_phone(&t, "ana").await);
    t.ntfy().answers(NtfyManner::Status(403, ""));
    ana.reminder("Secret pills", "2026-03-02T09:00:00Z").create().await;
    at(&t, "2026-03-02T09:00:00Z").await;
    let ben = with_phone(&t, "ben").await;
    t.ntfy().answers(NtfyManner::Fine);
    ben.reminder("Drops", "2026-03-02T09:00:00Z").create().await;
    at(&t, "2026-03-02T09:00:00Z").await;

    let failed = admin.get(PATH).await.assert_status(200);
    assert!(!failed.text().contains("pills"), "{}", failed.text());
    let failed: Vec<Value> = failed.json_as();
    assert_eq!(failed.len(), 1);
    assert_eq!((&failed[0]["user_id"], &failed[0]["status"]), (&json!(ana.id), &json!(403)));
    for (query, count) in [
        (format!("state=failed&user={}", ana.id), 1),
        (format!("state=failed&user={}", ben.id), 0),
        (format!("state=sent&user={}", ben.id), 1),
        ("state=sent".to_owned(), 1),
    ] {
        let found: Vec<Value> =
            admin.get(format!("{PATH}?{query}")).await.assert_status(200).json_as();
        assert_eq!(found.len(), count, "{query}");
    }

    let retry = format!("{PATH}/{}/retry", failed[0]["id"]);
    let retried = admin.post(&retry, ()).await.assert_status(200).json();
    assert_eq!((&retried["state"], &retried["attempts"]), (&json!("waiting"), &json!(0)));
    t.deliver().await;
    assert_eq!((shown(&t, "ana"), alerts(&t, "ana")), (vec!["Secret pills".to_owned()], 1));
    assert_states(&ana, &[("sent", "")]).await;
    admin.post(&retry, ()).await.assert_problem(409, "not_failed");
    let log = admin.get("/api/admin/audit-log?action=admin.retry_delivery").await;
    let log: Vec<Value> = log.assert_status(200).json_as();
    assert_eq!((log.len(), &log[0]["target_id"]), (1, &json!(ana.id)));
    t.drain_jobs().await;
}

#[umbra_test(with = phones)]
async fn what_nobody_needs_any_more_is_not_sent_again(t: TestApp) {
    let (admin, ana) = (t.admin().await, with_phone(&t, "ana").await);
    t.ntfy().answers(NtfyManner::Status(403, ""));
    let reminder = ana.reminder("Tablets", "2026-03-02T09:00:00Z").create().await;
    at(&t, "2026-03-02T09:00:00Z").await;
    ana.patch(reminder.action("dismiss"), ()).await.assert_status(200);
    t.ntfy().answers(NtfyManner::Fine);
    let id = deliveries(&ana).await[0]["id"].clone();
    admin.post(format!("{PATH}/{id}/retry"), ()).await.assert_status(200);
    t.deliver().await;
    assert_states(&ana, &[("skipped", "dismissed")]).await;
    assert_eq!(t.ntfy().published("ana").len(), 1);
}
