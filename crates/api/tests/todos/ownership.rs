//! Nobody but its owner finds a todo.

use serde_json::{Value, json};
use umbra_testkit::{Client, Reply, Request, TestApp, umbra_test};

use crate::todos::rows;

/// Prepares a request with every verb for a todo's path.
fn all_verbs(client: &Client, url: &str) -> [Request; 6] {
    [
        client.get(url),
        client.head(url),
        client.put(url, json!({"title": "Mine now"})),
        client.patch(url, json!({"completed": true})),
        client.delete(url),
        client.patch(format!("{url}/toggle"), ()),
    ]
}

/// Checks that an answer is the one that what doesn't exist gets.
#[track_caller]
fn assert_nothing_there(reply: &Reply, nothing: &Value) {
    if reply.bytes().is_empty() {
        // To `HEAD`.
        assert_eq!(reply.status(), 404, "{reply:?}");
        return;
    }
    reply.assert_problem(404, "not_found");
    assert_eq!(&without_id(reply), nothing);
    assert!(reply.header("etag").is_none(), "{reply:?}");
}

fn without_id(problem: &Reply) -> Value {
    let mut body = problem.json();
    body["request_id"].take();
    body
}

#[umbra_test]
async fn other_peoples_todos_do_not_exist(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = ana.todo("Secret").with("description", "hidden").due("2026-03-01").create().await;
    let tables = ["todos", "idempotency_keys", "audit_log", "outbox"];
    let before = t.database_dump().await;
    for other in [t.user("ben").await, t.admin().await] {
        let nothing = without_id(&other.get("/api/todos/4711").await);
        for request in all_verbs(&other, &todo.url()) {
            assert_nothing_there(&request.await, &nothing);
        }
        for request in all_verbs(&other, &todo.url()) {
            // A condition that would hold tells no more.
            let request = request.header("If-Match", &todo.etag).header("If-None-Match", "*");
            assert_nothing_there(&request.await, &nothing);
        }
        for query in ["", "?search=secret", "?overdue=true", "?sort=title", "?due_to=2026-03-01"] {
            assert!(rows(&other.get(format!("/api/todos{query}")).await).is_empty(), "{query}");
        }
        let query = format!("?user_id={0}&owner_id={0}&id={1}", ana.id, todo.id);
        let listed = other.get(format!("/api/todos{query}")).await;
        assert!(!listed.text().contains("Secret"), "{listed:?}");
    }
    let after = t.database_dump().await;
    for table in tables {
        assert_eq!(after.table(table), before.table(table), "{table}");
    }
    let read = ana.get(todo.url()).await.assert_status(200);
    assert_eq!((read.json(), read.etag()), (todo.body.clone(), todo.etag.as_str()));
}

#[umbra_test]
async fn strangers_get_nowhere(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = ana.todo("Secret").create().await;
    let stranger = t.anonymous();
    let mut requests = all_verbs(&stranger, &todo.url()).into_iter().collect::<Vec<_>>();
    requests.extend(all_verbs(&stranger, "/api/todos/4711"));
    requests.push(stranger.get("/api/todos"));
    requests.push(stranger.post("/api/todos", json!({"title": "Mine"})));
    requests.push(stranger.post("/api/todos", json!({"nonsense": 1})));
    for request in requests {
        let reply = request.await;
        if reply.bytes().is_empty() {
            assert_eq!(reply.status(), 401, "{reply:?}");
        } else {
            reply.assert_problem(401, "unauthenticated");
        }
    }
    assert_eq!(ana.get(todo.url()).await.json(), todo.body);
}

#[umbra_test]
async fn a_locked_session_gets_nowhere(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = ana.todo("Secret").create().await;
    let locked = t.user("ana").await;
    locked.post("/api/auth/lock", ()).await.assert_status(200);
    let mut requests = all_verbs(&locked, &todo.url()).into_iter().collect::<Vec<_>>();
    // What is wrong with a request matters less than who sends it.
    requests.extend(all_verbs(&locked, "/api/todos/x"));
    requests.push(locked.get("/api/todos?limit=0"));
    requests.push(locked.post("/api/todos", json!({"nonsense": 1})));
    requests.push(locked.post("/api/todos", ()).body("text/plain", "x"));
    requests.push(locked.put(todo.url(), json!({})).header("If-Match", "x"));
    for request in requests {
        let reply = request.await;
        if reply.bytes().is_empty() {
            assert_eq!(reply.status(), 423, "{reply:?}");
        } else {
            reply.assert_problem(423, "session_locked");
        }
    }
    assert_eq!(ana.get(todo.url()).await.json(), todo.body);
}

#[umbra_test]
async fn an_id_has_one_spelling(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = ana.todo("Buy milk").create().await;
    let nothing = without_id(&ana.get("/api/todos/4711").await);
    let id = todo.id;
    for spelling in [
        "0".to_owned(),
        "-1".to_owned(),
        format!("-{id}"),
        format!("+{id}"),
        format!("0{id}"),
        format!("{id}.0"),
        format!("{id}e0"),
        format!("%20{id}"),
        format!("{id}%00"),
        "9223372036854775807".to_owned(),
        "9223372036854775808".to_owned(),
        "-9223372036854775808".to_owned(),
        "99999999999999999999999999".to_owned(),
        "x".to_owned(),
        "null".to_owned(),
        "１".to_owned(),
        "%ff".to_owned(),
        "1'--".to_owned(),
        "{id}".to_owned(),
    ] {
        for request in all_verbs(&ana, &format!("/api/todos/{spelling}")) {
            assert_nothing_there(&request.await, &nothing);
        }
    }
    assert_eq!(ana.get(todo.url()).await.json(), todo.body);
}
