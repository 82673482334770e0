//! Making accounts for others.

use serde_json::{Value, json};
use umbra_testkit::{Client, PASSWORD, Reply, TestApp, at_once, umbra_test};

use crate::config::audit_log;

const PATH: &str = "/api/admin/users";

async fn sign_in(client: &Client, name: &str, password: &str) -> Reply {
    client.post("/api/auth/login", json!({"username": name, "password": password})).await
}

#[umbra_test]
async fn a_made_up_password_is_shown_once_and_has_to_be_changed(t: TestApp) {
    let admin = t.admin().await;
    let reply = admin.post(PATH, json!({"username": "Ben"})).await.assert_status(201);
    let made = reply.json();
    let id = made["user"]["id"].as_i64().unwrap();
    assert_eq!(reply.header("location").unwrap(), format!("{PATH}/{id}"));
    for (field, value) in [
        ("username", json!("Ben")),
        ("email", Value::Null),
        ("role", json!("standard")),
        ("is_active", json!(true)),
        ("is_locked", json!(false)),
        ("must_change_password", json!(true)),
        ("last_login_at", Value::Null),
        ("session_count", json!(0)),
    ] {
        assert_eq!(made["user"][field], value, "{field}");
    }
    let password = made["temporary_password"].as_str().unwrap().to_owned();
    assert!(password.len() >= 20, "{password}");
    assert!(!t.database_dump().await.holds(&password), "only its hash is stored");
    let list = admin.get(PATH).await;
    assert!(!list.text().contains(&password), "{list:?}");

    let ben = t.anonymous();
    let signed_in = sign_in(&ben, "ben", &password).await.assert_status(200);
    assert_eq!(signed_in.json()["must_change_password"], true);
    assert_eq!(ben.get("/api/auth/status").await.json()["must_change_password"], true);
    for request in [
        ben.get("/api/todos"),
        ben.post("/api/todos", json!({"title": "Buy milk"})),
        ben.get("/api/settings"),
        ben.get("/api/auth/sessions"),
        ben.get("/api/admin/users"),
    ] {
        request.await.assert_problem(403, "password_change_required");
    }
    let change = json!({"old_password": password, "new_password": PASSWORD});
    ben.post("/api/auth/change-password", change).await.assert_status(200);
    ben.get("/api/todos").await.assert_status(200);
    assert_eq!(ben.get("/api/auth/status").await.json()["must_change_password"], false);
    let old = sign_in(&t.anonymous(), "ben", &password).await;
    old.assert_problem(401, "invalid_credentials");
    let again = sign_in(&t.anonymous(), "ben", PASSWORD).await.assert_status(200);
    assert_eq!(again.json()["must_change_password"], false);
}

#[umbra_test]
async fn two_made_up_passwords_are_never_alike(t: TestApp) {
    let admin = t.admin().await;
    let mut passwords = Vec::new();
    for name in ["ben", "cleo", "dora"] {
        let made = admin.post(PATH, json!({"username": name})).await.assert_status(201).json();
        passwords.push(made["temporary_password"].as_str().unwrap().to_owned());
    }
    passwords.sort_unstable();
    passwords.dedup();
    assert_eq!(passwords.len(), 3);
}

#[umbra_test]
async fn a_given_password_is_not_shown_and_has_to_be_changed_too(t: TestApp) {
    let admin = t.admin().await;
    let new = json!({
        "username": "cleo", "password": "four grey geese at noon", "role": "admin",
        "email": "cleo@example.org", "preferred_name": "Cleo",
    });
    let made = admin.post(PATH, new).await.assert_status(201);
    assert_eq!(made.json()["temporary_password"], Value::Null);
    assert!(!made.text().contains("geese"));
    assert_eq!(made.json()["user"]["role"], "admin");
    assert_eq!(made.json()["user"]["email"], "cleo@example.org");
    let cleo = t.anonymous();
    let signed_in = sign_in(&cleo, "cleo", "four grey geese at noon").await.assert_status(200);
    assert_eq!(signed_in.json()["must_change_password"], true);
    cleo.get(PATH).await.assert_problem(403, "password_change_required");
    let change = json!({"old_password": "four grey geese at noon", "new_password": PASSWORD});
    cleo.post("/api/auth/change-password", change).await.assert_status(200);
    cleo.get(PATH).await.assert_status(200);
    assert_eq!(cleo.get("/api/settings").await.json()["preferred_name"], "Cleo");
}

