//! Changing one's own password.

use serde_json::json;
use umbra_testkit::{Client, PASSWORD, Request, TestApp, at_once, umbra_test};

use crate::auth::steps::{WRONG, is_signed_in, login, sign_in};

const NEW: &str = "two blue boats at noon";

fn change(browser: &Client, old: &str, new: &str) -> Request {
    let body = json!({"old_password": old, "new_password": new});
    browser.post("/api/auth/change-password", body)
}

#[umbra_test]
async fn the_new_password_replaces_the_old_one(t: TestApp) {
    let ana = t.user("ana").await;
    let reply = change(&ana, PASSWORD, NEW).await.assert_status(200);
    assert_eq!(reply.json(), json!({"authenticated": true, "must_change_password": false}));
    login(&t.anonymous(), "ana", PASSWORD).await.assert_problem(401, "invalid_credentials");
    sign_in(&t.anonymous(), "ana", NEW).await;
}

#[umbra_test]
async fn a_change_needs_the_old_password(t: TestApp) {
    let (ana, elsewhere) = (t.user("ana").await, t.user("ana").await);
    let before = ana.cookie("session");
    change(&ana, WRONG, NEW).await.assert_problem(401, "invalid_credentials");
    assert_eq!(ana.cookie("session"), before);
    assert!(is_signed_in(&ana).await && is_signed_in(&elsewhere).await);
    login(&t.anonymous(), "ana", NEW).await.assert_problem(401, "invalid_credentials");
    sign_in(&t.anonymous(), "ana", PASSWORD).await;
    let incomplete = ana.post("/api/auth/change-password", json!({"new_password": NEW})).await;
    incomplete.assert_problem(422, "invalid").assert_field("/old_password", "missing_field");
}

#[umbra_test]
async fn a_change_ends_all_other_sessions_and_rotates_this_one(t: TestApp) {
    let (ana, elsewhere, ben) = (t.user("ana").await, t.user("ana").await, t.user("ben").await);
    let stolen = ana.fork();
    change(&ana, PASSWORD, NEW).await.assert_status(200);
    assert_ne!(ana.cookie("session"), stolen.cookie("session"));
    assert!(is_signed_in(&ana).await);
    for dead in [&stolen, &*elsewhere] {
        dead.get("/api/settings").await.assert_problem(401, "unauthenticated");
    }
    assert!(is_signed_in(&ben).await, "other people stay signed in");
    let sessions = ana.get("/api/auth/sessions").await.assert_status(200).json();
    assert_eq!(sessions.as_array().unwrap().len(), 1);
    assert_eq!(sessions[0]["id"], ana.session.0, "it is the same session");
}

#[umbra_test]
async fn the_old_password_is_no_new_one(t: TestApp) {
    let ana = t.user("ana").await;
    let refused = change(&ana, PASSWORD, PASSWORD).await;
    refused.assert_problem(422, "invalid").assert_field("/new_password", "password_unchanged");
}

#[umbra_test]
async fn of_changes_at_once_one_wins(t: TestApp) {
    let browsers = [t.user("ana").await, t.user("ana").await, t.user("ana").await];
    let passwords: Vec<_> = (0..3).map(|n| format!("{NEW} {n}")).collect();
    let changes = browsers.iter().zip(&passwords);
    let replies = at_once(changes.map(|(browser, new)| change(browser, PASSWORD, new))).await;
    let won: Vec<_> = (0..3).filter(|n| replies[*n].status() == 200).collect();
    assert_eq!(won.len(), 1, "{replies:?}");
    for (n, browser) in browsers.iter().enumerate() {
        assert_eq!(is_signed_in(browser).await, n == won[0]);
        let expected = if n == won[0] { 200 } else { 401 };
        login(&t.anonymous(), "ana", &passwords[n]).await.assert_status(expected);
    }
}

#[umbra_test]
async fn a_sign_in_under_way_does_not_survive_a_change(t: TestApp) {
    let ana = t.user("ana").await;
    // Elsewhere the old password is still being verified when it has been changed here.
    let slower = t.second_process_with(|setup| setup.hash_threads = 1).await;
    let browsers: Vec<_> = (0..8).map(|_| t.anonymous().at(&slower)).collect();
    let logins = browsers.iter().map(|browser| login(browser, "ana", PASSWORD));
    let requests = std::iter::once(change(&ana, PASSWORD, NEW)).chain(logins);
    let replies = at_once(requests).await;
    assert_eq!(replies[0].status(), 200, "{replies:?}");
    for browser in &browsers {
        assert!(!is_signed_in(browser).await, "the old password opened this session");
    }
    assert!(is_signed_in(&ana).await);
}
