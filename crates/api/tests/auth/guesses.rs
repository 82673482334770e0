//! How many guesses all strangers together have at an account, and all codes.

use std::time::Duration;

use umbra_domain::Clock as _;
use umbra_testkit::{PASSWORD, Reply, TestApp, at_once, umbra_test};

use crate::auth::steps::{
    WRONG, fail, give_code, give_password, login, sign_in, verified, with_totp,
};

/// Guesses from that many addresses, some at once, none of which is slowed down.
async fn guess(t: &TestApp, username: &str, addresses: std::ops::Range<usize>) -> Vec<Reply> {
    let mut replies = Vec::new();
    for some in addresses.collect::<Vec<_>>().chunks(30) {
        let guessers = some.iter().map(|n| t.from_address(&format!("2001:db8:{n:x}::1")));
        let guessers: Vec<_> = guessers.collect();
        replies.extend(at_once(guessers.iter().map(|from| login(from, username, WRONG))).await);
        // How they are slowed down has a test of its own.
        t.execute("UPDATE login_counters SET failures = 0 WHERE full_at IS NOT NULL").await;
    }
    replies
}

#[umbra_test]
async fn strangers_have_a_hundred_guesses_whatever_their_number(t: TestApp) {
    let device = t.user("ana").await;
    device.forget_cookie("session");
    let replies = guess(&t, "ana", 0..130).await;
    for reply in &replies {
        reply.assert_problem(401, "invalid_credentials");
    }
    assert_eq!(verified(&t.hashes), (100, 30), "the others cost as much");

    let stranger = t.from_address("203.0.113.7");
    login(&stranger, "ana", PASSWORD).await.assert_problem(401, "invalid_credentials");
    sign_in(&device, "ana", PASSWORD).await;
    login(&stranger, "ana", PASSWORD).await.assert_problem(401, "invalid_credentials");
    t.clock.advance(Duration::from_mins(6));
    sign_in(&stranger, "ana", PASSWORD).await;
}

#[umbra_test]
async fn a_name_without_an_account_takes_as_many(t: TestApp) {
    for reply in guess(&t, "nobody", 0..103).await {
        reply.assert_problem(401, "invalid_credentials");
    }
    let rows = t.database_dump().await.table("login_counters").len();
    // For each address one of its own and one at the account, and one for all strangers.
    assert_eq!(rows, 103 + 103 + 1);
    assert_eq!(verified(&t.hashes), (0, 103));
    // Empty for ten hours, as an account's: what came beyond took nothing more.
    let empty = "UPDATE login_counters SET version = version \
                 WHERE full_at = '2026-03-02T18:00:00+00:00'";
    assert_eq!(t.execute(empty).await, 1);
}

#[umbra_test]
async fn signing_in_takes_no_guess_away_and_gives_none_back(t: TestApp) {
    t.user("ana").await;
    guess(&t, "ana", 0..99).await;
    for n in 1..=3 {
        sign_in(&t.from_address(&format!("203.0.113.{n}")), "ana", PASSWORD).await;
    }
    fail(&t.from_address("203.0.113.4"), "ana", 1).await;
    let stranger = t.from_address("203.0.113.5");
    login(&stranger, "ana", PASSWORD).await.assert_problem(401, "invalid_credentials");
}

#[umbra_test]
async fn an_admin_gives_strangers_their_guesses_back(t: TestApp) {
    let ana = t.user("ana").await;
    guess(&t, "ana", 0..100).await;
    let admin = t.admin().await;
    let unlock = format!("/api/admin/users/{}/unlock", ana.id.0);
    admin.post(&unlock, ()).await.assert_status(200);
    sign_in(&t.from_address("203.0.113.7"), "ana", PASSWORD).await;
}

#[umbra_test]
async fn no_code_beyond_the_hundredth_is_looked_at_however_many_come_at_once(t: TestApp) {
    let (_, app) = with_totp(&t, "ana").await;
    t.execute("UPDATE users SET code_failures = 97").await;
    let wrong = app.wrong_code(t.clock.now());
    let mut guesses = Vec::new();
    for n in 1..=4 {
        let browser = t.from_address(&format!("203.0.113.{n}"));
        let token = give_password(&browser, "ana").await;
        guesses.extend((0..5).map(|_| give_code(&browser, &token, &wrong)));
    }
    let replies = at_once(guesses).await;
    let (looked_at, frozen): (Vec<_>, Vec<_>) =
        replies.iter().partition(|reply| reply.json()["code"] == "invalid_code");
    assert_eq!((looked_at.len(), frozen.len()), (3, 17));
    for reply in frozen {
        reply.assert_problem(401, "codes_frozen");
    }
}
