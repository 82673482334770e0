//! How request bodies are read.

use serde_json::json;
use umbra_testkit::{Person, Reply, TestApp, umbra_test};

/// The most bytes that a body may have.
const LIMIT: usize = 256 * 1024;

/// Asks for a todo with any bytes as the body.
async fn send(ana: &Person, media_type: &str, body: impl Into<Vec<u8>>) -> Reply {
    ana.post("/api/todos", ()).body(media_type, body).await
}

async fn send_json(ana: &Person, body: impl Into<Vec<u8>>) -> Reply {
    send(ana, "application/json", body).await
}

async fn count(ana: &Person) -> usize {
    ana.get("/api/todos").await.json().as_array().unwrap().len()
}

#[umbra_test]
async fn only_json_in_utf_8_is_taken(t: TestApp) {
    let ana = t.user("ana").await;
    let good = r#"{"title":"Buy milk"}"#;
    let taken = [
        "application/json",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
        "Application/JSON",
    ];
    for media_type in taken {
        send(&ana, media_type, good).await.assert_status(201);
    }
    for media_type in [
        "",
        "text/plain",
        "text/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/jsonp",
        "application/problem+json",
        "application/merge-patch+json",
        "application/json; charset=latin1",
        "application/json; charset=utf-16",
        "json",
        "*/*",
        "application/json, text/plain",
    ] {
        let refused = send(&ana, media_type, good).await;
        refused.assert_problem(415, "unsupported_media_type");
        assert_eq!(refused.header("accept"), Some("application/json"), "{media_type}");
    }
    let bare = ana.post("/api/todos", ()).body("x/y", good).without("Content-Type").await;
    bare.assert_problem(415, "unsupported_media_type");
    let coded = ana.post("/api/todos", json!({"title": "x"})).header("Content-Encoding", "gzip");
    coded.await.assert_problem(415, "unsupported_media_type");
    let nothing = ana.post("/api/todos", ()).await;
    nothing.assert_problem(415, "unsupported_media_type");
    assert_eq!(count(&ana).await, taken.len());
}

#[umbra_test]
async fn a_body_has_at_most_256_kibibytes(t: TestApp) {
    let ana = t.user("ana").await;
    let padded = |length: usize| {
        let mut body = br#"{"title":"Buy milk"}"#.to_vec();
        body.resize(length, b' ');
        body
    };
    send_json(&ana, padded(LIMIT)).await.assert_status(201);
    for length in [LIMIT + 1, 2 * LIMIT, 8 * 1024 * 1024] {
        send_json(&ana, padded(length)).await.assert_problem(413, "payload_too_large");
    }
    assert_eq!(count(&ana).await, 1);
}

#[umbra_test]
async fn a_body_that_is_no_json_is_malformed(t: TestApp) {
    let ana = t.user("ana").await;
    for body in [
        "x",
        "{",
        "{}}",
        "{\"title\":\"x\"} x",
        "{\"title\":\"x\"}{\"title\":\"x\"}",
        "{\"title\":\"x\",}",
        "{'title':'x'}",
        "{title:\"x\"}",
        "{\"title\":\"x\"/**/}",
        "{\"title\":NaN}",
        "{\"title\":Infinity}",
        "{\"title\":01}",
        "{\"title\":+1}",
        "{\"title\":1.}",
        "{\"title\":\"a\nb\"}",
        "{\"title\":\"\\x41\"}",
        "{\"title\":\"\\u12\"}",
        "\u{feff}{\"title\":\"x\"}",
        "title=x",
        "<todo/>",
        " ",
        "\u{0}",
    ] {
        send_json(&ana, body).await.assert_problem(400, "malformed_json");
    }
    let empty = ana.post("/api/todos", ()).body("application/json", "").await;
    empty.assert_problem(400, "empty_body");
    assert_eq!(count(&ana).await, 0);
}

