//! Signals, and requests that are under way when they come.

use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::http::UnderWay;
use crate::umbra::Umbra;

/// Far less than a client may take for the head of a request, and than the server may for its end.
const AT_ONCE: Duration = Duration::from_secs(5);

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
    let running = umbra.serve(&[("UMBRA_SHUTDOWN_SECONDS", "60")]);
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
