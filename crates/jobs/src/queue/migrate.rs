//! Making the queue's tables.

use apalis_postgres::PostgresStorage;
use apalis_sqlite::SqliteStorage;
use sea_orm::sqlx;
use umbra_app::Store;

use super::{Db, Queue, QueueError};

/// Held while migrating on PostgreSQL, so that processes started together don't collide.
const LOCK: i64 = 0x756d_6272_6a6f_6273;

impl Queue {
    /// Counts the migrations of the queue's tables that are pending.
    ///
    /// # Errors
    /// [`QueueError`] when the database can't be read.
    pub async fn pending(store: &Store) -> Result<usize, QueueError> {
        // Nothing was applied where there is no table of it yet.
        let mut applied: Vec<i64> = Vec::new();
        let all = match Self::open(store)?.db {
            Db::Postgres(pool) => {
                let exists = "SELECT to_regclass('apalis._sqlx_migrations') IS NOT NULL";
                if sqlx::query_scalar(exists).fetch_one(&pool).await? {
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
        let up = all.iter().filter(|migration| !migration.migration_type.is_down_migration());
        Ok(up.filter(|migration| !applied.contains(&migration.version)).count())
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
                let mut migrations = PostgresStorage::migrations();
                migrations.set_locking(false);
                migrations.run_direct(None, &mut *tx, false).await?;
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
