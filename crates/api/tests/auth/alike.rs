//! Nothing tells whether an account exists, is locked or is switched off.

use std::collections::BTreeMap;

use umbra_testkit::{PASSWORD, Reply, TestApp, umbra_test};

use crate::auth::steps::{WRONG, fail, login, verified};

/// Everything that a guesser sees of a refusal, without what differs between any two answers.
#[derive(Debug, PartialEq, Eq)]
struct Seen {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

impl Seen {
    fn of(reply: &Reply) -> Self {
        let problem = reply.assert_problem(401, "invalid_credentials");
        let id = problem.body()["request_id"].as_str().unwrap();
        assert_eq!(reply.text().matches(id).count(), 1, "{reply:?}");
        let mut headers: Vec<_> = reply
            .headers()
            .iter()
            .filter(|(name, _)| *name != "date" && *name != "x-request-id")
            .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
            .collect();
        headers.sort();
        Self { status: reply.status(), headers, body: reply.text().replace(id, "") }
    }

    fn detail(&self) -> String {
        let body: serde_json::Value = serde_json::from_str(&self.body).unwrap();
        body["detail"].as_str().unwrap().to_owned()
    }
}

async fn guess(t: &TestApp, username: &str, password: &str) -> Seen {
    Seen::of(&login(&t.anonymous(), username, password).await)
}

#[umbra_test]
async fn accounts_of_any_kind_and_none_answer_alike_over_12_tries(t: TestApp) {
    for username in ["wrong", "inactive", "passwordless"] {
        t.user(username).await;
    }
    t.execute("UPDATE users SET is_active = FALSE WHERE username_key = 'inactive'").await;
    t.execute("UPDATE users SET passwordless_enabled = TRUE WHERE username_key = 'passwordless'")
        .await;
    let twelve_tries = async |username: &str| {
        let mut seen = Vec::new();
        for _ in 0..12 {
            seen.push(guess(&t, username, WRONG).await);
        }
        seen
    };
    let unknown = twelve_tries("unknown").await;
    for username in ["wrong", "inactive", "passwordless"] {
        assert_eq!(twelve_tries(username).await, unknown, "{username}");
    }
    let told: Vec<_> = unknown.iter().map(Seen::detail).collect();
    let plain = "Wrong username or password.";
    assert!(told[..6].iter().all(|detail| detail == plain), "{told:?}");
    assert_eq!(
        told[6..],
        [
            format!("{plain} 3 attempts left."),
            format!("{plain} 2 attempts left."),
            format!("{plain} 1 attempt left."),
            format!("{plain} Signing in is locked for 30 minutes now."),
            plain.to_owned(),
            plain.to_owned(),
        ]
    );
}

#[umbra_test]
async fn a_locked_account_answers_the_right_password_like_an_unknown_one(t: TestApp) {
    t.user("ana").await;
    let unknown = guess(&t, "unknown", PASSWORD).await;
    fail(&t.anonymous(), "ana", 10).await;
    for password in [PASSWORD, WRONG] {
        assert_eq!(guess(&t, "ana", password).await, unknown);
    }
}

#[umbra_test]
async fn every_try_costs_one_verification(t: TestApp) {
    t.user("ana").await;
    for (username, real, of_nobody) in [("ana", 10, 2), ("unknown", 0, 12)] {
        let before = verified(&t.hashes);
        for _ in 0..12 {
            login(&t.anonymous(), username, WRONG).await.assert_status(401);
        }
        let after = verified(&t.hashes);
        assert_eq!((after.0 - before.0, after.1 - before.1), (real, of_nobody), "{username}");
    }
}

/// How many rows each table has.
async fn rows(t: &TestApp) -> BTreeMap<String, usize> {
    let dump = t.database_dump().await;
    dump.tables().map(|table| (table.to_owned(), dump.table(table).len())).collect()
}

#[umbra_test]
async fn every_try_leaves_the_same_rows(t: TestApp) {
    t.user("ana").await;
    let added = async |username: &str, address: &str| {
        let before = rows(&t).await;
        let since = async || {
            let mut after = rows(&t).await;
            after.iter_mut().for_each(|(table, count)| *count -= before[table]);
            after
        };
        fail(&t.from_address(address), username, 12).await;
        let at_once = since().await;
        t.drain_jobs().await;
        (at_once, since().await)
    };
    // The first job of all leaves rows of the queue's own.
    added("somebody", "203.0.113.6").await;
    let unknown = added("unknown", "203.0.113.7").await;
    let (at_once, mut afterwards) = added("ana", "203.0.113.8").await;
    assert_eq!(at_once, unknown.0);
    // Whoever mirrors the audit log tells an owner, when nobody waits for an answer any more.
    assert_eq!(afterwards.insert("notifications".to_owned(), 0), Some(1));
    assert_eq!(afterwards, unknown.1);
}

#[umbra_test]
async fn a_name_that_nobody_can_have_answers_like_one_that_nobody_has(t: TestApp) {
    let unknown = guess(&t, "unknown", WRONG).await;
    let long = "x".repeat(5000);
    for impossible in ["", " ", "a b", "a\0b", "\u{202e}ana", "ana' OR 1=1 --", &long] {
        assert_eq!(guess(&t, impossible, WRONG).await, unknown, "{impossible:?}");
    }
}
