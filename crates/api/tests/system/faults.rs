//! A database that lacks what it should have: opaque answers, and nothing done by halves.

use serde_json::json;
use umbra_testkit::{PASSWORD, Person, Reply, TestApp, at_once, umbra_test};

use crate::system::assert_protected;

/// Checks that an answer tells nothing of the database.
#[track_caller]
pub(super) fn assert_opaque(reply: &Reply) {
    assert_protected(reply);
    let text = format!("{} {:?}", reply.text(), reply.headers()).to_lowercase();
    for word in [
        "sql",
        "relation",
        "no such",
        "table",
        "select",
        "insert",
        "column",
        "todos_",
        "pg_",
        "postgres",
        "sqlite",
        "sea_orm",
        "panicked",
        "src/",
        "due_rank",
        "connection reset",
    ] {
        assert!(!text.contains(word), "{word} in {reply:?}");
    }
}

async fn all_of(ana: &Person, url: &str) -> Vec<Reply> {
    let title = json!({"title": "Buy bread"});
    at_once([
        ana.get("/api/todos"),
        ana.get("/api/todos?search=x&overdue=true&sort=title"),
        ana.get(url),
        ana.put(url, &title),
        ana.patch(url, &title),
        ana.patch(format!("{url}/toggle"), ()),
        ana.post("/api/todos", &title),
        ana.post("/api/todos", &title).header("Idempotency-Key", "key"),
        ana.delete(url),
    ])
    .await
}

#[umbra_test]
async fn a_table_that_is_gone_is_an_opaque_500(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = ana.todo("Buy milk").create().await;
    t.execute("ALTER TABLE todos RENAME TO elsewhere").await;
    for reply in all_of(&ana, &todo.url()).await {
        let problem = reply.assert_problem(500, "internal");
        assert_opaque(&reply);
        assert!(problem.body().get("errors").is_none_or(serde_json::Value::is_null), "{reply:?}");
    }
    t.anonymous().get(todo.url()).await.assert_problem(401, "unauthenticated");
    ana.get("/api/settings").await.assert_status(200);
    t.anonymous().get("/health").await.assert_status(200);
    t.execute("ALTER TABLE elsewhere RENAME TO todos").await;
    assert_eq!(ana.get(todo.url()).await.assert_status(200).json(), todo.body);
    let key = ana.post("/api/todos", json!({"title": "x"})).header("Idempotency-Key", "key").await;
    assert_eq!(key.assert_status(201).header("idempotent-replayed"), None, "a failure is not kept");
}

#[umbra_test]
async fn without_its_sessions_the_server_lets_nobody_in(t: TestApp) {
    let (ana, admin) = (t.user("ana").await, t.admin().await);
    t.execute("ALTER TABLE sessions RENAME TO elsewhere").await;
    for request in [
        ana.get("/api/todos"),
        ana.get("/api/auth/status"),
        ana.post("/api/todos", json!({"title": "x"})),
        ana.post("/api/auth/logout", ()),
        admin.get("/api/admin/users"),
        admin.put("/api/admin/config", json!({"allow_registration": true})),
    ] {
        let reply = request.await;
        reply.assert_problem(500, "internal");
        assert_opaque(&reply);
    }
    let browser = t.anonymous();
    let credentials = json!({"username": "ana", "password": PASSWORD});
    let reply = browser.post("/api/auth/login", &credentials).await;
    reply.assert_problem(500, "internal");
    assert_opaque(&reply);
    assert!(reply.cookies().is_empty(), "{reply:?}");
    t.execute("ALTER TABLE elsewhere RENAME TO sessions").await;
    ana.get("/api/todos").await.assert_status(200);
    browser.post("/api/auth/login", &credentials).await.assert_status(200);
}

#[umbra_test]
async fn what_cannot_be_recorded_is_not_done(t: TestApp) {
    let admin = t.admin().await;
    t.execute("ALTER TABLE audit_head RENAME TO elsewhere").await;
    for request in [
        admin.put("/api/admin/config", json!({"allow_registration": true})),
        admin.post("/api/admin/users", json!({"username": "ben"})),
    ] {
        let reply = request.await;
        reply.assert_problem(500, "internal");
        assert_opaque(&reply);
    }
    t.execute("ALTER TABLE elsewhere RENAME TO audit_head").await;
    let config = admin.get("/api/admin/config").await;
    assert_eq!(
        (config.json()["allow_registration"].as_bool(), config.etag()),
        (Some(false), "\"1\"")
    );
    assert_eq!(admin.get("/api/admin/users").await.json().as_array().unwrap().len(), 1);
    admin.post("/api/admin/users", json!({"username": "ben"})).await.assert_status(201);
}

#[umbra_test]
async fn a_damaged_row_is_an_opaque_500_for_its_owner_only(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let todo = ana.todo("Buy milk").create().await;
    let sound = ben.todo("Buy bread").create().await;
    t.execute("UPDATE todos SET due_rank = 'some day' WHERE title = 'Buy milk'").await;
    for reply in [ana.get(todo.url()).await, ana.get("/api/todos").await] {
        reply.assert_problem(500, "internal");
        assert_opaque(&reply);
    }
    ben.get("/api/todos").await.assert_status(200);
    ben.get(sound.url()).await.assert_status(200);
}
