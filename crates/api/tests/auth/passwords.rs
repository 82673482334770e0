//! Which passwords are taken, and that they are taken as they are.

use serde_json::json;
use umbra_testkit::{PASSWORD, Setup, TestApp, umbra_test};

use crate::auth::steps::{configure, credentials, login, sign_in, status};

const SETUP: &str = "/api/auth/setup";

#[umbra_test]
async fn a_password_that_a_guesser_tries_first_is_refused(t: TestApp) {
    let browser = t.anonymous();
    for (password, code) in [
        ("", "password_too_short"),
        ("k9#mQ2x", "password_too_short"),
        ("žluťouč", "password_too_short"),
        ("password1", "password_too_common"),
        ("TRUSTNO1", "password_too_common"),
        ("aaaaaaaaaaaa", "password_too_common"),
        ("23456789", "password_too_common"),
        ("umbra2026", "password_too_common"),
        ("Alexandra7", "password_like_username"),
        ("ardnaxela!", "password_like_username"),
    ] {
        let refused = browser.post(SETUP, credentials("alexandra", password)).await;
        refused.assert_problem(422, "invalid").assert_field("/password", code);
        if !password.is_empty() {
            assert!(!refused.text().contains(password), "{refused:?}");
        }
    }
    assert_eq!(status(&browser).await["setup_required"], true);
    assert_eq!(t.hashes.stats().hashes, 0);
}

#[umbra_test]
async fn the_rules_hold_wherever_a_password_is_chosen(t: TestApp) {
    configure(&t, json!({"allow_registration": true})).await;
    let (admin, ana) = (t.admin().await, t.user("ana").await);
    let change = json!({"old_password": PASSWORD, "new_password": "password1"});
    for (refused, field) in [
        (ana.post("/api/auth/change-password", change).await, "/new_password"),
        (
            t.anonymous().post("/api/auth/register", credentials("ben", "password1")).await,
            "/password",
        ),
        (admin.post("/api/admin/users", credentials("ben", "password1")).await, "/password"),
    ] {
        refused.assert_problem(422, "invalid").assert_field(field, "password_too_common");
    }
}

#[umbra_test]
async fn eight_characters_of_any_alphabet_are_enough(t: TestApp) {
    t.anonymous().post(SETUP, credentials("ana", "žluťoučk")).await.assert_status(200);
    sign_in(&t.anonymous(), "ana", "žluťoučk").await;
}

fn fifteen_at_least(setup: &mut Setup) {
    setup.app.passwords = umbra_auth::PasswordPolicy::new(15);
}

#[umbra_test(with = fifteen_at_least)]
async fn an_operator_may_ask_for_longer_passwords(t: TestApp) {
    let browser = t.anonymous();
    let refused = browser.post(SETUP, credentials("ana", "k9#mQ2xzk9#mQ2")).await;
    refused.assert_problem(422, "invalid").assert_field("/password", "password_too_short");
    browser.post(SETUP, credentials("ana", "k9#mQ2xzk9#mQ2x")).await.assert_status(200);
}

#[umbra_test]
async fn all_of_128_characters_count(t: TestApp) {
    let longest: String =
        "The quick brown fox jumps over a lazy dog. ".chars().cycle().take(128).collect();
    t.anonymous().post(SETUP, credentials("ana", &longest)).await.assert_status(200);
    let mut other_end = longest[..127].to_owned();
    other_end.push('!');
    for cut in [&longest[..127], &longest[..72], &other_end] {
        login(&t.anonymous(), "ana", cut).await.assert_problem(401, "invalid_credentials");
    }
    sign_in(&t.anonymous(), "ana", &longest).await;
}

#[umbra_test]
async fn a_password_of_129_characters_is_refused_everywhere_and_for_everybody(t: TestApp) {
    let long = "🦉".repeat(129);
    let browser = t.anonymous();
    let refused = browser.post(SETUP, credentials("ana", &long)).await;
    refused.assert_problem(422, "invalid").assert_field("/password", "password_too_long");
    let ana = t.user("ana").await;
    for username in ["ana", "unknown"] {
        let refused = login(&browser, username, &long).await;
        refused.assert_problem(422, "invalid").assert_field("/password", "password_too_long");
    }
    let refused = ana.post("/api/auth/verify-password", json!({"password": long})).await;
    refused.assert_problem(422, "invalid").assert_field("/password", "password_too_long");
    let change = json!({"old_password": long, "new_password": long});
    let refused = ana.post("/api/auth/change-password", change).await;
    let problem = refused.assert_problem(422, "invalid");
    problem.assert_field("/old_password", "password_too_long");
    problem.assert_field("/new_password", "password_too_long");
    assert_eq!(t.hashes.stats().verifications, 0);
}

#[umbra_test]
async fn any_unicode_counts_as_typed(t: TestApp) {
    // 70 characters: full width, a composed and a decomposed letter, emoji, controls, a space.
    let typed = format!("Ａna é e\u{301} ß 👩‍👩‍👧 \t\0 {}", "пирожок ".repeat(7));
    assert!(typed.chars().count() >= 64);
    t.anonymous().post(SETUP, credentials("ben", &typed)).await.assert_status(200);
    for folded in [
        typed.replace('Ａ', "A"),
        typed.replace("e\u{301}", "é"),
        typed.replace('é', "e\u{301}"),
        typed.replace('ß', "ss"),
        typed.replace('\0', ""),
        typed.to_lowercase(),
        typed.trim().to_owned(),
    ] {
        assert_ne!(folded, typed);
        login(&t.anonymous(), "ben", &folded).await.assert_problem(401, "invalid_credentials");
    }
    sign_in(&t.anonymous(), "ben", &typed).await;
}
