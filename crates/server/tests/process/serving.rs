//! Serving the API and metrics.

use rustix::process::Signal;
use serde_json::json;

use crate::http::{Browser, get};
use crate::umbra::Umbra;

on_both! {
    a_new_server_is_set_up_and_keeps_todos
}

fn a_new_server_is_set_up_and_keeps_todos(umbra: &Umbra) {
    let password = "correct horse battery";
    let running = umbra.serve(&[]);
    let ready = running.entry("ready");
    assert_eq!(ready["setup_required"], true, "{ready}");
    let address = ready["address"].as_str().unwrap().parse().unwrap();

    let set_up = Browser::new(address).set_up("ana", password);
    assert_eq!(set_up.status, 200, "{set_up:?}");
    let again = Browser::new(address).set_up("ben", password);
    assert_eq!(again.status, 409, "{again:?}");

    let mut ana = Browser::new(address);
    assert_eq!(ana.get("/api/todos").status, 401);
    let signed_in = ana.sign_in("ana", password);
    assert_eq!(signed_in.status, 200, "{signed_in:?}");
    assert_eq!(signed_in.body["must_change_password"], false, "{signed_in:?}");
    let created = ana.post("/api/todos", &json!({"title": "Buy milk"}));
    assert_eq!(created.status, 201, "{created:?}");
    assert_eq!(ana.list("/api/todos"), json!([created.body]));
    assert_eq!(created.body["title"], "Buy milk");
    running.stop();

    // The next process finds it all: the session's cookie holds, too.
    let running = umbra.serve(&[]);
    let ready = running.entry("ready");
    assert_eq!(ready["setup_required"], false, "{ready}");
    ana.moved_to(ready["address"].as_str().unwrap().parse().unwrap());
    assert_eq!(ana.list("/api/todos"), json!([created.body]));
    running.stop();
}

#[test]
fn metrics_have_a_listener_of_their_own() {
    let umbra = Umbra::new();
    let running = umbra.serve(&[("UMBRA_METRICS_LISTEN", "127.0.0.1:0")]);
    let metrics = running.address("serving metrics");
    let api = running.address("ready");

    assert!(get(api, "/health").starts_with("HTTP/1.1 200"));
    assert!(get(api, "/metrics").starts_with("HTTP/1.1 404"));
    assert!(get(metrics, "/health").starts_with("HTTP/1.1 404"));
    let text = get(metrics, "/metrics");
    assert!(text.contains("# TYPE http_requests_total counter"), "{text}");

    running.signal(Signal::TERM);
    assert_eq!(running.exit_code(), Some(0));
}
