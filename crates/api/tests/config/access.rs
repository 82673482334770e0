//! Only admins get anywhere.

use serde_json::json;
use umbra_testkit::{Client, Request, TestApp, umbra_test};

use crate::{alone::one_process_for_rates, config::audit_log};

/// Prepares one request of each operation.
fn operations(client: &Client) -> [Request; 4] {
    [
        client.get("/api/admin/config"),
        client.put("/api/admin/config", json!({"allow_registration": true})),
        client.get("/api/admin/users"),
        client.post("/api/admin/users", json!({"username": "mallory", "role": "admin"})),
    ]
}

#[umbra_test]
async fn members_and_strangers_see_and_change_nothing(t: TestApp) {
    let ana = t.user("ana").await;
    let before = t.database_dump().await;
    for request in operations(&ana) {
        request.await.assert_problem(403, "admin_only");
    }
    for request in operations(&t.anonymous()) {
        request.await.assert_problem(401, "unauthenticated");
    }
    let after = t.database_dump().await;
    for table in ["users", "server_config", "audit_log", "outbox", "settings"] {
        assert_eq!(after.table(table), before.table(table), "{table}");
    }
}

#[umbra_test]
async fn a_member_learns_nothing_from_a_bad_request(t: TestApp) {
    let ana = t.user("ana").await;
    for request in [
        ana.put("/api/admin/config", json!({"nonsense": 1})),
        ana.put("/api/admin/config", json!({})).header("If-Match", "\"77\""),
        ana.post("/api/admin/users", json!({"username": "ana"})),
        ana.post("/api/admin/users", json!({"username": " "})),
        ana.get("/api/admin/users?limit=0"),
        ana.get("/api/admin/users?cursor=x"),
    ] {
        request.await.assert_problem(403, "admin_only");
    }
}

#[umbra_test]
async fn an_admin_whose_session_is_locked_waits_outside(t: TestApp) {
    let admin = t.admin().await;
    admin.post("/api/auth/lock", ()).await.assert_status(200);
    for request in operations(&admin) {
        request.await.assert_problem(423, "session_locked");
    }
}

#[umbra_test]
async fn a_request_that_may_be_forged_changes_nothing(t: TestApp) {
    let admin = t.admin().await;
    for request in operations(&admin).into_iter().skip(1).step_by(2) {
        request.without("X-Requested-With").await.assert_problem(403, "csrf");
    }
    for request in operations(&admin).into_iter().skip(1).step_by(2) {
        request.header("Sec-Fetch-Site", "cross-site").await.assert_problem(403, "csrf");
    }
    assert!(audit_log(&t).await.is_empty());
}

#[umbra_test(with = one_process_for_rates)]
async fn an_address_sends_300_requests_a_minute_and_no_more(t: TestApp) {
    let admin = t.admin().await.from_address("203.0.113.7");
    for _ in 0..300 {
        admin.get("/api/admin/config").await.assert_status(200);
    }
    let refused = admin.get("/api/admin/users").await;
    refused.assert_problem(429, "too_many_requests");
    assert_eq!(refused.header("retry-after"), Some("1"));
    admin.from_address("203.0.113.8").get("/api/admin/config").await.assert_status(200);
    admin.get("/api/settings").await.assert_status(200);
    t.clock.advance(std::time::Duration::from_secs(1));
    admin.get("/api/admin/config").await.assert_status(200);
}
