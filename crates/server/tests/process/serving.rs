//! Serving the API and metrics.

use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use serde_json::json;
use umbra_testkit_postgres::free_address;

use crate::http::Browser;
use crate::umbra::{Running, Umbra, printed, said};

on_both! {
    a_new_server_is_set_up_and_keeps_todos
    in_production_who_has_the_token_sets_up
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
fn with_postgres_and_a_key_nothing_is_written_anywhere_on_postgres() {
    let umbra = Umbra::on_postgres();
    let mut command = umbra.command(&[]);
    // As on a read-only root: here nobody makes a file, not even root.
    command.current_dir("/proc").env("UMBRA_DATA_DIR", "/proc/data").env("TMPDIR", "/proc");
    command.env("SECRET_KEY", "9f2c4b7e1a0d83566b1ce9247f0a5d38");
    let running = Running::spawn(command);
    let mut ana = Browser::new(running.address("ready"));
    assert_eq!(ana.set_up("ana", "correct horse battery").status, 200);
    let created = ana.post("/api/todos", &json!({"title": "Buy milk"}));
    assert_eq!(created.status, 201, "{created:?}");
    assert_eq!(ana.list("/api/todos"), json!([created.body]));
    let mut export = Vec::new();
    ana.begin("/api/export").read_to_end(&mut export).unwrap();
    assert!(export.starts_with(b"HTTP/1.1 200"), "{export:?}");
    for entry in running.end() {
        assert!(!["WARN", "ERROR"].contains(&entry["level"].as_str().unwrap()), "{entry}");
    }
}

fn in_production_who_has_the_token_sets_up(umbra: &Umbra) {
    let production =
        [("ENVIRONMENT", "production"), ("SECRET_KEY", "9f2c4b7e1a0d83566b1ce9247f0a5d38")];
    let setup_token = |settings: &[(&str, &str)]| {
        let mut command = umbra.command(&["admin", "setup-token"]);
        command.envs(production).envs(settings.iter().copied()).output().unwrap()
    };
    let running = umbra.serve(&production);
    let address = running.address("ready");
    let told = running.entry("nobody has an account yet: who has this token may set up");
    let token = told["setup_token"].as_str().unwrap();
    // Another process, which has told nobody yet.
    assert_eq!(printed(&setup_token(&[])), format!("{token}\n"));
    let off = setup_token(&[("UMBRA_SETUP", "off")]);
    assert_eq!(off.status.code(), Some(3));
    assert!(said(&off).contains("umbra admin create-admin"), "{}", said(&off));

    let mut body = json!({"username": "ana", "password": "correct horse battery"});
    let refused = Browser::new(address).post("/api/auth/setup", &body);
    assert_eq!((refused.status, &refused.body["code"]), (403, &json!("setup_token_required")));
    body["setup_token"] = json!(token);
    let set_up = Browser::new(address).post("/api/auth/setup", &body);
    assert_eq!(set_up.status, 200, "{set_up:?}");
    let late = setup_token(&[]);
    assert_eq!((late.status.code(), printed(&late)), (Some(3), String::new()));
    running.stop();
}

#[test]
fn the_request_that_a_new_server_shows_works_as_it_stands() {
    let umbra = Umbra::new();
    let address = free_address().unwrap();
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
