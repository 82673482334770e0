//! Helping somebody who can't sign in.

use serde_json::{Value, json};
use umbra_testkit::{PASSWORD, TestApp, umbra_test};

use crate::admin::kit::{assert_audited, code, enable_totp, login, login_with_code, url};

#[umbra_test]
async fn a_reset_password_has_to_be_changed_before_anything_else(t: TestApp) {
    let (admin, ana) = (t.admin().await, t.user("ana").await);
    let reset = admin.post(url(ana.id, "/reset-password"), json!({})).await.assert_status(200);
    let reset = reset.json();
    let temporary = reset["temporary_password"].as_str().unwrap().to_owned();
    assert_eq!(reset["user"]["must_change_password"], true);
    assert_eq!(reset["user"]["session_count"], 0);
    assert_audited(&admin, ana.id, "admin.reset_password", "success", Value::Null).await;
    assert!(!t.database_dump().await.holds(&temporary));

    ana.get("/api/settings").await.assert_problem(401, "unauthenticated");
    login(&t.anonymous(), "ana", PASSWORD).await.assert_problem(401, "invalid_credentials");
    let browser = t.anonymous();
    let reply = login(&browser, "ana", &temporary).await.assert_status(200).json();
    assert_eq!(reply["must_change_password"], true);
    for path in ["/api/settings", "/api/todos", "/api/admin/users", "/api/auth/sessions"] {
        browser.get(path).await.assert_problem(403, "password_change_required");
    }
    let setup = browser.post("/api/auth/totp/setup", ()).await;
    setup.assert_problem(403, "password_change_required");
    let body = json!({"old_password": temporary, "new_password": "nine herons at dawn"});
    browser.post("/api/auth/change-password", body).await.assert_status(200);
    browser.get("/api/settings").await.assert_status(200);
    assert_eq!(admin.get(url(ana.id, "")).await.json()["must_change_password"], false);
}

#[umbra_test]
async fn a_password_can_be_given_and_must_be_a_good_one(t: TestApp) {
    let (admin, ana) = (t.admin().await, t.user("ana").await);
    let path = url(ana.id, "/reset-password");
    for bad in ["short", "password123", "ana"] {
        let refused = admin.post(&path, json!({"password": bad})).await;
        assert_eq!(
            refused.assert_problem(422, "invalid").body()["errors"][0]["pointer"],
            "/password"
        );
    }
    let body = json!({"password": "nine herons at dawn"});
    let reset = admin.post(&path, body).await.assert_status(200).json();
    assert_eq!(reset["temporary_password"], Value::Null);
    let reply = login(&t.anonymous(), "ana", "nine herons at dawn").await.assert_status(200);
    assert_eq!(reply.json()["must_change_password"], true);
}

#[umbra_test]
async fn unlocking_lifts_the_locks_of_passwords_and_codes(t: TestApp) {
    let (admin, ana) = (t.admin().await, t.user("ana").await);
    let totp = enable_totp(&t, &ana).await;
    let attacker = t.from_address("203.0.113.7");
    for _ in 0..10 {
        login(&attacker, "ana", "wrong password").await.assert_problem(401, "invalid_credentials");
    }
    t.execute("UPDATE users SET code_failures = 100 WHERE username = 'ana'").await;
    login(&attacker, "ana", PASSWORD).await.assert_problem(401, "invalid_credentials");
    assert_eq!(admin.get(url(ana.id, "")).await.json()["is_locked"], true);
    let user = admin.post(url(ana.id, "/unlock"), ()).await.assert_status(200).json();
    assert_eq!((&user["is_locked"], &user["session_count"]), (&json!(false), &json!(1)));
    let body = json!({"code": code(&t, &totp.secret)});
    login_with_code(&attacker, "ana", PASSWORD, body).await.assert_status(200);
}

#[umbra_test]
async fn a_reset_password_lifts_the_locks_too(t: TestApp) {
    let (admin, ana) = (t.admin().await, t.user("ana").await);
    let attacker = t.from_address("203.0.113.7");
    for _ in 0..10 {
        login(&attacker, "ana", "wrong password").await.assert_problem(401, "invalid_credentials");
    }
    let body = json!({"password": "nine herons at dawn"});
    admin.post(url(ana.id, "/reset-password"), body).await.assert_status(200);
    login(&attacker, "ana", "nine herons at dawn").await.assert_status(200);
}

