//! What is kept of a session's token, and what becomes of forged ones.

use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::json;
use sha2::{Digest as _, Sha256};
use umbra_testkit::{PASSWORD, TestApp, umbra_test};

#[umbra_test]
async fn the_database_knows_a_tokens_hash_and_nothing_else_of_it(t: TestApp) {
    t.user("ana").await;
    let browser = t.anonymous();
    let credentials = json!({"username": "ana", "password": PASSWORD});
    browser.post("/api/auth/login", credentials).await.assert_status(200);
    let dump = t.database_dump().await;
    let cookie = browser.cookie("session").unwrap();
    let parts: Vec<_> = cookie
        .split('.')
        .map(|part| BASE64_URL_SAFE_NO_PAD.decode(part).expect("a part in base64url"))
        .collect();
    for part in &parts {
        assert!(!dump.holds(part), "{cookie} is in {dump}");
    }
    let hashed = parts.iter().any(|part| dump.holds(Sha256::digest(part)));
    assert!(hashed, "the hash of no part of {cookie} is in {dump}");
}

#[umbra_test]
async fn every_sign_in_gives_another_token(t: TestApp) {
    let ana = t.user("ana").await;
    let mut seen = vec![ana.cookie("session").unwrap()];
    let browser = ana.fork();
    for _ in 0..3 {
        let credentials = json!({"username": "ana", "password": PASSWORD});
        browser.post("/api/auth/login", credentials).await.assert_status(200);
        seen.push(browser.cookie("session").unwrap());
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 4, "a token that a browser brings along is never taken over");
}

/// Cookie values that Umbra never made, some of them close to one that it did.
fn forgeries(genuine: &str) -> Vec<String> {
    let respelled = |place: usize| {
        let mut bytes = genuine.as_bytes().to_vec();
        bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
        String::from_utf8(bytes).unwrap()
    };
    let (first, last) = genuine.split_once('.').unwrap();
    vec![
        String::new(),
        ".".to_owned(),
        "x".repeat(4000),
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA".to_owned(),
        respelled(0),
        respelled(genuine.find('.').unwrap() + 1),
        format!("{last}.{first}"),
        first.to_owned(),
        format!("{first}."),
        format!("{genuine}."),
        format!("{genuine}="),
        format!("{genuine}A"),
        genuine[..genuine.len() - 1].to_owned(),
        genuine.to_lowercase(),
    ]
}

#[umbra_test]
async fn a_forged_token_is_refused_without_asking_the_database(t: TestApp) {
    let ana = t.user("ana").await;
    let cut_off = t.second_process().await;
    cut_off.store.close().await;
    let genuine = ana.cookie("session").unwrap();
    let browser = t.anonymous().at(&cut_off);
    for forged in forgeries(&genuine) {
        browser.set_cookie("session", &forged);
        let refused = browser.get("/api/settings").await;
        refused.assert_problem(401, "unauthenticated");
    }
    // A genuine one gets as far as the database that isn't there.
    browser.set_cookie("session", &genuine);
    browser.get("/api/settings").await.assert_problem(503, "database_unavailable");
}

#[umbra_test]
async fn forged_tokens_are_no_sessions_and_genuine_ones_work_beside_other_cookies(t: TestApp) {
    let ana = t.user("ana").await;
    let genuine = ana.cookie("session").unwrap();
    let browser = t.anonymous();
    for forged in forgeries(&genuine) {
        browser.set_cookie("session", &forged);
        browser.get("/api/settings").await.assert_problem(401, "unauthenticated");
        let status = browser.get("/api/auth/status").await.assert_status(200).json();
        assert_eq!(status["authenticated"], false, "{forged}");
    }
    let beside = format!("theme=dark; broken; =; session={genuine}; lang=%ff");
    browser.get("/api/settings").header("Cookie", &beside).await.assert_status(200);
    let twice = format!("session={genuine}; session=x");
    let refused = browser.get("/api/settings").header("Cookie", &twice).await;
    refused.assert_problem(401, "unauthenticated");
}

#[umbra_test]
async fn a_device_cookie_is_no_session(t: TestApp) {
    let ana = t.user("ana").await;
    let browser = t.anonymous();
    browser.set_cookie("session", &ana.cookie("umbra_device").unwrap());
    browser.get("/api/settings").await.assert_problem(401, "unauthenticated");
}
