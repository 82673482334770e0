//! The server's switches.

use serde_json::{Value, json};
use umbra_domain::Clock as _;
use umbra_testkit::{TestApp, at_once, umbra_test};

use crate::config::audit_log;

const PATH: &str = "/api/admin/config";

fn switches(registration: bool, enforce: bool, passwordless: bool) -> Value {
    json!({
        "allow_registration": registration,
        "enforce_mfa_new_users": enforce,
        "allow_passwordless": passwordless,
    })
}

#[umbra_test]
async fn everything_is_off_to_begin_with(t: TestApp) {
    let admin = t.admin().await;
    let reply = admin.get(PATH).await.assert_status(200);
    assert_eq!((reply.json(), reply.etag()), (switches(false, false, false), "\"1\""));
}

#[umbra_test]
async fn a_switch_is_turned_alone_and_recorded(t: TestApp) {
    let admin = t.admin().await;
    let from = admin.from_address("203.0.113.7");
    for (change, after, detail) in [
        (
            json!({"allow_registration": true}),
            switches(true, false, false),
            "allow_registration=true",
        ),
        (
            json!({"enforce_mfa_new_users": true, "allow_passwordless": true}),
            switches(true, true, true),
            "enforce_mfa_new_users=true allow_passwordless=true",
        ),
        (
            // What stays as it is isn't recorded as a change.
            json!({"allow_registration": false, "allow_passwordless": true}),
            switches(false, true, true),
            "allow_registration=false",
        ),
    ] {
        t.clock.advance(std::time::Duration::from_secs(60));
        let recorded = audit_log(&t).await.len();
        let reply = from.put(PATH, change).await.assert_status(200);
        assert_eq!(reply.json(), after);
        let read = from.get(PATH).await;
        assert_eq!((read.json(), read.etag()), (after, reply.etag()));
        let log = audit_log(&t).await;
        assert_eq!(log.len(), recorded + 1);
        let entry = log.last().unwrap();
        assert_eq!(entry.at, t.clock.now());
        assert_eq!((entry.actor, entry.target), (Some(admin.id), None));
        assert_eq!(
            (entry.action.as_str(), entry.outcome.as_str()),
            ("admin.change_config", "success")
        );
        assert_eq!(entry.address.as_deref(), Some("203.0.113.7"));
        assert_eq!(entry.detail.as_deref(), Some(detail));
    }
    assert_eq!(from.get(PATH).await.etag(), "\"4\"");
}

#[umbra_test]
async fn a_change_of_nothing_is_neither_a_version_nor_an_entry(t: TestApp) {
    let admin = t.admin().await;
    for body in [json!({}), json!({"allow_registration": false}), switches(false, false, false)] {
        let reply = admin.put(PATH, body).await.assert_status(200);
        assert_eq!((reply.json(), reply.etag()), (switches(false, false, false), "\"1\""));
    }
    assert!(audit_log(&t).await.is_empty());
}

#[umbra_test]
async fn what_is_no_switch_is_refused(t: TestApp) {
    let admin = t.admin().await;
    for (body, pointer, code) in [
        (json!({"allow_registration": null}), "/allow_registration", "required"),
        (json!({"enforce_mfa_new_users": null}), "/enforce_mfa_new_users", "required"),
        (json!({"allow_passwordless": null}), "/allow_passwordless", "required"),
        (json!({"allow_registration": "true"}), "/allow_registration", "invalid_type"),
        (json!({"allow_registration": 1}), "/allow_registration", "invalid_type"),
        (json!({"allow_everything": true}), "/allow_everything", "unknown_field"),
        (json!({"id": 2}), "/id", "unknown_field"),
        (json!({"version": 9}), "/version", "unknown_field"),
        (json!({"allow_registration": true, "x": 1}), "/x", "unknown_field"),
    ] {
        admin.put(PATH, body).await.assert_problem(422, "invalid").assert_field(pointer, code);
    }
    let all = json!({
        "allow_registration": null, "enforce_mfa_new_users": null, "allow_passwordless": null,
    });
    let problem = admin.put(PATH, all).await.assert_problem(422, "invalid");
    assert_eq!(problem.body()["errors"].as_array().unwrap().len(), 3);
    assert_eq!(admin.get(PATH).await.json(), switches(false, false, false));
    assert!(audit_log(&t).await.is_empty());
}

