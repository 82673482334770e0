//! Nobody but its owner finds a calendar.

use serde_json::{Value, json};
use umbra_testkit::{Client, Reply, Request, TestApp, umbra_test};

use crate::calendars::{default_of, names, url};

/// Prepares a request with every verb for a calendar's path.
fn all_verbs(client: &Client, url: &str) -> [Request; 5] {
    [
        client.get(url),
        client.put(url, json!({"name": "Mine now"})),
        client.patch(url, json!({"is_default": true})),
        client.patch(url, json!({"is_default": false})),
        client.delete(url),
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
async fn other_peoples_calendars_do_not_exist(t: TestApp) {
    let ana = t.user("ana").await;
    let secret = ana.calendar("Secret").create().await;
    let personal = default_of(&ana).await;
    let (ben, admin) = (t.user("ben").await, t.admin().await);
    let before = t.database_dump().await;
    for other in [&ben, &admin] {
        let nothing = said(&other.get("/api/calendars/4711").await);
        for url in [secret.url(), url(&personal)] {
            for request in all_verbs(other, &url) {
                assert_eq!(said(&request.await), nothing);
            }
            for request in all_verbs(other, &url) {
                // A condition that would hold or fail tells no more.
                assert_eq!(said(&request.header("If-Match", "\"1\"").await), nothing);
            }
        }
        assert_eq!(names(&other.get("/api/calendars").await), ["Personal"]);
        assert_ne!(default_of(other).await["id"], personal["id"]);
    }
    let after = t.database_dump().await;
    assert_eq!(after.table("calendars"), before.table("calendars"));
}

#[umbra_test]
async fn an_id_has_one_spelling(t: TestApp) {
    let ana = t.user("ana").await;
    let id = ana.calendar("Work").create().await.id;
    let nothing = said(&ana.get("/api/calendars/4711").await);
    for spelling in [
        "0".to_owned(),
        "-1".to_owned(),
        format!("+{id}"),
        format!("0{id}"),
        format!("{id}.0"),
        format!("{id}%00"),
        "9223372036854775808".to_owned(),
        "default".to_owned(),
    ] {
        for request in all_verbs(&ana, &format!("/api/calendars/{spelling}")) {
            assert_eq!(said(&request.await), nothing, "{spelling}");
        }
    }
}
