//! The second factor that the server demands of new accounts.

use serde_json::{Value, json};
use umbra_domain::Clock as _;
use umbra_testkit::{Client, PASSWORD, Reply, TestApp, umbra_test};

use crate::auth::steps::{
    Authenticator, STEP, configure, credentials, give_code, give_password, is_signed_in, login,
    sign_in, status,
};

async fn demand(t: &TestApp) {
    configure(t, json!({"allow_registration": true, "enforce_mfa_new_users": true})).await;
}

/// Checks that an answer asks to set the second factor up, and returns its token.
fn asks_to_enrol(reply: &Reply) -> String {
    assert!(reply.cookies().is_empty(), "half a sign-in gives no cookie: {reply:?}");
    let body = reply.json();
    let token = body["mfa_token"].as_str().unwrap_or_else(|| panic!("no token in {reply:?}"));
    let expected = json!({"authenticated": false, "mfa_setup_required": true, "mfa_token": token});
    assert_eq!(body, expected);
    token.to_owned()
}

async fn register(browser: &Client, username: &str) -> String {
    let body = credentials(username, PASSWORD);
    asks_to_enrol(&browser.post("/api/auth/register", body).await.assert_status(200))
}

async fn begin(browser: &Client, token: &str) -> Authenticator {
    let reply = browser.post("/api/auth/totp/enforce-setup", json!({"mfa_token": token})).await;
    Authenticator::scan(&reply.assert_status(200))
}

async fn finish(browser: &Client, token: &str, code: &str) -> Reply {
    let body = json!({"mfa_token": token, "code": code});
    browser.post("/api/auth/totp/enforce-confirm", body).await
}

#[umbra_test]
async fn a_new_member_sets_the_second_factor_up_and_is_signed_in(t: TestApp) {
    demand(&t).await;
    let browser = t.anonymous();
    let token = register(&browser, "ben").await;
    assert!(!is_signed_in(&browser).await);
    let app = begin(&browser, &token).await;
    assert!(!is_signed_in(&browser).await);
    let done = finish(&browser, &token, &app.code(t.clock.now())).await.assert_status(200);
    assert_eq!(done.json(), json!({"authenticated": true, "must_change_password": false}));
    let now = status(&browser).await;
    assert_eq!((&now["username"], &now["totp_enabled"]), (&json!("ben"), &Value::Bool(true)));
    browser.get("/api/settings").await.assert_status(200);
    // Its owner is told of the device, as after any other sign-in.
    t.drain_jobs().await;
    let mut titles = crate::notifications::titles(&browser).await;
    titles.sort();
    let expected = ["A new device signed in to your account", "Two-factor sign-in was switched on"];
    assert_eq!(titles, expected);

    t.clock.advance(STEP);
    let elsewhere = t.anonymous();
    let token = give_password(&elsewhere, "ben").await;
    give_code(&elsewhere, &token, &app.code(t.clock.now())).await.assert_status(200);
}

#[umbra_test]
async fn signing_in_demands_it_as_long_as_it_is_missing(t: TestApp) {
    demand(&t).await;
    register(&t.anonymous(), "ben").await;
    let browser = t.anonymous();
    for _ in 0..2 {
        asks_to_enrol(&login(&browser, "ben", PASSWORD).await.assert_status(200));
        assert!(!is_signed_in(&browser).await);
    }
    // Also after the admin has stopped to demand it of others.
    configure(&t, json!({"enforce_mfa_new_users": false})).await;
    let token = asks_to_enrol(&login(&browser, "ben", PASSWORD).await.assert_status(200));
    begin(&browser, &token).await;
    asks_to_enrol(&login(&browser, "ben", PASSWORD).await.assert_status(200));
}

#[umbra_test]
async fn the_set_up_can_be_repeated_and_only_the_last_secret_counts(t: TestApp) {
    demand(&t).await;
    let browser = t.anonymous();
    let token = register(&browser, "ben").await;
    let (first, second) = (begin(&browser, &token).await, begin(&browser, &token).await);
    let now = t.clock.now();
    let refused = finish(&browser, &token, &first.code(now)).await;
    refused.assert_problem(400, "invalid_code");
    assert!(refused.cookies().is_empty() && !is_signed_in(&browser).await);
    finish(&browser, &token, &second.code(now)).await.assert_status(200);
}

#[umbra_test]
async fn nothing_is_confirmed_that_was_not_set_up(t: TestApp) {
    demand(&t).await;
    let browser = t.anonymous();
    let token = register(&browser, "ben").await;
    finish(&browser, &token, "123456").await.assert_problem(400, "totp_not_started");
    assert!(!is_signed_in(&browser).await);
}

#[umbra_test]
async fn a_token_is_used_up_by_the_last_step_and_by_five_wrong_codes(t: TestApp) {
    demand(&t).await;
    let browser = t.anonymous();
    let token = register(&browser, "ben").await;
    let app = begin(&browser, &token).await;
    let now = t.clock.now();
    for _ in 0..5 {
        let refused = finish(&browser, &token, &app.wrong_code(now)).await;
        refused.assert_problem(400, "invalid_code");
    }
    let dead = finish(&browser, &token, &app.code(now)).await;
    dead.assert_problem(401, "invalid_mfa_token");
    let token = asks_to_enrol(&login(&browser, "ben", PASSWORD).await.assert_status(200));
    finish(&browser, &token, &app.code(now)).await.assert_status(200);

    let again = finish(&browser, &token, &app.code(now + STEP)).await;
    again.assert_problem(401, "invalid_mfa_token");
    let setup = browser.post("/api/auth/totp/enforce-setup", json!({"mfa_token": token})).await;
    setup.assert_problem(401, "invalid_mfa_token");
}

#[umbra_test]
async fn an_account_that_an_admin_makes_is_asked_too(t: TestApp) {
    demand(&t).await;
    let admin = t.admin().await;
    let body = credentials("ben", PASSWORD);
    admin.post("/api/admin/users", body).await.assert_status(201);
    let browser = t.anonymous();
    let token = asks_to_enrol(&login(&browser, "ben", PASSWORD).await.assert_status(200));
    let app = begin(&browser, &token).await;
    let done = finish(&browser, &token, &app.code(t.clock.now())).await.assert_status(200);
    assert_eq!(done.json(), json!({"authenticated": true, "must_change_password": true}));
    browser.get("/api/settings").await.assert_problem(403, "password_change_required");
}

#[umbra_test]
async fn who_was_there_before_is_asked_for_nothing(t: TestApp) {
    t.user("ana").await;
    demand(&t).await;
    sign_in(&t.anonymous(), "ana", PASSWORD).await;
}

#[umbra_test]
async fn of_parallel_confirmations_one_signs_in(t: TestApp) {
    demand(&t).await;
    let browser = t.anonymous();
    let token = register(&browser, "ben").await;
    let app = begin(&browser, &token).await;
    let code = app.code(t.clock.now());
    let body = json!({"mfa_token": token, "code": code});
    let requests = (0..10).map(|_| browser.post("/api/auth/totp/enforce-confirm", &body));
    let replies = umbra_testkit::at_once(requests).await;
    assert_eq!(replies.iter().filter(|reply| reply.status() == 200).count(), 1, "{replies:?}");
    assert!(replies.iter().all(|reply| reply.status() < 500), "{replies:?}");
}
