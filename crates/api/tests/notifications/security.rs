//! Being told of what was done to one's account.

use futures_util::future::join_all;
use serde_json::json;
use umbra_testkit::{PASSWORD, TestApp, umbra_test};

use super::{titles, told, unread};

const OTHER: &str = "nine purple otters at dawn";

async fn sign_in(t: &TestApp, address: &str, password: &str) -> u16 {
    let client = t.from_address(address);
    let credentials = json!({"username": "ana", "password": password});
    client.post("/api/auth/login", credentials).await.status()
}

#[umbra_test]
async fn a_new_device_is_told_of_and_a_known_one_is_not(t: TestApp) {
    let ana = t.user("ana").await;
    let browser = t.from_address("203.0.113.7");
    let credentials = json!({"username": "ana", "password": PASSWORD});
    let at = t.app.now().to_string();
    browser.post("/api/auth/login", &credentials).await.assert_status(200);
    // It says when it happened, and not when a worker found it out.
    t.clock.advance(std::time::Duration::from_secs(60));
    t.drain_jobs().await;
    let times = |one: &serde_json::Value| [one["created_at"].clone(), one["updated_at"].clone()];
    assert_eq!(times(&told(&ana).await[0]), [json!(at), json!(at)]);
    assert_eq!(titles(&ana).await, ["A new device signed in to your account"]);
    let all = told(&ana).await;
    assert!(all[0]["body"].as_str().unwrap().starts_with("It was at 203.0.113.7."), "{all:?}");
    assert_eq!((&all[0]["kind"], &all[0]["subject"]), (&json!("security"), &json!(null)));
    assert_eq!(all[0]["path"], "/api/auth/sessions");
    browser.post("/api/auth/login", &credentials).await.assert_status(200);
    t.drain_jobs().await;
    assert_eq!(told(&ana).await, all);
    assert_eq!(sign_in(&t, "203.0.113.9", PASSWORD).await, 200);
    t.drain_jobs().await;
    assert_eq!(titles(&ana).await, ["2 sign-ins to your account from new devices"]);
}

#[umbra_test]
async fn whoever_changes_a_password_its_owner_is_told(t: TestApp) {
    let (ana, admin) = (t.user("ana").await, t.admin().await);
    let change = json!({"old_password": PASSWORD, "new_password": OTHER});
    ana.post("/api/auth/change-password", change).await.assert_status(200);
    t.drain_jobs().await;
    assert_eq!(titles(&ana).await, ["Your password was changed"]);
    let url = format!("/api/admin/users/{}/role", ana.id);
    admin.put(url, json!({"role": "admin"})).await.assert_status(200);
    t.drain_jobs().await;
    let ana = t.user("ana").await;
    let all = titles(&ana).await;
    assert_eq!(all[0], "An admin changed what you may do on this server");
    assert_eq!(told(&ana).await[0]["actor"], json!(null), "which admin is nobody's business");
    assert!(told(&admin).await.is_empty());
}

#[umbra_test]
async fn failures_are_told_once_they_lock_and_not_of_nobody(t: TestApp) {
    let ana = t.user("ana").await;
    for _ in 0..9 {
        assert_eq!(sign_in(&t, "203.0.113.7", "wrong wrong wrong").await, 401);
    }
    t.drain_jobs().await;
    assert!(told(&ana).await.is_empty());
    assert_eq!(sign_in(&t, "203.0.113.7", "wrong wrong wrong").await, 401);
    t.drain_jobs().await;
    assert_eq!(titles(&ana).await, ["Too many failed attempts to sign in to your account"]);
    assert_eq!(unread(&ana).await, 1);
    // Nobody has this name, and so nobody is told.
    for _ in 0..11 {
        let unknown = json!({"username": "nobody", "password": "wrong wrong wrong"});
        let reply = t.from_address("203.0.113.8").post("/api/auth/login", unknown).await;
        assert_eq!(reply.status(), 401);
    }
    t.drain_jobs().await;
    assert_eq!(t.database_dump().await.table("notifications").len(), 1);
}

#[umbra_test]
async fn however_many_processes_mirror_the_audit_log_each_entry_is_told_once(t: TestApp) {
    let ana = t.user("ana").await;
    let other = t.second_process().await;
    for number in 1..=6 {
        assert_eq!(sign_in(&t, &format!("203.0.113.{number}"), PASSWORD).await, 200);
    }
    let mirror = (0..8).map(async |number| {
        let app = if number % 2 == 0 { &t.app } else { &other.app };
        app.mirror_audit_log().await.unwrap();
    });
    join_all(mirror).await;
    let all = told(&ana).await;
    assert_eq!((all.len(), &all[0]["count"]), (1, &json!(6)), "{all:?}");
    t.app.mirror_audit_log().await.unwrap();
    assert_eq!(told(&ana).await, all);
}
