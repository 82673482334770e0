//! What Prometheus reads.

#![expect(
    clippy::disallowed_methods,
    reason = "it waits for what a worker does, within a deadline"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;
use umbra_domain::{Clock as _, SystemClock};
use umbra_testkit_postgres::Cluster;

use crate::database::execute;
use crate::deliveries::{database::Database, reaching};
use crate::http::{Browser, get};
use crate::queue::{allow, refuse};
use crate::sink::Sink;
use crate::umbra::{Running, Umbra};

on_both! {
    what_is_measured_is_what_the_reference_says
    metrics_tell_of_sign_ins_refusals_and_the_database
    metrics_tell_of_jobs_reminders_and_deliveries
    metrics_tell_what_waits_for_a_worker
    metrics_tell_how_many_deliveries_are_due
}

/// How long a test waits for what a worker does, some of which is counted every 15 seconds.
const PATIENCE: Duration = Duration::from_secs(90);

/// The reference that is generated from the code.
const REFERENCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/metrics.md");

/// A metric of the reference, or of an answer: its type and the names of its labels.
type Described = (String, BTreeSet<String>);

fn documented() -> BTreeMap<String, Described> {
    let text = std::fs::read_to_string(REFERENCE).unwrap();
    let rows = text.lines().filter(|line| line.starts_with("| `"));
    let cell = |text: &str| text.trim().trim_matches('`').to_owned();
    rows.map(|row| {
        let cells: Vec<_> = row.split('|').map(str::trim).collect();
        let labels = cells[3].split(',').map(cell).filter(|label| !label.is_empty());
        (cell(cells[1]), (cells[2].to_owned(), labels.collect()))
    })
    .collect()
}

/// Reads the metrics, as Prometheus's text format has them (version 0.0.4).
fn scrape(address: SocketAddr) -> (String, BTreeMap<String, Described>) {
    let text = get(address, "/metrics");
    let mut found = BTreeMap::<String, Described>::new();
    for line in text.lines() {
        if let Some((name, kind)) =
            line.strip_prefix("# TYPE ").and_then(|rest| rest.split_once(' '))
        {
            found.insert(name.to_owned(), (kind.to_owned(), BTreeSet::new()));
        } else if line.starts_with("umbra_") || line.starts_with("process_") {
            let (series, _) = line.rsplit_once(' ').unwrap();
            let (name, labels) = series.split_once('{').unwrap_or((series, ""));
            let of_histogram =
                ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end));
            let base = of_histogram.filter(|base| found.contains_key(*base)).unwrap_or(name);
            let of = found.get_mut(base).unwrap();
            let labels = labels.trim_end_matches('}').split("\",").filter(|one| !one.is_empty());
            let names = labels.map(|one| one.split('=').next().unwrap().to_owned());
            of.1.extend(names.filter(|name| name != "le"));
        }
    }
    (text, found)
}

/// Serves metrics beside the API, or beside a worker, which may call the sink.
fn measured(umbra: &Umbra, arguments: &[&str], sink: &Sink, more: &[(&str, &str)]) -> Running {
    let reaching = reaching(sink);
    let mut settings: Vec<_> =
        reaching.iter().map(|(name, value)| (*name, value.as_str())).collect();
    settings.push(("UMBRA_METRICS_LISTEN", "127.0.0.1:0"));
    settings.extend(more);
    umbra.start(arguments, &settings)
}

/// Reads the metrics until a line is among them.
fn wait_for(metrics: SocketAddr, line: &str) -> String {
    wait_until(metrics, line, |text| text.lines().any(|found| found == line))
}

/// Reads the metrics until they are as they should be.
fn wait_until(metrics: SocketAddr, what: &str, is_so: impl Fn(&str) -> bool) -> String {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let (text, _) = scrape(metrics);
        if is_so(&text) {
            return text;
        }
        assert!(Instant::now() < deadline, "no {what} in\n{text}");
        thread::sleep(Duration::from_millis(50));
    }
}

