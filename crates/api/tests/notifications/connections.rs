//! Being told of requests to connect, and of what came of them.

use serde_json::json;
use umbra_testkit::{TestApp, umbra_test};

use super::{PATH, titles, told, unread};
use crate::connections::{REQUESTS, accepting, ask, block, connect, incoming, only};

#[umbra_test]
async fn who_is_asked_is_told_once_and_who_asks_hears_nothing(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let asked = ask(&ana, "ben").await;
    let all = told(&ben).await;
    let [one] = &all[..] else { panic!("{all:?}") };
    assert_eq!(one["kind"], "connection_request");
    assert_eq!(one["title"], "ana wants to connect with you");
    assert_eq!((&one["body"], &one["count"]), (&json!(null), &json!(1)));
    assert_eq!(one["actor"]["id"], json!(ana.id));
    assert_eq!(one["actor"]["username"], "ana");
    let id = &asked["request"]["id"];
    let subject = json!({"type": "connection_request", "id": id, "recurrence_id": null});
    assert_eq!(one["subject"], subject);
    assert_eq!(one["path"], "/api/connections/requests/incoming");
    assert_eq!(one["created_at"], one["updated_at"]);
    assert_eq!(one["read_at"], json!(null));
    assert!(told(&ana).await.is_empty());
    assert_eq!(unread(&ben).await, 1);
    // Sent again it is the same request, also once it was read.
    ask(&ana, "ben").await;
    assert_eq!(told(&ben).await, all);
    ben.post(format!("{PATH}/{}/read", one["id"]), ()).await.assert_status(200);
    ask(&ana, "ben").await;
    assert_eq!((unread(&ben).await, told(&ben).await.len()), (0, 1));
    // Cancelled, it is gone.
    ana.delete(format!("{REQUESTS}/{id}")).await.assert_status(204);
    assert!(told(&ben).await.is_empty());
}

#[umbra_test]
async fn who_rejects_or_blocks_hears_no_more(t: TestApp) {
    let (ana, ben, cleo) = (t.user("ana").await, t.user("ben").await, t.user("cleo").await);
    ask(&ana, "ben").await;
    ask(&cleo, "ben").await;
    assert_eq!(unread(&ben).await, 2);
    block(&ben, &cleo).await;
    assert_eq!(titles(&ben).await, ["ana wants to connect with you"]);
    let id = only(&incoming(&ben).await);
    ben.post(format!("{REQUESTS}/{id}/reject"), ()).await.assert_status(204);
    for who in [&ana, &cleo] {
        ask(who, "ben").await;
    }
    assert!(told(&ben).await.is_empty());
    assert_eq!(unread(&ben).await, 0);
    ben.delete(format!("/api/connections/blocked/{}", cleo.id)).await.assert_status(204);
    assert!(told(&ben).await.is_empty(), "unblocking brings nothing back");
    ask(&cleo, "ben").await;
    assert_eq!(titles(&ben).await, ["cleo wants to connect with you"]);
}

#[umbra_test]
async fn who_asked_is_told_that_they_are_connected(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    ana.put("/api/settings", json!({"locale": "de-AT"})).await.assert_status(200);
    ben.put("/api/settings", json!({"preferred_name": "Benni"})).await.assert_status(200);
    let connection = connect(&ana, &ben).await;
    assert!(told(&ben).await.is_empty(), "the request is answered");
    let all = told(&ana).await;
    assert_eq!(titles(&ana).await, ["Benni ist jetzt mit dir verbunden"]);
    assert_eq!(all[0]["subject"]["type"], "connection");
    assert_eq!(all[0]["subject"]["id"], json!(connection));
    ben.delete(format!("/api/connections/{connection}")).await.assert_status(204);
    assert!(told(&ana).await.is_empty());
    // Also when the other one asks instead of answering.
    ask(&ana, "ben").await;
    ask(&ben, "ana").await;
    assert_eq!(titles(&ana).await, ["Benni ist jetzt mit dir verbunden"]);
    assert!(told(&ben).await.is_empty());
}

#[umbra_test]
async fn whose_account_is_gone_asks_nobody(t: TestApp) {
    let (ana, ben, admin) = (t.user("ana").await, t.user("ben").await, t.admin().await);
    ask(&ana, "ben").await;
    admin.delete(format!("/api/admin/users/{}", ana.id)).await.assert_status(204);
    assert!(told(&ben).await.is_empty());
    let id = {
        ask(&*t.user("cleo").await, "ben").await;
        only(&incoming(&ben).await)
    };
    accepting(&ben, id).await.assert_status(201);
    assert!(told(&ben).await.is_empty());
}
