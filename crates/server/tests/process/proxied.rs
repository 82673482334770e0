//! What people and programs see through nginx with the files of `deploy/nginx`.

use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::http::{Browser, exchange};
use crate::nginx::Nginx;
use crate::umbra::{Running, Umbra};

/// Umbra's own limits are far away, so that nginx's are seen.
const LIMITS: [(&str, &str); 4] = [
    ("UMBRA_RATE_AUTH_PER_MINUTE", "1000000"),
    ("UMBRA_RATE_REGISTRATION_PER_MINUTE", "1000000"),
    ("UMBRA_RATE_ADMIN_PER_MINUTE", "1000000"),
    ("UMBRA_TRUSTED_PROXIES", "127.0.0.1"),
];

/// How long nginx may take to write to its log.
const PATIENCE: Duration = Duration::from_secs(30);

/// The headers of security, which have to be there once, whoever answers.
const SECURITY: [&str; 7] = [
    "cache-control",
    "content-security-policy",
    "x-content-type-options",
    "x-frame-options",
    "referrer-policy",
    "cross-origin-resource-policy",
    "cross-origin-opener-policy",
];

fn started(change: impl Fn(&str) -> String) -> Option<(Umbra, Running, Nginx)> {
    let umbra = Umbra::new();
    let running = umbra.serve(&LIMITS);
    let nginx = Nginx::with(&[running.address("ready")], change)?;
    Some((umbra, running, nginx))
}

/// An answer as it stands on the wire.
struct Raw {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

impl Raw {
    fn ask(nginx: &Nginx, head: &str, body: &str) -> Self {
        let text = exchange(
            nginx.address,
            &format!("{head}\r\nHost: umbra\r\nConnection: close\r\n\r\n{body}"),
        );
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        let mut lines = head.lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines.filter_map(|line| line.split_once(": "));
        let headers = headers.map(|(name, value)| (name.to_lowercase(), value.to_owned()));
        Self { status, headers: headers.collect(), body: body.to_owned() }
    }

    fn post(nginx: &Nginx, path: &str) -> Self {
        Self::ask(nginx, &format!("POST {path} HTTP/1.1\r\nContent-Length: 2"), "{}")
    }

    fn all(&self, name: &str) -> Vec<&str> {
        let named = self.headers.iter().filter(|(found, _)| found == name);
        named.map(|(_, value)| value.as_str()).collect()
    }

    /// Checks that it has the form of Umbra's own problems, whoever refused.
    fn assert_problem(&self, status: u16, code: &str) {
        assert_eq!(self.status, status, "{}", self.body);
        assert_eq!(self.all("content-type"), ["application/problem+json"]);
        let body: Value = serde_json::from_str(&self.body).unwrap();
        assert_eq!((&body["status"], &body["code"]), (&json!(status), &json!(code)), "{body}");
        assert_eq!(body["type"], "about:blank", "{body}");
        assert!(body["title"].is_string() && body["detail"].is_string(), "{body}");
        assert_eq!(self.all("x-request-id"), [body["request_id"].as_str().unwrap()]);
        self.assert_secure();
    }