/// Finds for how many seconds the oldest job has been due, once that was counted.
fn lag(text: &str) -> Option<u64> {
    let lag = text.lines().find_map(|line| line.strip_prefix("umbra_jobs_lag_seconds "));
    lag.map(|lag| lag.parse().unwrap())
}

/// Lets ana be reminded on her phone, in a moment.
fn remind(umbra: &Umbra, ana: &mut Browser) {
    execute(umbra, "UPDATE settings SET ntfy_enabled = TRUE, ntfy_topic = 'ana'");
    let soon = SystemClock.now() + Duration::from_secs(1);
    let reminder = json!({"title": "Water the plants", "remind_at": soon.to_string()});
    assert_eq!(ana.post("/api/reminders", &reminder).status, 201);
}

/// Does a bit of everything.
fn live(api: SocketAddr) -> Browser {
    let mut ana = Browser::new(api);
    assert_eq!(ana.set_up("ana", "correct horse battery").status, 200);
    assert_eq!(Browser::new(api).sign_in("ana", "wrong horse battery").status, 401);
    assert_eq!(Browser::new(api).sign_in("ana", "correct horse battery").status, 200);
    assert_eq!(ana.post("/api/todos", &json!({"title": "Buy milk"})).status, 201);
    assert_eq!(ana.get("/api/todos/99").status, 404);
    assert!(get(api, "/health").starts_with("HTTP/1.1 200"));
    ana
}

fn what_is_measured_is_what_the_reference_says(umbra: &Umbra) {
    let sink = Sink::perfect();
    let running = measured(umbra, &[], &sink, &[("UMBRA_RATE_EXPORT_PER_MINUTE", "1")]);
    let metrics = running.address("serving metrics");
    let api = running.address("ready");
    assert!(get(api, "/metrics").starts_with("HTTP/1.1 404"));
    assert!(get(metrics, "/health").starts_with("HTTP/1.1 404"));
    let mut ana = live(api);
    remind(umbra, &mut ana);
    wait_for(metrics, "umbra_reminders_fired_total 1");
    // How many are sent isn't certain: the sign-in is told of, too, if that was looked at only now.
    wait_until(metrics, "lag", |text| text.contains("\numbra_delivery_lag_seconds_count "));
    let mut export = Vec::new();
    ana.begin("/api/export").read_to_end(&mut export).unwrap();
    wait_for(metrics, "umbra_exports_total{outcome=\"complete\"} 1");
    assert_eq!(ana.get("/api/export").status, 429);
    // A fault of the database, which no request of this test meets otherwise.
    execute(umbra, "ALTER TABLE passkeys RENAME TO elsewhere");
    assert_eq!(ana.get("/api/auth/passkeys").status, 500);

    let documented = documented();
    let (text, found) = scrape(metrics);
    assert!(text.starts_with("HTTP/1.1 200"), "{text}");
    for (name, (kind, labels)) in &found {
        assert!(documented.contains_key(name), "{name} isn't in docs/metrics.md");
        let (documented_kind, documented_labels) = &documented[name];
        assert_eq!(kind, documented_kind, "{name}");
        assert_eq!(labels, documented_labels, "{name}");
    }
    let missing: Vec<_> = documented.keys().filter(|name| !found.contains_key(*name)).collect();
    assert!(missing.is_empty(), "{missing:?} in\n{text}");
    assert!(text.contains("umbra_database_failures_total{kind=\"unexpected\"} 1\n"), "{text}");
    running.stop();
}

