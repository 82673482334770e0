//! The second step of signing in: a code.

use std::time::Duration;

use serde_json::json;
use tokio::task::unconstrained;
use umbra_domain::Clock as _;
use umbra_store::{attempts, totp, user};
use umbra_testkit::{PASSWORD, Setup, TestApp, at_once, umbra_test};

use crate::auth::steps::{
    STEP, WRONG, fail, give_backup_code, give_code, give_password, is_signed_in, login, verified,
    with_totp,
};

#[umbra_test]
async fn a_session_takes_the_password_and_a_code(t: TestApp) {
    let (_, app) = with_totp(&t, "ana").await;
    let browser = t.anonymous();
    let token = give_password(&browser, "ana").await;
    assert!(!is_signed_in(&browser).await, "the password alone is half of it");
    let now = t.clock.now();
    let refused = give_code(&browser, &token, &app.wrong_code(now)).await;
    refused.assert_problem(401, "invalid_code");
    assert!(refused.cookies().is_empty() && !is_signed_in(&browser).await);
    let reply = give_code(&browser, &token, &app.code(now)).await.assert_status(200);
    assert_eq!(reply.json(), json!({"authenticated": true, "must_change_password": false}));
    browser.get("/api/settings").await.assert_status(200);
}

#[umbra_test]
async fn a_code_alone_is_worth_nothing(t: TestApp) {
    let (_, app) = with_totp(&t, "ana").await;
    let browser = t.anonymous();
    login(&browser, "ana", WRONG).await.assert_problem(401, "invalid_credentials");
    for token in ["", "x", &"A".repeat(43), &"x".repeat(256)] {
        let refused = give_code(&browser, token, &app.code(t.clock.now())).await;
        refused.assert_problem(401, "invalid_mfa_token");
    }
}

#[umbra_test]
async fn the_window_is_one_step_to_either_side(t: TestApp) {
    let (_, app) = with_totp(&t, "ana").await;
    let (browser, now) = (t.anonymous(), t.clock.now());
    for steps in [-2, 2] {
        let token = give_password(&browser, "ana").await;
        let refused = give_code(&browser, &token, &app.code(now + STEP * steps)).await;
        refused.assert_problem(401, "invalid_code");
    }
    for steps in [-1, 0, 1] {
        let token = give_password(&browser, "ana").await;
        give_code(&browser, &token, &app.code(now + STEP * steps)).await.assert_status(200);
    }
}

#[umbra_test]
async fn a_used_code_and_older_ones_are_refused(t: TestApp) {
    let (_, app) = with_totp(&t, "ana").await;
    let (browser, now) = (t.anonymous(), t.clock.now());
    let token = give_password(&browser, "ana").await;
    give_code(&browser, &token, &app.code(now)).await.assert_status(200);
    let token = give_password(&browser, "ana").await;
    for spent in [now, now - STEP] {
        let refused = give_code(&browser, &token, &app.code(spent)).await;
        refused.assert_problem(401, "invalid_code");
    }
    give_code(&browser, &token, &app.code(now + STEP)).await.assert_status(200);
}

#[umbra_test]
async fn the_code_that_switched_totp_on_is_used_up(t: TestApp) {
    let ana = t.user("ana").await;
    let app = crate::auth::steps::set_up_totp(&ana).await;
    let code = app.code(t.clock.now());
    crate::auth::steps::confirm_totp(&ana, &code).await.assert_status(200);
    let browser = t.anonymous();
    let token = give_password(&browser, "ana").await;
    give_code(&browser, &token, &code).await.assert_problem(401, "invalid_code");
}

#[umbra_test]
async fn fifty_times_the_same_code_at_once_signs_in_once(t: TestApp) {
    let (_, app) = with_totp(&t, "ana").await;
    let second = t.second_process().await;
    let browsers = [t.anonymous(), t.anonymous().at(&second)];
    let mut tokens = Vec::new();
    for _ in 0..10 {
        tokens.push(give_password(&browsers[0], "ana").await);
    }
    let before = t.database_dump().await.table("sessions").len();
    let code = app.code(t.clock.now());
    let requests = (0..50).map(|n| give_code(&browsers[n % 2], &tokens[n % 10], &code));
    let replies = at_once(requests).await;
    let won = replies.iter().filter(|reply| reply.status() == 200).count();
    assert_eq!(won, 1, "{replies:?}");
    assert!(replies.iter().all(|reply| matches!(reply.status(), 200 | 401 | 503)), "{replies:?}");
    assert_eq!(t.database_dump().await.table("sessions").len(), before + 1);
}

