//! What the tests of passkeys share.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use umbra_soft_authenticator::{Mutation, SoftAuthenticator};
use umbra_testkit::{Client, Dump, PASSWORD, Person, Reply, Request, TestApp};

/// The frontend's origin.
pub(crate) const ORIGIN: &str = "http://localhost:8000";

/// A path below `/api/auth/passkeys`.
pub(crate) fn path(rest: &str) -> String {
    format!("/api/auth/passkeys{rest}")
}

/// Proves who one is.
pub(crate) fn password() -> Value {
    json!({"password": PASSWORD})
}

/// Begins a ceremony, and returns its options and its token.
pub(crate) async fn begin(client: &Client, rest: &str, body: Value) -> (Value, String) {
    let begun = client.post(path(rest), body).await.assert_status(200).json();
    let token = begun["challenge_token"].as_str().expect("a token").to_owned();
    (begun["options"].clone(), token)
}

/// Makes a passkey, and returns its id.
pub(crate) async fn register(who: &Person, key: &mut SoftAuthenticator, name: &str) -> i64 {
    let (options, token) = begin(who, "/register/begin", password()).await;
    let credential = key.register(&options, ORIGIN);
    let body = json!({"credential": credential, "challenge_token": token, "name": name});
    let made = who.post(path("/register/complete"), body).await.assert_status(201).json();
    assert_eq!(made["name"], name);
    made["id"].as_i64().expect("an id")
}

/// Signs in without a username, with deviations.
pub(crate) async fn sign_in_with(
    client: &Client,
    key: &mut SoftAuthenticator,
    how: &[Mutation],
) -> Reply {
    let (options, token) = begin(client, "/login/begin", json!({})).await;
    let credential = key.login_with(&options, ORIGIN, how);
    let body = json!({"credential": credential, "challenge_token": token});
    client.post(path("/login/complete"), body).await
}

/// Signs in without a username.
pub(crate) async fn sign_in(client: &Client, key: &mut SoftAuthenticator) -> Reply {
    sign_in_with(client, key, &[]).await
}

/// Unlocks a session.
pub(crate) async fn unlock(client: &Client, key: &mut SoftAuthenticator) -> Reply {
    let (options, token) = begin(client, "/login/begin", json!({})).await;
    let credential = key.login(&options, ORIGIN);
    let body = json!({"credential": credential, "challenge_token": token, "unlock": true});
    client.post(path("/login/complete"), body).await
}

/// Signs in with the password.
pub(crate) async fn with_password(client: &Client, username: &str, password: &str) -> Reply {
    let body = json!({"username": username, "password": password});
    client.post("/api/auth/login", body).await
}

/// Requests to every route that needs a session, well-formed.
pub(crate) fn all_of_a_session(client: &Client) -> [Request; 8] {
    let answer = json!({"credential": {}, "challenge_token": "x"});
    let named = json!({"credential": {}, "challenge_token": "x", "name": "Stick"});
    [
        client.get(path("")),
        client.post(path("/register/begin"), password()),
        client.post(path("/register/complete"), named),
        client.put(path("/1"), json!({"name": "Stick"})),
        client.request("DELETE", path("/1"), password()),
        client.put(path("/passwordless/enable"), password()),
        client.post(path("/passwordless/disable/begin"), ()),
        client.put(path("/passwordless/disable"), answer),
    ]
}

/// Lets people sign in with passkeys only.
pub(crate) async fn allow_passwordless(t: &TestApp) {
    let body = json!({"allow_passwordless": true});
    t.admin().await.put("/api/admin/config", body).await.assert_status(200);
}

/// Makes a person with two passkeys who signs in with nothing else.
pub(crate) async fn passwordless(t: &TestApp, name: &str) -> (Person, [SoftAuthenticator; 2]) {
    allow_passwordless(t).await;
    let who = t.user(name).await;
    let mut keys = [SoftAuthenticator::new(1), SoftAuthenticator::synced(2)];
    register(&who, &mut keys[0], "Stick").await;
    register(&who, &mut keys[1], "Phone").await;
    who.put(path("/passwordless/enable"), password()).await.assert_status(200);
    (who, keys)
}

/// Everything that is stored, apart from ceremonies, and from the audit log and what mirrors it:
/// the outbox and the job queue's tables.
pub(crate) async fn stored(t: &TestApp) -> BTreeMap<String, Vec<String>> {
    let dump: Dump = t.database_dump().await;
    let ours = ["ceremonies", "audit_log", "audit_head", "outbox"];
    let queue = ["jobs", "workers", "_sqlx"];
    let kept = dump.tables().filter(|name| {
        let name = name.to_lowercase();
        !ours.contains(&&*name) && !queue.iter().any(|part| name.contains(part))
    });
    let rows = |name: &str| {
        let mut rows = dump.table(name).to_vec();
        rows.sort();
        rows
    };
    kept.map(|name| (name.to_owned(), rows(name))).collect()
}

/// The number of entries in the audit log with this text in them.
pub(crate) async fn audited(t: &TestApp, text: &str) -> usize {
    let dump = t.database_dump().await;
    dump.table("audit_log").iter().filter(|row| row.contains(text)).count()
}

/// Changes the database behind the server's back.
pub(crate) async fn execute(t: &TestApp, sql: &str) {
    assert!(t.execute(sql).await > 0, "nothing changed");
}
