//! Opening the database.

use std::{fmt, time::Duration};

use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DbErr, RuntimeErr, SqlxSqliteConnector,
    sqlx::{
        self, ConnectOptions as _,
        sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    },
};

use tokio::time::{Instant, sleep};
use umbra_domain::zone::ZoneDatabase;

use crate::{Autocommit, Reader, Store, StoreError, error::is_locked};

mod waiting;

/// The pause before an SQLite file is opened again that was locked.
const PAUSE: Duration = Duration::from_millis(20);

/// Names the connections of servers and workers to PostgreSQL.
pub(crate) const SERVER: &str = "umbra";

/// Names the connections of commands to PostgreSQL, which are told from those of servers by it.
pub(crate) const COMMAND: &str = "umbra-command";

/// Where the database is. Its text may hold a password, so it is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// Takes a URL beginning with `sqlite:`, `postgres:` or `postgresql:`; `None` for others.
    #[must_use]
    pub fn parse(url: &str) -> Option<Self> {
        ["sqlite:", "postgres:", "postgresql:"]
            .iter()
            .any(|scheme| url.starts_with(scheme))
            .then(|| Self(url.to_owned()))
    }

    /// Tells whether the database is PostgreSQL.
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        self.0.starts_with("postgres")
    }

    /// Returns the whole URL, password included.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_postgres() {
            "DatabaseUrl(postgres)"
        } else {
            "DatabaseUrl(sqlite)"
        })
    }
}

/// How to open the database.
#[derive(Debug, Clone)]
pub struct DatabaseSettings {
    /// Where it is.
    pub url: DatabaseUrl,
    /// The most connections: to PostgreSQL, or of SQLite's readers.
    pub max_connections: u32,
    /// How long a statement may take on PostgreSQL.
    pub statement_timeout: Duration,
    /// What time zones there are, and their rules.
    pub zones: ZoneDatabase,
    /// How long a request waits for a free connection, and on SQLite for the write lock.
    pub acquire_timeout: Duration,
    /// How long to wait for a PostgreSQL server that can't be reached yet, or is starting.
    pub patience: Duration,
    /// Whether an SQLite file that doesn't exist is made.
    pub create: bool,
    /// Whether this is for a command that looks for running servers, whose connections to PostgreSQL are
    /// named otherwise.
    pub command: bool,
}

impl DatabaseSettings {
    /// Returns settings that suit most servers.
    #[must_use]
    pub fn new(url: DatabaseUrl) -> Self {
        Self {
            url,
            max_connections: 10,
            statement_timeout: Duration::from_secs(10),
            zones: ZoneDatabase::bundled(),
            acquire_timeout: Duration::from_secs(5),
            patience: Duration::ZERO,
            create: true,
            command: false,
        }
    }
}

impl Store {
    /// Opens the database.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when it can't be reached.
    pub async fn connect(settings: &DatabaseSettings) -> Result<Self, StoreError> {
        let (reader, writer) = if settings.url.is_postgres() {
            let pool = postgres(settings).await?;
            (pool.clone(), pool)
        } else {
            // The writer comes first: it creates the file and switches it to WAL.
            let writer = sqlite(settings, Role::Writer, 1).await?;
            let readers = settings.max_connections.min(readers());
            (sqlite(settings, Role::Reader, readers).await?, writer)
        };
        let zones = &settings.zones;
        Ok(Self {
            reader: Reader(reader, zones.clone()),
            writer: Autocommit(writer, zones.clone()),
        })
    }
}

fn options(settings: &DatabaseSettings) -> ConnectOptions {
    let mut options = ConnectOptions::new(settings.url.expose());
    options
        .acquire_timeout(settings.acquire_timeout)
        .connect_timeout(settings.acquire_timeout)
        // Statements carry people's data; none of it belongs in a log.
        .sqlx_logging(false)
        .record_stmt_in_spans(false);
    options
}

async fn postgres(settings: &DatabaseSettings) -> Result<DatabaseConnection, StoreError> {
    waiting::until_it_answers(settings).await?;
    let mut options = options(settings);
    options
        .max_connections(settings.max_connections)
        .min_connections(1)
        .set_application_name(if settings.command { COMMAND } else { SERVER })
        .statement_timeout(settings.statement_timeout)
        // A ping before every checkout costs a tenth of the throughput.
        .test_before_acquire(false)
        .test_before_acquire_if_idle_for(Duration::from_secs(10));
    let lock_timeout = settings.acquire_timeout.as_millis().to_string();
    let idle_in_tx = settings.statement_timeout.as_millis().to_string();
    options.map_sqlx_postgres_opts(move |options| {
        options.options([
            ("lock_timeout", lock_timeout.as_str()),
            ("idle_in_transaction_session_timeout", idle_in_tx.as_str()),
            ("jit", "off"),
            // Our statements are short: workers take longer to start than most of them to run.
            ("max_parallel_workers_per_gather", "0"),
            ("timezone", "UTC"),
        ])
    });
    Ok(Database::connect(options).await?)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Writer,
    Reader,
}

/// Returns how many readers of a file can be of use: each is a thread that computes rather than
/// waits, with memory of its own.
fn readers() -> u32 {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    u32::try_from(cores).unwrap_or(u32::MAX).max(2)
}

fn sqlite_options(
    settings: &DatabaseSettings,
    role: Role,
) -> Result<SqliteConnectOptions, StoreError> {
    let options: SqliteConnectOptions = settings
        .url
        .expose()
        .parse()
        .map_err(|error: sqlx::Error| DbErr::Conn(RuntimeErr::SqlxError(error.into())))?;
    Ok(options
        // Statements carry people's data; none of it belongs in a log.
        .disable_statement_logging()
        .create_if_missing(role == Role::Writer && settings.create)
        .foreign_keys(true)
        .busy_timeout(settings.acquire_timeout)
        .journal_mode(SqliteJournalMode::Wal)
        // A power cut must not undo a sign-out or a spent backup code (ADR 0017).
        .synchronous(SqliteSynchronous::Full)
        .pragma("trusted_schema", "OFF")
        .pragma("query_only", if role == Role::Reader { "ON" } else { "OFF" })
        .optimize_on_close(role == Role::Writer, None))
}

async fn sqlite(
    settings: &DatabaseSettings,
    role: Role,
    size: u32,
) -> Result<DatabaseConnection, StoreError> {
    let deadline = Instant::now() + settings.acquire_timeout;
    loop {
        let pool = SqlitePoolOptions::new()
            .max_connections(size)
            .acquire_timeout(settings.acquire_timeout)
            // A file needs no ping, and no connection of a file goes stale.
            .test_before_acquire(false)
            .idle_timeout(None::<Duration>)
            .max_lifetime(None::<Duration>)
            .connect_with(sqlite_options(settings, role)?)
            .await;
        match pool {
            Ok(pool) => return Ok(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool)),
            // Of those that switch a new file to WAL at the same time, one succeeds and others may fail: for that lock
            // SQLite does not wait.
            Err(error) if is_locked(&error) && Instant::now() < deadline => sleep(PAUSE).await,
            Err(error) => return Err(DbErr::Conn(RuntimeErr::SqlxError(error.into())).into()),
        }
    }
}