#[umbra_test]
async fn without_mfa_the_password_is_enough(t: TestApp) {
    let (admin, ana) = (t.admin().await, t.user("ana").await);
    enable_totp(&t, &ana).await;
    let under_way = login(&t.anonymous(), "ana", PASSWORD).await.assert_status(200).json();
    assert_eq!(under_way["totp_required"], true);
    let user = admin.post(url(ana.id, "/disable-mfa"), ()).await.assert_status(200).json();
    assert_eq!((&user["totp_enabled"], &user["session_count"]), (&json!(false), &json!(0)));
    assert_audited(&admin, ana.id, "admin.disable_mfa", "success", Value::Null).await;
    ana.get("/api/settings").await.assert_problem(401, "unauthenticated");
    // The sign-in that was under way has ended with the factor.
    let body = json!({"mfa_token": under_way["mfa_token"], "code": "000000"});
    t.anonymous()
        .post("/api/auth/totp-verify", body)
        .await
        .assert_problem(401, "invalid_mfa_token");
    let browser = t.anonymous();
    let reply = login(&browser, "ana", PASSWORD).await.assert_status(200).json();
    assert_eq!(reply["authenticated"], true);
    let status = browser.get("/api/auth/totp/status").await.assert_status(200).json();
    assert_eq!(status, json!({"enabled": false, "backup_codes_remaining": 0}));
}

#[umbra_test]
async fn a_demanded_factor_comes_before_anything_else(t: TestApp) {
    let (admin, ana) = (t.admin().await, t.user("ana").await);
    let path = url(ana.id, "/enforce-mfa");
    let user = admin.put(&path, json!({"enforce": true})).await.assert_status(200).json();
    assert_eq!((&user["mfa_enforce_pending"], &user["session_count"]), (&json!(true), &json!(0)));
    assert_audited(&admin, ana.id, "admin.enforce_mfa", "success", json!("enforce=true")).await;
    ana.get("/api/settings").await.assert_problem(401, "unauthenticated");
    let browser = t.anonymous();
    let reply = login(&browser, "ana", PASSWORD).await.assert_status(200).json();
    assert_eq!(reply["mfa_setup_required"], true);
    let token = reply["mfa_token"].clone();
    let setup = browser.post("/api/auth/totp/enforce-setup", json!({"mfa_token": token})).await;
    let secret = setup.assert_status(200).json()["secret"].as_str().unwrap().to_owned();
    let body = json!({"mfa_token": token, "code": code(&t, &secret)});
    browser.post("/api/auth/totp/enforce-confirm", body).await.assert_status(200);
    browser.get("/api/settings").await.assert_status(200);
    // Met now: demanding it again changes nothing and ends no session.
    let user = admin.put(&path, json!({"enforce": true})).await.assert_status(200).json();
    assert_eq!(user["mfa_enforce_pending"], false);
    browser.get("/api/settings").await.assert_status(200);
}

#[umbra_test]
async fn a_demand_can_be_taken_back(t: TestApp) {
    let (admin, ana) = (t.admin().await, t.user("ana").await);
    let path = url(ana.id, "/enforce-mfa");
    for enforce in [true, false] {
        admin.put(&path, json!({"enforce": enforce})).await.assert_status(200);
    }
    let reply = login(&t.anonymous(), "ana", PASSWORD).await.assert_status(200).json();
    assert_eq!(reply["authenticated"], true);
}

#[umbra_test]
async fn passwordless_sign_in_can_be_switched_off_and_never_on(t: TestApp) {
    let (admin, ana) = (t.admin().await, t.user("ana").await);
    t.execute("UPDATE users SET passwordless_enabled = TRUE WHERE username = 'ana'").await;
    login(&t.anonymous(), "ana", PASSWORD).await.assert_problem(403, "passwordless");
    let path = url(ana.id, "/passwordless");
    let refused = admin.put(&path, json!({"enabled": true})).await;
    refused.assert_problem(422, "invalid").assert_field("/enabled", "invalid_value");
    ana.get("/api/settings").await.assert_status(200);
    let user = admin.put(&path, json!({"enabled": false})).await.assert_status(200).json();
    assert_eq!((&user["passwordless_enabled"], &user["session_count"]), (&json!(false), &json!(0)));
    let detail = json!("sessions=1");
    assert_audited(&admin, ana.id, "admin.disable_passwordless", "success", detail).await;
    ana.get("/api/settings").await.assert_problem(401, "unauthenticated");
    login(&t.anonymous(), "ana", PASSWORD).await.assert_status(200);
}
