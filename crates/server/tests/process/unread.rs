//! Request bodies that nobody reads.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use crate::http::{connect, get};
use crate::umbra::Umbra;

/// Far longer than a client may go on after its answer, as a busy machine is slow; otherwise it goes on for ever.
const SOON: Duration = Duration::from_secs(30);

/// Sends the head of a request and then chunks for as long as the server takes them; gives the
/// answer and the time until the connection ended.
fn send_chunks(address: SocketAddr, head: &str) -> (String, Duration) {
    let mut stream = connect(address);
    write!(stream, "{head}\r\nHost: umbra\r\nTransfer-Encoding: chunked\r\n\r\n").unwrap();
    let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
    stream.set_write_timeout(Some(Duration::from_millis(100))).unwrap();
    let begun = Instant::now();
    let mut reader = stream.try_clone().unwrap();
    let (tell, told) = mpsc::channel();
    let answer = std::thread::spawn(move || {
        let mut answer = Vec::new();
        // It may end with a reset: the server closes what is still being sent.
        let _ = reader.read_to_end(&mut answer);
        // The sender may have found out by itself.
        let _ = tell.send(());
        String::from_utf8_lossy(&answer).into_owned()
    });
    loop {
        match stream.write_all(chunk.as_bytes()) {
            Ok(()) => {}
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(_) => break,
        }
        assert!(begun.elapsed() < 3 * SOON, "the server reads on and on");
        // Enough to be endless, and little enough for other tests on this machine.
        if told.recv_timeout(Duration::from_millis(5)).is_ok() {
            break;
        }
    }
    let took = begun.elapsed();
    (answer.join().unwrap(), took)
}

#[test]
fn a_chunked_body_is_not_read_for_ever_after_the_answer() {
    let umbra = Umbra::new();
    let running = umbra.serve(&[]);
    let address = running.address("ready");
    let ajax = "X-Requested-With: XMLHttpRequest";
    let json = "Content-Type: application/json";
    let heads = [
        ("403", "POST /api/auth/login HTTP/1.1".to_owned()),
        ("413", format!("POST /api/auth/login HTTP/1.1\r\n{ajax}\r\n{json}")),
        ("415", format!("POST /api/auth/login HTTP/1.1\r\n{ajax}\r\nContent-Type: text/plain")),
        ("401", format!("POST /api/auth/logout HTTP/1.1\r\n{ajax}")),
        ("404", format!("POST /nowhere HTTP/1.1\r\n{ajax}")),
        ("200", "GET /health HTTP/1.1".to_owned()),
    ];
    std::thread::scope(|scope| {
        for (status, head) in &heads {
            scope.spawn(move || {
                let (answer, took) = send_chunks(address, head);
                assert!(answer.is_empty() || answer.contains(status), "{head}: {answer}");
                assert!(took < SOON, "{head}: {took:?}");
            });
        }
    });
    assert!(get(address, "/health").starts_with("HTTP/1.1 200"));
    running.stop();
}

#[test]
fn a_chunked_body_that_was_read_keeps_its_connection() {
    let umbra = Umbra::new();
    let running = umbra.serve(&[]);
    let mut stream = connect(running.address("ready"));
    let body = r#"{"username":"ana","password":"wrong horse battery"}"#;
    for _ in 0..2 {
        write!(
            stream,
            "POST /api/auth/login HTTP/1.1\r\nHost: umbra\r\nX-Requested-With: XMLHttpRequest\r\n\
             Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n\
             {:x}\r\n{body}\r\n0\r\n\r\n",
            body.len()
        )
        .unwrap();
        let answer = answer(&mut stream);
        assert!(answer.starts_with("HTTP/1.1 401"), "{answer}");
        assert!(!answer.to_lowercase().contains("connection: close"), "{answer}");
    }
    running.stop();
}

fn answer(stream: &mut TcpStream) -> String {
    let (mut text, mut part) = (Vec::new(), [0; 4096]);
    while !text.ends_with(b"}") {
        let length = stream.read(&mut part).unwrap();
        assert!(length > 0, "the connection ended: {}", String::from_utf8_lossy(&text));
        text.extend_from_slice(&part[..length]);
    }
    String::from_utf8(text).unwrap()
}
