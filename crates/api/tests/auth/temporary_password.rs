//! Passwords that somebody else has set: the first thing to do is to change them.

use jiff::SignedDuration;
use serde_json::{Value, json};
use umbra_domain::Clock as _;
use umbra_testkit::{Client, PASSWORD, TestApp, umbra_test};

use crate::auth::steps::{credentials, fail, give_code, login, sign_in, status, with_totp};

const OWN: &str = "two blue boats at noon";

/// Has the admin make an account for ben.
async fn account(t: &TestApp, body: Value) -> Value {
    t.admin().await.post("/api/admin/users", body).await.assert_status(201).json()
}

async fn assert_restricted(browser: &Client) {
    for path in ["/api/settings", "/api/todos", "/api/auth/sessions", "/api/auth/totp/status"] {
        browser.get(path).await.assert_problem(403, "password_change_required");
    }
    let todo = json!({"title": "Buy milk"});
    browser.post("/api/todos", todo).await.assert_problem(403, "password_change_required");
    let setup = browser.post("/api/auth/totp/setup", ()).await;
    setup.assert_problem(403, "password_change_required");
    assert_eq!(status(browser).await["must_change_password"], true);
}

#[umbra_test]
async fn somebody_whose_password_was_set_can_only_change_it(t: TestApp) {
    account(&t, credentials("ben", PASSWORD)).await;
    let ben = t.anonymous();
    let reply = login(&ben, "ben", PASSWORD).await.assert_status(200);
    assert_eq!(reply.json(), json!({"authenticated": true, "must_change_password": true}));
    assert_restricted(&ben).await;

    let change = json!({"old_password": PASSWORD, "new_password": OWN});
    let reply = ben.post("/api/auth/change-password", change).await.assert_status(200);
    assert_eq!(reply.json(), json!({"authenticated": true, "must_change_password": false}));
    ben.get("/api/settings").await.assert_status(200);
    assert_eq!(status(&ben).await["must_change_password"], false);
    sign_in(&t.anonymous(), "ben", OWN).await;
    login(&t.anonymous(), "ben", PASSWORD).await.assert_problem(401, "invalid_credentials");
}

#[umbra_test]
async fn proving_or_repeating_the_temporary_password_lifts_nothing(t: TestApp) {
    account(&t, credentials("ben", PASSWORD)).await;
    let ben = t.anonymous();
    login(&ben, "ben", PASSWORD).await.assert_status(200);
    let verify = ben.post("/api/auth/verify-password", json!({"password": PASSWORD})).await;
    let expected = json!({"authenticated": true, "must_change_password": true});
    assert_eq!(verify.assert_status(200).json(), expected);
    assert_restricted(&ben).await;
    let same = json!({"old_password": PASSWORD, "new_password": PASSWORD});
    let refused = ben.post("/api/auth/change-password", same).await;
    refused.assert_problem(422, "invalid").assert_field("/new_password", "password_unchanged");
    assert_restricted(&ben).await;
}

#[umbra_test]
async fn a_restricted_session_can_be_locked_and_ended(t: TestApp) {
    account(&t, credentials("ben", PASSWORD)).await;
    let ben = t.anonymous();
    login(&ben, "ben", PASSWORD).await.assert_status(200);
    ben.post("/api/auth/lock", ()).await.assert_status(200);
    let change = json!({"old_password": PASSWORD, "new_password": OWN});
    let locked = ben.post("/api/auth/change-password", change).await;
    locked.assert_problem(423, "session_locked");
    ben.post("/api/auth/logout", ()).await.assert_status(200);
    ben.get("/api/settings").await.assert_problem(401, "unauthenticated");
}

#[umbra_test]
async fn a_password_that_was_made_up_is_shown_once_and_opens_the_same_door(t: TestApp) {
    let made = account(&t, json!({"username": "ben"})).await;
    let password = made["temporary_password"].as_str().unwrap();
    assert!(!t.database_dump().await.holds(password));
    let ben = t.anonymous();
    login(&ben, "ben", password).await.assert_status(200);
    assert_restricted(&ben).await;

    let given = account(&t, credentials("cleo", PASSWORD)).await;
    assert_eq!(given["temporary_password"], Value::Null);
}

#[umbra_test]
async fn a_temporary_password_skips_no_second_factor(t: TestApp) {
    let (ana, app) = with_totp(&t, "ana").await;
    let path = format!("/api/admin/users/{}/reset-password", ana.id.0);
    let reset = t.admin().await.post(path, json!({"password": OWN})).await;
    reset.assert_status(200);
    ana.get("/api/settings").await.assert_problem(401, "unauthenticated");

    let browser = t.anonymous();
    login(&browser, "ana", PASSWORD).await.assert_problem(401, "invalid_credentials");
    let half = login(&browser, "ana", OWN).await.assert_status(200).json();
    assert_eq!((&half["authenticated"], &half["totp_required"]), (&json!(false), &json!(true)));
    let token = half["mfa_token"].as_str().unwrap();
    let whole = give_code(&browser, token, &app.code(t.clock.now())).await.assert_status(200);
    assert_eq!(whole.json(), json!({"authenticated": true, "must_change_password": true}));
    assert_restricted(&browser).await;
}

