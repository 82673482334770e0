//! Applying the schema.

use std::time::Duration;

use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbErr, RuntimeErr, SqliteTransactionMode,
    TransactionOptions, TransactionTrait, sqlx,
};
use sea_orm_migration::MigratorTrait;
use umbra_migration::Migrator;

use crate::{Store, StoreError, sql};

/// Held on PostgreSQL while migrating, so that processes started together don't migrate twice.
const LOCK: i64 = 0x0075_6d62_7261;

/// How long a process waits on SQLite while another one migrates.
const PATIENCE: Duration = Duration::from_mins(10);

/// A migration and whether it was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationState {
    /// Its name, which sorts as migrations are applied.
    pub name: String,
    /// Whether the database has it.
    pub applied: bool,
}

fn closing(error: sqlx::Error) -> DbErr {
    DbErr::Conn(RuntimeErr::SqlxError(error.into()))
}

impl Store {
    /// Applies what is pending: all of it, or `steps` migrations.
    ///
    /// Several processes may call this at once: one works, the others wait and find nothing to do.
    ///
    /// # Errors
    /// [`StoreError`] when a migration fails; on PostgreSQL nothing of it stays.
    pub async fn migrate_up(&self, steps: Option<u32>) -> Result<(), StoreError> {
        let tx = self.begin_migrating().await?;
        Migrator::up(&tx, steps).await?;
        tx.commit().await?;
        self.end_migrating().await
    }

    /// Reverts the last `steps` migrations, or all of them.
    ///
    /// # Errors
    /// As [`Store::migrate_up`].
    pub async fn migrate_down(&self, steps: Option<u32>) -> Result<(), StoreError> {
        let tx = self.begin_migrating().await?;
        Migrator::down(&tx, steps).await?;
        tx.commit().await?;
        self.end_migrating().await
    }

    /// Lists all migrations in order.
    ///
    /// # Errors
    /// [`StoreError`] when the database can't be read.
    pub async fn migrations(&self) -> Result<Vec<MigrationState>, StoreError> {
        let rows = Migrator::get_migration_with_status_read_only(&self.writer.0).await?;
        Ok(rows
            .iter()
            .map(|row| MigrationState {
                name: row.name().to_owned(),
                applied: row.status() == sea_orm_migration::MigrationStatus::Applied,
            })
            .collect())
    }

    /// Begins a transaction that no other process migrates beside. Waiting for another one's
    /// migrations may take longer than any request.
    async fn begin_migrating(&self) -> Result<DatabaseTransaction, StoreError> {
        if self.is_postgres() {
            let tx = self.writer.0.begin().await?;
            sql::execute(&tx, "SET LOCAL lock_timeout = 0", []).await?;
            sql::execute(&tx, "SET LOCAL statement_timeout = 0", []).await?;
            sql::execute(&tx, "SELECT pg_advisory_xact_lock($1)", [LOCK.into()]).await?;
            return Ok(tx);
        }
        // On the pool's one connection, which doesn't outlive the migrations.
        let patience = format!("PRAGMA busy_timeout = {}", PATIENCE.as_millis());
        self.writer.0.execute_unprepared(&patience).await?;
        // A transaction that began by reading couldn't write once another process has.
        let mode = Some(SqliteTransactionMode::Immediate);
        let options = TransactionOptions { sqlite_transaction_mode: mode, ..Default::default() };
        Ok(self.writer.0.begin_with_options(options).await?)
    }

    /// Closes SQLite's connection: what it holds after migrations is never used again.
    async fn end_migrating(&self) -> Result<(), StoreError> {
        if let Some(pool) = self.sqlite_pool() {
            pool.acquire().await.map_err(closing)?.close().await.map_err(closing)?;
        }
        Ok(())
    }

    /// Tells whether a statement is compiled once, and not anew whenever a bound value might suit
    /// another plan. SQLite does that only if it was built with `SQLITE_ENABLE_QPSG`, as
    /// `.cargo/config.toml` asks for.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when the database can't be reached.
    pub async fn compiles_once(&self) -> Result<bool, StoreError> {
        let Some(pool) = self.sqlite_pool() else { return Ok(true) };
        let used = sqlx::query_scalar("SELECT sqlite_compileoption_used('ENABLE_QPSG')");
        Ok(used.fetch_one(&pool).await.map_err(closing)?)
    }

    /// Returns the pool that PostgreSQL job queues use.
    #[must_use]
    pub fn postgres_pool(&self) -> Option<sqlx::PgPool> {
        self.is_postgres().then(|| self.writer.0.get_postgres_connection_pool().clone())
    }

    /// Returns the pool that SQLite job queues use: one connection.
    #[must_use]
    pub fn sqlite_pool(&self) -> Option<sqlx::SqlitePool> {
        (!self.is_postgres()).then(|| self.writer.0.get_sqlite_connection_pool().clone())
    }
}
