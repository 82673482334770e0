//! Applying the schema.

use sea_orm::{DbErr, RuntimeErr, TransactionTrait, sqlx};
use sea_orm_migration::MigratorTrait;
use umbra_migration::Migrator;

use crate::{Store, StoreError, sql};

/// Held while migrating, so that processes started together don't migrate twice.
const LOCK: i64 = 0x0075_6d62_7261;

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
    /// Several processes may call this at once: on PostgreSQL an advisory lock lets one work and
    /// the others find nothing to do; on SQLite the single writer does.
    ///
    /// # Errors
    /// [`StoreError`] when a migration fails; on PostgreSQL nothing of it stays.
    pub async fn migrate_up(&self, steps: Option<u32>) -> Result<(), StoreError> {
        let tx = self.pool.begin().await?;
        self.lock_migrations(&tx).await?;
        Migrator::up(&tx, steps).await?;
        tx.commit().await?;
        if let Some(pool) = self.sqlite_pool() {
            // What it holds after the migrations is never used again.
            pool.acquire().await.map_err(closing)?.close().await.map_err(closing)?;
        }
        Ok(())
    }

    /// Reverts the last `steps` migrations, or all of them.
    ///
    /// # Errors
    /// As [`Store::migrate_up`].
    pub async fn migrate_down(&self, steps: Option<u32>) -> Result<(), StoreError> {
        let tx = self.pool.begin().await?;
        self.lock_migrations(&tx).await?;
        Migrator::down(&tx, steps).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Lists all migrations in order.
    ///
    /// # Errors
    /// [`StoreError`] when the database can't be read.
    pub async fn migrations(&self) -> Result<Vec<MigrationState>, StoreError> {
        let rows = Migrator::get_migration_with_status_read_only(&self.pool).await?;
        Ok(rows
            .iter()
            .map(|row| MigrationState {
                name: row.name().to_owned(),
                applied: row.status() == sea_orm_migration::MigrationStatus::Applied,
            })
            .collect())
    }

    async fn lock_migrations(&self, tx: &sea_orm::DatabaseTransaction) -> Result<(), StoreError> {
        if self.is_postgres() {
            // Waiting for another process's migrations may take longer than any request.
            sql::execute(tx, "SET LOCAL lock_timeout = 0", []).await?;
            sql::execute(tx, "SET LOCAL statement_timeout = 0", []).await?;
            sql::execute(tx, "SELECT pg_advisory_xact_lock($1)", [LOCK.into()]).await?;
        }
        Ok(())
    }

    /// Returns the pool that PostgreSQL job queues use.
    #[must_use]
    pub fn postgres_pool(&self) -> Option<sqlx::PgPool> {
        self.is_postgres().then(|| self.pool.get_postgres_connection_pool().clone())
    }

    /// Returns the pool that SQLite job queues use: one connection.
    #[must_use]
    pub fn sqlite_pool(&self) -> Option<sqlx::SqlitePool> {
        (!self.is_postgres()).then(|| self.pool.get_sqlite_connection_pool().clone())
    }
}
