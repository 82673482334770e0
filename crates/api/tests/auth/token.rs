//! The token between the two steps of signing in.

use std::time::Duration;

use serde_json::{Value, json};
use umbra_domain::Clock as _;
use umbra_testkit::{Client, PASSWORD, Request, TestApp, at_once, umbra_test};

use crate::auth::steps::{
    Authenticator, STEP, configure, credentials, give_code, give_password, is_signed_in, login,
    with_totp,
};

#[umbra_test]
async fn a_token_dies_after_five_wrong_codes(t: TestApp) {
    let (_, app) = with_totp(&t, "ana").await;
    let (browser, now) = (t.anonymous(), t.clock.now());
    let token = give_password(&browser, "ana").await;
    for _ in 0..5 {
        let refused = give_code(&browser, &token, &app.wrong_code(now)).await;
        refused.assert_problem(401, "invalid_code");
    }
    let dead = give_code(&browser, &token, &app.code(now)).await;
    dead.assert_problem(401, "invalid_mfa_token");
    let fresh = give_password(&browser, "ana").await;
    give_code(&browser, &fresh, &app.code(now)).await.assert_status(200);
}

#[umbra_test]
async fn twenty_wrong_codes_at_once_get_five_tries(t: TestApp) {
    let (_, app) = with_totp(&t, "ana").await;
    let (browser, now) = (t.anonymous(), t.clock.now());
    let token = give_password(&browser, "ana").await;
    let wrong = app.wrong_code(now);
    let replies = at_once((0..20).map(|_| give_code(&browser, &token, &wrong))).await;
    let told = |code| replies.iter().filter(|reply| reply.json()["code"] == code).count();
    assert_eq!((told("invalid_code"), told("invalid_mfa_token")), (5, 15), "{replies:?}");
    let fresh = give_password(&browser, "ana").await;
    give_code(&browser, &fresh, &app.code(now)).await.assert_status(200);
}

#[umbra_test]
async fn four_wrong_codes_leave_a_token_alive(t: TestApp) {
    let (_, app) = with_totp(&t, "ana").await;
    let (browser, now) = (t.anonymous(), t.clock.now());
    let token = give_password(&browser, "ana").await;
    for _ in 0..4 {
        let refused = give_code(&browser, &token, &app.wrong_code(now)).await;
        refused.assert_problem(401, "invalid_code");
    }
    give_code(&browser, &token, &app.code(now)).await.assert_status(200);
}

#[umbra_test]
async fn a_token_signs_in_once(t: TestApp) {
    let (_, app) = with_totp(&t, "ana").await;
    let (browser, now) = (t.anonymous(), t.clock.now());
    let token = give_password(&browser, "ana").await;
    give_code(&browser, &token, &app.code(now)).await.assert_status(200);
    let again = give_code(&browser, &token, &app.code(now + STEP)).await;
    again.assert_problem(401, "invalid_mfa_token");
}

#[umbra_test]
async fn a_token_lasts_five_minutes(t: TestApp) {
    let (_, app) = with_totp(&t, "ana").await;
    let browser = t.anonymous();
    let (first, second) =
        (give_password(&browser, "ana").await, give_password(&browser, "ana").await);
    t.clock.advance(Duration::from_secs(5 * 60 - 1));
    give_code(&browser, &first, &app.code(t.clock.now())).await.assert_status(200);
    t.clock.advance(Duration::from_secs(1));
    let late = give_code(&browser, &second, &app.code(t.clock.now() + STEP)).await;
    late.assert_problem(401, "invalid_mfa_token");
}

#[umbra_test]
async fn a_dead_token_neither_counts_a_failure_nor_uses_a_code_up(t: TestApp) {
    let (_, app) = with_totp(&t, "ana").await;
    let (browser, now) = (t.anonymous(), t.clock.now());
    let stale = give_password(&browser, "ana").await;
    t.clock.advance(Duration::from_mins(5));
    let before = t.database_dump().await.table("login_counters").to_vec();
    for _ in 0..12 {
        let refused = give_code(&browser, &stale, &app.code(now)).await;
        refused.assert_problem(401, "invalid_mfa_token");
    }
    assert_eq!(t.database_dump().await.table("login_counters"), before);
    let token = give_password(&browser, "ana").await;
    give_code(&browser, &token, &app.code(t.clock.now())).await.assert_status(200);
}

#[umbra_test]
async fn a_token_is_for_one_persons_code(t: TestApp) {
    let (_, anas) = with_totp(&t, "ana").await;
    let (_, bens) = with_totp(&t, "ben").await;
    let (browser, now) = (t.anonymous(), t.clock.now());
    assert_ne!(anas.code(now), bens.code(now), "chance drew the same code");
    let token = give_password(&browser, "ana").await;
    give_code(&browser, &token, &bens.code(now)).await.assert_problem(401, "invalid_code");
    give_code(&browser, &token, &anas.code(now)).await.assert_status(200);
}

