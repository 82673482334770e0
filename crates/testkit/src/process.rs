//! A server that runs as production's does, in the test's own process.

use std::{net::TcpListener, sync::Arc, time::Duration};

use actix_web::{HttpServer, dev::ServerHandle};
use umbra_api::{Api, Ticks, WebOrigin};
use umbra_app::{App, AppParts, delivery::Outcome};
use umbra_auth::{
    HashPool, OsEntropy,
    passkey::{Passkeys, PasskeysUnavailable},
};
use umbra_jobs::deliver;
use umbra_store::{DatabaseSettings, Store};
use url::Url;

use crate::{NtfyServer, Setup, TestClock, WeatherServer};

/// Threads that serve requests: two, so that requests really run at once.
const WORKERS: usize = 2;

/// How long connections may be idle, the head of the first request on one may take, and a client may go on with a body
/// that was refused: a busy machine is no reason to close a connection on which a request is about to come, or an answer
/// to be read.
const IDLE: Duration = Duration::from_mins(10);

/// One process of Umbra: its own use cases, hash threads, rate limits and connections to the
/// database, behind a real listener. Clones are the same process.
#[derive(Debug, Clone)]
pub struct Process {
    /// The use cases.
    pub app: Arc<App>,
    /// The database that they work on.
    pub store: Store,
    /// The threads that hash passwords for them.
    pub hashes: HashPool,
    origin: Arc<str>,
    handle: ServerHandle,
}

impl Process {
    /// Starts a process on a free port, with hash threads of its own.
    pub(crate) async fn start(
        database: &DatabaseSettings,
        setup: &Setup,
        clock: &TestClock,
    ) -> Self {
        let hashes = HashPool::start(setup.hash_threads, setup.hash_queue, Arc::new(OsEntropy))
            .expect("the hash threads start");
        Self::start_with(database, setup, clock, hashes).await
    }

    /// Starts a process on a free port that hashes with these threads.
    pub(crate) async fn start_with(
        database: &DatabaseSettings,
        setup: &Setup,
        clock: &TestClock,
        hashes: HashPool,
    ) -> Self {
        let clock = Arc::new(clock.clone());
        let entropy = Arc::new(OsEntropy);
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let database = DatabaseSettings { zones: setup.zones.clone(), ..database.clone() };
        let store = Store::connect(&database).await.expect("the test's database opens");
        let app = Arc::new(App::new(AppParts {
            store: store.clone(),
            clock: Arc::<TestClock>::clone(&clock),
            entropy,
            hashes: hashes.clone(),
            keys: setup.keys(),
            seals: setup.seals(),
            passkeys: passkeys(setup, address.port()),
            weather: setup.weather.as_ref().map(WeatherServer::source),
            push: setup.ntfy.as_ref().map(NtfyServer::channel),
            settings: setup.app.clone(),
        }));
        app.warm_up().await.expect("the database can be read");
        let mut settings = setup.api.clone();
        settings.aliases.extend(own_pages(setup, address.port()));
        let api = Api::new(Arc::clone(&app), settings, &Ticks::of(clock));
        let origin = format!("http://{address}").into();
        let server = HttpServer::new(move || api.app())
            .workers(WORKERS)
            .tcp_nodelay(true)
            .keep_alive(IDLE)
            .client_request_timeout(IDLE)
            .client_disconnect_timeout(IDLE)
            .disable_signals()
            .listen(listener)
            .expect("the server starts")
            .run();
        let handle = server.handle();
        tokio::spawn(server);
        Self { app, store, hashes, origin, handle }
    }

    /// Returns the beginning of all URLs: `http://127.0.0.1:` and the port.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Sends everything that is due to people's phones, as workers of this process do, and returns what
    /// came of it.
    ///
    /// # Panics
    /// When the database fails.
    pub async fn deliver(&self) -> Vec<Outcome> {
        deliver(&self.app).await.expect("deliveries can be taken up and written down")
    }

    /// Closes the database and ends the server, in this order: connections belong to the threads
    /// of the server that opened them.
    pub(crate) async fn stop(&self) {
        self.store.close().await;
        self.handle.stop(false).await;
    }
}

/// Gives the origin of pages that this process itself serves, where its public one is `localhost`,
/// too.
fn own_pages(setup: &Setup, port: u16) -> Option<WebOrigin> {
    let is_local = setup.api.public_url.as_str().starts_with("http://localhost:");
    is_local.then(|| WebOrigin::parse(&format!("http://localhost:{port}")).expect("an origin"))
}

/// Prepares passkeys as the server does, also for pages that this process itself serves.
fn passkeys(setup: &Setup, port: u16) -> Result<Passkeys, PasskeysUnavailable> {
    let url = |text: &str| Url::parse(text).expect("an origin");
    let origin = url(setup.webauthn_origin.as_str());
    let host = origin.host_str().expect("a host").to_owned();
    let mut origins = vec![origin];
    if host == "localhost" {
        origins.push(url(&format!("http://localhost:{port}")));
    }
    Passkeys::new(&host, "UMBRA", &origins)
}
