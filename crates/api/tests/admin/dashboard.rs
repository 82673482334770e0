//! The server in numbers.

use serde_json::json;
use umbra_testkit::{TestApp, umbra_test};

use crate::admin::kit::{enable_totp, login, url};

#[umbra_test]
async fn the_dashboard_counts(t: TestApp) {
    let admin = t.admin().await;
    let (ana, ben, cleo) = (t.user("ana").await, t.user("ben").await, t.user("cleo").await);
    t.user("ana").await;
    enable_totp(&t, &ana).await;
    admin.put(url(ben.id, "/active"), json!({"is_active": false})).await.assert_status(200);
    admin.put(url(cleo.id, "/enforce-mfa"), json!({"enforce": true})).await.assert_status(200);
    let made = admin.post("/api/admin/users", json!({"username": "dora"})).await;
    made.assert_status(201);
    let attacker = t.from_address("203.0.113.7");
    for _ in 0..10 {
        login(&attacker, "ana", "wrong password").await.assert_problem(401, "invalid_credentials");
    }
    let board = admin.get("/api/admin/dashboard").await.assert_status(200).json();
    assert_eq!(
        board["users"],
        json!({"total": 5, "active": 4, "admins": 1, "must_change_password": 1})
    );
    assert_eq!(board["sessions"], json!({"active": 2, "users": 2}));
    assert_eq!(board["locks"], json!({"names": 1, "frozen_codes": 0}));
    assert_eq!(
        board["mfa"],
        json!({"totp": 1, "passkeys": 0, "passwordless": 0, "enforce_pending": 1})
    );
    let recent = board["recent_audit"].as_array().unwrap();
    assert_eq!(recent.len(), 10);
    assert_eq!(recent[0]["action"], "auth.lockout");
    assert_eq!(recent[0]["address"], "203.0.113.7");
}
