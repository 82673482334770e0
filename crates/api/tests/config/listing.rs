//! Accounts, as an admin sees them.

use std::time::Duration;

use serde_json::{Value, json};
use umbra_testkit::{Client, PASSWORD, Reply, TestApp, umbra_test};

async fn list(admin: &Client, query: &str) -> Vec<Value> {
    admin.get(format!("/api/admin/users?{query}")).await.assert_status(200).json_as()
}

async fn names(admin: &Client, query: &str) -> Vec<String> {
    let rows = list(admin, query).await;
    rows.iter().map(|row| row["username"].as_str().unwrap().to_owned()).collect()
}

async fn row(admin: &Client, name: &str) -> Value {
    let rows = list(admin, "").await;
    rows.into_iter().find(|row| row["username"] == name).unwrap()
}

/// Switches an account off as only a later operation can.
async fn switch_off(t: &TestApp, name: &str) {
    let sql = format!("UPDATE users SET is_active = FALSE WHERE username = '{name}'");
    assert_eq!(t.execute(&sql).await, 1);
}

async fn sign_in(client: &Client, name: &str, password: &str) -> Reply {
    client.post("/api/auth/login", json!({"username": name, "password": password})).await
}

#[umbra_test]
async fn an_account_is_shown_without_its_secrets(t: TestApp) {
    let admin = t.admin().await;
    let ana = t.user("ana").await;
    t.user("ana").await;
    let expected = json!({
        "id": ana.id.0,
        "username": "ana",
        "email": null,
        "role": "standard",
        "is_active": true,
        "is_locked": false,
        "must_change_password": false,
        "last_login_at": null,
        "session_count": 2,
        "created_at": "2026-03-02T08:00:00Z",
        "updated_at": "2026-03-02T08:00:00Z",
    });
    let shown = row(&admin, "ana").await;
    for (field, value) in expected.as_object().unwrap() {
        assert_eq!(&shown[field], value, "{field}");
    }
    let fields: Vec<_> = shown.as_object().unwrap().keys().cloned().collect();
    let secrets = ["hash", "secret", "token", "handle", "credential"];
    for field in &fields {
        assert!(!secrets.iter().any(|secret| field.contains(secret)), "{field}");
    }
    let reply = admin.get("/api/admin/users").await;
    assert!(!reply.text().contains("$argon2"), "{reply:?}");
}

#[umbra_test]
async fn accounts_come_by_name_and_page_by_page(t: TestApp) {
    let admin = t.admin().await;
    for name in ["zoe", "Ben", "änne", "ana", "Zed", "ana2", "a-b", "a.b", "a_b"] {
        t.user(name).await;
    }
    let expected = ["a_b", "a-b", "a.b", "admin", "ana", "ana2", "änne", "Ben", "Zed", "zoe"];
    assert_eq!(names(&admin, "").await, expected);
    for limit in [1, 3, 5, 10, 200] {
        let mut seen = Vec::new();
        let mut next = Some(format!("/api/admin/users?limit={limit}&active=true"));
        while let Some(url) = next {
            let page = admin.get(url).await.assert_status(200);
            let rows: Vec<Value> = page.json_as();
            assert!(rows.len() <= limit);
            seen.extend(rows.iter().map(|row| row["username"].as_str().unwrap().to_owned()));
            next = page.next_page();
        }
        assert_eq!(seen, expected, "by {limit}");
    }
    for limit in ["0", "-1", "201", "abc", "9223372036854775808"] {
        let refused = admin.get(format!("/api/admin/users?limit={limit}")).await;
        refused.assert_problem(422, "invalid");
    }
    for cursor in ["", "x", "AAAA", "eyJvIjoidXNlcm5hbWUifQ"] {
        let refused = admin.get(format!("/api/admin/users?cursor={cursor}")).await;
        refused.assert_problem(422, "invalid").assert_field("/cursor", "invalid_cursor");
    }
}

#[umbra_test]
async fn accounts_made_or_gone_between_pages_move_nothing_else(t: TestApp) {
    let admin = t.admin().await;
    for n in 0..6 {
        t.user(&format!("user{n}")).await;
    }
    let page = admin.get("/api/admin/users?limit=3").await;
    t.user("aaa").await;
    t.user("user1a").await;
    let rest = admin.get(page.next_page().unwrap().replace("limit=3", "limit=200")).await;
    let rows: Vec<Value> = rest.json_as();
    let seen: Vec<_> = rows.iter().map(|row| row["username"].as_str().unwrap()).collect();
    assert_eq!(seen, ["user1a", "user2", "user3", "user4", "user5"]);
}

