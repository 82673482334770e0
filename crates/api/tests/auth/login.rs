//! Signing in with a password.

use serde_json::json;
use umbra_store::user;
use umbra_testkit::{PASSWORD, Setup, TestApp, at_once, umbra_test};

use crate::auth::steps::{WRONG, is_signed_in, login, sign_in, status};

#[umbra_test]
async fn the_right_password_signs_in(t: TestApp) {
    t.user("ana").await;
    let browser = t.anonymous();
    let reply = sign_in(&browser, "ana", PASSWORD).await;
    assert!(reply.cookie("session").is_some() && reply.cookie("umbra_device").is_some());
    let now = status(&browser).await;
    assert_eq!((&now["authenticated"], &now["username"]), (&json!(true), &json!("ana")));
    browser.get("/api/settings").await.assert_status(200);
}

#[umbra_test]
async fn a_name_is_the_same_in_any_case_and_width(t: TestApp) {
    t.user("ana.müller").await;
    for spelling in ["ANA.MÜLLER", " ana.müller ", "ana.mu\u{308}ller", "ａｎａ.müller"] {
        sign_in(&t.anonymous(), spelling, PASSWORD).await;
    }
}

#[umbra_test]
async fn a_wrong_password_gives_neither_cookie_nor_session(t: TestApp) {
    t.user("ana").await;
    let before = t.database_dump().await.table("sessions").to_vec();
    let upper = PASSWORD.to_uppercase();
    let (spaced, cut) = (format!(" {PASSWORD} "), &PASSWORD[..PASSWORD.len() - 1]);
    for wrong in [WRONG, "", &upper, &spaced, cut] {
        let browser = t.anonymous();
        let refused = login(&browser, "ana", wrong).await;
        refused.assert_problem(401, "invalid_credentials");
        assert!(refused.cookies().is_empty() && !is_signed_in(&browser).await, "{wrong:?}");
    }
    assert_eq!(t.database_dump().await.table("sessions"), before);
}

#[umbra_test]
async fn a_failure_leaves_the_session_that_the_browser_has(t: TestApp) {
    let ana = t.user("ana").await;
    login(&ana, "ana", WRONG).await.assert_problem(401, "invalid_credentials");
    ana.get("/api/settings").await.assert_status(200);
}

#[umbra_test]
async fn only_who_knows_the_password_learns_that_an_account_is_switched_off(t: TestApp) {
    let ana = t.user("ana").await;
    t.execute("UPDATE users SET is_active = FALSE").await;
    ana.get("/api/settings").await.assert_problem(401, "unauthenticated");
    let browser = t.anonymous();
    login(&browser, "ana", WRONG).await.assert_problem(401, "invalid_credentials");
    let refused = login(&browser, "ana", PASSWORD).await;
    refused.assert_problem(403, "account_inactive");
    assert!(refused.cookies().is_empty() && !is_signed_in(&browser).await);
}

#[umbra_test]
async fn only_who_knows_the_password_learns_that_it_is_switched_off(t: TestApp) {
    t.user("ana").await;
    t.execute("UPDATE users SET passwordless_enabled = TRUE").await;
    let browser = t.anonymous();
    login(&browser, "ana", WRONG).await.assert_problem(401, "invalid_credentials");
    let refused = login(&browser, "ana", PASSWORD).await;
    refused.assert_problem(403, "passwordless");
    assert!(refused.cookies().is_empty() && !is_signed_in(&browser).await);
    let log = t.database_dump().await.table("audit_log").join("\n");
    assert!(log.contains("passwordless"), "{log}");
}

#[umbra_test]
async fn fifty_right_passwords_at_once_never_exceed_the_session_cap(t: TestApp) {
    t.user("ana").await;
    let browsers: Vec<_> = (0..50).map(|_| t.anonymous()).collect();
    let replies = at_once(browsers.iter().map(|browser| login(browser, "ana", PASSWORD))).await;
    let signed_in = replies.iter().filter(|reply| reply.status() == 200).count();
    for refused in replies.iter().filter(|reply| reply.status() != 200) {
        refused.assert_problem(503, "saturated");
    }
    assert!(signed_in >= 10, "only {signed_in} of 50 got in");
    assert_eq!(t.database_dump().await.table("sessions").len(), 10);
    let mut alive = 0;
    for browser in &browsers {
        alive += usize::from(is_signed_in(browser).await);
    }
    assert_eq!(alive, 10);
}

fn one_hash_at_a_time(setup: &mut Setup) {
    setup.hash_threads = 1;
    setup.hash_queue = 0;
}

#[umbra_test(with = one_hash_at_a_time)]
async fn a_full_queue_answers_503_whoever_asks_and_counts_no_failure(t: TestApp) {
    t.user("ana").await;
    let busy = t.hashes.admit().unwrap();
    for username in ["ana", "nobody"] {
        for password in [PASSWORD, WRONG] {
            let refused = login(&t.anonymous(), username, password).await;
            refused.assert_problem(503, "saturated");
            assert_eq!(refused.header("retry-after"), Some("1"));
        }
    }
    drop(busy);
    assert_eq!(t.database_dump().await.table("login_counters").len(), 0);
    sign_in(&t.anonymous(), "ana", PASSWORD).await;
}

/// `seven green herons at dusk`, as the replaced service would have stored it, at the least cost.
const BCRYPT: &str = "$2b$04$abcdefghijklmnopqrstuupRx9sB6qOovY3GHL1lkOrgaMVBsVvo2";

#[umbra_test]
async fn a_bcrypt_hash_verifies_and_becomes_argon2id(t: TestApp) {
    let ana = t.user("ana").await;
    let (store, now) = (&t.store, t.app.now());
    user::set_password(store.autocommit(), ana.id, BCRYPT, None, now).await.unwrap();
    let stored = async || {
        let account = user::by_id(store.reader(), ana.id).await.unwrap();
        account.unwrap().password_hash
    };
    login(&t.anonymous(), "ana", WRONG).await.assert_problem(401, "invalid_credentials");
    assert_eq!(stored().await, BCRYPT, "a failure replaces nothing");

    sign_in(&t.anonymous(), "ana", PASSWORD).await;
    let argon2id = stored().await;
    assert!(argon2id.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{argon2id}");
    ana.get("/api/settings").await.assert_status(200);

    sign_in(&t.anonymous(), "ana", PASSWORD).await;
    assert_eq!(stored().await, argon2id, "and is left alone from then on");
    login(&t.anonymous(), "ana", WRONG).await.assert_problem(401, "invalid_credentials");
}
