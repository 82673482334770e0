//! Making the queue's tables.

use futures_util::future::try_join_all;
use sea_orm::sqlx;

use super::kit::{Kit, on_both, store};
use crate::queue::{Db, Queue};

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
