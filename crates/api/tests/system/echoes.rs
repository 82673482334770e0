//! An error never repeats what the client sent.

use serde_json::json;
use umbra_testkit::{TestApp, umbra_test};

use crate::system::assert_protected;

const CANARY: &str = "canary7bird";

#[umbra_test]
async fn no_error_repeats_what_was_sent(t: TestApp) {
    let ana = t.user("ana").await;
    let bad_cookie = format!("session={CANARY}");
    let text = json!({"title": CANARY.repeat(50)});
    for (request, status) in [
        (ana.get(format!("/{CANARY}")), 404),
        (ana.get(format!("/api/todos/{CANARY}")), 404),
        (ana.get(format!("/api/todos?sort={CANARY}")), 422),
        (ana.get(format!("/api/todos?completed={CANARY}")), 422),
        (ana.get(format!("/api/todos?cursor={CANARY}")), 422),
        (ana.get(format!("/api/todos?limit={CANARY}")), 422),
        (ana.get(format!("/api/todos?priority={CANARY}")), 422),
        (ana.get(format!("/api/todos?due_from={CANARY}")), 422),
        (ana.request("CANARY7BIRD", "/api/todos", ()), 405),
        (ana.put("/api/settings", json!({})).header("If-Match", CANARY), 400),
        (ana.post("/api/todos", &text), 422),
        (ana.post("/api/todos", json!({"title": {CANARY: CANARY}})), 422),
        (ana.post("/api/todos", json!({"title": "x", "priority": CANARY})), 422),
        (ana.post("/api/todos", json!({"title": "x", "due_date": CANARY})), 422),
        (ana.put("/api/settings", json!({"timezone": CANARY})), 422),
        (ana.put("/api/settings", json!({"upcoming_days": CANARY})), 422),
        (ana.post("/api/todos", ()).body("application/json", format!("{{{CANARY}")), 400),
        (ana.post("/api/todos", ()).body(format!("text/{CANARY}").as_str(), CANARY), 415),
        (ana.post("/api/todos", json!({"title": "x"})).header("X-Requested-With", CANARY), 403),
        (ana.post("/api/todos", json!({"title": "x"})).header("Origin", CANARY), 403),
        (ana.get("/api/todos").header("Cookie", &bad_cookie), 401),
        (ana.post("/api/auth/login", json!({"username": CANARY, "password": CANARY})), 401),
        (ana.post("/api/auth/totp-verify", json!({"mfa_token": CANARY, "code": "123456"})), 401),
    ] {
        let reply = request.await.assert_status(status);
        assert_protected(&reply);
        assert_eq!(reply.header("content-type"), Some("application/problem+json"), "{reply:?}");
        let headers = format!("{:?}", reply.headers());
        for part in [reply.text(), &headers] {
            assert!(!part.to_lowercase().contains(CANARY), "{reply:?}");
        }
    }
}
