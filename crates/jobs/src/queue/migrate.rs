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
                if schema_state(&mut *pool.acquire().await?).await? == Some(true)
                    && sqlx::query_scalar(
                        "SELECT to_regclass('apalis._sqlx_migrations') IS NOT NULL",
                    )
                    .fetch_one(&pool)
                    .await?
                {
                    let read = "SELECT version FROM apalis._sqlx_migrations WHERE success";
                    applied = sqlx::query_scalar(read).fetch_all(&pool).await?;
                }
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
    ///
    /// # Errors
    /// [`QueueError`] when a migration fails; nothing of it stays.
    pub async fn migrate(store: &Store) -> Result<(), QueueError> {
        match Self::open(store)?.db {
            Db::Postgres(pool) => {
                let mut tx = pool.begin().await?;
                // Waiting for another process's migrations may take longer than any request.
                sqlx::query("SET LOCAL lock_timeout = 0").execute(&mut *tx).await?;
                sqlx::query("SET LOCAL statement_timeout = 0").execute(&mut *tx).await?;
                sqlx::query("SELECT pg_advisory_xact_lock($1)")
                    .bind(LOCK)
                    .execute(&mut *tx)
                    .await?;
                if schema_state(&mut tx).await?.is_none() {
                    sqlx::query("CREATE SCHEMA apalis").execute(&mut *tx).await?;
                }
                in_made_schema(&PostgresStorage::migrations())
                    .run_direct(None, &mut *tx, false)
                    .await?;
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
