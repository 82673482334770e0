//! Accounts: seeing, promoting, switching off, deleting.

use serde_json::{Value, json};
use umbra_testkit::{PASSWORD, TestApp, umbra_test};

use crate::admin::kit::{assert_audited, enable_totp, login, newest, url};

#[umbra_test]
async fn a_row_tells_of_factors_sessions_and_locks(t: TestApp) {
    let (admin, ana) = (t.admin().await, t.user("ana").await);
    t.user("ana").await;
    let user = admin.get(url(ana.id, "")).await.assert_status(200).json();
    for (member, value) in [
        ("id", json!(ana.id)),
        ("username", json!("ana")),
        ("role", json!("standard")),
        ("is_active", json!(true)),
        ("is_locked", json!(false)),
        ("must_change_password", json!(false)),
        ("mfa_enforce_pending", json!(false)),
        ("totp_enabled", json!(false)),
        ("passkey_count", json!(0)),
        ("passwordless_enabled", json!(false)),
        ("session_count", json!(2)),
        ("last_login_at", Value::Null),
    ] {
        assert_eq!(user[member], value, "{member} of {user}");
    }
    enable_totp(&t, &ana).await;
    let user = admin.get(url(ana.id, "")).await.json();
    // Switching a factor on ended the other session.
    assert_eq!((&user["totp_enabled"], &user["session_count"]), (&json!(true), &json!(1)));
    let rows = admin.get("/api/admin/users?search=AN").await.assert_status(200).json();
    assert_eq!(rows, json!([user]));
}

#[umbra_test]
async fn a_secret_that_was_not_confirmed_is_no_factor(t: TestApp) {
    let (admin, ana) = (t.admin().await, t.user("ana").await);
    ana.post("/api/auth/totp/setup", ()).await.assert_status(200);
    assert_eq!(admin.get(url(ana.id, "")).await.json()["totp_enabled"], false);
}

#[umbra_test]
async fn a_promoted_member_is_an_admin_once_they_sign_in_again(t: TestApp) {
    let (admin, ana) = (t.admin().await, t.user("ana").await);
    let body = json!({"role": "admin"});
    let user = admin.put(url(ana.id, "/role"), &body).await.assert_status(200).json();
    assert_eq!((&user["role"], &user["session_count"]), (&json!("admin"), &json!(0)));
    assert_audited(&admin, ana.id, "admin.change_role", "success", json!("role=admin")).await;
    ana.get("/api/settings").await.assert_problem(401, "unauthenticated");
    let ana = t.user("ana").await;
    ana.get("/api/admin/users").await.assert_status(200);
    // The same once more changes nothing, and ends no session.
    admin.put(url(ana.id, "/role"), &body).await.assert_status(200);
    ana.get("/api/admin/users").await.assert_status(200);
}

#[umbra_test]
async fn a_demoted_admin_is_one_no_more_from_the_next_request_on(t: TestApp) {
    let (admin, ana) = (t.admin().await, t.user("ana").await);
    admin.put(url(ana.id, "/role"), json!({"role": "admin"})).await.assert_status(200);
    let ana = t.user("ana").await;
    ana.get("/api/admin/users").await.assert_status(200);
    admin.put(url(ana.id, "/role"), json!({"role": "standard"})).await.assert_status(200);
    ana.get("/api/admin/users").await.assert_problem(401, "unauthenticated");
    t.user("ana").await.get("/api/admin/users").await.assert_problem(403, "admin_only");
}

#[umbra_test]
async fn a_switched_off_account_is_out_at_once_and_in_again_when_switched_on(t: TestApp) {
    let (admin, ana) = (t.admin().await, t.user("ana").await);
    let off = json!({"is_active": false});
    let user = admin.put(url(ana.id, "/active"), &off).await.assert_status(200).json();
    assert_eq!((&user["is_active"], &user["session_count"]), (&json!(false), &json!(0)));
    assert_audited(&admin, ana.id, "admin.change_active", "success", json!("is_active=false"))
        .await;
    ana.get("/api/settings").await.assert_problem(401, "unauthenticated");
    login(&t.anonymous(), "ana", PASSWORD).await.assert_problem(403, "account_inactive");
    admin.put(url(ana.id, "/active"), json!({"is_active": true})).await.assert_status(200);
    ana.get("/api/settings").await.assert_problem(401, "unauthenticated");
    login(&t.anonymous(), "ana", PASSWORD).await.assert_status(200);
}

#[umbra_test]
async fn a_deleted_account_is_gone_with_what_it_had_and_stays_on_record(t: TestApp) {
    let (admin, ana) = (t.admin().await, t.user("ana").await);
    ana.todo("Buy milk").create().await;
    enable_totp(&t, &ana).await;
    admin.delete(url(ana.id, "")).await.assert_status(204);
    ana.get("/api/settings").await.assert_problem(401, "unauthenticated");
    login(&t.anonymous(), "ana", PASSWORD).await.assert_problem(401, "invalid_credentials");
    admin.get(url(ana.id, "")).await.assert_problem(404, "not_found");
    let dump = t.database_dump().await;
    for table in ["todos", "totp_secrets", "backup_codes"] {
        assert!(dump.table(table).is_empty(), "{table} has rows");
    }
    let detail = json!("username=ana");
    assert_audited(&admin, ana.id, "admin.delete_user", "success", detail).await;
    let entry = newest(&admin, "auth.enable_totp").await;
    assert_eq!((&entry["actor_id"], &entry["actor"]), (&json!(ana.id), &Value::Null));
}

#[umbra_test]
async fn a_role_that_does_not_exist_is_refused(t: TestApp) {
    let (admin, ana) = (t.admin().await, t.user("ana").await);
    for body in [json!({"role": "root"}), json!({"role": null}), json!({})] {
        let refused = admin.put(url(ana.id, "/role"), &body).await;
        refused.assert_problem(422, "invalid");
    }
    assert_eq!(admin.get(url(ana.id, "")).await.json()["role"], "standard");
}