#[umbra_test]
async fn a_switch_works_at_once_and_on_every_process(t: TestApp) {
    let (admin, second) = (t.admin().await, t.second_process().await);
    let new = |name: &str| json!({"username": name, "password": "a heron at the water"});
    let stranger = t.anonymous();
    let closed = stranger.at(&second).post("/api/auth/register", new("ben")).await;
    closed.assert_problem(403, "registration_closed");
    admin.put(PATH, json!({"allow_registration": true})).await.assert_status(200);
    for client in [stranger.clone(), stranger.at(&second)] {
        assert_eq!(client.get("/api/auth/status").await.json()["registration_open"], true);
    }
    stranger.at(&second).post("/api/auth/register", new("ben")).await.assert_status(200);
    admin.at(&second).put(PATH, json!({"allow_registration": false})).await.assert_status(200);
    let closed = t.anonymous().post("/api/auth/register", new("cleo")).await;
    closed.assert_problem(403, "registration_closed");
    admin.put(PATH, json!({"allow_passwordless": true})).await.assert_status(200);
    assert_eq!(stranger.get("/api/auth/status").await.json()["allow_passwordless"], true);
}

#[umbra_test]
async fn a_change_happens_only_to_the_version_that_was_read(t: TestApp) {
    let admin = t.admin().await;
    let change =
        |tag: &str| admin.put(PATH, json!({"allow_registration": true})).header("If-Match", tag);
    for stale in ["\"2\"", "W/\"1\"", "\"\""] {
        change(stale).await.assert_problem(412, "precondition_failed");
    }
    change("1").await.assert_problem(400, "malformed_if_match");
    assert!(audit_log(&t).await.is_empty());
    assert_eq!(change("\"1\"").await.assert_status(200).etag(), "\"2\"");
    let known = admin.get(PATH).header("If-None-Match", "\"2\"").await.assert_status(304);
    assert!(known.bytes().is_empty());
    admin.get(PATH).header("If-None-Match", "\"1\"").await.assert_status(200);
}

#[umbra_test]
async fn of_20_changes_of_one_version_one_wins_and_is_recorded(t: TestApp) {
    let admin = t.admin().await;
    let replies =
        at_once((0..20).map(|_| {
            admin.put(PATH, json!({"allow_registration": true})).header("If-Match", "\"1\"")
        }))
        .await;
    let won = replies.iter().filter(|reply| reply.status() == 200).count();
    assert_eq!(won, 1, "{replies:?}");
    for lost in replies.iter().filter(|reply| reply.status() != 200) {
        lost.assert_problem(412, "precondition_failed");
    }
    assert_eq!(audit_log(&t).await.len(), 1);
    assert_eq!(admin.get(PATH).await.etag(), "\"2\"");
}

#[umbra_test]
async fn parallel_changes_are_recorded_in_one_chain(t: TestApp) {
    let admin = t.admin().await;
    let second = admin.at(&t.second_process().await);
    let replies = at_once((0..20).map(|n| {
        let client = if n % 2 == 0 { second.clone() } else { admin.from_address("203.0.113.7") };
        client.put(PATH, json!({"allow_registration": n % 4 < 2}))
    }))
    .await;
    assert!(replies.iter().all(|reply| reply.status() == 200), "{replies:?}");
    let log = audit_log(&t).await;
    let places: Vec<_> = log.iter().map(|entry| entry.id.0).collect();
    assert_eq!(places, (1..=i64::try_from(log.len()).unwrap()).collect::<Vec<_>>());
    let version = format!("\"{}\"", log.len() + 1);
    assert_eq!(admin.get(PATH).await.etag(), version, "one entry a version");
    let mut mac = [0; 32];
    for entry in &log {
        mac = t.setup().keys().audit_mac(&mac, &entry.canonical());
        assert_eq!(entry.mac, mac, "the chain breaks at {entry:?}");
    }
}
