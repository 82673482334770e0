//! Locking a session and unlocking it. That a lock holds everywhere is a gate in `../access`.

use std::time::Duration;

use serde_json::json;
use umbra_testkit::{Client, PASSWORD, Reply, Request, TestApp, at_once, umbra_test};

fn verify(browser: &Client, password: &str) -> Request {
    browser.post("/api/auth/verify-password", json!({"password": password}))
}

async fn lock(browser: &Client) {
    browser.post("/api/auth/lock", ()).await.assert_status(200);
}

async fn status(browser: &Client) -> (bool, bool) {
    let status = browser.get("/api/auth/status").await.assert_status(200).json();
    (status["authenticated"] == true, status["is_locked"] == true)
}

fn assert_locked(reply: &Reply) {
    reply.assert_problem(423, "session_locked");
}

#[umbra_test]
async fn a_lock_closes_one_session_and_no_other(t: TestApp) {
    let (ana, elsewhere) = (t.user("ana").await, t.user("ana").await);
    lock(&ana).await;
    assert_locked(&ana.get("/api/settings").await);
    assert_locked(&ana.post("/api/auth/lock", ()).await);
    assert_eq!(status(&ana).await, (true, true));
    elsewhere.get("/api/settings").await.assert_status(200);
    assert_eq!(status(&elsewhere).await, (true, false));
}

#[umbra_test]
async fn the_password_unlocks_and_changes_the_cookie(t: TestApp) {
    let ana = t.user("ana").await;
    lock(&ana).await;
    let stolen = ana.fork();
    let reply = verify(&ana, PASSWORD).await.assert_status(200);
    assert_eq!(reply.json(), json!({"authenticated": true, "must_change_password": false}));
    assert_ne!(ana.cookie("session"), stolen.cookie("session"));
    ana.get("/api/settings").await.assert_status(200);
    assert_eq!(status(&ana).await, (true, false));
    stolen.get("/api/settings").await.assert_problem(401, "unauthenticated");
    assert_eq!(status(&stolen).await, (false, false));

    let sessions = ana.get("/api/auth/sessions").await.assert_status(200).json();
    assert_eq!(sessions.as_array().unwrap().len(), 1);
    assert_eq!(sessions[0]["id"], ana.session.0, "it is the same session");
}

#[umbra_test]
async fn a_wrong_password_unlocks_nothing(t: TestApp) {
    let ana = t.user("ana").await;
    lock(&ana).await;
    let before = ana.cookie("session");
    verify(&ana, "nine grey geese at dawn").await.assert_problem(401, "invalid_credentials");
    assert_eq!(ana.cookie("session"), before);
    assert_locked(&ana.get("/api/settings").await);
    verify(&ana, PASSWORD).await.assert_status(200);
}

#[umbra_test]
async fn somebody_at_a_locked_browser_has_ten_guesses(t: TestApp) {
    let ana = t.user("ana").await;
    lock(&ana).await;
    for _ in 0..10 {
        verify(&ana, "nine grey geese at dawn").await.assert_problem(401, "invalid_credentials");
    }
    verify(&ana, PASSWORD).await.assert_problem(401, "unauthenticated");
    assert_eq!(status(&ana).await, (false, false), "the session has ended");
    let login = json!({"username": "ana", "password": PASSWORD});
    ana.post("/api/auth/login", &login).await.assert_problem(401, "invalid_credentials");
    t.anonymous().post("/api/auth/login", &login).await.assert_status(200);
    t.clock.advance(Duration::from_mins(30));
    ana.post("/api/auth/login", &login).await.assert_status(200);
}

#[umbra_test]
async fn neither_another_address_nor_a_lost_device_cookie_gives_more_guesses(t: TestApp) {
    let ana = t.user("ana").await;
    lock(&ana).await;
    let guesser = ana.fork();
    guesser.forget_cookie("umbra_device");
    let guess = |n: usize| {
        let browser = guesser.from_address(&format!("203.0.113.{n}"));
        async move { verify(&browser, "nine grey geese at dawn").await.status() }
    };
    assert_eq!(at_once((1..=30).map(guess)).await, [401; 30]);
    assert_eq!(t.hashes.stats().verifications, 10);
    assert_eq!(status(&guesser).await, (false, false), "the session has ended");
}

#[umbra_test]
async fn a_right_password_starts_the_count_to_ten_anew(t: TestApp) {
    let ana = t.user("ana").await;
    for _ in 0..2 {
        lock(&ana).await;
        for _ in 0..9 {
            verify(&ana, "nine grey geese at dawn")
                .await
                .assert_problem(401, "invalid_credentials");
        }
        verify(&ana, PASSWORD).await.assert_status(200);
    }
}

#[umbra_test]
async fn wrong_passwords_anywhere_in_a_session_count_together(t: TestApp) {
    let ana = t.user("ana").await;
    let wrong = "nine grey geese at dawn";
    for n in 0..5 {
        let browser = ana.from_address(&format!("203.0.113.{n}"));
        verify(&browser, wrong).await.assert_problem(401, "invalid_credentials");
        let change = json!({"old_password": wrong, "new_password": "a quiet river at night"});
        let changed = browser.post("/api/auth/change-password", change).await;
        changed.assert_problem(401, "invalid_credentials");
    }
    assert_eq!(status(&ana).await, (false, false), "the session has ended");
}

#[umbra_test]
async fn a_locked_session_can_sign_out(t: TestApp) {
    let ana = t.user("ana").await;
    lock(&ana).await;
    let kept = ana.fork();
    ana.post("/api/auth/logout", ()).await.assert_status(200);
    assert_eq!(status(&kept).await, (false, false));
}

#[umbra_test]
async fn a_lock_outlives_waiting_and_restarting(t: TestApp) {
    let ana = t.user("ana").await;
    lock(&ana).await;
    t.clock.advance(Duration::from_hours(24));
    assert_locked(&ana.get("/api/settings").await);
    assert_locked(&ana.at(&t.second_process().await).get("/api/settings").await);
}

#[umbra_test]
async fn verifying_needs_a_session_and_its_own_password(t: TestApp) {
    verify(&t.anonymous(), PASSWORD).await.assert_problem(401, "unauthenticated");
    let ana = t.user("ana").await;
    let before = ana.fork();
    verify(&ana, PASSWORD).await.assert_status(200);
    before.get("/api/settings").await.assert_problem(401, "unauthenticated");
}

#[umbra_test]
async fn of_parallel_unlockings_the_last_cookie_works(t: TestApp) {
    let ana = t.user("ana").await;
    lock(&ana).await;
    let browsers: Vec<_> = (0..5).map(|_| ana.fork()).collect();
    let replies =
        umbra_testkit::at_once(browsers.iter().map(|browser| verify(browser, PASSWORD))).await;
    assert!(replies.iter().all(|reply| matches!(reply.status(), 200 | 401)), "{replies:?}");
    let mut alive = 0;
    for browser in &browsers {
        alive += usize::from(status(browser).await == (true, false));
    }
    assert_eq!(alive, 1, "one session has one token");
}