#[umbra_test]
async fn a_token_ends_with_the_credentials_that_it_was_made_for(t: TestApp) {
    let (ana, app) = with_totp(&t, "ana").await;
    let browser = t.anonymous();
    let token = give_password(&browser, "ana").await;
    let change = json!({"old_password": PASSWORD, "new_password": "two blue boats at noon"});
    ana.post("/api/auth/change-password", change).await.assert_status(200);
    let refused = give_code(&browser, &token, &app.code(t.clock.now())).await;
    refused.assert_problem(401, "invalid_mfa_token");
}

#[umbra_test]
async fn a_token_ends_when_the_factor_is_replaced(t: TestApp) {
    let (ana, app) = with_totp(&t, "ana").await;
    let browser = t.anonymous();
    let token = give_password(&browser, "ana").await;
    let off = json!({"password": PASSWORD, "code": app.code(t.clock.now())});
    ana.post("/api/auth/totp/disable", off).await.assert_status(200);
    let new = crate::auth::steps::set_up_totp(&ana).await;
    let now = t.clock.now();
    crate::auth::steps::confirm_totp(&ana, &new.code(now)).await.assert_status(200);
    let refused = give_code(&browser, &token, &new.code(now + STEP)).await;
    refused.assert_problem(401, "invalid_mfa_token");
}

#[umbra_test]
async fn a_token_ends_when_the_account_is_switched_off(t: TestApp) {
    let (_, app) = with_totp(&t, "ana").await;
    let browser = t.anonymous();
    let token = give_password(&browser, "ana").await;
    t.execute("UPDATE users SET is_active = FALSE").await;
    let refused = give_code(&browser, &token, &app.code(t.clock.now())).await;
    refused.assert_problem(401, "invalid_mfa_token");
}

/// Registers somebody who has to set a second factor up first, and returns the token for that.
async fn enrolment_token(t: &TestApp, username: &str) -> String {
    configure(t, json!({"allow_registration": true, "enforce_mfa_new_users": true})).await;
    let body = credentials(username, PASSWORD);
    let reply = t.anonymous().post("/api/auth/register", body).await.assert_status(200);
    reply.json()["mfa_token"].as_str().unwrap().to_owned()
}

fn enforce(browser: &Client, step: &str, body: Value) -> Request {
    browser.post(format!("/api/auth/totp/enforce-{step}"), body)
}

#[umbra_test]
async fn a_token_for_the_second_factor_sets_none_up(t: TestApp) {
    let (ana, app) = with_totp(&t, "ana").await;
    let browser = t.anonymous();
    let token = give_password(&browser, "ana").await;
    let code = app.code(t.clock.now());
    let setup = enforce(&browser, "setup", json!({"mfa_token": token})).await;
    setup.assert_problem(401, "invalid_mfa_token");
    let confirm = enforce(&browser, "confirm", json!({"mfa_token": token, "code": code})).await;
    confirm.assert_problem(401, "invalid_mfa_token");
    assert!(!is_signed_in(&browser).await);
    assert_eq!(ana.get("/api/auth/totp/status").await.json()["enabled"], true);
    give_code(&browser, &token, &code).await.assert_status(200);
}

#[umbra_test]
async fn a_token_to_set_the_second_factor_up_is_none_to_give_it_with(t: TestApp) {
    let token = enrolment_token(&t, "ben").await;
    let browser = t.anonymous();
    let setup = enforce(&browser, "setup", json!({"mfa_token": token})).await.assert_status(200);
    let app = Authenticator::scan(&setup);
    let code = app.code(t.clock.now());
    give_code(&browser, &token, &code).await.assert_problem(401, "invalid_mfa_token");
    let backup = json!({"mfa_token": token, "backup_code": app.backup_codes[0]});
    let refused = browser.post("/api/auth/totp-verify", backup).await;
    refused.assert_problem(401, "invalid_mfa_token");
    assert!(!is_signed_in(&browser).await);
    let confirm = enforce(&browser, "confirm", json!({"mfa_token": token, "code": code})).await;
    confirm.assert_status(200);
}

#[umbra_test]
async fn no_step_can_be_skipped_with_an_old_token(t: TestApp) {
    let early = enrolment_token(&t, "ben").await;
    let browser = t.anonymous();
    let body = login(&browser, "ben", PASSWORD).await.assert_status(200).json();
    let late = body["mfa_token"].as_str().unwrap();
    let setup = enforce(&browser, "setup", json!({"mfa_token": late})).await.assert_status(200);
    let app = Authenticator::scan(&setup);
    let confirm = json!({"mfa_token": late, "code": app.code(t.clock.now())});
    enforce(&browser, "confirm", confirm).await.assert_status(200);
    // The token of before would replace the factor that is on now.
    let setup = enforce(&t.anonymous(), "setup", json!({"mfa_token": early})).await;
    setup.assert_problem(401, "invalid_mfa_token");
    let code = app.code(t.clock.now() + STEP);
    let confirm = json!({"mfa_token": early, "code": code});
    enforce(&t.anonymous(), "confirm", confirm).await.assert_problem(401, "invalid_mfa_token");
}
