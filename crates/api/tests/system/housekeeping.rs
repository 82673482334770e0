//! Forgetting what has run out, and nothing else.

use std::time::Duration;

use serde_json::json;
use umbra_testkit::{PASSWORD, Setup, TestApp, umbra_test};

/// Sessions that run out at different times when nobody uses them.
fn short_sessions(setup: &mut Setup) {
    setup.app.session_lifetime = Duration::from_hours(10);
    setup.app.session_idle = Duration::from_hours(4);
}

#[umbra_test(with = short_sessions)]
async fn sessions_go_once_they_have_run_out(t: TestApp) {
    let (idle, old) = (t.user("ana").await, t.user("ana").await);
    for _ in 0..3 {
        t.clock.advance(Duration::from_hours(3));
        old.get("/api/settings").await.assert_status(200);
    }
    let (fresh, ben) = (t.user("ana").await, t.user("ben").await);
    // Making a session clears the same person's away that have run out, such as the idle one.
    idle.get("/api/settings").await.assert_problem(401, "unauthenticated");
    assert_eq!(t.app.purge_expired().await.unwrap().sessions, 0);
    t.clock.advance(Duration::from_secs(60 * 60 - 1));
    assert_eq!(t.app.purge_expired().await.unwrap().sessions, 0, "a second is left");
    old.get("/api/settings").await.assert_status(200);
    t.clock.advance(Duration::from_secs(1));
    assert_eq!(t.app.purge_expired().await.unwrap().sessions, 1, "the old one's ten hours");
    old.get("/api/settings").await.assert_problem(401, "unauthenticated");
    fresh.get("/api/settings").await.assert_status(200);
    t.clock.advance(Duration::from_hours(3));
    assert_eq!(t.app.purge_expired().await.unwrap().sessions, 1, "Ben was idle for four hours");
    ben.get("/api/settings").await.assert_problem(401, "unauthenticated");
    fresh.get("/api/settings").await.assert_status(200);
    assert_eq!(t.database_dump().await.table("sessions").len(), 1);
}

#[umbra_test]
async fn attempts_are_forgotten_an_hour_after_they_were_last_touched(t: TestApp) {
    t.user("ana").await;
    let fail = async |address: &str| {
        let credentials = json!({"username": "ana", "password": "wrong wrong wrong"});
        let reply = t.from_address(address).post("/api/auth/login", credentials).await;
        reply.assert_problem(401, "invalid_credentials");
    };
    let rows = async || t.database_dump().await.table("login_counters").len();
    fail("203.0.113.7").await;
    let of_one = rows().await;
    assert_eq!(of_one, 3, "of the name and source, the name, the source");
    t.clock.advance(Duration::from_secs(40 * 60));
    fail("203.0.113.8").await;
    assert_eq!(rows().await, 5);
    t.clock.advance(Duration::from_secs(20 * 60));
    assert_eq!(t.app.purge_expired().await.unwrap().attempts, 0, "an hour, not yet more");
    t.clock.advance(Duration::from_secs(1));
    assert_eq!(t.app.purge_expired().await.unwrap().attempts, 2, "the first address's");
    assert_eq!(rows().await, 3);
    t.clock.advance(Duration::from_secs(60 * 60));
    assert_eq!(t.app.purge_expired().await.unwrap().attempts, 3);
    assert_eq!(rows().await, 0);
}

#[umbra_test]
async fn a_lock_outlives_a_purge(t: TestApp) {
    t.user("ana").await;
    let thief = t.from_address("203.0.113.7");
    let try_in = async |password: &str| {
        thief.post("/api/auth/login", json!({"username": "ana", "password": password})).await
    };
    for _ in 0..10 {
        try_in("wrong wrong wrong").await.assert_problem(401, "invalid_credentials");
    }
    t.clock.advance(Duration::from_secs(30 * 60 - 1));
    assert_eq!(t.app.purge_expired().await.unwrap().attempts, 0);
    try_in(PASSWORD).await.assert_problem(401, "invalid_credentials");
}

#[umbra_test]
async fn tokens_of_unfinished_sign_ins_go_when_they_run_out(t: TestApp) {
    let admin = t.admin().await;
    let switches = json!({"allow_registration": true, "enforce_mfa_new_users": true});
    admin.put("/api/admin/config", switches).await.assert_status(200);
    let register = async |name: &str| {
        let new = json!({"username": name, "password": PASSWORD});
        let reply = t.anonymous().post("/api/auth/register", new).await.assert_status(200);
        assert_eq!(reply.json()["mfa_setup_required"], true, "{reply:?}");
    };
    register("ben").await;
    t.clock.advance(Duration::from_secs(60));
    register("cleo").await;
    let tokens = async || t.database_dump().await.table("mfa_tokens").len();
    assert_eq!(tokens().await, 2);
    t.clock.advance(Duration::from_secs(4 * 60 - 1));
    assert_eq!(t.app.purge_expired().await.unwrap().tokens, 0);
    t.clock.advance(Duration::from_secs(1));
    assert_eq!(t.app.purge_expired().await.unwrap().tokens, 1);
    assert_eq!(tokens().await, 1);
    t.clock.advance(Duration::from_secs(60));
    assert_eq!(t.app.purge_expired().await.unwrap().tokens, 1);
    assert_eq!(tokens().await, 0);
}

#[umbra_test]
async fn whatever_has_run_out_nothing_else_goes(t: TestApp) {
    let (ana, admin) = (t.user("ana").await, t.admin().await);
    ana.todo("late").due("2026-03-01").create().await;
    ana.todo("done").with("completed", true).create().await;
    let once = ana.post("/api/todos", json!({"title": "once"})).header("Idempotency-Key", "key");
    once.await.assert_status(201);
    admin.put("/api/admin/config", json!({"allow_passwordless": true})).await.assert_status(200);
    t.drain_jobs().await;
    let before = t.database_dump().await;
    t.clock.advance(Duration::from_hours(24 * 365));
    let purged = t.app.purge_expired().await.unwrap();
    assert_eq!((purged.sessions, purged.answers), (2, 1), "{purged:?}");
    let after = t.database_dump().await;
    let emptied = ["sessions", "idempotency_keys"];
    for table in before.tables() {
        if emptied.contains(&table) {
            assert!(after.table(table).is_empty(), "{table}");
        } else {
            assert_eq!(after.table(table), before.table(table), "{table}");
        }
    }
    let again = t.app.purge_expired().await.unwrap();
    assert_eq!((again.sessions, again.answers, again.attempts), (0, 0, 0), "{again:?}");
}
