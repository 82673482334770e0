//! Nobody but its owner finds a reminder.

use serde_json::json;
use umbra_testkit::{Client, Created, Request, TestApp, umbra_test};

use crate::reminders::rows;

/// Prepares a request with every verb for a reminder.
fn all_verbs(client: &Client, reminder: &Created) -> [Request; 6] {
    [
        client.get(reminder.url()),
        client.put(reminder.url(), json!({"title": "Mine now"})),
        client.patch(reminder.url(), json!({"is_active": false})),
        client.delete(reminder.url()),
        client.patch(reminder.action("dismiss"), ()),
        client.patch(reminder.action("snooze"), json!({"minutes": 5})),
    ]
}

#[umbra_test]
async fn other_peoples_reminders_do_not_exist(t: TestApp) {
    let ana = t.user("ana").await;
    let secret = ana.reminder("Secret", "2026-03-01T00:00:00Z").create().await;
    let before = t.database_dump().await;
    for other in [t.user("ben").await, t.admin().await] {
        for request in all_verbs(&other, &secret) {
            request.await.assert_problem(404, "not_found");
        }
        for request in all_verbs(&other, &secret) {
            let request = request.header("If-Match", &secret.etag);
            request.await.assert_problem(404, "not_found");
        }
        for list in ["", "?search=secret", "/due", "/due?limit=1"] {
            assert!(rows(&other.get(format!("/api/reminders{list}")).await).is_empty(), "{list}");
        }
    }
    let after = t.database_dump().await;
    assert_eq!(after.table("reminders"), before.table("reminders"));
}

#[umbra_test]
async fn strangers_and_locked_sessions_get_nowhere(t: TestApp) {
    let ana = t.user("ana").await;
    let secret = ana.reminder("Secret", "2026-03-01T00:00:00Z").create().await;
    let locked = t.user("ana").await;
    locked.post("/api/auth/lock", ()).await.assert_status(200);
    for request in all_verbs(&t.anonymous(), &secret) {
        request.await.assert_problem(401, "unauthenticated");
    }
    for request in all_verbs(&locked, &secret) {
        request.await.assert_problem(423, "session_locked");
    }
    for path in ["/api/reminders", "/api/reminders/due"] {
        t.anonymous().get(path).await.assert_problem(401, "unauthenticated");
        locked.get(path).await.assert_problem(423, "session_locked");
    }
    assert_eq!(ana.get(secret.url()).await.json(), secret.body);
}