#[umbra_test]
async fn a_search_finds_part_of_a_name_as_it_is(t: TestApp) {
    let admin = t.admin().await;
    for name in ["ana", "Susanna", "a_b", "axb", "ÄNNE", "ben@example.org"] {
        t.user(name).await;
    }
    for (search, expected) in [
        ("ana", &["ana"][..]),
        ("ANN", &["Susanna"]),
        ("_", &["a_b"]),
        ("%25", &[]),
        ("a_b", &["a_b"]),
        ("%5C", &[]),
        ("'", &[]),
        ("%C3%A4nn", &["ÄNNE"]),
        ("%C3%84", &["ÄNNE"]),
        ("@example", &["ben@example.org"]),
        ("nobody", &[]),
    ] {
        assert_eq!(names(&admin, &format!("search={search}")).await, expected, "{search}");
    }
    assert_eq!(names(&admin, "search=").await.len(), 7);
    for long in [201, 60_000] {
        let refused = admin.get(format!("/api/admin/users?search={}", "a".repeat(long))).await;
        refused.assert_problem(422, "invalid").assert_field("/search", "too_long");
    }
}

#[umbra_test]
async fn accounts_are_filtered_by_role_and_by_being_active(t: TestApp) {
    let admin = t.admin().await;
    t.user("ana").await;
    let ben = t.user("ben").await;
    switch_off(&t, "ben").await;
    for (query, expected) in [
        ("role=admin", &["admin"][..]),
        ("role=standard", &["ana", "ben"]),
        ("active=true", &["admin", "ana"]),
        ("active=false", &["ben"]),
        ("role=admin&active=false", &[]),
        ("role=standard&active=true&search=A", &["ana"]),
    ] {
        assert_eq!(names(&admin, query).await, expected, "{query}");
    }
    assert_eq!(row(&admin, "ben").await["is_active"], false);
    ben.get("/api/settings").await.assert_problem(401, "unauthenticated");
    for (query, pointer, code) in [
        ("role=owner", "/role", "invalid_value"),
        ("role=", "/role", "invalid_value"),
        ("active=1", "/active", "invalid_type"),
        ("search=a%00", "/search", "invalid_value"),
        ("active=true&active=true", "/active", "duplicate_field"),
    ] {
        let refused = admin.get(format!("/api/admin/users?{query}")).await;
        refused.assert_problem(422, "invalid").assert_field(pointer, code);
    }
}

#[umbra_test]
async fn ten_failures_show_as_a_lock_for_half_an_hour(t: TestApp) {
    let admin = t.admin().await;
    t.user("ana").await;
    t.user("ben").await;
    let thief = t.from_address("203.0.113.7");
    for n in 1..=10 {
        sign_in(&thief, "ana", "wrong wrong wrong")
            .await
            .assert_problem(401, "invalid_credentials");
        assert_eq!(row(&admin, "ana").await["is_locked"], n == 10, "after {n} failures");
    }
    assert_eq!(row(&admin, "ben").await["is_locked"], false);
    t.clock.advance(Duration::from_secs(30 * 60 - 1));
    assert_eq!(row(&admin, "ana").await["is_locked"], true);
    t.clock.advance(Duration::from_secs(1));
    assert_eq!(row(&admin, "ana").await["is_locked"], false);
    sign_in(&thief, "ana", PASSWORD).await.assert_status(200);
}

#[umbra_test]
async fn only_sessions_that_are_alive_are_counted(t: TestApp) {
    let admin = t.admin().await;
    let (phone, laptop) = (t.user("ana").await, t.user("ana").await);
    let count = async || row(&admin, "ana").await["session_count"].clone();
    assert_eq!(count().await, 2);
    phone.post("/api/auth/logout", ()).await.assert_status(200);
    assert_eq!(count().await, 1);
    let tablet = t.anonymous();
    t.clock.advance(Duration::from_secs(90));
    sign_in(&tablet, "ana", PASSWORD).await.assert_status(200);
    let shown = row(&admin, "ana").await;
    assert_eq!(shown["session_count"], 2);
    assert_eq!(shown["last_login_at"], "2026-03-02T08:01:30Z");
    // Unused for a week, the laptop's session has run out, purged or not.
    for _ in 0..2 {
        t.clock.advance(Duration::from_hours(4 * 24));
        admin.get("/api/admin/config").await.assert_status(200);
        tablet.get("/api/settings").await.assert_status(200);
    }
    assert_eq!(count().await, 1);
    laptop.get("/api/settings").await.assert_problem(401, "unauthenticated");
}
