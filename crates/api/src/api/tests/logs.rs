use std::{
    io,
    sync::{Arc, Mutex, Once, PoisonError},
};

use actix_web::{http::Method, test::TestRequest};
use metrics_exporter_prometheus::PrometheusBuilder;
use tracing_subscriber::{filter::LevelFilter, fmt::MakeWriter, layer::SubscriberExt as _};

use super::{Answer, config, peer, tested};

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

/// Sends a request with every line of the log caught, and gives the answer with Umbra's own lines.
async fn logged(request: TestRequest) -> (Answer, Vec<serde_json::Value>) {
    let lines = Lines::default();
    let layer = tracing_subscriber::fmt::layer().json().flatten_event(true);
    let layer = layer.with_writer(lines.clone());
    let subscriber = tracing_subscriber::registry().with(LevelFilter::TRACE).with(layer);
    let guard = tracing::subscriber::set_default(subscriber);
    let answer = tested(config()).await.send(request).await;
    drop(guard);
    let text = lines.text();
    let ours = text.lines().filter(|line| line.contains("\"umbra_api"));
    (answer, ours.map(|line| serde_json::from_str(line).unwrap()).collect())
}

#[actix_web::test]
async fn a_request_leaves_one_flat_line_that_says_who_asked_for_what() {
    let request = TestRequest::get()
        .uri("/things/17?search=canary")
        .peer_addr(peer("203.0.113.77"))
        .insert_header(("cookie", "session=canary"))
        .insert_header(("user-agent", "canary"))
        .insert_header(("authorization", "canary"));
    let (answer, lines) = logged(request).await;
    let [line] = lines.as_slice() else { panic!("{lines:#?}") };
    assert_eq!(line["level"], "INFO");
    assert_eq!(line["message"], "answered");
    assert_eq!(line["client"], "203.0.113.77");
    assert_eq!(line["method"], "GET");
    assert_eq!(line["path"], "/things/17");
    assert_eq!(line["route"], "/things/{id}");
    assert_eq!(line["status"], 200);
    assert_eq!(line["request_id"].as_str(), answer.header("x-request-id"));
    assert!(line["duration_ms"].is_number());
    assert!(line.get("user").is_none() && line.get("error").is_none(), "{line}");
    let fields = line.as_object().unwrap().values();
    assert!(fields.clone().all(|value| !value.is_object() && !value.is_array()), "{line}");
    assert!(!line.to_string().contains("canary"), "{line}");
}

#[actix_web::test]
async fn a_path_that_a_client_made_up_is_not_logged() {
    for path in ["/things/canary", "/canary", "/things/17/canary?canary"] {
        let (_, lines) = logged(TestRequest::get().uri(path)).await;
        let [line] = lines.as_slice() else { panic!("{lines:#?}") };
        assert!(!line.to_string().contains("canary"), "{line}");
    }
}

#[actix_web::test]
async fn a_server_error_leaves_one_line_with_its_cause() {
    let (answer, lines) = logged(TestRequest::get().uri("/panic")).await;
    let [line] = lines.as_slice() else { panic!("{lines:#?}") };
    assert_eq!((&line["level"], &line["message"]), (&"ERROR".into(), &"request failed".into()));
    assert_eq!(
        (line["status"].as_u64(), &line["error"]),
        (Some(500), &"a handler panicked".into())
    );
    let asked = ["method", "route", "path"].map(|field| line[field].as_str());
    assert_eq!(asked, [Some("GET"), Some("/panic"), Some("/panic")]);
    assert_eq!(line["request_id"].as_str(), answer.header("x-request-id"));
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
        r#"umbra_http_requests_total{method="GET",route="/things/{id}",status="200"} 2"#,
        r#"umbra_http_requests_total{method="GET",route="unmatched",status="404"} 1"#,
        r#"umbra_http_requests_total{method="GET",route="/panic",status="500"} 1"#,
        r#"umbra_http_requests_total{method="other",route="/things",status="403"} 1"#,
        r#"umbra_http_request_duration_seconds_count{method="GET",route="/things/{id}"} 2"#,
        "umbra_http_requests_in_progress 0",
    ] {
        assert!(text.contains(line), "{line} in\n{text}");
    }
    assert!(!text.contains("secret") && !text.contains("INVENTED"), "{text}");
}
