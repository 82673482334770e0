//! `/health` and `/health/ready`.

use serde_json::json;
use umbra_testkit::{TestApp, umbra_test};

use crate::system::assert_protected;

#[umbra_test]
async fn a_server_that_can_work_says_so_to_anybody(t: TestApp) {
    let stranger = t.anonymous();
    let alive = stranger.get("/health").await.assert_status(200);
    assert_eq!(alive.json(), json!({"status": "ok"}));
    let ready = stranger.get("/health/ready").await.assert_status(200);
    let release = umbra_domain::zone::ZoneDatabase::bundled().release().to_string();
    assert_eq!(ready.json(), json!({"status": "ready", "tzdata": release}));
    for reply in [alive, ready] {
        assert_protected(&reply);
        assert_eq!(reply.header("cache-control"), Some("no-store"));
    }
}

#[umbra_test]
async fn a_server_with_pending_migrations_lives_but_is_not_ready(t: TestApp) {
    let stranger = t.anonymous();
    t.store.migrate_down(Some(1)).await.unwrap();
    let pending = stranger.get("/health/ready").await;
    pending.assert_problem(503, "migrations_pending");
    assert_eq!(pending.header("retry-after"), Some("5"));
    stranger.get("/health").await.assert_status(200);
    t.store.migrate_up(None).await.unwrap();
    stranger.get("/health/ready").await.assert_status(200);
}

#[umbra_test]
async fn a_server_without_its_database_lives_but_is_not_ready(t: TestApp) {
    let ana = t.user("ana").await;
    let lost = t.second_process().await;
    lost.store.close().await;
    let (stranger, ana) = (t.anonymous().at(&lost), ana.at(&lost));
    stranger.get("/health").await.assert_status(200);
    for request in [
        stranger.get("/health/ready"),
        stranger.get("/api/auth/status"),
        ana.get("/api/settings"),
        ana.get("/api/todos"),
        ana.post("/api/todos", json!({"title": "Buy milk"})),
        stranger.post("/api/auth/login", json!({"username": "ana", "password": "wrong wrong"})),
    ] {
        let reply = request.await;
        reply.assert_problem(503, "database_unavailable");
        assert_eq!(reply.header("retry-after"), Some("5"), "{reply:?}");
    }
    // What needs no database is there.
    stranger.get("/api/settings").await.assert_problem(401, "unauthenticated");
    ana.get("/api/openapi.json").await.assert_status(200);
    ana.get("/nowhere").await.assert_problem(404, "not_found");
}

#[umbra_test]
async fn a_cookie_makes_no_difference_to_health(t: TestApp) {
    let ana = t.user("ana").await;
    ana.post("/api/auth/lock", ()).await.assert_status(200);
    ana.get("/health").await.assert_status(200);
    ana.get("/health/ready").await.assert_status(200);
}