#[umbra_test]
async fn one_token_and_fifty_right_codes_at_once_sign_in_once(t: TestApp) {
    let (_, app) = with_totp(&t, "ana").await;
    let browser = t.anonymous();
    let token = give_password(&browser, "ana").await;
    let codes: Vec<_> = [-1, 0, 1].map(|steps| app.code(t.clock.now() + STEP * steps)).to_vec();
    let requests = (0..50).map(|n| give_code(&browser, &token, &codes[n % 3]));
    let replies = at_once(requests).await;
    assert_eq!(replies.iter().filter(|reply| reply.status() == 200).count(), 1, "{replies:?}");
}

#[umbra_test]
async fn a_backup_code_works_once_in_any_spelling(t: TestApp) {
    let (ana, app) = with_totp(&t, "ana").await;
    let browser = t.anonymous();
    let code = &app.backup_codes[0];
    let token = give_password(&browser, "ana").await;
    let typed = code.to_lowercase().replace('-', "");
    give_backup_code(&browser, &token, &typed).await.assert_status(200);
    let token = give_password(&browser, "ana").await;
    for spelling in [code, &typed] {
        let refused = give_backup_code(&browser, &token, spelling).await;
        refused.assert_problem(401, "invalid_code");
    }
    let left = ana.get("/api/auth/totp/status").await.json();
    assert_eq!(left["backup_codes_remaining"], 9);
    give_backup_code(&browser, &token, &app.backup_codes[1]).await.assert_status(200);
}

#[umbra_test]
async fn twenty_uses_of_a_backup_code_at_once_sign_in_once(t: TestApp) {
    let (ana, app) = with_totp(&t, "ana").await;
    let browser = t.anonymous();
    let mut tokens = Vec::new();
    for _ in 0..5 {
        tokens.push(give_password(&browser, "ana").await);
    }
    let code = &app.backup_codes[0];
    let requests = (0..20).map(|n| give_backup_code(&browser, &tokens[n % 5], code));
    let replies = at_once(requests).await;
    assert_eq!(replies.iter().filter(|reply| reply.status() == 200).count(), 1, "{replies:?}");
    let left = ana.get("/api/auth/totp/status").await.json();
    assert_eq!(left["backup_codes_remaining"], 9);
}

#[umbra_test]
async fn a_backup_code_is_its_owners_alone(t: TestApp) {
    let (_, anas) = with_totp(&t, "ana").await;
    let (_, bens) = with_totp(&t, "ben").await;
    let browser = t.anonymous();
    let token = give_password(&browser, "ben").await;
    let refused = give_backup_code(&browser, &token, &anas.backup_codes[0]).await;
    refused.assert_problem(401, "invalid_code");
    give_backup_code(&browser, &token, &bens.backup_codes[0]).await.assert_status(200);
    let token = give_password(&browser, "ana").await;
    give_backup_code(&browser, &token, &anas.backup_codes[0]).await.assert_status(200);
}

#[umbra_test]
async fn a_backup_code_costs_one_hash_whether_it_is_right_or_not(t: TestApp) {
    let (_, app) = with_totp(&t, "ana").await;
    let browser = t.anonymous();
    let token = give_password(&browser, "ana").await;
    let before = verified(&t.hashes);
    for wrong in ["AAAA-AAAA", "", "!"] {
        let refused = give_backup_code(&browser, &token, wrong).await;
        refused.assert_problem(401, "invalid_code");
    }
    give_backup_code(&browser, &token, &app.backup_codes[0]).await.assert_status(200);
    let after = verified(&t.hashes);
    assert_eq!((after.0 - before.0, after.1 - before.1), (1, 3));
}

