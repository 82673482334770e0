//! The app under test.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use sea_orm::sqlx;
use umbra_app::{App, delivery::Outcome, reminder::FiredReminder};
use umbra_auth::HashPool;
use umbra_jobs::{Queue, drain};
use umbra_store::{DatabaseSettings, Store};

use crate::{
    Client, Dump, NtfyServer, Process, Setup, TestClock, TestDatabase, WeatherServer,
    client::USER_AGENT,
    database::Backdoor,
    spread::{self, Origins},
};

/// A running Umbra with a database of its own. Clones are the same one.
#[derive(Clone)]
pub struct TestApp {
    /// The clock that everything in it goes by.
    pub clock: TestClock,
    /// The use cases, for what can't be done over HTTP.
    pub app: Arc<App>,
    /// The database that they work on.
    pub store: Store,
    /// The threads that hash passwords for them.
    pub hashes: HashPool,
    inner: Arc<Inner>,
}

struct Inner {
    first: Process,
    origins: Origins,
    others: Mutex<Vec<Process>>,
    setup: Setup,
    database: DatabaseSettings,
    backdoor: Backdoor,
    http: reqwest::Client,
}

impl TestApp {
    /// Starts Umbra on a database.
    pub(crate) async fn start(database: &TestDatabase, setup: Setup) -> Self {
        let (clock, database) = (TestClock::new(), database.settings());
        let first = Process::start(&database, &setup, &clock).await;
        let mut others = Vec::new();
        if database.url.is_postgres() && !setup.one_process {
            for _ in 1..spread::processes() {
                // Tests count hashes, wherever they are made.
                let hashes = first.hashes.clone();
                others.push(Process::start_with(&database, &setup, &clock, hashes).await);
            }
        }
        let origins =
            [&first].into_iter().chain(&others).map(|process| process.origin().to_owned());
        let origins = Origins::new(origins.collect());
        // The client wants to know how it would encrypt, though no test does; only the first call
        // of a process counts.
        drop(rustls::crypto::ring::default_provider().install_default());
        let http = reqwest::Client::builder()
            .user_agent(USER_AGENT)
            .redirect(reqwest::redirect::Policy::none())
            // A proxy that the environment names has no business here.
            .no_proxy()
            // Nothing here is encrypted, and reading all of the system's certificates takes longer than
            // many a test.
            .tls_certs_only([])
            .tcp_nodelay(true)
            .build()
            .expect("an HTTP client");
        let (app, store, hashes) =
            (Arc::clone(&first.app), first.store.clone(), first.hashes.clone());
        let others = Mutex::new(others);
        let backdoor = Backdoor::new(database.url.clone());
        Self {
            clock,
            app,
            store,
            hashes,
            inner: Arc::new(Inner { first, origins, others, setup, database, backdoor, http }),
        }
    }

    /// Returns the server that phones are reached over.
    ///
    /// # Panics
    /// When the test has none.
    #[must_use]
    pub fn ntfy(&self) -> &NtfyServer {
        self.inner.setup.ntfy.as_ref().expect("an ntfy server")
    }

    /// Returns the server that the weather comes from.
    ///
    /// # Panics
    /// When the test isn't set up with one.
    #[must_use]
    pub fn weather(&self) -> &WeatherServer {
        self.inner.setup.weather.as_ref().expect("a weather server")
    }

    /// Returns a browser in which nobody is signed in.
    #[must_use]
    pub fn anonymous(&self) -> Client {
        Client::new(self.inner.http.clone(), self.inner.origins.clone())
    }

    /// Returns an anonymous browser at this address, which a trusted proxy passes on.
    ///
    /// # Panics
    /// When it isn't an address.
    #[must_use]
    pub fn from_address(&self, address: &str) -> Client {
        self.anonymous().from_address(address)
    }

    /// Starts another process on the same database, a replica. It goes with the test.
    pub async fn second_process(&self) -> Process {
        self.second_process_with(|_| ()).await
    }

    /// Starts another process on the same database, set up as this one except for a change.
    pub async fn second_process_with(&self, change: impl FnOnce(&mut Setup)) -> Process {
        let mut setup = self.inner.setup.clone();
        change(&mut setup);
        let process = Process::start(&self.inner.database, &setup, &self.clock).await;
        self.inner.others.lock().unwrap_or_else(PoisonError::into_inner).push(process.clone());
        process
    }

