//! The first admin.

use serde_json::json;
use umbra_testkit::{PASSWORD, TestApp, at_once, umbra_test};

use crate::auth::steps::{credentials, is_signed_in, status};

const SETUP: &str = "/api/auth/setup";

#[umbra_test]
async fn the_first_account_is_an_admins_and_signed_in(t: TestApp) {
    let browser = t.anonymous();
    assert_eq!(status(&browser).await["setup_required"], true);
    let reply = browser.post(SETUP, credentials("Ana", PASSWORD)).await.assert_status(200);
    assert_eq!(reply.json(), json!({"authenticated": true, "must_change_password": false}));
    let now = status(&browser).await;
    assert_eq!((&now["username"], &now["role"]), (&json!("Ana"), &json!("admin")));
    assert_eq!(now["setup_required"], false);
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
