//! Reads and writes while another program holds a lock on the database.

use std::cell::Cell;

use futures_util::future::join;
use sea_orm::sqlx::{self, Connection as _, PgConnection, SqliteConnection};
use serde_json::json;
use umbra_testkit::{TestApp, at_once, umbra_test};

/// A connection of another program that keeps todos from being written.
enum Lock {
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

impl Lock {
    async fn take(t: &TestApp) -> Self {
        let url = t.database().url.expose();
        if t.is_postgres() {
            let mut lock = Self::Postgres(PgConnection::connect(url).await.unwrap());
            lock.execute("BEGIN").await;
            lock.execute("LOCK TABLE todos IN EXCLUSIVE MODE").await;
            lock
        } else {
            let mut lock = Self::Sqlite(SqliteConnection::connect(url).await.unwrap());
            lock.execute("BEGIN IMMEDIATE").await;
            lock
        }
    }

    async fn execute(&mut self, sql: &'static str) {
        match self {
            Self::Postgres(connection) => drop(sqlx::query(sql).execute(connection).await.unwrap()),
            Self::Sqlite(connection) => drop(sqlx::query(sql).execute(connection).await.unwrap()),
        }
    }
}

#[umbra_test]
async fn reads_go_on_while_a_write_waits(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = ana.todo("Buy milk").create().await;
    let mut lock = Lock::take(&t).await;
    let released = Cell::new(false);
    let write = async {
        let reply = ana.put(todo.url(), json!({"title": "Buy bread"})).await;
        assert!(released.get(), "somebody holds the lock, and yet: {reply:?}");
        reply
    };
    let reads = async {
        for _ in 0..10 {
            for reply in at_once((0..5).map(|_| ana.get(todo.url()))).await {
                assert_eq!(reply.assert_status(200).json(), todo.body);
            }
        }
        released.set(true);
        lock.execute("ROLLBACK").await;
    };
    let (written, ()) = join(write, reads).await;
    assert_eq!(written.assert_status(200).json()["title"], "Buy bread");
}

#[umbra_test]
async fn a_write_that_the_database_undid_is_not_seen(t: TestApp) {
    let ana = t.user("ana").await;
    let todo = ana.todo("Buy milk").create().await;
    let mut other = Lock::take(&t).await;
    other.execute("UPDATE todos SET title = 'Dirty'").await;
    assert_eq!(ana.get(todo.url()).await.json(), todo.body, "nothing uncommitted shows");
    other.execute("ROLLBACK").await;
    assert_eq!(ana.get(todo.url()).await.json(), todo.body);
}