fn metrics_tell_of_sign_ins_refusals_and_the_database(umbra: &Umbra) {
    let running = umbra
        .serve(&[("UMBRA_METRICS_LISTEN", "127.0.0.1:0"), ("UMBRA_RATE_AUTH_PER_MINUTE", "4")]);
    let metrics = running.address("serving metrics");
    let api = running.address("ready");
    live(api);
    // One more is let through; on a slow machine the rate goes on meanwhile.
    let (passed, status) = (0..8)
        .map(|passed| (passed, Browser::new(api).sign_in("ana", "wrong horse battery").status))
        .find(|(_, status)| *status != 401)
        .unwrap();
    assert_eq!(status, 429);
    assert!(passed >= 1, "{passed}");
    let (text, _) = scrape(metrics);
    let database = if umbra.postgres_url().is_some() { "postgres" } else { "sqlite" };
    let pool = if umbra.postgres_url().is_some() { "main" } else { "writer" };
    for line in [
        "umbra_sign_ins_total{factor=\"password\",outcome=\"signed_in\"} 1".to_owned(),
        format!("umbra_sign_ins_total{{factor=\"password\",outcome=\"failed\"}} {}", 1 + passed),
        "umbra_rate_limited_total{group=\"auth\"} 1".to_owned(),
        format!("umbra_hash_runs_total{{purpose=\"verify\"}} {}", 2 + passed),
        "umbra_hash_refusals_total 0".to_owned(),
        "umbra_http_requests_total{method=\"POST\",route=\"/api/todos\",status=\"201\"} 1"
            .to_owned(),
        format!("umbra_database_connections_limit{{pool=\"{pool}\"}} "),
        format!("umbra_database_connections{{pool=\"{pool}\",state=\"idle\"}} "),
        format!("database=\"{database}\""),
        "umbra_database_transaction_wait_seconds_count ".to_owned(),
        "process_resident_memory_bytes ".to_owned(),
    ] {
        assert!(text.contains(&line), "{line} in\n{text}");
    }
    running.stop();
}

fn metrics_tell_of_jobs_reminders_and_deliveries(umbra: &Umbra) {
    // A server that doesn't take what is sent, until it does.
    let sink = Sink::failing_first(2);
    let running = measured(umbra, &[], &sink, &[]);
    let metrics = running.address("serving metrics");
    let mut ana = Browser::new(running.address("ready"));
    let before = wait_for(metrics, "umbra_deliveries_total{outcome=\"again\"} 0");
    for line in ["umbra_deliveries_total{outcome=\"sent\"} 0\n", "umbra_reminders_fired_total 0\n"]
    {
        assert!(before.contains(line), "{line} in\n{before}");
    }
    assert_eq!(ana.set_up("ana", "correct horse battery").status, 200);
    remind(umbra, &mut ana);
    wait_for(metrics, "umbra_jobs_total{kind=\"reminder_fired\",outcome=\"done\"} 1");
    wait_for(metrics, "umbra_deliveries_total{outcome=\"sent\"} 1");
    // What waits is counted now and then, and a call is told of a moment longer than what came of it.
    for line in [
        "umbra_jobs_total{kind=\"audit_recorded\",outcome=\"done\"} 1",
        "umbra_jobs_due 0",
        "umbra_jobs_lag_seconds 0",
        "umbra_outbox_facts 0",
        "umbra_deliveries_due 0",
        "umbra_delivery_calls 0",
    ] {
        wait_for(metrics, line);
    }
    let (text, _) = scrape(metrics);
    for line in [
        "umbra_reminders_fired_total 1\n",
        "umbra_jobs_total{kind=\"reminder_fired\",outcome=\"given_up\"} 0\n",
        "umbra_job_duration_seconds_count{kind=\"reminder_fired\"} 1\n",
        "umbra_deliveries_total{outcome=\"again\"} 2\n",
        "umbra_deliveries_total{outcome=\"sent\"} 1\n",
    ] {
        assert!(text.contains(line), "{line} in\n{text}");
    }
    // Its first try didn't succeed.
    assert!(!text.contains("umbra_delivery_lag_seconds_count 1"), "{text}");
    remind(umbra, &mut ana);
    wait_for(metrics, "umbra_deliveries_total{outcome=\"sent\"} 2");
    // It is measured a moment after it is counted.
    wait_for(metrics, "umbra_delivery_lag_seconds_count 1");
    running.stop();
}