#[umbra_test]
async fn wrong_codes_and_wrong_passwords_count_together(t: TestApp) {
    let (_, app) = with_totp(&t, "ana").await;
    let (browser, now) = (t.anonymous(), t.clock.now());
    let wrong = app.wrong_code(now);
    fail(&browser, "ana", 2).await;
    let mut told = Vec::new();
    for _ in 0..2 {
        // The right password in between clears nothing.
        let token = give_password(&browser, "ana").await;
        for _ in 0..4 {
            let refused = give_code(&browser, &token, &wrong).await;
            told.push(refused.assert_problem(401, "invalid_code").detail().to_owned());
        }
    }
    let plain = "Wrong code.";
    assert!(told[..4].iter().all(|detail| detail == plain), "{told:?}");
    assert_eq!(
        told[4..],
        [
            format!("{plain} 3 attempts left."),
            format!("{plain} 2 attempts left."),
            format!("{plain} 1 attempt left."),
            format!("{plain} Signing in is locked for 30 minutes now."),
        ]
    );
    login(&browser, "ana", PASSWORD).await.assert_problem(401, "invalid_credentials");
    t.clock.advance(Duration::from_mins(30));
    let token = give_password(&browser, "ana").await;
    give_code(&browser, &token, &app.code(t.clock.now())).await.assert_status(200);
}

#[umbra_test]
async fn a_lock_refuses_the_right_code_too(t: TestApp) {
    let (_, app) = with_totp(&t, "ana").await;
    let browser = t.anonymous();
    let token = give_password(&browser, "ana").await;
    fail(&browser, "ana", 10).await;
    let refused = give_code(&browser, &token, &app.code(t.clock.now())).await;
    refused.assert_problem(401, "invalid_code");
    let refused = give_backup_code(&browser, &token, &app.backup_codes[0]).await;
    refused.assert_problem(401, "invalid_code");
    let elsewhere = t.from_address("198.51.100.7");
    let token = give_password(&elsewhere, "ana").await;
    give_code(&elsewhere, &token, &app.code(t.clock.now())).await.assert_status(200);
}

#[umbra_test]
async fn a_hundred_wrong_codes_freeze_codes_until_a_backup_code_is_given(t: TestApp) {
    let (_, app) = with_totp(&t, "ana").await;
    let browser = t.anonymous();
    for _ in 0..10 {
        for _ in 0..2 {
            let token = give_password(&browser, "ana").await;
            for _ in 0..5 {
                let wrong = app.wrong_code(t.clock.now());
                give_code(&browser, &token, &wrong).await.assert_problem(401, "invalid_code");
            }
        }
        // The lock ends; the ceiling stays.
        t.clock.advance(Duration::from_mins(30));
    }
    let elsewhere = t.from_address("198.51.100.7");
    for browser in [&browser, &elsewhere] {
        let token = give_password(browser, "ana").await;
        let frozen = give_code(browser, &token, &app.code(t.clock.now())).await;
        frozen.assert_problem(401, "codes_frozen");
    }
    let token = give_password(&browser, "ana").await;
    give_backup_code(&browser, &token, &app.backup_codes[0]).await.assert_status(200);
    let token = give_password(&browser, "ana").await;
    give_code(&browser, &token, &app.code(t.clock.now())).await.assert_status(200);
}

#[umbra_test]
async fn a_right_code_starts_the_count_to_a_hundred_anew(t: TestApp) {
    let (_, app) = with_totp(&t, "ana").await;
    t.execute("UPDATE users SET code_failures = 99").await;
    let browser = t.anonymous();
    let token = give_password(&browser, "ana").await;
    give_code(&browser, &token, &app.code(t.clock.now())).await.assert_status(200);
    t.clock.advance(STEP);
    let token = give_password(&browser, "ana").await;
    let wrong = app.wrong_code(t.clock.now());
    give_code(&browser, &token, &wrong).await.assert_problem(401, "invalid_code");
    give_code(&browser, &token, &app.code(t.clock.now())).await.assert_status(200);
}

