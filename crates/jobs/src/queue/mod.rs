//! The job queue: apalis's tables on the store's own connections.
//!
//! Claiming goes through apalis. How a job ended is written by [`Queue::end`] as soon as it is
//! known, not by apalis's own acknowledgement: that is kept in memory until the worker is polled
//! again, can't delay a retry, and records a job that panicked or timed out as still running.

mod behind;
mod claim;
mod end;
mod migrate;
mod moved;
mod push;
mod upkeep;

use std::time::Duration;

use sea_orm::sqlx::{self, PgPool, SqlitePool};
use umbra_app::{Store, StoreError};

pub(crate) use end::End;

/// The name under which the jobs lie in apalis's tables.
const NAME: &str = "umbra";

/// How often a worker shows that it is alive.
pub(crate) const HEARTBEAT: Duration = Duration::from_secs(10);

/// How many heartbeats a worker may miss before others take over what it had claimed.
const MISSED_HEARTBEATS: u32 = 3;

/// So many missed heartbeats are ten years: apalis's own way to take jobs over counts a try that failed for each of
/// them. [`Queue::take_over`] does it instead.
const NEVER: usize = 31_536_000;

/// How many jobs are claimed at once. With apalis's 10 the round trips take most of the time.
const BATCH: usize = 100;

/// The job queue of a store.
///
/// It has no connections of its own: on SQLite it writes through the store's one writer, so
/// nobody may use it from within a transaction.
#[derive(Debug, Clone)]
pub struct Queue {
    pub(crate) db: Db,
}

/// The connections.
#[derive(Debug, Clone)]
pub(crate) enum Db {
    Postgres(PgPool),
    Sqlite(SqlitePool),
}

/// Why the queue failed.
#[derive(Debug, thiserror::Error)]
pub enum QueueError {
    /// The database failed.
    #[error("the job queue's database failed")]
    Database(#[from] sqlx::Error),
    /// The queue's tables can't be made or brought up to date. On PostgreSQL this needs the
    /// extensions `hstore` and `pgcrypto`, which the owner of a database may create.
    #[error("the job queue's tables can't be migrated")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The queue's tables can't be had to change them.
    #[error("the job queue's tables can't be migrated")]
    Tables(#[from] StoreError),
    /// apalis failed in another way: a row that it can't read, most likely.
    #[error("the job queue failed")]
    Apalis(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The store is on a database that has no queue.
    #[error("no job queue on this database")]
    Unsupported,
}

impl Queue {
    /// Opens the queue of a store whose tables [`Queue::migrate`] has made.
    ///
    /// # Errors
    /// [`QueueError::Unsupported`] when the store is neither on PostgreSQL nor on SQLite.
    pub fn open(store: &Store) -> Result<Self, QueueError> {
        let postgres = store.postgres_pool().map(Db::Postgres);
        let db = postgres.or_else(|| store.sqlite_pool().map(Db::Sqlite));
        Ok(Self { db: db.ok_or(QueueError::Unsupported)? })
    }
}

/// Returns apalis's configuration for PostgreSQL.
pub(crate) fn postgres_config() -> apalis_postgres::Config {
    apalis_postgres::Config::default()
        .queue(NAME)
        .batch_size(BATCH)
        .heartbeat_interval(HEARTBEAT)
        .missed_heartbeats(NEVER)
        .lock_tasks(false)
        .persist_results(false)
}

/// Returns apalis's configuration for SQLite.
pub(crate) fn sqlite_config() -> apalis_sqlite::Config {
    apalis_sqlite::Config::default()
        .queue(NAME)
        .batch_size(BATCH)
        .heartbeat_interval(HEARTBEAT)
        .missed_heartbeats(NEVER)
        .lock_tasks(false)
        .persist_results(false)
}

impl From<apalis_postgres::Error> for QueueError {
    fn from(error: apalis_postgres::Error) -> Self {
        match error {
            apalis_postgres::Error::Database(error) => Self::Database(error),
            other => Self::Apalis(other.into()),
        }
    }
}

impl From<apalis_sqlite::Error> for QueueError {
    fn from(error: apalis_sqlite::Error) -> Self {
        match error {
            apalis_sqlite::Error::Database(error) => Self::Database(error),
            other => Self::Apalis(other.into()),
        }
    }
}

/// Runs a statement that each database words in its own way, with the same values in the same
/// order, and gives how many rows it changed.
macro_rules! execute {
    ($db:expr, postgres: $postgres:expr, sqlite: $sqlite:expr $(, $value:expr)* $(,)?) => {
        match $db {
            $crate::queue::Db::Postgres(pool) => sea_orm::sqlx::query($postgres)
                $(.bind($value))*
                .execute(pool)
                .await
                .map(|done| done.rows_affected()),
            $crate::queue::Db::Sqlite(pool) => sea_orm::sqlx::query($sqlite)
                $(.bind($value))*
                .execute(pool)
                .await
                .map(|done| done.rows_affected()),
        }
    };
}
use execute;
