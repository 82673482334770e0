//! Signals, and requests that are under way when they come.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use serde_json::json;

use crate::http::{Browser, UnderWay};
use crate::umbra::Umbra;

/// Less than a client may take for the body of a request, and far less than the server may for its end.
const AT_ONCE: Duration = Duration::from_secs(20);

#[test]
fn a_request_under_way_is_answered_before_the_end() {
    let umbra = Umbra::new();
    let running = umbra.serve(&[]);
    let request = UnderWay::setup(running.address("ready"));

    running.signal(Signal::TERM);
    running.entry("stopping");
    let text = request.finish();
    assert!(text.contains("HTTP/1.1 200"), "{text}");
    assert_eq!(running.exit_code(), Some(0));
}

#[test]
fn a_second_signal_does_not_wait_for_a_slow_client() {
    let umbra = Umbra::new();
    let running = umbra.serve(&[("UMBRA_SHUTDOWN_SECONDS", "600")]);
    let request = UnderWay::setup(running.address("ready"));

    running.signal(Signal::INT);
    running.entry("stopping");
    let started = Instant::now();
    running.signal(Signal::TERM);
    running.entry("stopping at once");
    assert_eq!(running.exit_code(), Some(0));
    assert!(started.elapsed() < AT_ONCE, "{:?}", started.elapsed());
    drop(request);
}

/// Threads that serve HTTP: more than there are requests, so that most are idle when the server stops. A
/// connection to PostgreSQL ends with the thread that opened it, whoever uses it.
const MANY_THREADS: &str = "8";

/// How many write at the same time.
const WRITERS: usize = 3;

/// Answers before the server stops.
const BEFORE: usize = 20;

#[test]
#[expect(clippy::disallowed_methods, reason = "no event to wait for; writers fail the test")]
fn no_answer_is_a_failure_while_the_server_stops_on_postgres() {
    let umbra = Umbra::on_postgres();
    let mut ana = None;
    for _ in 0..10 {
        let running = umbra.serve(&[("UMBRA_HTTP_WORKERS", MANY_THREADS)]);
        let address = running.address("ready");
        let browser = ana.get_or_insert_with(|| {
            let mut browser = Browser::new(address);
            assert_eq!(browser.set_up("ana", "correct horse battery").status, 200);
            browser
        });
        browser.moved_to(address);
        let answered = AtomicUsize::default();
        thread::scope(|scope| {
            let writers: Vec<_> = (0..WRITERS)
                .map(|_| {
                    let browser = browser.clone();
                    scope.spawn(|| write_until_gone(browser, &answered))
                })
                .collect();
            while answered.load(Relaxed) < BEFORE {
                assert!(writers.iter().all(|writer| !writer.is_finished()), "a writer gave up");
                thread::sleep(Duration::from_millis(1));
            }
            running.signal(Signal::TERM);
        });
        let log = running.rest();
        assert!(log.iter().all(|entry| entry["level"] != "ERROR"), "{log:#?}");
    }
}

/// Makes todos until the server can't be reached any more.
fn write_until_gone(mut browser: Browser, answered: &AtomicUsize) {
    while let Some(answer) = browser.try_post("/api/todos", &json!({"title": "Tea"})) {
        assert_eq!(answer.status, 201, "{answer:?}");
        answered.fetch_add(1, Relaxed);
    }
}
