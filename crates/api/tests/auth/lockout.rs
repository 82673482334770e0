//! How many guesses an account takes, and from whom.

use std::time::{Duration, Instant};

use umbra_testkit::{PASSWORD, TestApp, at_once, umbra_test};

use crate::auth::steps::{WRONG, fail, login, sign_in, verified};

const LOCK: Duration = Duration::from_mins(30);

#[umbra_test]
async fn ten_failures_lock_for_thirty_minutes(t: TestApp) {
    t.user("ana").await;
    let browser = t.anonymous();
    fail(&browser, "ana", 10).await;
    login(&browser, "ana", PASSWORD).await.assert_problem(401, "invalid_credentials");
    t.clock.advance(LOCK - Duration::from_secs(1));
    login(&browser, "ana", PASSWORD).await.assert_problem(401, "invalid_credentials");
    t.clock.advance(Duration::from_secs(1));
    sign_in(&browser, "ana", PASSWORD).await;
}

#[umbra_test]
async fn nine_failures_do_not_lock_and_a_success_clears_them(t: TestApp) {
    t.user("ana").await;
    for _ in 0..2 {
        fail(&t.anonymous(), "ana", 9).await;
        sign_in(&t.anonymous(), "ana", PASSWORD).await;
    }
}

#[umbra_test]
async fn failures_that_did_not_lock_are_forgotten_after_thirty_minutes(t: TestApp) {
    t.user("ana").await;
    fail(&t.anonymous(), "ana", 9).await;
    t.clock.advance(LOCK);
    fail(&t.anonymous(), "ana", 9).await;
    sign_in(&t.anonymous(), "ana", PASSWORD).await;
}

#[umbra_test]
async fn guesses_at_a_locked_account_do_not_extend_the_lock(t: TestApp) {
    t.user("ana").await;
    fail(&t.anonymous(), "ana", 10).await;
    t.clock.advance(LOCK / 2);
    fail(&t.anonymous(), "ana", 10).await;
    t.clock.advance(LOCK / 2);
    sign_in(&t.anonymous(), "ana", PASSWORD).await;
}

#[umbra_test]
async fn fifty_failures_from_one_address_lock_out_neither_a_known_device_nor_another_address(
    t: TestApp,
) {
    let device = t.user("ana").await.from_address("203.0.113.66");
    device.forget_cookie("session");
    let guesser = t.from_address("203.0.113.66");
    at_once((0..50).map(|_| login(&guesser, "ana", WRONG))).await;
    login(&guesser, "ana", PASSWORD).await.assert_problem(401, "invalid_credentials");

    sign_in(&device, "ana", PASSWORD).await;
    sign_in(&t.from_address("198.51.100.7"), "ana", PASSWORD).await;
    login(&guesser, "ana", PASSWORD).await.assert_problem(401, "invalid_credentials");
}

#[umbra_test]
async fn a_known_device_is_locked_by_its_own_failures_alone(t: TestApp) {
    let device = t.user("ana").await;
    device.forget_cookie("session");
    fail(&device, "ana", 10).await;
    login(&device, "ana", PASSWORD).await.assert_problem(401, "invalid_credentials");
    sign_in(&t.anonymous(), "ana", PASSWORD).await;
}

#[umbra_test]
async fn the_device_of_one_person_is_a_stranger_to_another_account(t: TestApp) {
    t.user("ana").await;
    let bens = t.user("ben").await;
    fail(&bens, "ana", 5).await;
    fail(&t.anonymous(), "ana", 5).await;
    for browser in [&*bens, &t.anonymous()] {
        login(browser, "ana", PASSWORD).await.assert_problem(401, "invalid_credentials");
    }
}

#[umbra_test]
async fn a_forged_device_cookie_gives_no_more_guesses(t: TestApp) {
    let ana = t.user("ana").await;
    let genuine = ana.cookie("umbra_device").unwrap();
    let guesser = t.anonymous();
    let forged = ('A'..='K').map(|letter| format!("{letter}{}", &genuine[1..]));
    for forged in forged.filter(|forged| *forged != genuine).take(10) {
        guesser.set_cookie("umbra_device", &forged);
        fail(&guesser, "ana", 1).await;
    }
    guesser.forget_cookies();
    login(&guesser, "ana", PASSWORD).await.assert_problem(401, "invalid_credentials");
}

