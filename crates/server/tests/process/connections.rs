//! Clients that hold connections without using them.

use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::exports::{body_of, with_much};
use crate::http::{UnderWay, connect, get};
use crate::umbra::Umbra;

/// Sends a request on a connection that stays open, and tells whether it was answered.
fn ask(mut stream: &TcpStream) -> bool {
    let request = b"GET /health HTTP/1.1\r\nHost: umbra\r\n\r\n";
    if stream.write_all(request).is_err() {
        return false;
    }
    // The whole answer: head and a small body.
    let mut answer = Vec::new();
    let mut part = [0; 4096];
    while !answer.ends_with(b"}") {
        match stream.read(&mut part) {
            Ok(0) | Err(_) => return false,
            Ok(length) => answer.extend_from_slice(&part[..length]),
        }
    }
    answer.starts_with(b"HTTP/1.1 200")
}

/// Opens so many connections, and has each answered once.
fn used(address: SocketAddr, number: usize) -> Vec<TcpStream> {
    let open = |place| {
        let stream = connect(address);
        assert!(ask(&stream), "connection {place} got no answer");
        stream
    };
    (0..number).map(open).collect()
}

/// Tells whether the server has closed a connection.
fn is_closed(mut stream: &TcpStream) -> bool {
    stream.set_nonblocking(true).unwrap();
    match stream.read(&mut [0]) {
        Ok(length) => length == 0,
        Err(error) => error.kind() != ErrorKind::WouldBlock,
    }
}

#[test]
fn idle_connections_of_one_client_shut_nobody_out() {
    let umbra = Umbra::new();
    let running = umbra.serve_within("ulimit -n 256");
    let address = running.address("ready");
    // Many times as many as there can be at a time.
    let idle = used(address, 400);
    assert!(get(address, "/health").starts_with("HTTP/1.1 200"));
    let (old, new) = idle.split_at(300);
    assert!(old.iter().all(is_closed), "the longest idle went");
    assert!(!new.last().is_some_and(is_closed), "the newest stays");
    running.stop();
}

#[test]
fn connections_on_which_nothing_comes_shut_nobody_out() {
    let umbra = Umbra::new();
    let running = umbra.serve_within("ulimit -n 256");
    let address = running.address("ready");
    let begun = Instant::now();
    let silent: Vec<_> = (0..400)
        .map(|place| {
            let mut stream = connect(address);
            // Some say nothing, others begin a request and never end it.
            if place % 2 == 0 {
                stream.write_all(b"GET /health HTTP/1.1\r\nHost: um").unwrap();
            }
            stream
        })
        .collect();
    assert!(get(address, "/health").starts_with("HTTP/1.1 200"));
    // By itself each goes after ten seconds, so that 400 would take most of a minute.
    assert!(begun.elapsed() < Duration::from_secs(30), "they did not go by themselves");
    drop(silent);
    running.stop();
}

#[test]
fn a_request_under_way_is_not_idle() {
    let umbra = Umbra::new();
    let running = umbra.serve_within("ulimit -n 256");
    let address = running.address("ready");
    let first = UnderWay::setup(address);
    let idle = used(address, 400);
    assert!(idle.first().is_some_and(is_closed));
    // So that its connection ends with the answer.
    running.signal(Signal::TERM);
    let answer = first.finish();
    assert!(answer.contains("HTTP/1.1 200"), "{answer}");
    assert_eq!(running.exit_code(), Some(0));
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the clock of another process")]
fn an_answer_that_is_being_sent_is_not_idle() {
    let umbra = Umbra::new();
    let running = umbra.serve_within("ulimit -n 256");
    let address = running.address("ready");
    let mut export = with_much(&umbra, address).begin("/api/export");
    let mut answer = vec![0; 1000];
    export.read_exact(&mut answer).unwrap();
    // One that was told to end is cut off five seconds later.
    let begun = Instant::now();
    let mut idle = used(address, 400);
    assert!(idle.first().is_some_and(is_closed));
    while begun.elapsed() < Duration::from_secs(8) {
        idle.drain(..50);
        idle.extend(used(address, 50));
        sleep(Duration::from_millis(100));
    }
    export.read_to_end(&mut answer).unwrap();
    let (body, is_whole) = body_of(&answer);
    assert!(is_whole, "{} bytes", body.len());
    running.stop();
}

#[test]
fn the_limit_of_a_shell_is_raised_as_far_as_it_may_be() {
    let umbra = Umbra::new();
    let running = umbra.serve_within("ulimit -Sn 128");
    let address = running.address("ready");
    let idle = used(address, 300);
    assert!(!idle.iter().any(is_closed), "there is room for all");
    running.stop();
}
