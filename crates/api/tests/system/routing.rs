//! Which path and method leads where.

use umbra_testkit::{Reply, TestApp, umbra_test};

use crate::system::{assert_protected, document, paths, without_rates};

const METHODS: [&str; 8] = ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "BREW"];

/// Returns the methods that an answer allows.
fn allowed(reply: &Reply) -> Vec<&str> {
    let mut allowed: Vec<_> =
        reply.header("allow").unwrap_or_default().split(", ").map(str::trim).collect();
    allowed.sort_unstable();
    allowed
}

#[umbra_test]
async fn what_is_nowhere_answers_alike_to_everybody(t: TestApp) {
    let mut bodies = Vec::new();
    for client in [t.anonymous(), (*t.user("ana").await).clone(), (*t.admin().await).clone()] {
        for path in [
            "/api",
            "/api/",
            "/api/nowhere",
            "/api/todos/1/nowhere",
            "/api/todos/1/toggle/2",
            "/api/auth",
            "/api/auth/nowhere",
            "/api/admin",
            "/api/admin/nowhere",
            "/API/TODOS",
            "/api/Todos",
            "//api/todos",
            "/api//todos",
            "/api/todos//",
            "/api%2Ftodos",
            "/api/todos%2F1",
            "/.env",
            "/favicon.ico",
            "/api/..%2f..%2fetc/passwd",
            "/docs/../api/nowhere",
            "/docs/nowhere.js",
            "/redoc/..%2finit.js",
            "/metrics",
            "/%00",
            "/%ff",
            "/index.html",
            "/health/live",
        ] {
            for method in METHODS {
                let reply = client.request(method, path, ()).await;
                reply.assert_problem(404, "not_found");
                assert_protected(&reply);
                let mut body = reply.json();
                body["request_id"].take();
                bodies.push(body);
            }
        }
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1, "{bodies:#?}");
}

#[umbra_test(with = without_rates)]
async fn a_wrong_method_is_told_the_right_ones(t: TestApp) {
    let stranger = t.anonymous();
    let paths = paths(&document(&t).await);
    assert!(paths.len() > 20, "{paths:?}");
    for (pattern, methods) in &paths {
        let mut right: Vec<_> = methods.iter().map(String::as_str).collect();
        if right.contains(&"GET") {
            right.push("HEAD");
        }
        right.push("OPTIONS");
        right.sort_unstable();
        let path = pattern.replace("{id}", "1");
        let asked = stranger.request("OPTIONS", &path, ()).await.assert_status(204);
        assert_eq!(allowed(&asked), right, "{pattern}");
        for method in METHODS.into_iter().filter(|method| !right.contains(method)) {
            let reply = stranger.request(method, &path, ()).await;
            reply.assert_problem(405, "method_not_allowed");
            assert_eq!(allowed(&reply), right, "{method} {pattern}");
            assert_protected(&reply);
        }
    }
    stranger.request("OPTIONS", "/nowhere", ()).await.assert_problem(404, "not_found");
}

#[umbra_test(with = without_rates)]
async fn head_is_get_without_a_body(t: TestApp) {
    let admin = t.admin().await;
    admin.todo("Buy milk").create().await;
    let ignored = ["date", "x-request-id", "content-length", "transfer-encoding"];
    let paths = paths(&document(&t).await);
    for pattern in paths.iter().filter(|(_, methods)| methods.iter().any(|m| m == "GET")) {
        let path = pattern.0.replace("{id}", "1");
        let (get, head) = (admin.get(&path).await, admin.head(&path).await);
        assert!(head.bytes().is_empty(), "{head:?}");
        assert!(!get.bytes().is_empty(), "{get:?}");
        assert_eq!(head.status(), get.status(), "{path}");
        let headers = |reply: &Reply| {
            let all = reply.headers().iter().filter(|(name, _)| !ignored.contains(&name.as_str()));
            let mut all: Vec<_> = all.map(|(name, value)| format!("{name}: {value:?}")).collect();
            all.sort_unstable();
            all
        };
        assert_eq!(headers(&head), headers(&get), "{path}");
    }
    for path in ["/docs", "/redoc", "/docs/swagger-ui.css"] {
        assert!(admin.head(path).await.assert_status(200).bytes().is_empty());
    }
}

#[umbra_test]
async fn a_slash_at_the_end_is_forgiven_once(t: TestApp) {
    let ana = t.user("ana").await;
    let made = ana.post("/api/todos/", serde_json::json!({"title": "Buy milk"})).await;
    let url = made.assert_status(201).header("location").unwrap().to_owned();
    for path in ["/api/todos/", "/api/todos/?limit=1", "/api/settings/", "/health/"] {
        ana.get(path).await.assert_status(200);
    }
    ana.get(format!("{url}/")).await.assert_status(200);
    ana.patch(format!("{url}/toggle/"), ()).await.assert_status(200);
    ana.get(format!("{url}//")).await.assert_problem(404, "not_found");
}

#[umbra_test]
async fn a_path_can_be_spelled_with_escapes(t: TestApp) {
    let ana = t.user("ana").await;
    let stranger = t.anonymous();
    // `%74` is `t`. Another spelling is no way around who may do what.
    ana.get("/api/%74odos").await.assert_status(200);
    stranger.get("/api/%74odos").await.assert_problem(401, "unauthenticated");
    ana.get("/api/%61dmin/users").await.assert_problem(403, "admin_only");
    stranger.get("/api/admin%2Fusers").await.assert_problem(404, "not_found");
    let forged = ana.post("/api/%74odos", serde_json::json!({"title": "x"}));
    forged.without("X-Requested-With").await.assert_problem(403, "csrf");
}
