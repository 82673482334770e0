//! Nobody but its owner finds a template.

use serde_json::{Value, json};
use umbra_testkit::{Client, Created, Reply, Request, TestApp, umbra_test};

use crate::templates::{PATH, names};

/// Prepares a request with every verb for a template.
fn all_verbs(client: &Client, template: &Created) -> [Request; 5] {
    [
        client.get(template.url()),
        client.put(template.url(), json!({"name": "Mine now"})),
        client.patch(template.url(), json!({"calendar_id": null})),
        client.delete(template.url()),
        client.instantiate(template, "2026-03-05T10:00"),
    ]
}

/// Returns what a refusal says, without what names the request.
#[track_caller]
fn said(reply: &Reply) -> Value {
    reply.assert_problem(404, "not_found");
    assert!(reply.header("etag").is_none(), "{reply:?}");
    let mut body = reply.json();
    body["request_id"].take();
    body
}

#[umbra_test]
async fn other_peoples_templates_do_not_exist(t: TestApp) {
    let ana = t.user("ana").await;
    let secret = ana.template("Secret", "Secret").create().await;
    let (ben, admin) = (t.user("ben").await, t.admin().await);
    let before = t.database_dump().await;
    for other in [&ben, &admin] {
        let nothing = said(&other.get(format!("{PATH}/4711")).await);
        for request in all_verbs(other, &secret) {
            assert_eq!(said(&request.await), nothing);
        }
        for request in all_verbs(other, &secret) {
            // A condition that would hold or fail tells no more.
            assert_eq!(said(&request.header("If-Match", "\"1\"").await), nothing);
        }
        // Neither does a start that this template refuses.
        assert_eq!(said(&other.instantiate(&secret, "2026-03-05").await), nothing);
        assert!(names(&other.get(PATH).await).is_empty());
    }
    let after = t.database_dump().await;
    for table in ["event_templates", "events"] {
        assert_eq!(after.table(table), before.table(table));
    }
}

#[umbra_test]
async fn templates_go_with_their_account(t: TestApp) {
    let (ana, admin) = (t.user("ana").await, t.admin().await);
    let work = ana.calendar("Work").create().await;
    ana.template("Lesson", "Piano").with("calendar_id", work.id).create().await;
    admin.template("Stays", "x").create().await;
    admin.delete(format!("/api/admin/users/{}", ana.id)).await.assert_status(204);
    assert_eq!(t.database_dump().await.table("event_templates").len(), 1);
    assert_eq!(names(&admin.get(PATH).await), ["Stays"]);
}
