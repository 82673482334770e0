//! Who may do anything here at all.

use serde_json::json;
use umbra_domain::UserId;
use umbra_testkit::{Client, Request, TestApp, umbra_test};

use crate::admin::kit::url;

/// A well-formed request to every operation.
fn all(client: &Client, id: UserId) -> Vec<Request> {
    vec![
        client.get("/api/admin/users"),
        client.post("/api/admin/users", json!({"username": "eve"})),
        client.get("/api/admin/config"),
        client.put("/api/admin/config", json!({})),
        client.get("/api/admin/audit-log"),
        client.get("/api/admin/dashboard"),
    ]
    .into_iter()
    .chain(of_an_account(client, id))
    .collect()
}

/// A well-formed request to every operation on an account.
fn of_an_account(client: &Client, id: UserId) -> [Request; 10] {
    [
        client.get(url(id, "")),
        client.delete(url(id, "")),
        client.put(url(id, "/role"), json!({"role": "admin"})),
        client.put(url(id, "/active"), json!({"is_active": false})),
        client.post(url(id, "/reset-password"), json!({})),
        client.post(url(id, "/unlock"), ()),
        client.post(url(id, "/disable-mfa"), ()),
        client.put(url(id, "/enforce-mfa"), json!({"enforce": true})),
        client.put(url(id, "/passwordless"), json!({"enabled": false})),
        client.get(url(id, "/sessions")),
    ]
}

#[umbra_test]
async fn members_and_strangers_may_do_nothing(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let before = t.database_dump().await.table("users").to_vec();
    for id in [ana.id, ben.id, UserId(4711)] {
        for request in all(&ana, id).into_iter().chain([ana.delete(url(id, "/sessions"))]) {
            request.await.assert_problem(403, "admin_only");
        }
        for request in all(&t.anonymous(), id) {
            request.await.assert_problem(401, "unauthenticated");
        }
    }
    assert_eq!(t.database_dump().await.table("users"), before);
}

#[umbra_test]
async fn an_account_that_is_not_there_is_not_found(t: TestApp) {
    let admin = t.admin().await;
    for id in [4711, i64::MAX] {
        for request in of_an_account(&admin, UserId(id)) {
            request.await.assert_problem(404, "not_found");
        }
        admin.delete(url(UserId(id), "/sessions")).await.assert_problem(404, "not_found");
    }
}

#[umbra_test]
async fn unknown_members_are_refused(t: TestApp) {
    let (admin, ana) = (t.admin().await, t.user("ana").await);
    for (method, rest, mut body) in [
        ("PUT", "/role", json!({"role": "admin"})),
        ("PUT", "/active", json!({"is_active": false})),
        ("POST", "/reset-password", json!({})),
        ("PUT", "/enforce-mfa", json!({"enforce": true})),
        ("PUT", "/passwordless", json!({"enabled": false})),
    ] {
        body["is_admin"] = json!(true);
        let refused = admin.request(method, url(ana.id, rest), &body).await;
        refused.assert_problem(422, "invalid").assert_field("/is_admin", "unknown_field");
    }
    ana.get("/api/settings").await.assert_status(200);
}
