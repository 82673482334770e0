//! Migrating while others work, on PostgreSQL: nobody fails, and nobody waits for as long as somebody reads.

use std::time::Duration;

use sea_orm::sqlx::{self, AssertSqlSafe, PgPool, Postgres, Transaction};
use tokio::task::JoinHandle;
use umbra_store::{Store, StoreError, migration_names};

use crate::database::{Empty, postgres};

/// The last one before those that are applied while others work, which are about many tables.
const LAST: &str = "m0040_event_invitations";

/// Makes a database of an older version.
async fn older() -> (Empty, PgPool) {
    let db = postgres().await;
    let last = migration_names().iter().position(|name| name == LAST).unwrap();
    db.store.migrate_up(Some(u32::try_from(last + 1).unwrap())).await.unwrap();
    let pool = db.store.postgres_pool().unwrap();
    (db, pool)
}

/// Begins a transaction of somebody who has a table.
async fn having(pool: &PgPool, table: &str, mode: &str) -> Transaction<'static, Postgres> {
    let mut tx = pool.begin().await.unwrap();
    lock(&mut tx, table, mode).await.unwrap();
    tx
}

async fn lock(
    tx: &mut Transaction<'static, Postgres>,
    table: &str,
    mode: &str,
) -> Result<(), sqlx::Error> {
    let text = format!("LOCK TABLE {table} IN {mode} MODE");
    sqlx::query(AssertSqlSafe(text)).execute(&mut **tx).await.map(drop)
}

/// Begins to migrate, and waits until that waits for a table.
async fn migrating(db: &Empty, pool: &PgPool, table: &str) -> JoinHandle<Result<(), StoreError>> {
    let store: Store = db.store.clone();
    let migrating = tokio::spawn(async move { store.migrate_up(None).await });
    let waits =
        "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE relation = $1::regclass AND NOT granted)";
    while !sqlx::query_scalar::<_, bool>(waits).bind(table).fetch_one(pool).await.unwrap() {
        assert!(!migrating.is_finished(), "it doesn't wait for {table}");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    migrating
}

#[tokio::test]
async fn a_transaction_under_way_gets_every_table_that_it_wants_on_postgres() {
    let (db, pool) = older().await;
    let mut writer = having(&pool, "notifications", "ROW EXCLUSIVE").await;
    let migrating = migrating(&db, &pool, "notifications").await;
    for table in ["settings", "users", "reminders", "todos", "tasks", "events", "audit_log"] {
        lock(&mut writer, table, "ROW EXCLUSIVE").await.unwrap();
    }
    writer.commit().await.unwrap();
    migrating.await.unwrap().unwrap();
    assert!(db.store.migrations().await.unwrap().iter().all(|migration| migration.applied));
}

#[tokio::test]
async fn nobody_waits_for_as_long_as_a_backup_reads_on_postgres() {
    let (db, pool) = older().await;
    let backup = having(&pool, "notifications", "ACCESS SHARE").await;
    let migrating = migrating(&db, &pool, "notifications").await;
    // Who waits for too long is refused.
    for table in ["notifications", "users", "settings"] {
        having(&pool, table, "ROW EXCLUSIVE").await.commit().await.unwrap();
    }
    assert!(!migrating.is_finished());
    backup.commit().await.unwrap();
    migrating.await.unwrap().unwrap();
    assert!(db.store.migrations().await.unwrap().iter().all(|migration| migration.applied));
}
