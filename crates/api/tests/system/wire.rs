//! Requests as bytes, which no well-behaved client sends.

use std::{
    io::{Read as _, Write as _},
    net::{Shutdown, TcpStream},
    time::Duration,
};

use actix_web::rt::task::spawn_blocking;
use umbra_testkit::{Person, TestApp, umbra_test};

/// Sends bytes, and returns everything that comes back until the server closes the connection.
///
/// On a thread of its own: the server's connections to the database live on the test's.
async fn exchange(t: &TestApp, bytes: impl Into<Vec<u8>>) -> String {
    let address = t.origin().strip_prefix("http://").unwrap().to_owned();
    let bytes = bytes.into();
    let exchanged = spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        // The server may answer and close before it has read everything.
        let _ = stream.write_all(&bytes);
        let _ = stream.shutdown(Shutdown::Write);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    });
    exchanged.await.unwrap()
}

/// Begins a request that creates a todo; the caller's headers and the body follow.
fn create(ana: &Person) -> String {
    format!(
        "POST /api/todos HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
         X-Requested-With: XMLHttpRequest\r\nContent-Type: application/json\r\n\
         Cookie: session={}\r\n",
        ana.cookie("session").unwrap()
    )
}

fn status(answer: &str) -> Option<u16> {
    answer.strip_prefix("HTTP/1.1 ")?.get(..3)?.parse().ok()
}

async fn count(ana: &Person) -> usize {
    ana.get("/api/todos").await.json().as_array().unwrap().len()
}

const BODY: &str = r#"{"title":"Buy milk"}"#;

#[umbra_test]
async fn a_request_as_it_should_be_is_understood(t: TestApp) {
    let ana = t.user("ana").await;
    let whole = format!("{}Content-Length: {}\r\n\r\n{BODY}", create(&ana), BODY.len());
    assert_eq!(status(&exchange(&t, whole).await), Some(201));
    let chunked =
        format!("{}Transfer-Encoding: chunked\r\n\r\n14\r\n{BODY}\r\n0\r\n\r\n", create(&ana));
    assert_eq!(status(&exchange(&t, chunked).await), Some(201));
    assert_eq!(count(&ana).await, 2);
}

#[umbra_test]
async fn a_request_of_two_lengths_is_refused(t: TestApp) {
    let ana = t.user("ana").await;
    let length = BODY.len();
    for headers in [
        format!("Content-Length: {length}\r\nContent-Length: {}\r\n", length - 5),
        format!("Content-Length: {}\r\nContent-Length: {length}\r\n", length + 5),
        format!("Content-Length: {length}, {length}5\r\n"),
        format!("Content-Length: {length}\r\nTransfer-Encoding: chunked\r\n"),
        format!("Transfer-Encoding: chunked\r\nContent-Length: {length}\r\n"),
        format!("Content-Length: +{length}\r\n"),
        format!("Content-Length: -{length}\r\n"),
        "Content-Length: 99999999999999999999999\r\n".to_owned(),
        "Content-Length: x\r\n".to_owned(),
        "Transfer-Encoding: gzip, identity\r\n".to_owned(),
        "Transfer-Encoding: chunked, identity\r\n".to_owned(),
    ] {
        let request = format!("{}{headers}\r\n{BODY}", create(&ana));
        let answer = exchange(&t, request).await;
        let status = status(&answer);
        assert!(status.is_none_or(|status| (400..500).contains(&status)), "{headers}{answer}");
    }
    assert_eq!(count(&ana).await, 0);
}

#[umbra_test]
async fn a_body_without_a_length_has_a_bound_too(t: TestApp) {
    let ana = t.user("ana").await;
    let mut request = format!("{}Transfer-Encoding: chunked\r\n\r\n", create(&ana));
    for _ in 0..9 {
        request.push_str(&format!("8000\r\n{}\r\n", " ".repeat(0x8000)));
    }
    request.push_str("0\r\n\r\n");
    let answer = exchange(&t, request).await;
    assert_eq!(status(&answer), Some(413), "{answer}");
    assert!(answer.contains("application/problem+json") && answer.contains("payload_too_large"));
    assert_eq!(count(&ana).await, 0);
}

#[umbra_test]
async fn a_body_that_breaks_off_is_not_acted_on(t: TestApp) {
    let ana = t.user("ana").await;
    for rest in [
        format!("Content-Length: {}\r\n\r\n", BODY.len()),
        format!("Transfer-Encoding: chunked\r\n\r\n14\r\n{BODY}\r\n"),
        format!("Transfer-Encoding: chunked\r\n\r\nxyz\r\n{BODY}\r\n0\r\n\r\n"),
        format!("Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n{BODY}\r\n0\r\n\r\n"),
    ] {
        let answer = exchange(&t, format!("{}{rest}", create(&ana))).await;
        let status = status(&answer);
        assert!(status.is_none_or(|status| (400..500).contains(&status)), "{rest}{answer}");
    }
    assert_eq!(count(&ana).await, 0);
}

#[umbra_test]
async fn what_is_no_http_is_refused_and_the_connection_closed(t: TestApp) {
    let long = format!("GET / HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n", "a".repeat(200_000));
    let many = format!("GET / HTTP/1.1\r\nHost: x\r\n{}\r\n", "X: y\r\n".repeat(5_000));
    for bytes in [
        b"nonsense\r\n\r\n".as_slice(),
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nA b: c\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\nBad\xffName: 1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        long.as_bytes(),
        many.as_bytes(),
    ] {
        let answer = exchange(&t, bytes).await;
        let status = status(&answer);
        assert!(status.is_none_or(|status| (400..500).contains(&status)), "{answer}");
    }
    t.anonymous().get("/health").await.assert_status(200);
}

#[umbra_test]
async fn answers_to_requests_in_one_packet_come_in_their_order(t: TestApp) {
    let ana = t.user("ana").await;
    let cookie = ana.cookie("session").unwrap();
    let line = |method: &str, path: &str| {
        format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nCookie: session={cookie}\r\n\r\n")
    };
    let last = "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let packet = [
        &line("GET", "/api/settings"),
        &line("HEAD", "/api/settings"),
        &line("GET", "/nowhere"),
        &line("HEAD", "/api/todos"),
        last,
    ]
    .concat();
    let answers = exchange(&t, packet).await;
    let statuses: Vec<_> =
        answers.match_indices("HTTP/1.1 ").map(|(at, _)| &answers[at + 9..at + 12]).collect();
    assert_eq!(statuses, ["200", "200", "404", "200", "200"], "{answers}");
    assert_eq!(answers.matches("\"timezone\"").count(), 1, "HEAD has no body: {answers}");
    assert_eq!(answers.matches("{\"status\":\"ok\"}").count(), 1, "{answers}");
}
