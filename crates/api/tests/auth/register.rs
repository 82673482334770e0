//! Accounts that people make for themselves.

use std::time::Duration;

use serde_json::{Value, json};
use umbra_testkit::{Client, PASSWORD, Request, TestApp, at_once, umbra_test};

use crate::{
    alone::one_process_for_rates,
    auth::steps::{WRONG, configure, credentials, is_signed_in, login, sign_in, status},
};

fn register(browser: &Client, body: impl Into<Value>) -> Request {
    browser.post("/api/auth/register", body.into())
}

async fn open(t: &TestApp) {
    configure(t, json!({"allow_registration": true})).await;
}

#[umbra_test]
async fn registration_is_closed_until_an_admin_opens_it(t: TestApp) {
    t.user("ana").await;
    let browser = t.anonymous();
    assert_eq!(status(&browser).await["registration_open"], false);
    let refused = register(&browser, credentials("ben", PASSWORD)).await;
    refused.assert_problem(403, "registration_closed");
    assert!(!is_signed_in(&browser).await);
    assert_eq!(t.hashes.stats().hashes, 0, "a closed door costs no hash");

    open(&t).await;
    assert_eq!(status(&browser).await["registration_open"], true);
    register(&browser, credentials("ben", PASSWORD)).await.assert_status(200);

    configure(&t, json!({"allow_registration": false})).await;
    let refused = register(&t.anonymous(), credentials("cleo", PASSWORD)).await;
    refused.assert_problem(403, "registration_closed");
}

#[umbra_test]
async fn a_new_member_is_signed_in_and_their_details_are_kept(t: TestApp) {
    open(&t).await;
    let browser = t.anonymous();
    let account = json!({
        "username": "Ben", "password": PASSWORD, "email": "ben@example.org",
        "preferred_name": "Benny", "date_of_birth": "1990-05-17",
    });
    let reply = register(&browser, account).await.assert_status(200);
    assert_eq!(reply.json(), json!({"authenticated": true, "must_change_password": false}));
    let now = status(&browser).await;
    assert_eq!((&now["username"], &now["role"]), (&json!("Ben"), &json!("standard")));
    let settings = browser.get("/api/settings").await.assert_status(200).json();
    assert_eq!(settings["preferred_name"], "Benny");
    let users = t.admin().await.get("/api/admin/users?search=ben").await.json();
    assert_eq!(users[0]["email"], "ben@example.org");
    let stored = t.database_dump().await;
    assert!(stored.table("users").iter().any(|row| row.contains("1990-05-17")), "{stored}");

    sign_in(&t.anonymous(), "ben", PASSWORD).await;
}

#[umbra_test]
async fn a_name_belongs_to_whoever_had_it_first(t: TestApp) {
    open(&t).await;
    t.user("ana").await;
    for taken in ["ana", "ANA", " Ana ", "Ａｎａ"] {
        let browser = t.anonymous();
        let refused = register(&browser, credentials(taken, WRONG)).await;
        refused.assert_problem(409, "username_taken");
        assert!(!is_signed_in(&browser).await, "{taken}");
    }
    sign_in(&t.anonymous(), "ana", PASSWORD).await;
    login(&t.anonymous(), "ana", WRONG).await.assert_problem(401, "invalid_credentials");
}

#[umbra_test]
async fn of_those_who_want_a_name_at_once_one_gets_it(t: TestApp) {
    open(&t).await;
    let strangers: Vec<_> = (0..10).map(|_| t.anonymous()).collect();
    let replies =
        at_once(strangers.iter().map(|browser| register(browser, credentials("ben", PASSWORD))))
            .await;
    let (won, lost): (Vec<_>, Vec<_>) = replies.iter().partition(|reply| reply.status() == 200);
    assert_eq!(won.len(), 1, "{replies:?}");
    for reply in lost {
        reply.assert_problem(409, "username_taken");
    }
}

#[umbra_test]
async fn everything_that_is_wrong_with_an_account_is_told_at_once(t: TestApp) {
    open(&t).await;
    let account = json!({
        "username": "", "password": "x".repeat(129), "email": "ben",
        "preferred_name": "x".repeat(101), "date_of_birth": "1990-02-30",
    });
    let refused = register(&t.anonymous(), account).await;
    let problem = refused.assert_problem(422, "invalid");
    problem.assert_field("/username", "blank");
    problem.assert_field("/password", "password_too_long");
    problem.assert_field("/email", "invalid_email");
    problem.assert_field("/preferred_name", "too_long");
    problem.assert_field("/date_of_birth", "invalid_date");
    assert_eq!(problem.body()["errors"].as_array().unwrap().len(), 5);
}

#[umbra_test]
async fn nobody_makes_themselves_an_admin(t: TestApp) {
    open(&t).await;
    for field in ["role", "is_admin", "id", "must_change_password"] {
        let mut account = credentials("ben", PASSWORD);
        account[field] = json!("admin");
        let refused = register(&t.anonymous(), account).await;
        refused.assert_problem(422, "invalid").assert_field(&format!("/{field}"), "unknown_field");
    }
    assert_eq!(t.database_dump().await.table("users").len(), 1, "the admin is alone");
}

#[umbra_test(with = one_process_for_rates)]
async fn twenty_accounts_a_minute_are_enough_for_one_address(t: TestApp) {
    t.user("ana").await;
    let (here, elsewhere) = (t.from_address("203.0.113.7"), t.from_address("203.0.113.8"));
    let ask = |browser: &Client| register(browser, credentials("ben", PASSWORD));
    for _ in 0..20 {
        ask(&here).await.assert_problem(403, "registration_closed");
    }
    let throttled = ask(&here).await;
    throttled.assert_problem(429, "too_many_requests");
    assert_eq!(throttled.header("retry-after"), Some("3"), "a twentieth of a minute");
    ask(&elsewhere).await.assert_problem(403, "registration_closed");
    t.clock.advance(Duration::from_secs(3));
    ask(&here).await.assert_problem(403, "registration_closed");
}
