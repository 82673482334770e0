//! An app with an empty database, on either.

use std::{
    env,
    future::Future,
    ops::AsyncFnOnce,
    path::Path,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use sea_orm::sqlx::{self, AssertSqlSafe, Connection, PgConnection};
use tempfile::TempDir;
use tokio::sync::mpsc;
use umbra_app::{App, AppParts, AppSettings};
use umbra_auth::{
    HashPool, KeyRing, Keys, OsEntropy, SecretKey, passkey::PasskeysUnavailable,
    password::PasswordPolicy,
};
use umbra_domain::{AuditId, Clock, Entropy, SystemClock, fact::Fact};
use umbra_store::{DatabaseSettings, DatabaseUrl, Store, StoreError, outbox};
use umbra_testkit_postgres::{Cluster, scratch_folder};

use crate::{
    WorkerSettings, Workers,
    act::{Actor, JobError},
    queue::{Db, Queue},
};

/// Makes of `async fn sentence(kit: &Kit)` a test on each database.
macro_rules! on_both {
    ($($(#[$doc:meta])* async fn $name:ident($kit:ident: &Kit) $body:block)+) => {$(
        mod $name {
            use super::*;

            $(#[$doc])*
            async fn body($kit: &Kit) $body

            #[tokio::test]
            async fn on_sqlite() {
                Kit::sqlite().await.run(async |kit| body(kit).await).await;
            }

            #[tokio::test]
            async fn on_postgres() {
                Kit::postgres().await.run(async |kit| body(kit).await).await;
            }
        }
    )+};
}
pub(crate) use on_both;

/// How long a test waits for what has to happen.
const PATIENCE: Duration = Duration::from_secs(30);

/// An app with a database of its own.
pub(crate) struct Kit {
    pub app: Arc<App>,
    pub store: Store,
    pub queue: Queue,
    pub url: String,
    place: Place,
}

enum Place {
    Folder(#[expect(dead_code, reason = "deletes the folder when dropped")] TempDir),
    Server { admin: String, database: String },
}

impl Kit {
    pub(crate) async fn sqlite() -> Self {
        let folder = scratch_folder().unwrap_or_else(env::temp_dir);
        let folder = TempDir::new_in(folder).unwrap();
        let url = sqlite_url(&folder.path().join("umbra.db"));
        Self::open(url, Place::Folder(folder)).await
    }

    pub(crate) async fn postgres() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let admin = server();
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let database = format!("umbra_jobs_{}_{number}", std::process::id());
        administer(&admin, format!("CREATE DATABASE {database}")).await;
        let (server, parameters) = admin.split_once('?').unwrap_or((&admin, ""));
        let server = server.rsplit_once('/').unwrap().0;
        let url = format!("{server}/{database}?{parameters}");
        Self::open(url, Place::Server { admin, database }).await
    }

    async fn open(url: String, place: Place) -> Self {
        let store = store(&url).await;
        store.migrate_up(None).await.unwrap();
        Queue::migrate(&store).await.unwrap();
        Self { app: app(store.clone()), queue: Queue::open(&store).unwrap(), store, url, place }
    }

    /// Runs a test and removes the database, unless the test failed.
    pub(crate) async fn run(self, test: impl AsyncFnOnce(&Self)) {
        test(&self).await;
        self.store.close().await;
        if let Place::Server { admin, database } = &self.place {
            administer(admin, format!("DROP DATABASE {database} WITH (FORCE)")).await;
        }
    }

    /// Connects to the same database as another process would.
    pub(crate) async fn another_process(&self) -> Arc<App> {
        app(store(&self.url).await)
    }

    /// Connects anew.
    pub(crate) async fn reconnected(self) -> Self {
        let store = store(&self.url).await;
        Self { app: app(store.clone()), queue: Queue::open(&store).unwrap(), store, ..self }
    }

    /// Starts workers of a process.
    pub(crate) fn start(&self, app: &Arc<App>, actor: Actor) -> Workers {
        Workers::start_with(Arc::clone(app), self.queue.clone(), FAST, actor)
    }

    /// Commits facts about the rows with these ids.
    pub(crate) async fn commit(&self, subjects: impl IntoIterator<Item = i64>) {
        let now = self.app.now();
        let written: Result<(), StoreError> = self
            .store
            .write(async |tx| {
                let facts = subjects.into_iter().map(|id| Fact::AuditRecorded(AuditId(id)));
                outbox::push(tx, &facts.collect::<Vec<_>>(), now).await
            })
            .await;
        written.unwrap();
        self.app.ring_outbox();
    }

    /// Runs a statement that suits both databases once its table names are filled in.
    pub(crate) async fn execute(&self, sql: &str) -> u64 {
        match &self.queue.db {
            Db::Postgres(pool) => {
                let sql =
                    sql.replace("{jobs}", "apalis.jobs").replace("{workers}", "apalis.workers");
                let sql = sql.replace("{long_ago}", "now() - interval '40 days'");
                let sql = sql.replace("{ahead}", "now() + interval '1 hour'");
                sqlx::query(AssertSqlSafe(sql)).execute(pool).await.unwrap().rows_affected()
            }
            Db::Sqlite(pool) => {
                let sql = sql.replace("{jobs}", "Jobs").replace("{workers}", "Workers");
                let sql = sql.replace("{long_ago}", "strftime('%s', 'now', '-40 days')");
                let sql = sql.replace("{ahead}", "strftime('%s', 'now', '+1 hour')");
                sqlx::query(AssertSqlSafe(sql)).execute(pool).await.unwrap().rows_affected()
            }
        }
    }

    /// Counts rows.
    pub(crate) async fn count(&self, what: &str) -> i64 {
        match &self.queue.db {
            Db::Postgres(pool) => {
                let what = what.replace("{jobs}", "apalis.jobs");
                let what = what.replace("{workers}", "apalis.workers");
                let sql = format!("SELECT count(*) FROM {what}");
                sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(pool).await.unwrap()
            }
            Db::Sqlite(pool) => {
                let what = what.replace("{jobs}", "Jobs").replace("{workers}", "Workers");
                let sql = format!("SELECT count(*) FROM {what}");
                sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(pool).await.unwrap()
            }
        }
    }

    /// Asserts that the queue holds nothing but so many done jobs, and the outbox nothing.
    pub(crate) async fn assert_all_done(&self, jobs: i64) {
        assert_eq!(self.count("{jobs} WHERE status = 'Done'").await, jobs, "done");
        assert_eq!(self.count("{jobs} WHERE status <> 'Done'").await, 0, "not done");
        assert_eq!(self.count("outbox").await, 0, "still in the outbox");
    }
}

/// Settings under which tests don't wait long.
pub(crate) const FAST: WorkerSettings =
    WorkerSettings { concurrency: 4, poll: Duration::from_millis(20) };

/// What jobs were about, as they were acted on.
pub(crate) struct Effects(mpsc::UnboundedReceiver<i64>);

impl Effects {
    /// Waits for the next effect.
    pub(crate) async fn next(&mut self) -> i64 {
        within_patience(self.0.recv()).await.unwrap()
    }

    /// Waits for so many effects and returns them in order of their subjects.
    pub(crate) async fn take(&mut self, count: usize) -> Vec<i64> {
        let mut taken = Vec::with_capacity(count);
        while taken.len() < count {
            taken.push(self.next().await);
        }
        taken.sort_unstable();
        taken
    }

    /// Asserts that nothing more happened.
    pub(crate) fn assert_no_more(&mut self) {
        assert_eq!(self.0.try_recv().ok(), None);
    }
}

/// Returns an actor that tells of each job before it does `then`.
pub(crate) fn telling<Then>(then: impl Fn(i64) -> Then + Send + Sync + 'static) -> (Actor, Effects)
where
    Then: Future<Output = Result<(), JobError>> + Send + 'static,
{
    let (tell, effects) = mpsc::unbounded_channel();
    let actor: Actor = Arc::new(move |fact| {
        // The test may have ended.
        let _ = tell.send(fact.subject());
        Box::pin(then(fact.subject()))
    });
    (actor, Effects(effects))
}

/// Waits for what has to happen soon.
pub(crate) async fn within_patience<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, what).await.expect("it took too long")
}

/// Opens the database as another process would.
pub(crate) async fn store(url: &str) -> Store {
    let url = DatabaseUrl::parse(url).unwrap();
    let settings = DatabaseSettings {
        // A busy machine makes a test slow, and that is no reason to fail.
        statement_timeout: PATIENCE,
        acquire_timeout: PATIENCE,
        ..DatabaseSettings::new(url)
    };
    Store::connect(&settings).await.unwrap()
}

/// Makes the app of a process.
pub(crate) fn app(store: Store) -> Arc<App> {
    static HASHES: OnceLock<HashPool> = OnceLock::new();
    let entropy: Arc<dyn Entropy> = Arc::new(OsEntropy);
    let secret = SecretKey::generate(&*entropy);
    Arc::new(App::new(AppParts {
        store,
        clock: Arc::new(SystemClock) as Arc<dyn Clock>,
        hashes: HASHES.get_or_init(|| HashPool::start(1, 1, Arc::clone(&entropy)).unwrap()).clone(),
        keys: Keys::derive(&secret),
        seals: KeyRing::derive(&secret, &[]),
        weather: None,
        push: None,
        passkeys: Err(PasskeysUnavailable { reason: "no test here needs them".to_owned() }),
        entropy,
        settings: AppSettings {
            setup: umbra_app::auth::SetupMode::Open,
            temporary_password_lifetime: Duration::from_secs(72 * 60 * 60),
            audit_kept: None,
            digest_after: Duration::from_secs(6 * 60 * 60),
            session_lifetime: Duration::from_secs(3600),
            session_idle: Duration::from_secs(600),
            session_cap: 5,
            mfa_token_lifetime: Duration::from_secs(300),
            totp_issuer: "Umbra".to_owned(),
            passwords: PasswordPolicy::new(8),
            public_url: "http://localhost:8000".to_owned(),
        },
    }))
}

fn sqlite_url(file: &Path) -> String {
    format!("sqlite://{}?mode=rwc", file.display())
}

/// Returns the URL of a server: the one that the environment names, or one started for this run.
#[expect(clippy::disallowed_methods, reason = "tests have no configuration")]
fn server() -> String {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    env::var("UMBRA_TEST_POSTGRES_URL")
        .unwrap_or_else(|_| CLUSTER.get_or_init(|| Cluster::start().unwrap()).url().to_owned())
}

async fn administer(admin: &str, sql: String) {
    let mut connection = PgConnection::connect(admin).await.unwrap();
    sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}
