//! Serving: the order of start and end.
//!
//! Start: metrics, database, schema, use cases, jobs, HTTP. End, on SIGTERM or SIGINT: answers say
//! that they are the last of their connections, running jobs finish, then requests under way while no
//! new connection is taken, then the threads of HTTP end, then the database closes. A connection to PostgreSQL ends
//! with the thread that opened it, whoever uses it: so no thread ends before all jobs and requests have. A second signal ends the
//! process at once, as does the end of the time for all this: threads that are still busy end with the process.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpServer;
use actix_web::dev::{Server, ServerHandle};
use actix_web::middleware::from_fn;
use tokio::time::{Instant, timeout_at};
use umbra_api::{Api, ApiConfig, Rate, Rates, Ticks};
use umbra_app::App;
use umbra_jobs::Workers;

use crate::banner::{Banner, Setup};
use crate::config::{Config, LogFormat};
use crate::connections::{Connections, track};
use crate::database::Opening;
use crate::failure::Failure;
use crate::listener::Listener;
use crate::output::print;
use crate::signals::Signals;
use crate::start::{self, Started};
use crate::{limits, metrics, telemetry, worker};

/// Time that a client may take to send the head of a request.
const REQUEST_HEAD: Duration = Duration::from_secs(10);

/// Time that an idle connection stays open: longer than nginx keeps it (60 s), so that nginx
/// never sends a request into a connection that is being closed.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// Time that a client may take to read the last of an answer once the connection is to close.
const DISCONNECT: Duration = Duration::from_secs(5);

/// The part of the time for shutting down that jobs get; requests get what is left.
const SHARE_OF_JOBS: f32 = 0.8;

/// Serves until a signal comes, and then ends in order; runs the jobs, too, if `with_workers`.
///
/// # Errors
/// [`Failure`] when the start fails, or when the server ends by itself.
pub async fn serve(config: &Config, with_workers: bool) -> Result<(), Failure> {
    // The first, for what is recorded before there is a recorder is lost.
    let metrics = config.metrics_listen.map(metrics::serve).transpose()?;
    let Started { app, store } = start::start(config, config.hash_threads(), Opening::Make).await?;
    let app = Arc::new(app);
    if let Some(metrics) = metrics {
        metrics.watch(&app, &store);
    }
    let mut signals = Signals::take().map_err(|error| Failure::Io("can't take signals", error))?;
    let listener = Listener::bind(config.listen)
        .map_err(|source| Failure::Bind { address: config.listen, source })?;
    let address = listener.address;
    let (server, connections) = http(config, &app, &listener)?;
    let handle = server.handle();
    let mut running = tokio::spawn(server);
    let workers = with_workers.then(|| worker::begin(&app, &store)).transpose()?;
    greet(config, &app, address).await?;

    tokio::select! {
        signal = signals.next() => tracing::info!(signal, "stopping"),
        // It ends by itself only when it can't go on.
        ended = &mut running => {
            store.close().await;
            return Err(Failure::Server(ended.map_or_else(Into::into, stopped)));
        }
    }
    signals.unless_again(end(config, workers, &handle, listener, &connections)).await;
    store.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Lets running jobs and requests finish, within the configured time.
async fn end(
    config: &Config,
    workers: Option<Workers>,
    handle: &ServerHandle,
    listener: Listener,
    connections: &Connections,
) {
    let deadline = Instant::now() + config.shutdown();
    // In time, or not at all.
    let _ = timeout_at(deadline, connections.take_leave()).await;
    if let Some(workers) = workers {
        worker::end(workers, config.shutdown().mul_f32(SHARE_OF_JOBS)).await;
    }
    handle.pause().await;
    telemetry::listener_closes();
    listener.close();
    let _ = timeout_at(deadline, connections.quiet()).await;
    if timeout_at(deadline, handle.stop(true)).await.is_err() {
        tracing::warn!("cut off requests that took too long");
    }
}

/// Starts to answer requests, and gives the connections that there will be.
fn http(
    config: &Config,
    app: &Arc<App>,
    listener: &Listener,
) -> Result<(Server, Arc<Connections>), Failure> {
    let settings = ApiConfig {
        public_url: config.public_url().clone(),
        aliases: config.aliases(),
        cors_origins: config.cors_origins.clone(),
        webauthn_origin: config.webauthn_origin.clone(),
        trusted_proxies: config.trusted_proxies.clone(),
        rates: Rates {
            auth: Rate::per_minute(config.rate_auth_per_minute),
            registration: Rate::per_minute(config.rate_registration_per_minute),
            admin: Rate::per_minute(config.rate_admin_per_minute),
            export: Rate::per_minute(config.rate_export_per_minute),
        },
        web: config.web,
    };
    let api = Api::new(Arc::clone(app), settings, &Ticks::monotonic());
    let workers = config.http_workers();
    let limit = limits::connections(config);
    let connections = Connections::new(limit, DISCONNECT);
    tokio::spawn(Arc::clone(&connections).watch());
    let open = Arc::clone(&connections);
    let server = HttpServer::new(move || api.app().wrap(from_fn(track)))
        .workers(workers)
        .max_connections(limit.div_ceil(workers))
        .on_connect(move |io, extensions| open.accept(io, extensions))
        // Head and body of an answer leave in two writes: with Nagle's algorithm the second
        // waits for the client's delayed acknowledgement, 40 ms.
        .tcp_nodelay(true)
        .keep_alive(KEEP_ALIVE)
        .client_request_timeout(REQUEST_HEAD)
        .client_disconnect_timeout(DISCONNECT)
        .shutdown_timeout(config.shutdown_seconds)
        .disable_signals()
        .listen(listener.share().map_err(|error| Failure::Io("can't listen", error))?)
        .map_err(|error| Failure::Io("can't listen", error))?;
    Ok((server.run(), connections))
}

/// Tells people where the server is, and programs that read the log, too.
async fn greet(config: &Config, app: &App, address: SocketAddr) -> Result<(), Failure> {
    let status = app.status(None).await.map_err(Failure::Store)?;
    let url = config.public_url().as_str();
    tracing::info!(
        %address,
        url,
        setup_required = status.setup_required,
        version = env!("CARGO_PKG_VERSION"),
        "ready"
    );
    let setup = Setup::of(app, &status);
    match config.log_format() {
        LogFormat::Human => {
            let password = app.suggest_password();
            let setup = setup.map(|setup| (setup, password.expose()));
            print(Banner { url, database: &config.database().redacted(), setup })
        }
        LogFormat::Json => {
            if let Some(Setup::Token(token)) = setup {
                let setup_token = token.expose();
                tracing::warn!(
                    setup_token,
                    "nobody has an account yet: who has this token may set up"
                );
            }
            Ok(())
        }
    }
}

fn stopped(result: io::Result<()>) -> io::Error {
    result.err().unwrap_or_else(|| io::Error::other("it stopped"))
}
