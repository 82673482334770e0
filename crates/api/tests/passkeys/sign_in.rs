//! Signing in with a passkey.

use serde_json::json;
use umbra_soft_authenticator::SoftAuthenticator;
use umbra_testkit::{TestApp, at_once, umbra_test};

use crate::passkeys::kit::{
    ORIGIN, all_of_a_session, audited, begin, execute, path, register, sign_in, stored,
    with_password,
};

#[umbra_test]
async fn a_passkey_signs_in_without_a_username(t: TestApp) {
    let ana = t.user("ana").await;
    for mut key in [SoftAuthenticator::new(1), SoftAuthenticator::synced(2)] {
        register(&ana, &mut key, "Key").await;
        for _ in 0..2 {
            let browser = t.anonymous();
            let reply = sign_in(&browser, &mut key).await.assert_status(200);
            assert_eq!(reply.json(), json!({"authenticated": true, "must_change_password": false}));
            let status = browser.get("/api/auth/status").await.json();
            assert_eq!(status["username"], "ana");
        }
    }
    let list = ana.get(path("")).await.json();
    assert!(list.as_array().unwrap().iter().all(|passkey| passkey["last_used_at"].is_string()));
    assert_eq!(audited(&t, "auth.passkey_login").await, 4);
}

#[umbra_test]
async fn a_passkey_signs_in_with_a_username(t: TestApp) {
    let ana = t.user("ana").await;
    let mut stick = SoftAuthenticator::new(1).without_discoverable_credentials();
    register(&ana, &mut stick, "Stick").await;
    let browser = t.anonymous();
    let (options, token) = begin(&browser, "/login/begin", json!({"username": " ANA "})).await;
    let credential = stick.login(&options, ORIGIN);
    let body = json!({"credential": credential, "challenge_token": token});
    browser.post(path("/login/complete"), body).await.assert_status(200);
    assert_eq!(browser.get("/api/auth/status").await.json()["username"], "ana");
}

#[umbra_test]
async fn fifty_wrong_passwords_leave_a_passkey_working(t: TestApp) {
    let ana = t.user("ana").await;
    let mut key = SoftAuthenticator::new(1);
    register(&ana, &mut key, "Stick").await;
    let attacker = t.from_address("203.0.113.7");
    for _ in 0..50 {
        let refused = with_password(&attacker, "ana", "surely this is it").await;
        assert!([401, 429].contains(&refused.status()), "{refused:?}");
    }
    // From the attacker's own address as well: a household has one.
    for address in ["203.0.113.7", "198.51.100.1"] {
        sign_in(&t.from_address(address), &mut key).await.assert_status(200);
    }
}

#[umbra_test]
async fn a_passkey_skips_the_code_and_clears_wrong_ones(t: TestApp) {
    let ana = t.user("ana").await;
    let mut key = SoftAuthenticator::new(1);
    register(&ana, &mut key, "Stick").await;
    execute(&t, "UPDATE users SET code_failures = 100 WHERE username_key = 'ana'").await;
    ana.post("/api/auth/totp/setup", ()).await.assert_status(200);
    execute(&t, "UPDATE totp_secrets SET confirmed_at = created_at").await;
    let asked = with_password(&t.anonymous(), "ana", umbra_testkit::PASSWORD).await;
    assert_eq!(asked.json()["totp_required"], true);
    let reply = sign_in(&t.anonymous(), &mut key).await.assert_status(200);
    assert_eq!(reply.json()["authenticated"], true);
    execute(
        &t,
        "UPDATE users SET code_failures = 1 WHERE username_key = 'ana' AND code_failures = 0",
    )
    .await;
}

#[umbra_test]
async fn no_step_that_is_demanded_is_skipped(t: TestApp) {
    let ana = t.user("ana").await;
    let mut key = SoftAuthenticator::new(1);
    register(&ana, &mut key, "Stick").await;

    execute(&t, "UPDATE users SET must_change_password = '1' WHERE username_key = 'ana'").await;
    let browser = t.anonymous();
    let reply = sign_in(&browser, &mut key).await.assert_status(200);
    assert_eq!(reply.json()["must_change_password"], true);
    for request in all_of_a_session(&browser) {
        request.await.assert_problem(403, "password_change_required");
    }

    execute(&t, "UPDATE users SET mfa_enforce_pending = '1' WHERE username_key = 'ana'").await;
    let browser = t.anonymous();
    let reply = sign_in(&browser, &mut key).await.assert_status(200);
    assert_eq!(reply.json()["mfa_setup_required"], true);
    assert_eq!(browser.cookie("session"), None);
    browser.get(path("")).await.assert_problem(401, "unauthenticated");
}

#[umbra_test]
async fn an_account_that_is_switched_off_is_refused_after_the_passkey(t: TestApp) {
    let ana = t.user("ana").await;
    let mut key = SoftAuthenticator::new(1);
    register(&ana, &mut key, "Stick").await;
    execute(&t, "UPDATE users SET is_active = '0' WHERE username_key = 'ana'").await;
    let browser = t.anonymous();
    sign_in(&browser, &mut key).await.assert_problem(403, "account_inactive");
    assert_eq!(browser.cookie("session"), None);
    assert_eq!(audited(&t, "inactive").await, 1);
}

#[umbra_test]
async fn of_one_answer_sent_twenty_times_at_once_one_counts(t: TestApp) {
    let ana = t.user("ana").await;
    let mut phone = SoftAuthenticator::synced(1);
    register(&ana, &mut phone, "Phone").await;
    let (options, token) = begin(&t.anonymous(), "/login/begin", json!({})).await;
    let credential = phone.login(&options, ORIGIN);
    let body = json!({"credential": credential, "challenge_token": token});
    let browsers: Vec<_> = (0..20).map(|_| t.anonymous()).collect();
    let replies =
        at_once(browsers.iter().map(|browser| browser.post(path("/login/complete"), &body))).await;
    assert_eq!(replies.iter().filter(|reply| reply.status() == 200).count(), 1);
    assert_eq!(ana.get("/api/auth/sessions").await.json().as_array().unwrap().len(), 2);
}

#[umbra_test]
async fn a_deleted_passkey_signs_nobody_in(t: TestApp) {
    let ana = t.user("ana").await;
    let mut key = SoftAuthenticator::new(1);
    let id = register(&ana, &mut key, "Stick").await;
    let (options, token) = begin(&t.anonymous(), "/login/begin", json!({"username": "ana"})).await;
    let credential = key.login(&options, ORIGIN);
    let gone =
        ana.request("DELETE", path(&format!("/{id}")), crate::passkeys::kit::password()).await;
    gone.assert_status(204);
    let before = stored(&t).await;
    let body = json!({"credential": credential, "challenge_token": token});
    let refused = t.anonymous().post(path("/login/complete"), body).await;
    refused.assert_problem(401, "invalid_passkey");
    assert_eq!(stored(&t).await, before);
}

#[umbra_test]
async fn a_passkey_ends_the_session_that_the_browser_had(t: TestApp) {
    let ana = t.user("ana").await;
    let mut key = SoftAuthenticator::new(1);
    register(&ana, &mut key, "Key").await;
    let before = ana.fork();
    sign_in(&ana, &mut key).await.assert_status(200);
    ana.get("/api/settings").await.assert_status(200);
    before.get("/api/settings").await.assert_problem(401, "unauthenticated");
}
