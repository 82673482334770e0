//! Making the queue's tables.

use apalis_postgres::PostgresStorage;
use apalis_sqlite::SqliteStorage;
use sea_orm::sqlx::{
    self, AssertSqlSafe, PgConnection, SqlSafeStr,
    migrate::{Migration, Migrator},
};
use umbra_app::{Needs, Store};

use super::{Db, Queue, QueueError};

/// Held while migrating on PostgreSQL, so that processes started together don't collide.
const LOCK: i64 = 0x756d_6272_6a6f_6273;

/// The schema of the queue on PostgreSQL, and what apalis's migrations make in it.
const NEEDS: Needs = Needs { schema: "apalis", extensions: &["pgcrypto", "hstore"] };

/// Lifts the limits of requests for a transaction that migrates.
const NO_LIMITS: [&str; 3] = [
    "SET LOCAL lock_timeout = 0",
    "SET LOCAL statement_timeout = 0",
    "SET LOCAL idle_in_transaction_session_timeout = 0",
];

/// How apalis's first migration begins. PostgreSQL demands the right to make schemas for it even
/// where the schema is there, made by an administrator.
const MAKE_SCHEMA: &str = "CREATE SCHEMA IF NOT EXISTS apalis;";

impl Queue {
    /// Says what the queue's tables need on PostgreSQL.
    #[must_use]
    pub const fn needs() -> Needs {
        NEEDS
    }

    /// Counts the migrations of the queue's tables that are pending.
    ///
    /// # Errors
    /// [`QueueError`] when the database can't be read.
    pub async fn pending(store: &Store) -> Result<usize, QueueError> {
        let (all, applied) = Self::migrations(store).await?;
        let up = all.iter().filter(|migration| !migration.migration_type.is_down_migration());
        Ok(up.filter(|migration| !applied.contains(&migration.version)).count())
    }

    /// Counts the migrations of the queue's tables that a newer version has applied.
    ///
    /// # Errors
    /// [`QueueError`] when the database can't be read.
    pub async fn unknown(store: &Store) -> Result<usize, QueueError> {
        let (all, applied) = Self::migrations(store).await?;
        Ok(applied.iter().filter(|version| !all.version_exists(**version)).count())
    }

    /// Returns apalis's migrations, and the versions of those that were applied: none where there
    /// is no table of it yet.
    async fn migrations(store: &Store) -> Result<(Migrator, Vec<i64>), QueueError> {
        let mut applied = Vec::new();
        let all = match Self::open(store)?.db {
            Db::Postgres(pool) => {
                applied = applied_on_postgres(&mut *pool.acquire().await?).await?;
                PostgresStorage::migrations()
            }
            Db::Sqlite(pool) => {
                let exists = "SELECT EXISTS (SELECT 1 FROM sqlite_master
                              WHERE type = 'table' AND name = '_sqlx_migrations')";
                if sqlx::query_scalar(exists).fetch_one(&pool).await? {
                    let read = "SELECT version FROM _sqlx_migrations WHERE success";
                    applied = sqlx::query_scalar(read).fetch_all(&pool).await?;
                }
                SqliteStorage::migrations()
            }
        };
        Ok((all, applied))
    }

    /// Applies the migrations of the queue's tables that are pending.
    ///
    /// Several processes may call this at once: one works, the others wait and find nothing to do.
    /// Whoever uses the queue meanwhile waits, too, and nobody else fails.
    ///
    /// # Errors
    /// [`QueueError::Tables`] when somebody doesn't let go of a table, [`QueueError`] when a migration fails;
    /// nothing of it stays.
    pub async fn migrate(store: &Store) -> Result<(), QueueError> {
        match Self::open(store)?.db {
            Db::Postgres(pool) => {
                let mut tx = pool.begin().await?;
                // Waiting for another process's migrations may take longer than any request.
                for limit in NO_LIMITS {
                    sqlx::query(limit).execute(&mut *tx).await?;
                }
                sqlx::query("SELECT pg_advisory_xact_lock($1)")
                    .bind(LOCK)
                    .execute(&mut *tx)
                    .await?;
                if schema_state(&mut tx).await?.is_none() {
                    sqlx::query("CREATE SCHEMA apalis").execute(&mut *tx).await?;
                }
                let all = PostgresStorage::migrations();
                let applied = applied_on_postgres(&mut tx).await?;
                if all.iter().any(|migration| !applied.contains(&migration.version)) {
                    Store::take_schema(NEEDS.schema, &mut tx).await?;
                }
                in_made_schema(&all).run_direct(None, &mut *tx, false).await?;
                tx.commit().await?;
            }
            Db::Sqlite(pool) => {
                // Not `SqliteStorage::setup`: it sets `synchronous = OFF` and a page cache of
                // 250 MiB on the connection that it gets, which is the store's writer.
                let mut tx = pool.begin_with("BEGIN IMMEDIATE").await?;
                SqliteStorage::migrations().run_direct(None, &mut *tx, false).await?;
                tx.commit().await?;
            }
        }
        Ok(())
    }
}

/// Reads the versions of the migrations that were applied on PostgreSQL.
async fn applied_on_postgres(connection: &mut PgConnection) -> Result<Vec<i64>, sqlx::Error> {
    let exists = "SELECT to_regclass('apalis._sqlx_migrations') IS NOT NULL";
    if schema_state(connection).await? != Some(true)
        || !sqlx::query_scalar::<_, bool>(exists).fetch_one(&mut *connection).await?
    {
        return Ok(Vec::new());
    }
    let read = "SELECT version FROM apalis._sqlx_migrations WHERE success";
    sqlx::query_scalar(read).fetch_all(connection).await
}

/// Tells whether the schema can be used; `None` where there is none.
async fn schema_state(connection: &mut PgConnection) -> Result<Option<bool>, sqlx::Error> {
    let text =
        "SELECT has_schema_privilege(oid, 'USAGE') FROM pg_namespace WHERE nspname = 'apalis'";
    sqlx::query_scalar(text).fetch_optional(connection).await
}

/// Returns apalis's migrations without the statements that make the schema, each with the checksum
/// that it has with them.
fn in_made_schema(all: &Migrator) -> Migrator {
    let without = |migration: &Migration| {
        let mut migration = migration.clone();
        if let Some((before, after)) = migration.sql.as_str().split_once(MAKE_SCHEMA) {
            migration.sql = AssertSqlSafe(format!("{before}{after}")).into_sql_str();
        }
        migration
    };
    let mut migrator = Migrator::with_migrations(all.iter().map(without).collect());
    migrator.dangerous_set_table_name("apalis._sqlx_migrations");
    migrator.set_locking(false);
    migrator
}