    fn assert_secure(&self) {
        for name in SECURITY {
            assert_eq!(self.all(name).len(), 1, "{name}: {:?}", self.headers);
        }
    }
}

#[test]
fn posts_are_limited_for_all_processes_together_and_reads_are_not() {
    let Some((_umbra, running, nginx)) = started(str::to_owned) else { return };
    for (path, limit) in
        [("/api/auth/register", 20), ("/api/auth/login", 300), ("/api/admin/users", 300)]
    {
        // What nginx lets through is refused as forged, which costs little. Its first refusal is the one
        // that is looked at: a moment later it may have room again.
        let (passed, refused) = (0..limit * 2)
            .map(|passed| (passed, Raw::post(&nginx, path)))
            .find(|(_, answer)| answer.status != 403)
            .unwrap_or_else(|| panic!("{path}: nothing was refused"));
        // The rate goes on meanwhile.
        assert!(passed >= limit - 20, "{path}: {passed} of {limit}");
        refused.assert_problem(429, "too_many_requests");
        assert_eq!(refused.all("retry-after"), ["3"]);
    }
    for _ in 0..400 {
        let status = Raw::ask(&nginx, "GET /api/auth/status HTTP/1.1", "");
        assert_eq!(status.status, 200);
        status.assert_secure();
    }
    let untouched = Raw::post(&nginx, "/api/todos");
    untouched.assert_problem(403, "csrf");
    drop(nginx);
    running.stop();
}

#[test]
fn what_nginx_refuses_has_the_form_of_the_api() {
    let Some((_umbra, running, nginx)) = started(str::to_owned) else { return };
    let head = format!("POST /api/todos HTTP/1.1\r\nContent-Length: {}", 256 * 1024 + 1);
    Raw::ask(&nginx, &head, "").assert_problem(413, "payload_too_large");
    let keyed = format!("{head}\r\nIdempotency-Key: a");
    Raw::ask(&nginx, &keyed, "").assert_problem(413, "payload_too_large");
    // As much as Umbra itself takes passes, and is refused there for another reason.
    let body = "x".repeat(256 * 1024);
    let head = format!("POST /api/todos HTTP/1.1\r\nContent-Length: {}", body.len());
    Raw::ask(&nginx, &head, &body).assert_problem(403, "csrf");
    // What isn't HTTP, and what is too long to be looked at.
    let long = "x".repeat(10_000);
    for head in [
        "nonsense".to_owned(),
        "GET /%zz HTTP/1.1".to_owned(),
        format!("GET /api/todos?search={long} HTTP/1.1"),
        format!("GET /api/todos HTTP/1.1\r\nX-Long: {long}"),
    ] {
        Raw::ask(&nginx, &head, "").assert_problem(400, "bad_request");
    }
    Raw::ask(&nginx, "TRACE /api/todos HTTP/1.1", "").assert_problem(405, "method_not_allowed");
    // A file that a type would be known for.
    Raw::ask(&nginx, "GET /assets/none.js HTTP/1.1", "").assert_problem(404, "not_found");
    running.stop();
    let away = Raw::ask(&nginx, "GET /assets/none.js HTTP/1.1", "");
    away.assert_problem(503, "saturated");
    assert_eq!(away.all("retry-after"), ["1"]);
    Raw::post(&nginx, "/api/todos").assert_problem(503, "saturated");
    let head = "POST /api/todos HTTP/1.1\r\nIdempotency-Key: a\r\nContent-Length: 2";
    Raw::ask(&nginx, head, "{}").assert_problem(503, "saturated");
}

/// Signs up through nginx with a word about the client's address, and gives what Umbra took it for.
fn address_of_client(change: impl Fn(&str) -> String, claimed: &str) -> Option<String> {
    let (_umbra, running, nginx) = started(change)?;
    let mut ana = Browser::new(nginx.address);
    ana.set_header("X-Forwarded-For", claimed);
    let set_up = ana.set_up("ana", "correct horse battery");
    assert_eq!(set_up.status, 200, "{set_up:?}");
    let sessions = ana.list("/api/auth/sessions");
    let text = sessions.to_string();
    let (_, rest) = text.split_once(r#""ip_address":""#).unwrap();
    let address = rest.split('"').next().unwrap().to_owned();
    logged(&nginx, &[&format!(r#""client":"{address}""#)]);
    drop(nginx);
    running.stop();
    Some(address)
}

#[test]
fn only_a_proxy_in_a_private_network_says_who_the_client_is() {
    let Some(address) = address_of_client(str::to_owned, "203.0.113.9") else { return };
    assert_eq!(address, "127.0.0.1", "a stranger may claim what it likes");
    // This machine's own addresses in place of a private network.
    let trusting = |text: &str| text.replace("from 10.0.0.0/8", "from 127.0.0.0/8");
    // The client wrote the first, and a proxy in front of this one the last.
    let address = address_of_client(trusting, "198.51.100.1, 203.0.113.9").unwrap();
    assert_eq!(address, "203.0.113.9");
}

#[test]
fn an_ipv6_network_is_one_client() {
    let trusting = |text: &str| text.replace("from 10.0.0.0/8", "from 127.0.0.0/8");
    let Some((_umbra, running, nginx)) = started(trusting) else { return };
    // Registrations, of which a client has 20 in a minute.
    let passed = |address: fn(u16) -> String| {
        let register = |n: &u16| {
            let client = address(*n);
            let head = "POST /api/auth/register HTTP/1.1\r\nContent-Length: 2";
            let head = format!("{head}\r\nX-Forwarded-For: {client}");
            let answer = Raw::ask(&nginx, &head, "{}");
            assert!([403, 429].contains(&answer.status), "{client}: {}", answer.body);
            answer.status == 403
        };
        (1..=60).filter(register).count()
    };
    // The rate goes on meanwhile.
    let limited = 20..40;
    let within = passed(|n| format!("2001:db8:1:2:{n:x}::{n:x}"));
    assert!(limited.contains(&within), "{within} of one network");
    let within = passed(|n| format!("2001:db8::{n:x}"));
    assert!(limited.contains(&within), "{within} of one network, written short");
    assert_eq!(passed(|n| format!("2001:db8:1:{:x}::1", n + 2)), 60, "of networks beside it");
    drop(nginx);
    running.stop();
}

#[test]
fn tokens_and_search_words_stay_out_of_the_log() {
    let Some((_umbra, running, nginx)) = started(str::to_owned) else { return };
    Raw::post(&nginx, "/api/actions/very-secret-token");
    Raw::ask(&nginx, "GET /api/people?search=very-secret-name HTTP/1.1", "");
    let expected =
        [r#""path":"/api/actions/-","status":404"#, r#""path":"/api/people","status":401"#];
    let log = logged(&nginx, &expected);
    assert!(!log.contains("very-secret"), "{log}");
    drop(nginx);
    running.stop();
}

/// Reads the log once all of this is in it: nginx writes a line after it has answered.
#[expect(clippy::disallowed_methods, reason = "no event to wait for; bounded by a deadline")]
fn logged(nginx: &Nginx, expected: &[&str]) -> String {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let log = nginx.log();
        if expected.iter().all(|text| log.contains(*text)) {
            return log;
        }
        assert!(Instant::now() < deadline, "{expected:?} in\n{log}");
        thread::sleep(Duration::from_millis(10));
    }
}