#[umbra_test]
async fn text_that_is_no_unicode_is_malformed(t: TestApp) {
    let ana = t.user("ana").await;
    for surrogate in [r"\ud800", r"\udc00", r"\ud800x", r"\udc00\ud800", r"\ud800\u0041"] {
        let body = format!(r#"{{"title":"{surrogate}"}}"#);
        send_json(&ana, body).await.assert_problem(400, "malformed_json");
        let body = format!(r#"{{"title":"x","{surrogate}":1}}"#);
        send_json(&ana, body).await.assert_problem(400, "malformed_json");
    }
    let pair = send_json(&ana, r#"{"title":"\ud83e\udd5b"}"#).await.assert_status(201);
    assert_eq!(pair.json()["title"], "🥛");
    for bytes in [
        &b"\xff"[..],
        b"\xc3\x28",
        b"\xc0\xaf",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\xe2\x82",
        b"caf\xe9",
    ] {
        let body = [b"{\"title\":\"", bytes, b"\"}"].concat();
        send_json(&ana, body).await.assert_problem(400, "malformed_json");
    }
    assert_eq!(count(&ana).await, 1);
}

#[umbra_test]
async fn nesting_has_an_end(t: TestApp) {
    let ana = t.user("ana").await;
    let nested = |depth: usize, open: &str, close: &str| {
        format!("{{\"title\":{}1{}}}", open.repeat(depth), close.repeat(depth))
    };
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        for depth in [1, 100] {
            let refused = send_json(&ana, nested(depth, open, close)).await;
            refused.assert_problem(422, "invalid").assert_field("/title", "invalid_type");
        }
        for depth in [128, 20_000] {
            let refused = send_json(&ana, nested(depth, open, close)).await;
            refused.assert_problem(400, "malformed_json");
        }
    }
    send_json(&ana, "[".repeat(LIMIT)).await.assert_problem(400, "malformed_json");
    send_json(&ana, "{\"a\":".repeat(LIMIT / 5)).await.assert_problem(400, "malformed_json");
}

#[umbra_test]
async fn a_field_is_given_once(t: TestApp) {
    let ana = t.user("ana").await;
    for (body, pointer) in [
        (r#"{"title":"a","title":"b"}"#, "/title"),
        (r#"{"title":"a","title":"a"}"#, "/title"),
        (r#"{"title":"a","\u0074itle":"b"}"#, "/title"),
        (r#"{"title":"a","x":1,"x":2}"#, "/x"),
        (r#"{"title":"a","completed":true,"completed":false}"#, "/completed"),
    ] {
        let refused = send_json(&ana, body).await;
        refused.assert_problem(422, "invalid").assert_field(pointer, "duplicate_field");
    }
    assert_eq!(count(&ana).await, 0);
}

#[umbra_test]
async fn numbers_have_bounds(t: TestApp) {
    let ana = t.user("ana").await;
    let digits = "9".repeat(400);
    for number in ["1e400", "-1e400", "1e99999999999", digits.as_str()] {
        let body = format!(r#"{{"upcoming_days":{number}}}"#);
        let refused = ana.put("/api/settings", ()).body("application/json", body).await;
        refused.assert_problem(422, "out_of_range");
    }
    for (number, code) in [
        ("9223372036854775807", "out_of_range"),
        ("9223372036854775808", "out_of_range"),
        ("-9223372036854775808", "out_of_range"),
        ("18446744073709551615", "out_of_range"),
        ("-9223372036854775809", "invalid_type"),
        ("18446744073709551616", "invalid_type"),
        ("1e308", "invalid_type"),
        ("7.0", "invalid_type"),
        ("1e1", "invalid_type"),
        ("1e-400", "invalid_type"),
    ] {
        let body = format!(r#"{{"upcoming_days":{number}}}"#);
        let refused = ana.put("/api/settings", ()).body("application/json", body).await;
        refused.assert_problem(422, "invalid").assert_field("/upcoming_days", code);
    }
    assert_eq!(ana.get("/api/settings").await.json()["upcoming_days"], 7);
}

#[umbra_test]
async fn a_body_is_an_object(t: TestApp) {
    let ana = t.user("ana").await;
    for body in ["null", "[]", "[{\"title\":\"x\"}]", "\"x\"", "5", "true", "[\"Buy milk\"]"] {
        let refused = send_json(&ana, body).await;
        refused.assert_problem(422, "invalid").assert_field("", "invalid_type");
    }
    assert_eq!(count(&ana).await, 0);
}

#[umbra_test]
async fn the_name_of_an_unknown_field_is_told_safely(t: TestApp) {
    let ana = t.user("ana").await;
    for (name, pointer) in [
        ("a/b~c", "/a~1b~0c".to_owned()),
        ("\u{1b}[31m\r\nx", "/?[31m??x".to_owned()),
        ("a\u{0}b", "/a?b".to_owned()),
        ("", "/".to_owned()),
        (&"x".repeat(10_000), format!("/{}", "x".repeat(256))),
    ] {
        let refused = send_json(&ana, json!({"title": "x", name: 1}).to_string()).await;
        refused.assert_problem(422, "invalid").assert_field(&pointer, "unknown_field");
    }
}

#[umbra_test]
async fn a_body_where_none_belongs_does_nothing(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = ana.todo("Buy milk").create().await;
    let list = ana.get("/api/todos").body("application/json", r#"{"completed":true}"#).await;
    assert_eq!(list.assert_status(200).json().as_array().unwrap().len(), 1);
    let toggle = ana.patch(todo.action("toggle"), json!({"title": "Mine"})).await;
    assert_eq!(toggle.assert_status(200).json()["title"], "Buy milk");
    ana.delete(todo.url()).body("text/plain", "x").await.assert_status(204);
}
