//! How long a database may take, and how it keeps what was written.

use std::time::Duration;

use sea_orm::sqlx::{self, Connection as _, SqliteConnection};
use umbra_store::{DatabaseSettings, Store, StoreError, config};

use crate::{
    database::{Empty, postgres, settings, sqlite},
    on_both,
};

/// Short, and long enough to open a database on a busy machine.
const SHORT: Duration = Duration::from_secs(2);

/// Opens another process's store on the database.
async fn open(db: &Empty, change: impl FnOnce(&mut DatabaseSettings)) -> Store {
    let mut settings = settings(&db.url);
    change(&mut settings);
    Store::connect(&settings).await.unwrap()
}

on_both! {
    async fn who_waits_too_long_for_a_lock_is_told_so(db: Empty) {
        db.store.migrate_up(None).await.unwrap();
        let other = open(&db, |settings| settings.acquire_timeout = SHORT).await;
        let held = db.store.write(async |tx| {
            config::lock(tx).await?;
            let waited = other.write(async |tx| config::lock(tx).await).await;
            assert!(matches!(waited, Err(StoreError::Unavailable(_))), "{waited:?}");
            Ok::<_, StoreError>(())
        });
        held.await.unwrap();
        other.write(async |tx| config::lock(tx).await).await.unwrap();
    }
}

mod a_statement_that_takes_too_long_is_ended {
    use super::*;

    #[tokio::test]
    async fn on_postgres() {
        let db = postgres().await;
        let store = open(&db, |settings| settings.statement_timeout = SHORT).await;
        let pool = store.postgres_pool().unwrap();
        let slow = sqlx::query("SELECT pg_sleep(60)").execute(&pool).await.unwrap_err();
        let code = slow.as_database_error().and_then(|error| error.code());
        assert_eq!(code.as_deref(), Some("57014"), "{slow}");
    }
}

mod a_transaction_that_nobody_goes_on_with_is_ended {
    use super::*;

    #[tokio::test]
    async fn on_postgres() {
        let db = postgres().await;
        let store = open(&db, |settings| settings.statement_timeout = SHORT).await;
        let mut connection = store.postgres_pool().unwrap().acquire().await.unwrap();
        let session = "SELECT pg_backend_pid()";
        let session: i32 = sqlx::query_scalar(session).fetch_one(&mut *connection).await.unwrap();
        let mut tx = connection.begin().await.unwrap();
        let others = db.store.postgres_pool().unwrap();
        let gone = "SELECT NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE pid = $1)";
        while !sqlx::query_scalar::<_, bool>(gone).bind(session).fetch_one(&others).await.unwrap() {
            tokio::task::yield_now().await;
        }
        assert!(sqlx::query("SELECT 1").execute(&mut *tx).await.is_err());
    }
}

mod the_file_has_a_write_ahead_log {
    use super::*;

    #[tokio::test]
    async fn on_sqlite() {
        let db = sqlite().await;
        let mut raw = SqliteConnection::connect(db.url.expose()).await.unwrap();
        let mode: String =
            sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut raw).await.unwrap();
        assert_eq!(mode, "wal");
    }
}

mod a_statement_is_compiled_once {
    use super::*;

    /// The flag comes from `.cargo/config.toml`, and is lost without a word where the variable is
    /// set to something else.
    #[tokio::test]
    async fn on_sqlite() {
        let db = sqlite().await;
        let pool = db.store.sqlite_pool().unwrap();
        let options: Vec<String> =
            sqlx::query_scalar("PRAGMA compile_options").fetch_all(&pool).await.unwrap();
        assert!(options.iter().any(|option| option == "ENABLE_QPSG"), "{options:?}");
        assert!(db.store.compiles_once().await.unwrap());
    }

    #[tokio::test]
    async fn on_postgres() {
        assert!(postgres().await.store.compiles_once().await.unwrap());
    }
}