#[umbra_test]
async fn the_addresses_of_one_ipv6_household_are_one_source(t: TestApp) {
    t.user("ana").await;
    for host in 1..=10 {
        fail(&t.from_address(&format!("2001:db8:1:2::{host}")), "ana", 1).await;
    }
    let (same, other) = (t.from_address("2001:db8:1:2::ff"), t.from_address("2001:db8:1:3::1"));
    login(&same, "ana", PASSWORD).await.assert_problem(401, "invalid_credentials");
    sign_in(&other, "ana", PASSWORD).await;
}

#[umbra_test]
async fn two_processes_count_together(t: TestApp) {
    t.user("ana").await;
    let second = t.second_process().await;
    let (here, there) = (t.anonymous(), t.anonymous().at(&second));
    fail(&here, "ana", 5).await;
    fail(&there, "ana", 5).await;
    for browser in [&here, &there] {
        login(browser, "ana", PASSWORD).await.assert_problem(401, "invalid_credentials");
    }
}

#[umbra_test]
async fn fifty_wrong_passwords_at_once_run_ten_verifications(t: TestApp) {
    t.user("ana").await;
    let second = t.second_process().await;
    let (here, there) = (t.anonymous(), t.anonymous().at(&second));
    let guesses = (0..50).map(|n| login(if n % 2 == 0 { &here } else { &there }, "ana", WRONG));
    let replies = at_once(guesses).await;
    assert_eq!(verified(&t.hashes).0 + verified(&second.hashes).0, 10);
    let mut told = Vec::new();
    for reply in replies.iter().filter(|reply| reply.status() != 503) {
        let problem = reply.assert_problem(401, "invalid_credentials");
        let left = problem.body()["attempts_left"].as_u64();
        assert_eq!(left, left_by(problem.detail()), "{problem:?}");
        told.push(problem.detail().to_owned());
    }
    for warning in ["3 attempts left.", "2 attempts left.", "1 attempt left.", "30 minutes now."] {
        let count = told.iter().filter(|detail| detail.ends_with(warning)).count();
        assert_eq!(count, 1, "{warning} in {told:?}");
    }
    login(&here, "ana", PASSWORD).await.assert_problem(401, "invalid_credentials");
}

#[umbra_test]
async fn a_guesser_with_many_addresses_is_slowed_down(t: TestApp) {
    t.user("ana").await;
    for address in ["203.0.113.1", "203.0.113.2", "203.0.113.3", "203.0.113.4"] {
        fail(&t.from_address(address), "ana", 5).await;
    }
    let began = Instant::now();
    sign_in(&t.from_address("203.0.113.5"), "ana", PASSWORD).await;
    assert!(began.elapsed() >= Duration::from_millis(250), "the owner waits, but gets in");
}

#[umbra_test]
async fn changing_and_verifying_the_password_give_no_more_guesses_than_signing_in(t: TestApp) {
    let ana = t.user("ana").await;
    let verify = |password: &str| {
        ana.post("/api/auth/verify-password", serde_json::json!({"password": password}))
    };
    let change = |old: &str| {
        let body = serde_json::json!({"old_password": old, "new_password": "two blue boats"});
        ana.post("/api/auth/change-password", body)
    };
    for _ in 0..3 {
        verify(WRONG).await.assert_problem(401, "invalid_credentials");
        change(WRONG).await.assert_problem(401, "invalid_credentials");
        fail(&ana, "ana", 1).await;
    }
    let last = verify(WRONG).await.assert_problem(401, "invalid_credentials");
    assert!(last.detail().ends_with("locked for 30 minutes now."), "{}", last.detail());
    for refused in
        [verify(PASSWORD).await, change(PASSWORD).await, login(&ana, "ana", PASSWORD).await]
    {
        refused.assert_problem(401, "invalid_credentials");
    }
    ana.get("/api/settings").await.assert_status(200);
}

/// Tells how many attempts are left by the sentence for people.
fn left_by(detail: &str) -> Option<u64> {
    let told = detail.strip_prefix("Wrong username or password.").unwrap_or(detail).trim();
    match told.split(' ').next() {
        Some("Signing") => Some(0),
        Some(number) => number.parse().ok(),
        None => None,
    }
}
