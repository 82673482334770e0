//! Serving the API and metrics.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::Stdio;

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
fn the_request_that_a_new_server_shows_works_as_it_stands() {
    let umbra = Umbra::new();
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let mut command = umbra.command(&[]);
    command.env("UMBRA_LOG_FORMAT", "human").env("UMBRA_LISTEN", address.to_string());
    let mut child = command.stderr(Stdio::null()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    let mut lines = lines.skip_while(|line| !line.starts_with("  curl "));
    let shown = lines.next().unwrap();
    let url = format!("http://localhost:{}/api/auth/setup ", address.port());
    assert!(shown.contains(&url), "{shown}");
    let body = shown.split('\'').rev().nth(1).unwrap();
    let set_up =
        Browser::new(address).post("/api/auth/setup", &serde_json::from_str(body).unwrap());
    assert_eq!(set_up.status, 200, "{shown}: {set_up:?}");
    child.kill().unwrap();
    child.wait().unwrap();
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
