//! Making the queue's tables.

use std::time::Duration;

use apalis_postgres::PostgresStorage;
use futures_util::future::try_join_all;
use sea_orm::sqlx::{self, AssertSqlSafe, PgPool, Postgres, Transaction};
use tokio::task::JoinHandle;

use super::kit::{Kit, on_both, store};
use crate::queue::{Db, Queue, QueueError};

on_both! {
    async fn migrating_again_changes_nothing(kit: &Kit) {
        kit.commit([1]).await;
        let _ = crate::drain(&kit.app, &kit.queue).await.unwrap();
        Queue::migrate(&kit.store).await.unwrap();
        kit.assert_all_done(1).await;
    }

    async fn processes_that_start_together_dont_collide(kit: &Kit) {
        match &kit.queue.db {
            Db::Postgres(_) => { kit.execute("DROP SCHEMA apalis CASCADE").await; }
            Db::Sqlite(_) => {
                for table in ["{jobs}", "{workers}", "_sqlx_migrations"] {
                    kit.execute(&format!("DROP TABLE {table}")).await;
                }
            }
        }
        let mut processes = Vec::new();
        for _ in 0..4 {
            processes.push(store(&kit.url).await);
        }
        try_join_all(processes.iter().map(Queue::migrate)).await.unwrap();
        kit.commit([1]).await;
        let _ = crate::drain(&kit.app, &kit.queue).await.unwrap();
        kit.assert_all_done(1).await;
    }
}

on_both! {
    async fn a_cleared_queue_tells_of_nothing_that_was(kit: &Kit) {
        kit.commit(1..=3).await;
        let _ = crate::drain(&kit.app, &kit.queue).await.unwrap();
        Queue::clear(&kit.store).await.unwrap();
        assert_eq!(kit.count("{jobs}").await, 0);
        // Ids begin anew in a database that was emptied, and their jobs are done again.
        kit.queue.push(&crate::tests::relay::facts(1..=3)).await.unwrap();
        assert_eq!(crate::drain(&kit.app, &kit.queue).await.unwrap().done, 3);
    }
}

#[tokio::test]
async fn migrating_leaves_the_writers_durability_alone() {
    let kit = Kit::sqlite().await;
    let Db::Sqlite(pool) = &kit.queue.db else { unreachable!() };
    let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(pool).await.unwrap();
    assert_eq!(synchronous, 2, "FULL");
}

/// The last migration of apalis's that an older queue has; those after it change both tables.
const LAST: i64 = 20_260_605_000_000;

/// Makes a database whose queue is of an older version.
async fn older() -> (Kit, PgPool) {
    let kit = Kit::postgres().await;
    kit.execute("DROP SCHEMA apalis CASCADE").await;
    kit.execute("CREATE SCHEMA apalis").await;
    let pool = kit.store.postgres_pool().unwrap();
    let mut all = PostgresStorage::migrations();
    all.dangerous_set_table_name("apalis._sqlx_migrations");
    all.run_direct(Some(LAST), &mut *pool.acquire().await.unwrap(), false).await.unwrap();
    assert!(Queue::pending(&kit.store).await.unwrap() > 0);
    (kit, pool)
}

async fn lock(tx: &mut Transaction<'static, Postgres>, table: &str, mode: &str) {
    let text = format!("LOCK TABLE {table} IN {mode} MODE");
    sqlx::query(AssertSqlSafe(text)).execute(&mut **tx).await.unwrap();
}

/// Begins a transaction of somebody who has the jobs.
async fn having_jobs(pool: &PgPool, mode: &str) -> Transaction<'static, Postgres> {
    let mut tx = pool.begin().await.unwrap();
    lock(&mut tx, "apalis.jobs", mode).await;
    tx
}

/// Begins to migrate the queue, and waits until that waits for the jobs.
async fn migrating(kit: &Kit, pool: &PgPool) -> JoinHandle<Result<(), QueueError>> {
    let store = kit.store.clone();
    let migrating = tokio::spawn(async move { Queue::migrate(&store).await });
    let waits = "SELECT EXISTS (SELECT 1 FROM pg_locks \
                 WHERE relation = 'apalis.jobs'::regclass AND NOT granted)";
    while !sqlx::query_scalar::<_, bool>(waits).fetch_one(pool).await.unwrap() {
        assert!(!migrating.is_finished(), "it doesn't wait for the jobs");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    migrating
}

async fn assert_works(kit: &Kit) {
    assert_eq!(Queue::pending(&kit.store).await.unwrap(), 0);
    kit.commit([1]).await;
    let _ = crate::drain(&kit.app, &kit.queue).await.unwrap();
    kit.assert_all_done(1).await;
}

#[tokio::test]
async fn a_worker_under_way_gets_every_table_of_the_queue_on_postgres() {
    let (kit, pool) = older().await;
    let mut worker = having_jobs(&pool, "ROW EXCLUSIVE").await;
    let migrating = migrating(&kit, &pool).await;
    lock(&mut worker, "apalis.workers", "ROW EXCLUSIVE").await;
    lock(&mut worker, "apalis._sqlx_migrations", "ACCESS SHARE").await;
    worker.commit().await.unwrap();
    migrating.await.unwrap().unwrap();
    kit.run(async |kit| assert_works(kit).await).await;
}

#[tokio::test]
async fn no_worker_waits_for_as_long_as_a_backup_reads_on_postgres() {
    let (kit, pool) = older().await;
    let backup = having_jobs(&pool, "ACCESS SHARE").await;
    let migrating = migrating(&kit, &pool).await;
    // Who waits for too long is refused.
    for _ in 0..3 {
        let mut worker = having_jobs(&pool, "ROW EXCLUSIVE").await;
        lock(&mut worker, "apalis.workers", "ROW EXCLUSIVE").await;
        worker.commit().await.unwrap();
    }
    assert!(!migrating.is_finished());
    backup.commit().await.unwrap();
    migrating.await.unwrap().unwrap();
    kit.run(async |kit| assert_works(kit).await).await;
}
