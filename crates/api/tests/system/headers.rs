//! Headers that every answer has, and compression.

use std::{collections::BTreeSet, io::Read as _};

use flate2::read::GzDecoder;
use serde_json::json;
use umbra_api::WebOrigin;
use umbra_testkit::{Setup, TestApp, umbra_test};

use crate::system::assert_protected;

#[umbra_test]
async fn every_kind_of_answer_is_protected(t: TestApp) {
    let (ana, stranger) = (t.user("ana").await, t.anonymous());
    let todo = ana.todo("Buy milk").create().await;
    let title = json!({"title": "Buy bread"});
    for (request, status) in [
        (ana.get(todo.url()), 200),
        (ana.get("/api/todos"), 200),
        (ana.post("/api/todos", &title), 201),
        (ana.get(todo.url()).header("If-None-Match", &todo.etag), 304),
        (ana.put(todo.url(), &title).header("If-Match", "x"), 400),
        (stranger.get("/api/todos"), 401),
        (ana.get("/api/admin/users"), 403),
        (ana.put(todo.url(), &title).without("X-Requested-With"), 403),
        (ana.get("/api/todos/4711"), 404),
        (ana.get("/nowhere"), 404),
        (ana.request("TRACE", "/api/todos", ()), 405),
        (
            stranger.post("/api/auth/setup", json!({"username": "x", "password": "y y y y y y"})),
            409,
        ),
        (ana.put(todo.url(), &title).header("If-Match", "\"7\""), 412),
        (ana.post("/api/todos", ()).body("application/json", vec![b' '; 300_000]), 413),
        (ana.post("/api/todos", ()), 415),
        (ana.post("/api/todos", json!({})), 422),
        (ana.delete(todo.url()), 204),
        (ana.request("OPTIONS", "/api/todos", ()), 204),
        (ana.post("/api/auth/lock", ()), 200),
        (ana.get("/api/todos"), 423),
    ] {
        let reply = request.await.assert_status(status);
        assert_protected(&reply);
        assert_eq!(reply.header("cache-control"), Some("no-store"), "{reply:?}");
        assert_eq!(reply.header("strict-transport-security"), None, "{reply:?}");
    }
}

fn over_https(setup: &mut Setup) {
    setup.api.public_url = WebOrigin::parse("https://umbra.example").unwrap();
}

#[umbra_test(with = over_https)]
async fn over_https_transport_security_is_promised_on_every_answer(t: TestApp) {
    let ana = t.user("ana").await;
    for (request, status) in [
        (ana.get("/api/todos"), 200),
        (t.anonymous().get("/api/todos"), 401),
        (ana.get("/nowhere"), 404),
        (ana.get("/docs"), 200),
        (ana.get("/health"), 200),
    ] {
        let reply = request.await.assert_status(status);
        assert_eq!(reply.header("strict-transport-security"), Some("max-age=31536000"));
    }
    // Only the cookie with the prefix counts.
    let value = ana.cookie("__Host-session").unwrap();
    let bare = t.anonymous();
    bare.set_cookie("session", &value);
    bare.get("/api/todos").await.assert_problem(401, "unauthenticated");
}

#[umbra_test]
async fn every_answer_has_an_id_of_its_own(t: TestApp) {
    let stranger = t.anonymous();
    let mut ids = BTreeSet::new();
    for path in ["/health", "/nowhere", "/api/todos", "/docs"] {
        for _ in 0..25 {
            let reply = stranger.get(path).await;
            let id = reply.header("x-request-id").unwrap().to_owned();
            assert!(id.len() == 16 && id.bytes().all(|byte| byte.is_ascii_hexdigit()), "{id}");
            ids.insert(id);
        }
    }
    assert_eq!(ids.len(), 100);
}

#[umbra_test]
async fn a_proxys_id_is_kept_if_it_is_harmless(t: TestApp) {
    let stranger = t.anonymous();
    let ask = |id: &str| stranger.get("/api/todos").header("X-Request-Id", id);
    for id in ["8e03978e-40d5-43dd-bc93-6894a57f9324", "abcd1234"] {
        let reply = ask(id).await;
        assert_eq!(reply.header("x-request-id"), Some(id));
        assert_eq!(reply.assert_problem(401, "unauthenticated").body()["request_id"], id);
    }
    for id in
        ["", "short", "a b c d e f g", "<script>alert(1)</script>", &"a".repeat(65), "äöüäöüäöü"]
    {
        let reply = ask(id).await;
        assert_ne!(reply.header("x-request-id"), Some(id));
    }
    let two = ask("abcdefgh").another_header("X-Request-Id", "ijklmnop").await;
    assert_eq!(two.header("x-request-id").map(str::len), Some(16));
}

#[umbra_test]
async fn answers_are_compressed_above_a_kibibyte_only(t: TestApp) {
    let ana = t.user("ana").await;
    let list = |coding: &str| ana.get("/api/todos").header("Accept-Encoding", coding);
    ana.todo("Buy milk").create().await;
    let short = list("gzip").await;
    assert!(short.bytes().len() < 1024);
    assert_eq!(short.header("content-encoding"), None);
    ana.todo("Read").with("description", "more and more ".repeat(500)).create().await;
    let plain = list("identity").await;
    assert!(plain.bytes().len() >= 1024);
    assert_eq!(plain.header("content-encoding"), None);
    for coding in ["gzip", "br, gzip;q=0.5", "*"] {
        let reply = list(coding).await;
        assert_eq!(reply.header("content-encoding"), Some("gzip"), "{coding}");
        assert!(reply.bytes().len() < 1024, "{coding}");
        let mut text = String::new();
        GzDecoder::new(reply.bytes()).read_to_string(&mut text).unwrap();
        assert_eq!(text, plain.text());
    }
    for coding in ["", "br", "gzip;q=0", "*;q=0", "deflate"] {
        assert_eq!(list(coding).await.bytes(), plain.bytes(), "{coding}");
    }
    for reply in [plain, list("gzip").await] {
        let vary = reply.header_values("vary").join(", ").to_ascii_lowercase();
        assert!(vary.contains("accept-encoding"), "{reply:?}");
    }
}

#[umbra_test]
async fn an_answer_with_a_strong_tag_is_sent_byte_by_byte(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = ana.todo("Read").with("description", "more and more ".repeat(500)).create().await;
    let reply = ana.get(todo.url()).header("Accept-Encoding", "gzip").await.assert_status(200);
    assert_eq!(reply.header("content-encoding"), None);
    assert_eq!((reply.json(), reply.etag()), (todo.body, todo.etag.as_str()));
}