#[umbra_test]
async fn a_new_account_is_recorded_without_its_password(t: TestApp) {
    let admin = t.admin().await.from_address("203.0.113.7");
    let who = t.admin().await.id;
    let made = admin.post(PATH, json!({"username": "ben"})).await.assert_status(201).json();
    let log = audit_log(&t).await;
    let [entry] = log.as_slice() else { panic!("one entry, not {log:?}") };
    assert_eq!((entry.action.as_str(), entry.outcome.as_str()), ("admin.create_user", "success"));
    assert_eq!(entry.actor, Some(who));
    assert_eq!(entry.target.map(|user| user.0), made["user"]["id"].as_i64());
    assert_eq!(entry.address.as_deref(), Some("203.0.113.7"));
    let password = made["temporary_password"].as_str().unwrap();
    assert!(!format!("{entry:?}").contains(password));
    for bad in [json!({"username": "ben"}), json!({"username": ""}), json!({})] {
        assert!(admin.post(PATH, bad).await.status() >= 400);
    }
    assert_eq!(audit_log(&t).await.len(), 1, "what was refused is no account");
}

#[umbra_test]
async fn a_name_is_given_once_however_it_is_spelled(t: TestApp) {
    let admin = t.admin().await;
    admin.post(PATH, json!({"username": "Müller"})).await.assert_status(201);
    for name in ["Müller", "MÜLLER", "mu\u{308}ller", " müller ", "ｍüller"] {
        let refused = admin.post(PATH, json!({"username": name})).await;
        refused.assert_problem(409, "username_taken");
    }
    let own = admin.post(PATH, json!({"username": "ADMIN"})).await;
    own.assert_problem(409, "username_taken");
}

#[umbra_test]
async fn of_10_who_ask_for_one_name_one_gets_it(t: TestApp) {
    let admin = t.admin().await;
    let replies = at_once((0..10).map(|_| admin.post(PATH, json!({"username": "ben"})))).await;
    let made = replies.iter().filter(|reply| reply.status() == 201).count();
    assert_eq!(made, 1, "{replies:?}");
    for refused in replies.iter().filter(|reply| reply.status() != 201) {
        refused.assert_problem(409, "username_taken");
    }
    assert_eq!(audit_log(&t).await.len(), 1);
    assert_eq!(t.database_dump().await.table("users").len(), 2);
}

#[umbra_test]
async fn what_an_account_cannot_be_is_refused_by_field(t: TestApp) {
    let admin = t.admin().await;
    for (field, value, code) in [
        ("username", json!(""), "blank"),
        ("username", json!("x".repeat(65)), "too_long"),
        ("username", json!("a b"), "invalid_characters"),
        ("username", json!("a\u{0}b"), "invalid_characters"),
        ("username", json!("a\u{202e}b"), "invalid_characters"),
        ("username", json!("<b>"), "invalid_characters"),
        ("username", json!(7), "invalid_type"),
        ("password", json!("short"), "password_too_short"),
        ("password", json!("password1"), "password_too_common"),
        ("password", json!("benedictus1"), "password_like_username"),
        ("password", json!("x".repeat(129)), "password_too_long"),
        ("password", json!(12_345_678), "invalid_type"),
        ("role", json!("owner"), "invalid_value"),
        ("role", json!("Admin"), "invalid_value"),
        ("email", json!("ben"), "invalid_email"),
        ("email", json!("ben@example.org\r\nBcc: x"), "invalid_email"),
        ("preferred_name", json!(" "), "blank"),
        ("preferred_name", json!("x".repeat(101)), "too_long"),
        ("id", json!(77), "unknown_field"),
        ("is_active", json!(true), "unknown_field"),
        ("must_change_password", json!(false), "unknown_field"),
        ("password_hash", json!("$argon2id$"), "unknown_field"),
        ("is_admin", json!(true), "unknown_field"),
    ] {
        let mut new = json!({"username": "benedictus"});
        new[field] = value;
        let problem = admin.post(PATH, new).await.assert_problem(422, "invalid");
        problem.assert_field(&format!("/{field}"), code);
    }
    let all = json!({
        "username": "a b", "password": "x".repeat(129), "email": "x", "preferred_name": "",
    });
    let problem = admin.post(PATH, all).await.assert_problem(422, "invalid");
    assert_eq!(problem.body()["errors"].as_array().unwrap().len(), 4);
    assert_eq!(t.database_dump().await.table("users").len(), 1, "nobody but the admin");
    assert!(audit_log(&t).await.is_empty());
}

/// The answer may show a password, so it is kept nowhere, and the name is what makes a repeated
/// request harmless.
#[umbra_test]
async fn a_repeated_request_is_told_of_the_name(t: TestApp) {
    let admin = t.admin().await;
    let create = || admin.post(PATH, json!({"username": "ben"})).header("Idempotency-Key", "k");
    create().await.assert_status(201);
    create().await.assert_problem(409, "username_taken");
    assert!(t.database_dump().await.table("idempotency_keys").is_empty());
}
