//! The first admin.

use serde_json::{Value, json};
use umbra_app::auth::SetupMode;
use umbra_auth::Password;
use umbra_domain::user::Username;
use umbra_testkit::{PASSWORD, Setup, TestApp, at_once, umbra_test};

use crate::auth::steps::{credentials, is_signed_in, sign_in, status};

const SETUP: &str = "/api/auth/setup";

#[umbra_test]
async fn the_first_account_is_an_admins_and_signed_in(t: TestApp) {
    let browser = t.anonymous();
    let before = status(&browser).await;
    assert_eq!((&before["setup_required"], &before["setup"]), (&json!(true), &json!("open")));
    let reply = browser.post(SETUP, credentials("Ana", PASSWORD)).await.assert_status(200);
    assert_eq!(reply.json(), json!({"authenticated": true, "must_change_password": false}));
    let now = status(&browser).await;
    assert_eq!((&now["username"], &now["role"]), (&json!("Ana"), &json!("admin")));
    assert_eq!((&now["setup_required"], &now["setup"]), (&json!(false), &json!(null)));
    let users = browser.get("/api/admin/users").await.assert_status(200).json();
    assert!(users[0]["last_login_at"].is_string(), "{users}");
}

#[umbra_test]
async fn a_server_is_set_up_once(t: TestApp) {
    t.anonymous().post(SETUP, credentials("ana", PASSWORD)).await.assert_status(200);
    for username in ["ana", "ben"] {
        let browser = t.anonymous();
        let again = browser.post(SETUP, credentials(username, PASSWORD)).await;
        again.assert_problem(409, "already_set_up");
        assert!(again.cookies().is_empty() && !is_signed_in(&browser).await);
    }
    assert_eq!(t.database_dump().await.table("users").len(), 1);
}

#[umbra_test]
async fn a_set_up_server_spends_no_hash_on_a_stranger_who_sets_it_up(t: TestApp) {
    t.user("ana").await;
    let refused = t.anonymous().post(SETUP, credentials("ben", PASSWORD)).await;
    refused.assert_problem(409, "already_set_up");
    assert_eq!(t.hashes.stats().hashes, 0);
}

#[umbra_test]
async fn twenty_set_ups_at_once_make_one_admin(t: TestApp) {
    let second = t.second_process().await;
    let browsers: Vec<_> = (0..20)
        .map(|n| if n % 2 == 0 { t.anonymous() } else { t.anonymous().at(&second) })
        .collect();
    let replies = at_once(
        browsers
            .iter()
            .enumerate()
            .map(|(n, browser)| browser.post(SETUP, credentials(&format!("admin{n}"), PASSWORD))),
    )
    .await;
    let (won, lost): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status() == 200);
    assert_eq!(won.len(), 1, "{replies:?}");
    for reply in lost {
        reply.assert_problem(409, "already_set_up");
        assert!(reply.cookies().is_empty(), "{reply:?}");
    }
    let dump = t.database_dump().await;
    assert_eq!((dump.table("users").len(), dump.table("sessions").len()), (1, 1), "{dump}");
}

#[umbra_test]
async fn a_refused_set_up_leaves_the_server_to_be_set_up(t: TestApp) {
    let browser = t.anonymous();
    let refused = browser.post(SETUP, credentials("a b", &"x".repeat(129))).await;
    let problem = refused.assert_problem(422, "invalid");
    problem.assert_field("/username", "invalid_characters");
    problem.assert_field("/password", "password_too_long");
    assert_eq!(status(&browser).await["setup_required"], true);
    browser.post(SETUP, credentials("ana", PASSWORD)).await.assert_status(200);
}

fn by_token(setup: &mut Setup) {
    setup.app.setup = SetupMode::Token;
}

fn off(setup: &mut Setup) {
    setup.app.setup = SetupMode::Off;
}

fn with_token(token: &str) -> Value {
    let mut body = credentials("ana", PASSWORD);
    body["setup_token"] = json!(token);
    body
}

#[umbra_test(with = by_token)]
async fn a_stranger_without_the_token_cannot_be_first(t: TestApp) {
    let browser = t.anonymous();
    assert_eq!(status(&browser).await["setup"], "token");
    let refused = browser.post(SETUP, credentials("ana", PASSWORD)).await;
    refused.assert_problem(403, "setup_token_required");
    for wrong in ["", " ", "aaaaa-aaaaa-aaaaa-aaaaa", &"x".repeat(10_000)] {
        browser.post(SETUP, with_token(wrong)).await.assert_problem(403, "setup_token_wrong");
    }
    let null = json!({"username": "ana", "password": PASSWORD, "setup_token": null});
    browser.post(SETUP, null).await.assert_problem(403, "setup_token_required");
    let number = json!({"username": "ana", "password": PASSWORD, "setup_token": 1});
    browser.post(SETUP, number).await.assert_problem(422, "invalid");
    assert_eq!(t.hashes.stats().hashes, 0, "a stranger costs no hash");
    assert_eq!(t.database_dump().await.table("users").len(), 0);
    assert_eq!(status(&browser).await["setup_required"], true);
}

#[umbra_test(with = by_token)]
async fn the_token_of_one_process_is_good_at_another(t: TestApp) {
    let second = t.second_process().await;
    let token = t.app.setup_token().expose().to_uppercase();
    let browser = t.anonymous().at(&second);
    browser.post(SETUP, with_token(&token)).await.assert_status(200);
    assert!(is_signed_in(&browser).await);
    let again = t.anonymous().post(SETUP, with_token(&token)).await;
    again.assert_problem(409, "already_set_up");
    // Nobody learns from a set-up server whether a token is right.
    let wrong = t.anonymous().post(SETUP, with_token("wrong")).await;
    wrong.assert_problem(409, "already_set_up");
}

#[umbra_test(with = off)]
async fn with_set_up_off_only_the_operator_makes_the_first_admin(t: TestApp) {
    let browser = t.anonymous();
    assert_eq!(status(&browser).await["setup"], "off");
    let token = t.app.setup_token();
    let refused = browser.post(SETUP, with_token(token.expose())).await;
    refused.assert_problem(403, "setup_off");
    let (name, password) = (Username::parse("ana").unwrap(), Password::parse(PASSWORD.to_owned()));
    t.app.operator_create_admin(name, password.unwrap()).await.unwrap();
    sign_in(&browser, "ana", PASSWORD).await;
}

#[umbra_test]
async fn a_token_that_nobody_asked_for_does_no_harm(t: TestApp) {
    t.anonymous().post(SETUP, with_token("anything")).await.assert_status(200);
}