    /// Returns all processes that there are: one, unless requests are spread or a test started more.
    #[must_use]
    pub fn processes(&self) -> Vec<Process> {
        let others = self.inner.others.lock().unwrap_or_else(PoisonError::into_inner);
        std::iter::once(&self.inner.first).chain(&*others).cloned().collect()
    }

    /// Returns the beginning of the first process's URLs: `http://127.0.0.1:` and the port.
    #[must_use]
    pub fn origin(&self) -> &str {
        self.inner.first.origin()
    }

    /// Tells whether this test runs on PostgreSQL.
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        self.inner.database.url.is_postgres()
    }

    /// Returns how the database is opened, for what reads or breaks it from outside.
    #[must_use]
    pub fn database(&self) -> &DatabaseSettings {
        &self.inner.database
    }

    /// Returns how the app was set up.
    #[must_use]
    pub fn setup(&self) -> &Setup {
        &self.inner.setup
    }

    /// Reads all rows of all tables.
    ///
    /// # Panics
    /// When they can't be read.
    pub async fn database_dump(&self) -> Dump {
        Dump::read(&self.inner.backdoor).await
    }

    /// Runs a statement behind the server's back, and returns how many rows it changed.
    ///
    /// # Errors
    /// What the database says against it.
    pub async fn try_execute(&self, sql: &str) -> Result<u64, sqlx::Error> {
        self.inner.backdoor.execute(sql).await
    }

    /// Runs a statement behind the server's back, as [`TestApp::try_execute`] does.
    ///
    /// # Panics
    /// When the database refuses it.
    pub async fn execute(&self, sql: &str) -> u64 {
        self.try_execute(sql).await.expect("the statement runs")
    }

    /// Reads the rows of a statement that selects one text, behind the server's back.
    ///
    /// # Panics
    /// When the database refuses it.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        self.inner.backdoor.texts(sql).await.expect("the statement runs")
    }

    /// Ends what [`TestApp::execute`] and the like keep open, before somebody counts connections or what
    /// they do.
    pub async fn close_backdoor(&self) {
        self.inner.backdoor.close().await;
    }

    /// Relays all facts and runs all jobs that are due, and returns how many jobs that were.
    ///
    /// # Panics
    /// When a job fails, or is of a kind that nobody knows.
    pub async fn drain_jobs(&self) -> usize {
        let queue = Queue::open(&self.store).expect("the job queue opens");
        let drained = drain(&self.app, &queue).await.expect("the jobs can be drained");
        assert!(drained.failed.is_empty(), "jobs failed: {:#?}", drained.failed);
        assert!(drained.unknown == 0, "{} jobs are of an unknown kind", drained.unknown);
        drained.done
    }

    /// Fires all reminders whose moment has come, as workers do, and returns what fired.
    ///
    /// # Panics
    /// When the database fails.
    pub async fn fire_reminders(&self) -> Vec<FiredReminder> {
        let mut all = Vec::new();
        loop {
            let fired = self.app.fire_due_reminders(100).await.expect("reminders can be fired");
            if fired.is_empty() {
                return all;
            }
            all.extend(fired);
        }
    }

    /// Tells people what is due, as workers do, and returns how much that was.
    ///
    /// # Panics
    /// When the database fails.
    pub async fn notify_due(&self) -> usize {
        let mut told = 0;
        loop {
            let looked = self.app.scan_due(50).await.expect("what is due can be told");
            told += looked.told;
            if looked.people == 0 {
                return told;
            }
        }
    }

    /// Sends everything that is due to people's phones, as workers do, and returns what came of it.
    ///
    /// # Panics
    /// When the database fails.
    pub async fn deliver(&self) -> Vec<Outcome> {
        self.inner.first.deliver().await
    }

    /// Checks what every test promises: nothing that was committed is still to be acted on.
    pub(crate) async fn settle(&self) {
        self.drain_jobs().await;
        let left = self.app.pending_facts(10).await.expect("the outbox can be read");
        assert!(left.is_empty(), "facts stayed in the outbox: {left:#?}");
    }

    /// Ends all processes.
    pub(crate) async fn stop(&self) {
        self.close_backdoor().await;
        for process in self.processes().iter().rev() {
            process.stop().await;
        }
    }
}

impl fmt::Debug for TestApp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestApp").field("origin", &self.origin()).finish_non_exhaustive()
    }
}
