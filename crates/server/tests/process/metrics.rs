//! What Prometheus reads.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;

use serde_json::json;

use crate::http::{Browser, get};
use crate::umbra::Umbra;

on_both! {
    what_is_measured_is_what_the_reference_says
    metrics_tell_of_sign_ins_refusals_and_the_database
}

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

/// Does a bit of everything.
fn live(api: SocketAddr) {
    let mut ana = Browser::new(api);
    assert_eq!(ana.set_up("ana", "correct horse battery").status, 200);
    assert_eq!(Browser::new(api).sign_in("ana", "wrong horse battery").status, 401);
    assert_eq!(Browser::new(api).sign_in("ana", "correct horse battery").status, 200);
    assert_eq!(ana.post("/api/todos", &json!({"title": "Buy milk"})).status, 201);
    assert_eq!(ana.get("/api/todos/99").status, 404);
    assert!(get(api, "/health").starts_with("HTTP/1.1 200"));
}

fn what_is_measured_is_what_the_reference_says(umbra: &Umbra) {
    let running = umbra.serve(&[("UMBRA_METRICS_LISTEN", "127.0.0.1:0")]);
    let metrics = running.address("serving metrics");
    let api = running.address("ready");
    assert!(get(api, "/metrics").starts_with("HTTP/1.1 404"));
    assert!(get(metrics, "/health").starts_with("HTTP/1.1 404"));
    live(api);

    let documented = documented();
    let (text, found) = scrape(metrics);
    assert!(text.starts_with("HTTP/1.1 200"), "{text}");
    for (name, (kind, labels)) in &found {
        assert!(documented.contains_key(name), "{name} isn't in docs/metrics.md");
        let (documented_kind, documented_labels) = &documented[name];
        assert_eq!(kind, documented_kind, "{name}");
        assert_eq!(labels, documented_labels, "{name}");
    }
    // What has labels comes with the first event; of jobs and deliveries there may be none yet.
    let comes_later = |name: &str| {
        ["umbra_job", "umbra_deliver", "umbra_outbox", "umbra_rate", "umbra_export"]
            .iter()
            .chain(&["umbra_database_failures_total"])
            .any(|start| name.starts_with(start))
    };
    let missing: Vec<_> =
        documented.keys().filter(|name| !found.contains_key(*name) && !comes_later(name)).collect();
    assert!(missing.is_empty(), "{missing:?} in\n{text}");
    running.stop();
}

fn metrics_tell_of_sign_ins_refusals_and_the_database(umbra: &Umbra) {
    let running = umbra
        .serve(&[("UMBRA_METRICS_LISTEN", "127.0.0.1:0"), ("UMBRA_RATE_AUTH_PER_MINUTE", "4")]);
    let metrics = running.address("serving metrics");
    let api = running.address("ready");
    live(api);
    assert_eq!(Browser::new(api).sign_in("ana", "wrong horse battery").status, 401);
    assert_eq!(Browser::new(api).sign_in("ana", "correct horse battery").status, 429);
    let (text, _) = scrape(metrics);
    let database = if umbra.postgres_url().is_some() { "postgres" } else { "sqlite" };
    let pool = if umbra.postgres_url().is_some() { "main" } else { "writer" };
    for line in [
        "umbra_sign_ins_total{factor=\"password\",outcome=\"signed_in\"} 1".to_owned(),
        "umbra_sign_ins_total{factor=\"password\",outcome=\"failed\"} 2".to_owned(),
        "umbra_rate_limited_total{group=\"auth\"} 1".to_owned(),
        "umbra_hash_runs_total{purpose=\"verify\"} 3".to_owned(),
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
