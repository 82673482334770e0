//! A database for every test.

mod backdoor;
mod dump;
mod postgres;
mod sqlite;

use std::time::Duration;

use umbra_jobs::Queue;
use umbra_store::{DatabaseSettings, DatabaseUrl, Store};

pub(crate) use self::backdoor::Backdoor;
pub use self::dump::Dump;
use self::{postgres::PostgresDatabase, sqlite::SqliteDatabase};

/// What the database of a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// A file.
    Sqlite,
    /// A server: the one that `UMBRA_TEST_POSTGRES_URL` names, or a throw-away cluster.
    Postgres,
}

/// A migrated database that one test has for itself.
#[derive(Debug)]
pub struct TestDatabase {
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    Sqlite(SqliteDatabase),
    Postgres(PostgresDatabase),
}

impl TestDatabase {
    /// Makes a copy of a migrated template.
    ///
    /// # Panics
    /// When that isn't possible, with the reason.
    pub async fn create(engine: Engine) -> Self {
        let kind = match engine {
            Engine::Sqlite => Kind::Sqlite(SqliteDatabase::create()),
            Engine::Postgres => Kind::Postgres(PostgresDatabase::create().await),
        };
        Self { kind }
    }

    /// Makes a copy of this database, with all that is in it. Nobody may have this one open.
    ///
    /// # Panics
    /// When that isn't possible, with the reason.
    pub async fn copy(&self) -> Self {
        let kind = match &self.kind {
            Kind::Sqlite(database) => Kind::Sqlite(database.copy()),
            Kind::Postgres(database) => Kind::Postgres(database.copy().await),
        };
        Self { kind }
    }

    /// Returns what the database runs on.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.kind {
            Kind::Sqlite(_) => Engine::Sqlite,
            Kind::Postgres(_) => Engine::Postgres,
        }
    }

    /// Returns how to open the database: with few connections, because many tests run at once.
    #[must_use]
    pub fn settings(&self) -> DatabaseSettings {
        settings(match &self.kind {
            Kind::Sqlite(database) => database.url(),
            Kind::Postgres(database) => database.url(),
        })
    }

    /// Opens the database.
    ///
    /// # Panics
    /// When it can't be opened.
    pub async fn connect(&self) -> Store {
        Store::connect(&self.settings()).await.expect("the test's database opens")
    }

    /// Reads all rows of all tables.
    ///
    /// # Panics
    /// When they can't be read.
    pub async fn dump(&self) -> Dump {
        let backdoor = Backdoor::new(self.settings().url);
        let dump = Dump::read(&backdoor).await;
        backdoor.close().await;
        dump
    }

    /// Removes the database, even from under open connections. A database that is not removed, as
    /// in a process that was killed, goes when the next process needs one.
    pub async fn remove(self) {
        match self.kind {
            Kind::Sqlite(database) => database.remove(),
            Kind::Postgres(database) => database.remove().await,
        }
    }
}

/// Connections that one test may have open to one database through one [`Store`].
const CONNECTIONS: u32 = 4;

fn settings(url: DatabaseUrl) -> DatabaseSettings {
    DatabaseSettings {
        max_connections: CONNECTIONS,
        // A busy machine makes a test slow, and that is no reason to fail.
        statement_timeout: Duration::from_secs(30),
        acquire_timeout: Duration::from_secs(30),
        ..DatabaseSettings::new(url)
    }
}

/// Makes all tables: Umbra's own and the job queue's.
async fn migrate(url: DatabaseUrl) {
    let store = Store::connect(&settings(url)).await.expect("a new database opens");
    store.migrate_up(None).await.expect("the migrations succeed");
    Queue::migrate(&store).await.expect("the job queue's migrations succeed");
    store.close().await;
}
