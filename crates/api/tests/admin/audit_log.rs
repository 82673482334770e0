//! Reading the audit log.

use std::time::Duration;

use serde_json::{Value, json};
use umbra_testkit::{PASSWORD, Person, TestApp, umbra_test};

use crate::admin::kit::{login, url};

async fn entries(admin: &Person, query: &str) -> Vec<Value> {
    let reply = admin.get(format!("/api/admin/audit-log?{query}")).await.assert_status(200);
    reply.json().as_array().unwrap().clone()
}

#[umbra_test]
async fn entries_are_filtered(t: TestApp) {
    let (admin, ana) = (t.admin().await, t.user("ana").await);
    admin.post(url(ana.id, "/unlock"), ()).await.assert_status(200);
    t.clock.advance(Duration::from_hours(1));
    login(&t.from_address("203.0.113.7"), "ana", PASSWORD).await.assert_status(200);
    t.clock.advance(Duration::from_hours(1));
    login(&t.anonymous(), "ana", "wrong password").await.assert_problem(401, "invalid_credentials");
    let all = entries(&admin, "").await;
    assert_eq!(all.len(), 3);
    let expected = json!({
        "id": 2, "at": "2026-03-02T09:00:00Z", "actor_id": ana.id, "actor": "ana",
        "action": "auth.login", "target_id": ana.id, "target": "ana", "outcome": "success",
        "address": "203.0.113.7", "detail": "new device",
    });
    assert_eq!(all[1], expected);
    let ids = async |query: &str| -> Vec<i64> {
        let found = entries(&admin, query).await;
        found.iter().map(|entry| entry["id"].as_i64().unwrap()).collect()
    };
    assert_eq!(ids("").await, [3, 2, 1]);
    assert_eq!(ids(&format!("actor={}", admin.id)).await, [1]);
    assert_eq!(ids(&format!("target={}", ana.id)).await, [3, 2, 1]);
    assert_eq!(ids("action=auth.login").await, [3, 2]);
    assert!(ids("action=nothing").await.is_empty());
    // Half open, also with an offset; without one in the admin's zone.
    assert_eq!(ids("from=2026-03-02T09:00:00Z&to=2026-03-02T10:00:00Z").await, [2]);
    assert_eq!(ids("from=2026-03-02T10:00:00%2B01:00").await, [3, 2]);
    admin.put("/api/settings", json!({"timezone": "Europe/Vienna"})).await.assert_status(200);
    assert_eq!(ids("to=2026-03-02T10:00:00").await, [1]);
}

#[umbra_test]
async fn pages_follow_one_another_from_the_newest_on(t: TestApp) {
    let (admin, ana) = (t.admin().await, t.user("ana").await);
    for _ in 0..5 {
        admin.post(url(ana.id, "/unlock"), ()).await.assert_status(200);
    }
    let mut next = Some("/api/admin/audit-log?action=admin.unlock_user&limit=2".to_owned());
    let mut seen = Vec::new();
    while let Some(path) = next {
        let page = admin.get(path).await.assert_status(200);
        seen.extend(page.json().as_array().unwrap().iter().map(|entry| entry["id"].as_i64()));
        next = page.next_page();
        // What is recorded meanwhile moves nothing.
        admin.post(url(ana.id, "/unlock"), ()).await.assert_status(200);
    }
    assert_eq!(seen, [5, 4, 3, 2, 1].map(Some));
}

#[umbra_test]
async fn filters_that_make_no_sense_are_refused(t: TestApp) {
    let admin = t.admin().await;
    for (query, pointer, code) in [
        ("actor=0", "/actor", "out_of_range"),
        ("target=-1", "/target", "out_of_range"),
        ("actor=ana", "/actor", "invalid_type"),
        ("from=yesterday", "/from", "invalid_instant"),
        ("to=2026-03-02", "/to", "invalid_instant"),
        ("user=1", "/user", "unknown_field"),
        ("cursor=x", "/cursor", "invalid_cursor"),
    ] {
        let refused = admin.get(format!("/api/admin/audit-log?{query}")).await;
        refused.assert_problem(422, "invalid").assert_field(pointer, code);
    }
}
