//! The program as its operator sees it: exit codes, listeners, and an orderly end.
#![expect(clippy::unwrap_used, reason = "a failed unwrap fails the test")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, ChildStderr, Command, Output, Stdio};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;

/// A fresh data folder, and the program working in it.
struct Umbra {
    folder: TempDir,
}

impl Umbra {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_umbra"));
        command
            .args(arguments)
            .env_clear()
            .current_dir(self.folder.path())
            .env("UMBRA_LISTEN", "127.0.0.1:0")
            .env("UMBRA_LOG_FORMAT", "json")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn serve(&self, settings: &[(&str, &str)]) -> Running {
        let mut child = self.command(&[]).envs(settings.iter().copied()).spawn().unwrap();
        let log = BufReader::new(child.stderr.take().unwrap());
        Running { child, log }
    }
}

/// A server; killed when a test fails before its end.
struct Running {
    child: Child,
    log: BufReader<ChildStderr>,
}

impl Running {
    /// Reads the log up to a message, and gives the address in it.
    fn address(&mut self, message: &str) -> SocketAddr {
        loop {
            let mut line = String::new();
            assert_ne!(self.log.read_line(&mut line).unwrap(), 0, "the log ended");
            let entry: Value = serde_json::from_str(&line).unwrap();
            if entry["message"] == message {
                return entry["address"].as_str().unwrap().parse().unwrap();
            }
        }
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    fn exit_code(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended already, unless the test failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream
}

/// Sends a request and gives the status line and the rest of the answer.
fn get(address: SocketAddr, path: &str) -> String {
    let mut stream = connect(address);
    write!(stream, "GET {path} HTTP/1.1\r\nHost: umbra\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_refused_configuration_ends_with_code_1_and_every_error() {
    let umbra = Umbra::new();
    for command in ["serve", "worker", "check-config"] {
        let output = umbra
            .command(&[command])
            .envs([("UMBRA_LISTEN", "nowhere"), ("SECRET_KEY", "short")])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1), "{command}");
        let said = said(&output);
        assert!(said.contains("UMBRA_LISTEN") && said.contains("SECRET_KEY"), "{said}");
        assert!(!said.contains("short\n") && !said.contains("`short`"), "{said}");
    }
    assert_eq!(umbra.folder.path().read_dir().unwrap().count(), 0, "nothing was made");
}

#[test]
fn an_unknown_command_ends_with_code_2() {
    assert_eq!(Umbra::new().command(&["sevre"]).output().unwrap().status.code(), Some(2));
}

#[test]
fn a_taken_port_ends_with_code_3_and_a_hint() {
    let umbra = Umbra::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = umbra.command(&[]).env("UMBRA_LISTEN", address).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(said(&output).contains("hint: another program"), "{}", said(&output));
}

#[test]
fn metrics_have_a_listener_of_their_own() {
    let umbra = Umbra::new();
    let mut running = umbra.serve(&[("UMBRA_METRICS_LISTEN", "127.0.0.1:0")]);
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

#[test]
fn a_request_under_way_is_answered_before_the_end() {
    let umbra = Umbra::new();
    let mut running = umbra.serve(&[]);
    let address = running.address("ready");
    let body = r#"{"username":"admin","password":"correct horse battery"}"#;
    let (first, rest) = body.split_at(10);

    let mut stream = connect(address);
    write!(
        stream,
        "POST /api/auth/setup HTTP/1.1\r\nHost: umbra\r\nX-Requested-With: XMLHttpRequest\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\nExpect: 100-continue\r\n\r\n",
        body.len()
    )
    .unwrap();
    let mut answer = BufReader::new(stream.try_clone().unwrap());
    let mut line = String::new();
    // Proof that the request is being worked on.
    answer.read_line(&mut line).unwrap();
    assert!(line.starts_with("HTTP/1.1 100"), "{line}");
    stream.write_all(first.as_bytes()).unwrap();

    running.signal(Signal::TERM);
    stream.write_all(rest.as_bytes()).unwrap();
    let mut text = String::new();
    answer.read_to_string(&mut text).unwrap();
    assert!(text.contains("HTTP/1.1 200"), "{text}");
    assert_eq!(running.exit_code(), Some(0));
}

#[test]
fn a_second_signal_does_not_wait_for_a_slow_client() {
    let umbra = Umbra::new();
    let mut running = umbra.serve(&[("UMBRA_SHUTDOWN_SECONDS", "600")]);
    let mut stream = connect(running.address("ready"));
    stream.write_all(b"POST /api/auth/login HTTP/1.1\r\nHost: umbra\r\nContent-Le").unwrap();

    running.signal(Signal::INT);
    running.signal(Signal::TERM);
    assert_eq!(running.exit_code(), Some(0));
}

#[test]
fn an_admin_is_made_with_a_password_from_standard_input() {
    let umbra = Umbra::new();
    let create = |password: &str| {
        let mut child = umbra
            .command(&["admin", "create-admin", "ana", "--password-stdin"])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        writeln!(child.stdin.take().unwrap(), "{password}").unwrap();
        child.wait_with_output().unwrap()
    };
    let refused = create("short");
    assert_eq!(refused.status.code(), Some(3));
    assert!(said(&refused).contains("at least 8 characters"), "{}", said(&refused));
    assert_eq!(create("correct horse battery").status.code(), Some(0));
    assert_eq!(create("correct horse battery").status.code(), Some(3), "the name is taken");

    let reset = umbra.command(&["admin", "reset-password", "ana"]).output().unwrap();
    assert_eq!(reset.status.code(), Some(0));
    assert_eq!(String::from_utf8(reset.stdout).unwrap().lines().count(), 1);
    let unlock = umbra.command(&["admin", "unlock", "nobody"]).output().unwrap();
    assert_eq!(unlock.status.code(), Some(3));
}

#[test]
fn accounts_are_brought_over_once() {
    let umbra = Umbra::new();
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/legacy-import.example.json");
    let import = |file: &str| umbra.command(&["admin", "import-legacy", file]).output().unwrap();
    let imported = import(example);
    assert_eq!(imported.status.code(), Some(0), "{}", said(&imported));
    assert_eq!(String::from_utf8(imported.stdout).unwrap(), "ana: imported\nben: imported\n");
    let again = import(example);
    assert_eq!(again.status.code(), Some(3));
    let told = String::from_utf8(again.stdout).unwrap();
    assert!(told.starts_with("ana: not imported: the username is taken\n"), "{told}");

    let file = umbra.folder.path().join("users.json");
    std::fs::write(&file, r#"{"version": 1, "users": [], "extra": 1}"#).unwrap();
    let refused = import(file.to_str().unwrap());
    assert_eq!(refused.status.code(), Some(3));
    assert!(said(&refused).contains("unknown field `extra`"), "{}", said(&refused));
}

#[test]
fn keys_are_rotated_and_the_audit_log_verifies() {
    let umbra = Umbra::new();
    let (old, new) = ("9f2c4b7e1a0d83566b1ce9247f0a5d38", "c1d7e0a94f6b28351e8d7c6b5a493827");
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/legacy-import.example.json");
    let run = |arguments: &[&str], settings: &[(&str, &str)]| {
        let mut command = umbra.command(arguments);
        command.envs(settings.iter().copied()).output().unwrap()
    };
    let imported = run(&["admin", "import-legacy", example], &[("SECRET_KEY", old)]);
    assert_eq!(imported.status.code(), Some(0), "{}", said(&imported));
    let rotate = |settings: &[(&str, &str)]| run(&["admin", "rotate-keys"], settings);
    let lost = rotate(&[("SECRET_KEY", new)]);
    assert_eq!(lost.status.code(), Some(3));
    assert!(said(&lost).contains("UMBRA_OLD_SECRET_KEYS"), "{}", said(&lost));
    let both = [("SECRET_KEY", new), ("UMBRA_OLD_SECRET_KEYS", old)];
    let rotated = rotate(&both);
    assert_eq!(rotated.status.code(), Some(0), "{}", said(&rotated));
    let told = String::from_utf8(rotated.stdout).unwrap();
    assert!(told.starts_with("1 secrets, 1 sealed anew\n1 are sealed by "), "{told}");
    assert!(String::from_utf8(rotate(&both).stdout).unwrap().starts_with("1 secrets, 0 sealed"));

    let verified = run(&["admin", "verify-audit"], &both);
    assert_eq!(verified.status.code(), Some(0), "{}", said(&verified));
    let forgotten = run(&["admin", "verify-audit"], &[("SECRET_KEY", new)]);
    assert_eq!(forgotten.status.code(), Some(4), "{}", said(&forgotten));
}

#[test]
fn a_production_database_is_not_emptied_without_force() {
    let umbra = Umbra::new();
    let settings =
        [("ENVIRONMENT", "production"), ("SECRET_KEY", "9f2c4b7e1a0d83566b1ce9247f0a5d38")];
    let mut fresh = umbra.command(&["migrate", "fresh"]);
    let refused = fresh.envs(settings).output().unwrap();
    assert_eq!(refused.status.code(), Some(3));
    assert!(said(&refused).contains("--force"), "{}", said(&refused));
    let mut fresh = umbra.command(&["migrate", "fresh", "--force"]);
    assert_eq!(fresh.envs(settings).output().unwrap().status.code(), Some(0));
}
