//! Applying the schema.

mod tables;

use std::{collections::BTreeSet, time::Duration};

use sea_orm::{
    ConnectionTrait, DatabaseBackend, DatabaseTransaction, DbErr, FromQueryResult, RuntimeErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
    sqlx::{self, PgConnection},
};
use sea_orm_migration::MigratorTrait;
use tables::Migrating;
use umbra_migration::Migrator;

use crate::{Store, StoreError, keys, sql};

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

/// Lists the names of all migrations that this version knows, in order.
#[must_use]
pub fn migration_names() -> Vec<String> {
    Migrator::migrations().iter().map(|migration| migration.name().to_owned()).collect()
}

async fn has_table(db: &impl ConnectionTrait, name: &str) -> Result<bool, StoreError> {
    let text = if db.get_database_backend() == DatabaseBackend::Postgres {
        "SELECT 1 AS one FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1"
    } else {
        "SELECT 1 AS one FROM sqlite_master WHERE type = 'table' AND name = $1"
    };
    Ok(db.query_one_raw(sql::statement(db, text, [name.into()])).await?.is_some())
}

#[derive(FromQueryResult)]
struct AppliedRow {
    version: String,
}

/// Reads the names of the applied migrations, without making the table that they are noted in.
async fn applied(db: &impl ConnectionTrait) -> Result<BTreeSet<String>, StoreError> {
    if !has_table(db, "seaql_migrations").await? {
        return Ok(BTreeSet::new());
    }
    let statement = sql::statement(db, "SELECT version FROM seaql_migrations", []);
    let rows = AppliedRow::find_by_statement(statement).all(db).await?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}

/// Reads the names of the applied migrations that this version doesn't know.
async fn unknown(db: &impl ConnectionTrait) -> Result<Vec<String>, StoreError> {
    let known: BTreeSet<_> = migration_names().into_iter().collect();
    Ok(applied(db).await?.difference(&known).cloned().collect())
}

/// Refuses to change a schema that a newer version has made.
async fn refuse_newer(db: &impl ConnectionTrait) -> Result<(), StoreError> {
    let unknown = unknown(db).await?;
    if unknown.is_empty() { Ok(()) } else { Err(StoreError::Newer(unknown.join(", "))) }
}

fn closing(error: sqlx::Error) -> DbErr {
    DbErr::Conn(RuntimeErr::SqlxError(error.into()))
}

impl Store {
    /// Applies what is pending: all of it, or `steps` migrations. After the last one, texts get the
    /// keys by which they are found and sorted, where a migration says that these are stale.
    ///
    /// Several processes may call this at once: one works, the others wait and find nothing to do.
    /// Whoever uses the database meanwhile waits, too, and nobody else fails.
    ///
    /// # Errors
    /// [`StoreError::Newer`] when a newer version has migrated the database, [`StoreError::InUse`] when
    /// somebody doesn't let go of a table, [`StoreError`] when a migration fails; nothing of it stays.
    pub async fn migrate_up(&self, steps: Option<u32>) -> Result<(), StoreError> {
        let tx = self.begin_migrating().await?;
        refuse_newer(&tx).await?;
        if !Migrator::get_pending_migrations(&tx).await?.is_empty() {
            self.take_tables(&tx).await?;
        }
        Migrator::up(&tx, steps).await?;
        if Migrator::get_pending_migrations(&tx).await?.is_empty() {
            keys::refresh(&tx).await?;
        }
        tx.commit().await?;
        self.end_migrating().await
    }

    /// Reverts the last `steps` migrations, or all of them.
    ///
    /// # Errors
    /// As [`Store::migrate_up`].
    pub async fn migrate_down(&self, steps: Option<u32>) -> Result<(), StoreError> {
        let tx = self.begin_migrating().await?;
        refuse_newer(&tx).await?;
        self.take_tables(&tx).await?;
        Migrator::down(&tx, steps).await?;
        tx.commit().await?;
        self.end_migrating().await
    }

    /// Lists all migrations that this version knows, in order.
    ///
    /// # Errors
    /// [`StoreError`] when the database can't be read.
    pub async fn migrations(&self) -> Result<Vec<MigrationState>, StoreError> {
        let applied = applied(&self.writer.0).await?;
        let states = migration_names().into_iter();
        Ok(states.map(|name| MigrationState { applied: applied.contains(&name), name }).collect())
    }

    /// Lists the migrations that a newer version of Umbra has applied, in order.
    ///
    /// # Errors
    /// [`StoreError`] when the database can't be read.
    pub async fn unknown_migrations(&self) -> Result<Vec<String>, StoreError> {
        unknown(&self.writer.0).await
    }

    /// Tells whether there is a table of this name.
    ///
    /// # Errors
    /// [`StoreError`] when the database can't be read.
    pub async fn has_table(&self, name: &str) -> Result<bool, StoreError> {
        has_table(&self.writer.0, name).await
    }

    /// Begins a transaction that no other process migrates beside. Waiting for another one's
    /// migrations may take longer than any request.
    async fn begin_migrating(&self) -> Result<DatabaseTransaction, StoreError> {
        if self.is_postgres() {
            let tx = self.writer.0.begin().await?;
            for limit in
                ["lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"]
            {
                sql::execute(&tx, format!("SET LOCAL {limit} = 0"), []).await?;
            }
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

    /// Has all tables for the rest of the transaction. On SQLite it has the file.
    async fn take_tables(&self, tx: &DatabaseTransaction) -> Result<(), StoreError> {
        if self.is_postgres() { tables::take(Migrating::Store(tx), None).await } else { Ok(()) }
    }

    /// Has all tables of a schema for the rest of a transaction on PostgreSQL that changes them, as
    /// [`Store::migrate_up`] has the store's: whoever uses them meanwhile waits, and nobody fails.
    ///
    /// # Errors
    /// [`StoreError::InUse`] when somebody doesn't let go of a table for ten minutes, [`StoreError`] when the
    /// database fails.
    pub async fn take_schema(schema: &str, tx: &mut PgConnection) -> Result<(), StoreError> {
        tables::take(Migrating::Other(tx), Some(schema)).await
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