fn metrics_tell_what_waits_for_a_worker(umbra: &Umbra) {
    let sink = Sink::perfect();
    let server = measured(umbra, &["serve", "--no-workers"], &sink, &[]);
    let of_server = server.address("serving metrics");
    live(server.address("ready"));
    let facts = Database::of(umbra).count("outbox");
    assert!(facts > 0);

    refuse(umbra, "INSERT");
    let first = measured(umbra, &["worker"], &sink, &[]);
    let of_first = first.address("serving metrics");
    wait_for(of_first, &format!("umbra_outbox_facts {facts}"));
    // Facts are no jobs yet.
    let text = wait_for(of_first, "umbra_jobs_lag_seconds 0");
    assert!(text.contains("\numbra_jobs_due 0\n"), "{text}");

    // Jobs that are made, and that nobody can begin.
    refuse(umbra, "UPDATE");
    allow(umbra, "INSERT");
    wait_for(of_first, "umbra_outbox_facts 0");
    let second = measured(umbra, &["worker"], &sink, &[]);
    let of_second = second.address("serving metrics");
    let due = format!("umbra_jobs_due {facts}");
    let text = wait_until(of_second, "lag", |text| lag(text).is_some());
    assert!(text.lines().any(|line| line == due), "{text}");
    // Each worker counts those of all.
    let before = lag(&text);
    let text = wait_until(of_first, "longer lag", |text| lag(text) > before);
    assert!(text.lines().any(|line| line == due), "{text}");
    let (text, _) = scrape(of_server);
    assert!(!text.contains("umbra_jobs_") && !text.contains("umbra_outbox_"), "{text}");

    allow(umbra, "UPDATE");
    for metrics in [of_first, of_second] {
        wait_for(metrics, "umbra_jobs_due 0");
        let text = wait_for(metrics, "umbra_jobs_lag_seconds 0");
        assert!(text.contains("\numbra_outbox_facts 0\n"), "{text}");
    }
    for process in [first, second, server] {
        process.stop();
    }
}

fn metrics_tell_how_many_deliveries_are_due(umbra: &Umbra) {
    let server = umbra.start(&["serve", "--no-workers"], &[]);
    let mut ana = Browser::new(server.address("ready"));
    assert_eq!(ana.set_up("ana", "correct horse battery").status, 200);
    Database::of(umbra).furnish(2, 3, 0);
    // Nobody answers on any topic.
    let sink = Sink::answering(|_| None);
    let worker = measured(umbra, &["worker"], &sink, &[]);
    let metrics = worker.address("serving metrics");
    wait_for(metrics, "umbra_deliveries_due 6");
    // A person's are tried one after the other.
    wait_for(metrics, "umbra_delivery_calls 2");
    drop(worker);
    server.stop();
}

#[test]
fn metrics_tell_that_the_database_is_away_on_postgres_binaries() {
    let cluster = Cluster::start().unwrap();
    let umbra = Umbra::on(cluster.url().to_owned());
    let running = umbra.serve(&[("UMBRA_METRICS_LISTEN", "127.0.0.1:0")]);
    let metrics = running.address("serving metrics");
    let mut ana = live(running.address("ready"));
    let (text, _) = scrape(metrics);
    assert!(!text.contains("umbra_database_failures_total"), "{text}");
    drop(cluster);
    assert_eq!(ana.get("/api/todos").status, 503);
    let (text, _) = scrape(metrics);
    let away = "umbra_database_failures_total{kind=\"unavailable\"} ";
    let count = text.lines().find_map(|line| line.strip_prefix(away)).unwrap();
    assert!(count.parse::<u64>().unwrap() >= 1, "{text}");
    assert!(!text.contains("kind=\"unexpected\""), "{text}");
}