#[umbra_test]
async fn one_code_of_the_right_form_has_to_come_along(t: TestApp) {
    let (_, app) = with_totp(&t, "ana").await;
    let browser = t.anonymous();
    let token = give_password(&browser, "ana").await;
    let (code, backup) = (app.code(t.clock.now()), &app.backup_codes[0]);
    for (body, field, problem) in [
        (json!({"mfa_token": token}), "/code", "required"),
        (json!({"mfa_token": token, "code": null}), "/code", "required"),
        (
            json!({"mfa_token": token, "code": code, "backup_code": backup}),
            "/backup_code",
            "ambiguous",
        ),
        (json!({"mfa_token": token, "code": "12345"}), "/code", "invalid_code"),
        (json!({"mfa_token": token, "code": "1234567"}), "/code", "invalid_code"),
        (json!({"mfa_token": token, "code": "12-34 5"}), "/code", "invalid_code"),
        (json!({"mfa_token": token, "code": "      "}), "/code", "invalid_code"),
        (json!({"mfa_token": token, "code": "١٢٣٤٥٦"}), "/code", "invalid_code"),
        (json!({"mfa_token": token, "code": "+12345"}), "/code", "invalid_code"),
        (json!({"mfa_token": token, "code": 123_456}), "/code", "invalid_type"),
        (json!({"mfa_token": token, "backup_code": "AAAA-AAAA-A"}), "/backup_code", "too_long"),
        (json!({"mfa_token": "x".repeat(257), "code": code}), "/mfa_token", "too_long"),
        (json!({"code": code}), "/mfa_token", "missing_field"),
    ] {
        let refused = browser.post("/api/auth/totp-verify", body).await;
        refused.assert_problem(422, "invalid").assert_field(field, problem);
    }
    give_code(&browser, &token, &code).await.assert_status(200);
}

#[umbra_test]
async fn a_code_without_totp_is_a_bad_request(t: TestApp) {
    let (_, app) = with_totp(&t, "ana").await;
    let browser = t.anonymous();
    let token = give_password(&browser, "ana").await;
    t.execute("DELETE FROM totp_secrets").await;
    let refused = give_code(&browser, &token, &app.code(t.clock.now())).await;
    refused.assert_problem(400, "totp_not_configured");
}

#[umbra_test]
async fn a_clock_that_was_set_back_locks_nobody_out(t: TestApp) {
    let (_, app) = with_totp(&t, "ana").await;
    let browser = t.anonymous();
    t.clock.advance(Duration::from_hours(24 * 365));
    let token = give_password(&browser, "ana").await;
    give_code(&browser, &token, &app.code(t.clock.now())).await.assert_status(200);
    t.clock.set(umbra_testkit::TestClock::START + STEP * 20);
    // A process of after that: limits of requests go by a clock that nobody sets.
    let browser = browser.at(&t.second_process().await);
    let token = give_password(&browser, "ana").await;
    give_code(&browser, &token, &app.code(t.clock.now())).await.assert_status(200);
}

/// Runs in front of a request: they take longer than it takes to switch a factor on, also on a busy machine.
const RUNS: usize = 2_000;

fn many_places(setup: &mut Setup) {
    setup.hash_queue = 2 * RUNS;
}

#[umbra_test(with = many_places)]
async fn a_factor_switched_on_while_the_password_is_verified_is_asked_for(t: TestApp) {
    let ana = t.user("ana").await;
    // Runs, all queued at once, that keep the hash threads busy until the factor is switched on.
    let busy = at_once((0..RUNS).map(|_| async {
        t.hashes.admit().unwrap().hash(PASSWORD.as_bytes()).await.unwrap();
    }));
    let (store, now) = (&t.store, t.app.now());
    let switch_on = async {
        // The attempt is reserved, and waits for its hash.
        while attempts::count(store.reader()).await.unwrap() == 0 {
            tokio::task::yield_now().await;
        }
        let done = store.write(async |tx| {
            user::lock(tx, ana.id).await?;
            totp::put_confirmed(tx, ana.id, "sealed", now).await?;
            user::factors_changed(tx, ana.id, false, now).await
        });
        done.await.unwrap();
    };
    let switched_on = async {
        tokio::select! {
            biased;
            _ = unconstrained(busy) => panic!("the password was verified before that"),
            () = switch_on => {}
        }
    };
    let browser = t.anonymous();
    let sign_in = async { login(&browser, "ana", PASSWORD).await };
    let ((), reply) = tokio::join!(switched_on, sign_in);
    let reply = reply.assert_status(200);
    assert_eq!(reply.json()["totp_required"], true);
    assert!(reply.cookies().is_empty(), "{reply:?}");
}

#[umbra_test]
async fn a_code_ends_the_session_that_the_browser_had(t: TestApp) {
    let (ana, app) = with_totp(&t, "ana").await;
    let before = ana.fork();
    let token = give_password(&ana, "ana").await;
    assert!(is_signed_in(&before).await);
    give_code(&ana, &token, &app.code(t.clock.now())).await.assert_status(200);
    assert!(is_signed_in(&ana).await);
    assert!(!is_signed_in(&before).await);
}