const THREE_DAYS: SignedDuration = SignedDuration::from_hours(72);

/// How a temporary password that came too late is refused.
const EXPIRED: &str = "temporary_password_expired";

#[umbra_test]
async fn a_temporary_password_works_for_three_days(t: TestApp) {
    let admin = t.admin().await;
    let made = account(&t, json!({"username": "ben"})).await;
    let until = (t.clock.now() + THREE_DAYS).to_string();
    assert_eq!(made["user"]["password_expires_at"], until);
    let path = format!("/api/admin/users/{}/reset-password", made["user"]["id"]);
    let reset = admin.post(path, json!({"password": OWN})).await.assert_status(200).json();
    assert_eq!(reset["user"]["password_expires_at"], until);
    t.app.operator_reset_password("ben").await.unwrap();
    let given = account(&t, credentials("cleo", PASSWORD)).await;
    assert_eq!(given["user"]["password_expires_at"], until);

    t.clock.advance(THREE_DAYS - SignedDuration::from_secs(1));
    let early = t.anonymous();
    login(&early, "cleo", PASSWORD).await.assert_status(200);
    t.clock.advance(SignedDuration::from_secs(1));
    login(&t.anonymous(), "cleo", PASSWORD).await.assert_problem(403, EXPIRED);
    // Only who knows it is told.
    login(&t.anonymous(), "cleo", OWN).await.assert_problem(401, "invalid_credentials");
    // A session from before is of no use without it.
    let change = json!({"old_password": PASSWORD, "new_password": OWN});
    early.post("/api/auth/change-password", change).await.assert_problem(403, EXPIRED);
    let verify = early.post("/api/auth/verify-password", json!({"password": PASSWORD})).await;
    verify.assert_problem(403, EXPIRED);
    assert_restricted(&early).await;
}

#[umbra_test]
async fn every_way_to_a_temporary_password_ends_after_400_days(t: TestApp) {
    let made = account(&t, json!({"username": "ben"})).await;
    let made = made["temporary_password"].as_str().unwrap().to_owned();
    t.user("cleo").await;
    let id = t.user("dora").await.id.0;
    let reset = t.app.operator_reset_password("cleo").await.unwrap();
    let path = format!("/api/admin/users/{id}/reset-password");
    t.admin().await.post(path, json!({"password": OWN})).await.assert_status(200);
    t.clock.advance(SignedDuration::from_hours(400 * 24));
    for (name, password) in
        [("ben", made.as_str()), ("cleo", reset.password.expose()), ("dora", OWN)]
    {
        login(&t.anonymous(), name, password).await.assert_problem(403, EXPIRED);
    }
    // Another one is as good as the first.
    let again = t.app.operator_reset_password("ben").await.unwrap();
    login(&t.anonymous(), "ben", again.password.expose()).await.assert_status(200);
}

#[umbra_test]
async fn a_password_of_ones_own_does_not_expire(t: TestApp) {
    account(&t, credentials("ben", PASSWORD)).await;
    let ben = t.anonymous();
    login(&ben, "ben", PASSWORD).await.assert_status(200);
    let change = json!({"old_password": PASSWORD, "new_password": OWN});
    ben.post("/api/auth/change-password", change).await.assert_status(200);
    let users = t.admin().await.get("/api/admin/users?search=ben").await.json();
    assert_eq!(users[0]["password_expires_at"], Value::Null);
    t.clock.advance(SignedDuration::from_hours(400 * 24));
    sign_in(&t.anonymous(), "ben", OWN).await;
}

#[umbra_test]
async fn a_password_that_expired_is_recorded_and_clears_no_failures(t: TestApp) {
    account(&t, credentials("ben", PASSWORD)).await;
    t.clock.advance(THREE_DAYS);
    let browser = t.anonymous();
    fail(&browser, "ben", 6).await;
    login(&browser, "ben", PASSWORD).await.assert_problem(403, EXPIRED);
    let warned = login(&browser, "ben", OWN).await;
    let problem = warned.assert_problem(401, "invalid_credentials");
    assert!(problem.detail().contains("3 attempts left"), "{warned:?}");
    let log = t.admin().await.get("/api/admin/audit-log?action=auth.login&limit=2").await.json();
    assert_eq!(log[1]["detail"], "temporary password expired", "{log}");
    assert_eq!(log[1]["outcome"], "failure");
}
