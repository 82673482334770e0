//! Metrics for Prometheus, on a listener of their own.

mod catalogue;
mod observed;

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::{App, HttpResponse, HttpServer, web};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

pub use catalogue::reference;
pub use observed::Observed;

/// Upper bounds of histogram buckets in seconds: a cheap read takes one millisecond, a sign-in
/// tens of them, and a queue at its limit seconds.
const BUCKETS: &[f64] =
    &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// The same for what waits for a worker: seconds as a rule, and hours after an outage.
const LAGS: &[f64] = &[0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0, 14400.0];

/// Time between two rounds of upkeep, without which histograms grow while nobody scrapes.
const UPKEEP: Duration = Duration::from_secs(10);

/// Why metrics can't be served.
#[derive(Debug, thiserror::Error)]
pub enum MetricsError {
    /// The process records metrics already.
    #[error("metrics are already set up")]
    Recorder(#[from] BuildError),
    /// The address can't be listened on.
    #[error("can't listen on {address}")]
    Bind {
        /// The configured address.
        address: SocketAddr,
        /// The refusal of the system.
        source: io::Error,
    },
}

/// Records the metrics of this process from now on, and serves them to Prometheus at `/metrics`. What
/// is read only when somebody asks is read from what [`Observed`] is told of.
///
/// It has to be called within a Tokio runtime, and before anything is recorded. Without this call recording
/// costs nothing.
///
/// # Errors
/// [`MetricsError`] when `address` is taken, or on a second call.
pub fn serve(address: SocketAddr) -> Result<Observed, MetricsError> {
    let bind = |source| MetricsError::Bind { address, source };
    let listener = TcpListener::bind(address).map_err(bind)?;
    tracing::info!(address = %listener.local_addr().map_err(bind)?, "serving metrics");
    let lags = Matcher::Suffix("_lag_seconds".to_owned());
    let handle = PrometheusBuilder::new()
        .set_buckets(BUCKETS)?
        .set_buckets_for_metric(lags, LAGS)?
        .install_recorder()?;
    catalogue::describe();
    let observed = Observed::default();
    tokio::spawn(keep_up(handle.clone()));
    let served = observed.clone();
    let server = HttpServer::new(move || {
        let (handle, observed) = (handle.clone(), served.clone());
        let render = move || {
            observed.collect();
            render(handle.clone())
        };
        App::new().route("/metrics", web::get().to(render))
    })
    .workers(1)
    .max_connections(16)
    .disable_signals()
    .shutdown_timeout(1)
    .listen(listener)
    .map_err(bind)?;
    tokio::spawn(server.run());
    Ok(observed)
}

async fn render(handle: PrometheusHandle) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(handle.render())
}

async fn keep_up(handle: PrometheusHandle) {
    let mut ticks = tokio::time::interval(UPKEEP);
    loop {
        ticks.tick().await;
        handle.run_upkeep();
    }
}
