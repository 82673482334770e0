//! The files of an SQLite database.

use std::{path::Path, time::Instant};

use sea_orm::sqlx::{Connection, Executor, SqliteConnection, query_scalar};
use umbra_store::{
    DatabaseSettings, DatabaseUrl, Store,
    key_check::{self, KeyCheck},
};

use crate::database::{PATIENCE, sqlite};

async fn write(store: &Store, key_id: &str) {
    let check = KeyCheck { key_id: key_id.to_owned(), value: vec![7; 32] };
    key_check::put(store.autocommit(), &check).await.unwrap();
}

/// Reads what was written from a copy of the file, without what is beside it.
async fn read_in_a_copy(file: &Path) -> String {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db");
    std::fs::copy(file, &copy).unwrap();
    let mut copy =
        SqliteConnection::connect(&format!("sqlite://{}", copy.display())).await.unwrap();
    query_scalar("SELECT key_id FROM key_check").fetch_one(&mut copy).await.unwrap()
}

#[tokio::test]
async fn all_who_make_a_file_at_the_same_time_open_it() {
    for _ in 0..20 {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("umbra.db").display());
        let settings = DatabaseSettings::new(DatabaseUrl::parse(&url).unwrap());
        // Each opens it on a thread of its own, as processes do that start together.
        let opened = futures_util::future::join_all((0..8).map(|_| Store::connect(&settings)));
        for store in opened.await {
            store.unwrap().close().await;
        }
    }
}

#[tokio::test]
async fn a_checkpoint_waits_for_no_reader_and_is_made_up_for_later() {
    let db = sqlite().await;
    db.store.migrate_up(None).await.unwrap();
    write(&db.store, "first").await;
    let file = Path::new(db.url.expose().strip_prefix("sqlite://").unwrap());
    db.store.checkpoint().await.unwrap();
    assert_eq!(read_in_a_copy(file).await, "first");

    let mut reader = SqliteConnection::connect(db.url.expose()).await.unwrap();
    reader.execute("BEGIN").await.unwrap();
    let seen: String =
        query_scalar("SELECT key_id FROM key_check").fetch_one(&mut reader).await.unwrap();
    assert_eq!(seen, "first");
    write(&db.store, "second").await;
    let begun = Instant::now();
    db.store.checkpoint().await.unwrap();
    assert!(begun.elapsed() < PATIENCE, "{:?}", begun.elapsed());
    let still: String =
        query_scalar("SELECT key_id FROM key_check").fetch_one(&mut reader).await.unwrap();
    assert_eq!(still, "first", "the reader sees what it began with");
    reader.execute("ROLLBACK").await.unwrap();
    db.store.checkpoint().await.unwrap();
    assert_eq!(read_in_a_copy(file).await, "second");
}

#[tokio::test]
async fn commits_are_written_out_before_they_are_answered() {
    let db = sqlite().await;
    let pool = db.store.sqlite_pool().unwrap();
    let full = 2;
    let level = async || query_scalar::<_, i64>("PRAGMA synchronous").fetch_one(&pool).await;
    assert_eq!(level().await.unwrap(), full);
    // Migrations get a new connection afterwards.
    db.store.migrate_up(None).await.unwrap();
    assert_eq!(level().await.unwrap(), full);
}

#[tokio::test]
async fn a_copy_is_a_database_of_its_own_and_overwrites_nothing() {
    let db = sqlite().await;
    db.store.migrate_up(None).await.unwrap();
    write(&db.store, "first").await;
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("it's a copy?.db");
    db.store.copy_sqlite_to(&copy).await.unwrap();
    write(&db.store, "second").await;
    assert_eq!(read_in_a_copy(&copy).await, "first");
    assert!(db.store.copy_sqlite_to(&copy).await.is_err(), "it exists");
    assert_eq!(read_in_a_copy(&copy).await, "first");
}
