use std::{
    io,
    sync::{Arc, Mutex, Once, PoisonError},
};

use actix_web::{http::Method, test::TestRequest};
use metrics_exporter_prometheus::PrometheusBuilder;
use tracing_subscriber::{filter::LevelFilter, fmt::MakeWriter, layer::SubscriberExt as _};

use super::{config, peer, tested};

/// Installs a subscriber that wants everything and writes nothing.
///
/// A span that a thread without a subscriber meets first is remembered as unwanted, in a race with
/// the thread of the test that does want it.
pub(super) fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let all = tracing_subscriber::registry().with(LevelFilter::TRACE);
        tracing::subscriber::set_global_default(all).unwrap();
    });
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    fn text(&self) -> String {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[actix_web::test]
async fn a_request_leaves_one_line_without_anything_that_the_client_sent() {
    let lines = Lines::default();
    let layer = tracing_subscriber::fmt::layer().json().with_writer(lines.clone());
    let subscriber = tracing_subscriber::registry().with(LevelFilter::TRACE).with(layer);
    let guard = tracing::subscriber::set_default(subscriber);
    let api = tested(config()).await;
    let request = TestRequest::get()
        .uri("/things/17?search=canary")
        .peer_addr(peer("203.0.113.77"))
        .insert_header(("cookie", "session=canary"))
        .insert_header(("user-agent", "canary"))
        .insert_header(("authorization", "canary"));
    let answer = api.send(request).await;
    drop(guard);
    let text = lines.text();
    let ours: Vec<_> = text.lines().filter(|line| line.contains("\"umbra_api")).collect();
    assert_eq!(ours.len(), 1, "{text}");
    let line: serde_json::Value = serde_json::from_str(ours[0]).unwrap();
    let span = &line["span"];
    assert_eq!(span["name"], "http.request");
    assert_eq!(span["method"], "GET");
    assert_eq!(span["route"], "/things/{id}");
    assert_eq!(span["status"], 200);
    assert_eq!(span["request_id"].as_str(), answer.header("x-request-id"));
    assert!(span["latency_ms"].is_number());
    for secret in ["canary", "203.0.113.77"] {
        assert!(!ours[0].contains(secret), "{secret}");
    }
}

#[actix_web::test]
async fn requests_are_counted_by_route_and_never_by_path() {
    let recorder = PrometheusBuilder::new().build_recorder();
    let guard = metrics::set_default_local_recorder(&recorder);
    let api = tested(config()).await;
    api.get("/things/17").await;
    api.get("/things/18").await;
    api.get("/nowhere/secret").await;
    api.get("/panic").await;
    let invented = Method::from_bytes(b"INVENTED").unwrap();
    api.send(TestRequest::default().method(invented).uri("/things")).await;
    drop(guard);
    let text = recorder.handle().render();
    for line in [
        r#"http_requests_total{method="GET",route="/things/{id}",status="200"} 2"#,
        r#"http_requests_total{method="GET",route="unmatched",status="404"} 1"#,
        r#"http_requests_total{method="GET",route="unmatched",status="500"} 1"#,
        r#"http_requests_total{method="other",route="/things",status="403"} 1"#,
        r#"http_request_duration_seconds_count{method="GET",route="/things/{id}",status="200"} 2"#,
    ] {
        assert!(text.contains(line), "{line} in\n{text}");
    }
    assert!(!text.contains("secret") && !text.contains("INVENTED"), "{text}");
}
