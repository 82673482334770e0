//! What people told about themselves.

use serde_json::{Value, json};
use umbra_testkit::{TestApp, at_once, umbra_test};

use crate::auth::steps::configure;

#[umbra_test]
async fn what_was_told_at_the_registration_can_be_read_and_changed(t: TestApp) {
    configure(&t, json!({"allow_registration": true})).await;
    let ana = t.anonymous();
    let told = json!({
        "username": "Ana", "password": "seven quiet herons wade", "email": "ana@example.org",
        "preferred_name": "Ana M.", "date_of_birth": "1990-05-17",
    });
    ana.post("/api/auth/register", told).await.assert_status(200);
    let me = ana.get("/api/auth/me").await.assert_status(200).json();
    let expected = json!({
        "id": me["id"], "username": "Ana", "role": "standard", "email": "ana@example.org",
        "preferred_name": "Ana M.", "date_of_birth": "1990-05-17",
        "created_at": "2026-03-02T08:00:00Z",
    });
    assert_eq!(me, expected);
    let admin = t.admin().await;
    assert_eq!(admin.get("/api/auth/me").await.json()["role"], "admin");

    let change = json!({"email": "ana@umbra.example", "date_of_birth": null});
    let changed = ana.patch("/api/auth/me", change).await.assert_status(200).json();
    assert_eq!(
        (&changed["email"], &changed["date_of_birth"]),
        (&json!("ana@umbra.example"), &Value::Null)
    );
    assert_eq!(changed["preferred_name"], "Ana M.");
    assert_eq!(ana.get("/api/auth/me").await.json(), changed);
    assert_eq!(ana.patch("/api/auth/me", json!({})).await.assert_status(200).json(), changed);
}

#[umbra_test]
async fn the_name_is_that_of_the_settings(t: TestApp) {
    let ana = t.user("ana").await;
    ana.patch("/api/auth/me", json!({"preferred_name": "Annie"})).await.assert_status(200);
    let settings = ana.get("/api/settings").await;
    assert_eq!((&settings.json()["preferred_name"], settings.etag()), (&json!("Annie"), "\"2\""));
    ana.put("/api/settings", json!({"preferred_name": null})).await.assert_status(200);
    assert_eq!(ana.get("/api/auth/me").await.json()["preferred_name"], Value::Null);
}

#[umbra_test]
async fn nobody_changes_what_is_not_theirs_to_change(t: TestApp) {
    let ana = t.user("ana").await;
    let before = ana.get("/api/auth/me").await.json();
    for (field, value) in [("role", json!("admin")), ("id", json!(1)), ("username", json!("root"))]
    {
        let reply = ana.patch("/api/auth/me", json!({field: value, "email": "a@b.c"})).await;
        reply.assert_problem(422, "invalid").assert_field(&format!("/{field}"), "unknown_field");
    }
    let wrong = json!({"email": "nowhere", "date_of_birth": "1990-02-30", "preferred_name": " "});
    let problem = ana.patch("/api/auth/me", wrong).await.assert_problem(422, "invalid");
    for (pointer, code) in [
        ("/email", "invalid_email"),
        ("/date_of_birth", "invalid_date"),
        ("/preferred_name", "blank"),
    ] {
        problem.assert_field(pointer, code);
    }
    assert_eq!(ana.get("/api/auth/me").await.json(), before);
}

#[umbra_test]
async fn changes_of_different_fields_at_once_are_all_kept(t: TestApp) {
    let ana = t.user("ana").await;
    let changes = [
        json!({"email": "ana@example.org"}),
        json!({"date_of_birth": "1990-05-17"}),
        json!({"preferred_name": "Ana"}),
    ];
    let requests = changes.iter().map(|change| ana.patch("/api/auth/me", change));
    for reply in at_once(requests).await {
        reply.assert_status(200);
    }
    let me = ana.get("/api/auth/me").await.json();
    for (field, value) in changes.iter().flat_map(|change| change.as_object().unwrap()) {
        assert_eq!(&me[field], value, "{field}");
    }
}
