//! Taking much along: in little memory, and never half of it for the whole.

use std::io::{Cursor, Read as _};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use zip::ZipArchive;

use crate::database::execute;
use crate::http::{Browser, get};
use crate::umbra::{Running, Umbra};

on_both! {
    much_is_sent_in_little_memory
    an_export_that_breaks_off_has_no_end
    a_client_that_goes_away_stops_the_work
}

/// More than one stride of ids, with half a kilobyte of chance each, which nothing compresses.
const TODOS: u64 = 45_000;

const COLUMNS: &str = "user_id, version, title, title_key, priority, due_rank, search_text, \
    recurrence_done, created_at, updated_at";

/// A server whose admin has many todos, with metrics.
struct Full {
    running: Running,
    ana: Browser,
    metrics: SocketAddr,
}

fn full(umbra: &Umbra) -> Full {
    let running = umbra.serve(&[("UMBRA_METRICS_LISTEN", "127.0.0.1:0")]);
    let metrics = running.address("serving metrics");
    let ana = with_much(umbra, running.address("ready"));
    Full { running, ana, metrics }
}

/// Gives a new server an admin who has many todos.
pub fn with_much(umbra: &Umbra, address: SocketAddr) -> Browser {
    let mut ana = Browser::new(address);
    assert_eq!(ana.set_up("ana", "correct horse battery").status, 200);
    assert_eq!(ana.post("/api/todos", &json!({"title": "Buy milk"})).status, 201);
    let chance = match umbra.postgres_url() {
        Some(_) => {
            "(SELECT string_agg(md5(random()::text || n.i || k), '') FROM generate_series(1, 16) k)"
        }
        None => "hex(randomblob(256 + n.i * 0))",
    };
    execute(
        umbra,
        &format!(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {TODOS}) \
             INSERT INTO todos ({COLUMNS}, description) \
             SELECT {COLUMNS}, {chance} FROM todos CROSS JOIN n"
        ),
    );
    ana
}

/// Reads a number that is measured.
fn measured(metrics: SocketAddr, series: &str) -> f64 {
    let text = get(metrics, "/metrics");
    let line = text.lines().find_map(|line| line.strip_prefix(&format!("{series} ")));
    line.map_or(0.0, |number| number.parse().unwrap())
}

/// Takes the chunks of an answer apart (RFC 9112 section 7.1), and tells whether the last one came.
pub fn body_of(answer: &[u8]) -> (Vec<u8>, bool) {
    let position = |bytes: &[u8], wanted: &[u8]| {
        bytes.windows(wanted.len()).position(|window| window == wanted)
    };
    let head = position(answer, b"\r\n\r\n").unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&answer[..head]));
    let (mut rest, mut body) = (&answer[head + 4..], Vec::new());
    while let Some(end) = position(rest, b"\r\n") {
        let size = usize::from_str_radix(str::from_utf8(&rest[..end]).unwrap(), 16).unwrap();
        if size == 0 {
            return (body, true);
        }
        rest = &rest[end + 2..];
        let there = size.min(rest.len());
        body.extend_from_slice(&rest[..there]);
        rest = rest.get(size + 2..).unwrap_or_default();
    }
    (body, false)
}

fn much_is_sent_in_little_memory(umbra: &Umbra) {
    let Full { running, ana, metrics } = full(umbra);
    let before = measured(metrics, "process_resident_memory_bytes");
    let mut most = before;
    let mut stream = ana.begin("/api/export");
    let (mut answer, mut part) = (Vec::new(), vec![0; 1 << 20]);
    let mut looked = Instant::now();
    loop {
        let count = stream.read(&mut part).unwrap();
        answer.extend_from_slice(&part[..count]);
        if count == 0 {
            break;
        }
        if looked.elapsed() > Duration::from_millis(200) {
            most = most.max(measured(metrics, "process_resident_memory_bytes"));
            looked = Instant::now();
        }
    }
    most = most.max(measured(metrics, "process_resident_memory_bytes"));
    let (body, is_whole) = body_of(&answer);
    assert!(is_whole && body.len() > 10_000_000, "{} bytes", body.len());
    let grown = (most - before) / f64::from(1 << 20);
    assert!(grown < 24.0, "{grown} MiB more for an archive of {} bytes", body.len());

    let mut archive = ZipArchive::new(Cursor::new(body)).unwrap();
    let mut text = String::new();
    archive.by_name("todos.json").unwrap().read_to_string(&mut text).unwrap();
    let todos: Vec<Value> = serde_json::from_str(&text).unwrap();
    let mut ids: Vec<_> = todos.iter().map(|todo| todo["id"].as_i64().unwrap()).collect();
    assert!(ids.is_sorted());
    ids.dedup();
    assert_eq!(ids.len() as u64, TODOS + 1);
    assert_eq!(measured(metrics, "umbra_exports_total{outcome=\"complete\"}"), 1.0);
    running.stop();
}

fn an_export_that_breaks_off_has_no_end(umbra: &Umbra) {
    let running = umbra.serve(&[("UMBRA_METRICS_LISTEN", "127.0.0.1:0")]);
    let metrics = running.address("serving metrics");
    let mut ana = Browser::new(running.address("ready"));
    assert_eq!(ana.set_up("ana", "correct horse battery").status, 200);
    execute(umbra, "ALTER TABLE task_comments RENAME TO elsewhere");
    let mut answer = Vec::new();
    // It may also end with a reset.
    let _ = ana.begin("/api/export").read_to_end(&mut answer);
    let (body, is_whole) = body_of(&answer);
    assert!(!is_whole);
    assert!(ZipArchive::new(Cursor::new(body)).is_err());
    let line = running.entry("an export broke off");
    assert_eq!(line["level"], "ERROR");
    assert!(line["error"].as_str().unwrap().contains("task_comments"), "{line}");
    assert_eq!(measured(metrics, "umbra_exports_total{outcome=\"failed\"}"), 1.0);
    execute(umbra, "ALTER TABLE elsewhere RENAME TO task_comments");
    running.stop();
}

fn a_client_that_goes_away_stops_the_work(umbra: &Umbra) {
    let Full { running, ana, metrics } = full(umbra);
    let mut stream = ana.begin("/api/export");
    let mut first = vec![0; 1000];
    stream.read_exact(&mut first).unwrap();
    drop(stream);
    let abandoned = || measured(metrics, "umbra_exports_total{outcome=\"abandoned\"}");
    let deadline = Instant::now() + Duration::from_secs(30);
    while abandoned() < 1.0 {
        assert!(Instant::now() < deadline, "the work goes on");
    }
    assert_eq!(measured(metrics, "umbra_exports_total{outcome=\"complete\"}"), 0.0);
    running.stop();
}
