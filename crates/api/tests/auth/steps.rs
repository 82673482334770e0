//! Steps that many of these tests take.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use umbra_auth::{HashPool, Step, TotpSecret};
use umbra_domain::Clock as _;
use umbra_testkit::{Client, PASSWORD, Person, Reply, Request, TestApp};

/// A sound password that is nobody's.
pub const WRONG: &str = "nine grey geese at dawn";

/// The length of a TOTP step.
pub const STEP: SignedDuration = SignedDuration::from_secs(Step::SECONDS as i64);

pub fn credentials(username: &str, password: &str) -> Value {
    json!({"username": username, "password": password})
}

pub fn login(browser: &Client, username: &str, password: &str) -> Request {
    browser.post("/api/auth/login", credentials(username, password))
}

/// Signs in with a password alone.
pub async fn sign_in(browser: &Client, username: &str, password: &str) -> Reply {
    let reply = login(browser, username, password).await.assert_status(200);
    assert_eq!(reply.json(), json!({"authenticated": true, "must_change_password": false}));
    reply
}

/// Tries a wrong password this often, one try after the other.
pub async fn fail(browser: &Client, username: &str, tries: usize) {
    for _ in 0..tries {
        login(browser, username, WRONG).await.assert_problem(401, "invalid_credentials");
    }
}

pub async fn status(browser: &Client) -> Value {
    browser.get("/api/auth/status").await.assert_status(200).json()
}

pub async fn is_signed_in(browser: &Client) -> bool {
    status(browser).await["authenticated"] == true
}

/// Sets switches of the server.
pub async fn configure(t: &TestApp, switches: Value) {
    t.admin().await.put("/api/admin/config", switches).await.assert_status(200);
}

/// How many passwords and codes a process has verified: those of accounts, and those of nobody.
pub fn verified(hashes: &HashPool) -> (u64, u64) {
    let stats = hashes.stats();
    (stats.verifications, stats.dummy_verifications)
}

/// An authenticator app, and the piece of paper with the backup codes.
pub struct Authenticator {
    secret: TotpSecret,
    pub backup_codes: Vec<String>,
}

impl Authenticator {
    /// Takes what a set-up answers.
    pub fn scan(setup: &Reply) -> Self {
        let setup = setup.json();
        let secret = TotpSecret::from_base32(setup["secret"].as_str().unwrap()).unwrap();
        let codes = setup["backup_codes"].as_array().unwrap();
        let backup_codes = codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect();
        Self { secret, backup_codes }
    }

    /// Shows the code of an instant.
    pub fn code(&self, at: Timestamp) -> String {
        self.secret.code(at).to_string()
    }

    /// Makes a code up that is wrong now and in the steps around.
    pub fn wrong_code(&self, now: Timestamp) -> String {
        let near: Vec<_> = (-3..=3).map(|steps| self.code(now + STEP * steps)).collect();
        (0..10).map(|n| format!("{n:06}")).find(|code| !near.contains(code)).unwrap()
    }
}

/// Makes a person whose TOTP is on, and lets the code pass that switched it on.
pub async fn with_totp(t: &TestApp, username: &str) -> (Person, Authenticator) {
    let person = t.user(username).await;
    let app = set_up_totp(&person).await;
    confirm_totp(&person, &app.code(t.clock.now())).await.assert_status(200);
    t.clock.advance(Duration::from_mins(5));
    (person, app)
}

pub async fn set_up_totp(person: &Person) -> Authenticator {
    Authenticator::scan(&person.post("/api/auth/totp/setup", ()).await.assert_status(200))
}

pub fn confirm_totp(person: &Person, code: &str) -> Request {
    person.post("/api/auth/totp/confirm", json!({"code": code}))
}

/// Gives the right password of somebody whose TOTP is on, and returns the token to go on with.
pub async fn give_password(browser: &Client, username: &str) -> String {
    let reply = login(browser, username, PASSWORD).await.assert_status(200);
    assert!(reply.cookies().is_empty(), "half a sign-in gives no cookie: {reply:?}");
    let body = reply.json();
    let token = body["mfa_token"].as_str().unwrap_or_else(|| panic!("no token in {reply:?}"));
    let expected = json!({"authenticated": false, "totp_required": true, "mfa_token": token});
    assert_eq!(body, expected);
    token.to_owned()
}

pub fn give_code(browser: &Client, token: &str, code: &str) -> Request {
    browser.post("/api/auth/totp-verify", json!({"mfa_token": token, "code": code}))
}

pub fn give_backup_code(browser: &Client, token: &str, code: &str) -> Request {
    browser.post("/api/auth/totp-verify", json!({"mfa_token": token, "backup_code": code}))
}
