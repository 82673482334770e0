//! What a log collector reads: one flat line of JSON for each request.

use serde_json::{Value, json};

use crate::http::{Browser, get};
use crate::umbra::Umbra;

on_both! {
    each_request_is_one_flat_line_with_who_asked_for_what
    a_server_error_is_one_line_with_its_cause
}

fn each_request_is_one_flat_line_with_who_asked_for_what(umbra: &Umbra) {
    let running = umbra.serve(&[]);
    let api = running.address("ready");
    let mut ana = Browser::new(api);
    assert_eq!(ana.set_up("ana", "correct horse battery").status, 200);
    let todo = ana.post("/api/todos", &json!({"title": "Buy milk"})).body["id"].clone();
    assert!(get(api, "/health").starts_with("HTTP/1.1 200"));
    assert!(get(api, "/health/ready").starts_with("HTTP/1.1 200"));
    let path = format!("/api/todos/{todo}");
    assert_eq!(ana.get(&format!("{path}?canary=1")).status, 200);
    assert_eq!(ana.get(&path).status, 200);

    let lines: Vec<Value> = std::iter::repeat_with(|| running.entry("answered")).take(4).collect();
    // Whoever watches the process isn't told of at this level.
    let statuses: Vec<_> = lines.iter().map(|line| (&line["path"], &line["status"])).collect();
    let expected = [
        (json!("/api/auth/setup"), json!(200)),
        (json!("/api/todos"), json!(201)),
        (json!(path), json!(200)),
        (json!(path), json!(200)),
    ];
    let expected: Vec<_> = expected.iter().map(|(path, status)| (path, status)).collect();
    assert_eq!(statuses, expected);
    let last = &lines[3];
    assert_eq!(last["client"], "127.0.0.1");
    assert!(last["user"].as_i64().is_some_and(|user| user > 0), "{last}");
    assert_eq!((&last["method"], &last["route"]), (&json!("GET"), &json!("/api/todos/{id}")));
    assert!(last["duration_ms"].is_number() && last["request_id"].is_string(), "{last}");
    for line in &lines {
        let fields = line.as_object().unwrap();
        assert!(fields.values().all(|value| !value.is_object() && !value.is_array()), "{line}");
        assert!(!line.to_string().contains("canary"), "{line}");
    }
    running.stop();
}

fn a_server_error_is_one_line_with_its_cause(umbra: &Umbra) {
    let running = umbra.serve(&[("UMBRA_HASH_QUEUE", "1"), ("UMBRA_HASH_THREADS", "1")]);
    let api = running.address("ready");
    let mut ana = Browser::new(api);
    assert_eq!(ana.set_up("ana", "correct horse battery").status, 200);
    // More at once than the queue takes.
    let tries: Vec<_> = (0..8)
        .map(|_| std::thread::spawn(move || Browser::new(api).sign_in("ana", "wrong one").status))
        .collect();
    let statuses: Vec<_> = tries.into_iter().map(|one| one.join().unwrap()).collect();
    let refused = statuses.iter().filter(|status| **status == 503).count();
    assert!(refused > 0, "{statuses:?}");
    for _ in 0..refused {
        let line = running.entry("request failed");
        assert_eq!((&line["level"], &line["status"]), (&json!("WARN"), &json!(503)), "{line}");
        assert_eq!(
            (&line["path"], &line["error"]),
            (&json!("/api/auth/login"), &json!("saturated"))
        );
        assert!(line["request_id"].is_string() && line["client"].is_string(), "{line}");
    }
    running.stop();
}
