//! What the kit promises of its databases.
#![cfg(test)]

use std::{env, process, thread};

use sea_orm::sqlx::{Connection as _, PgConnection, query, query_scalar};
use umbra_store::Store;
use umbra_testkit::{Engine, Setup, TestDatabase, run};
use url::Url;

/// Makes two tests of one, whose names tell the database: that is how PostgreSQL's are skipped.
macro_rules! on_both {
    ($($test:ident)*) => {$(
        mod $test {
            use umbra_testkit::Engine;

            #[test]
            fn on_sqlite() {
                super::run_alone(super::$test(Engine::Sqlite));
            }

            #[test]
            fn on_postgres() {
                super::run_alone(super::$test(Engine::Postgres));
            }
        }
    )*};
}

on_both! {
    databases_are_migrated_and_apart
    a_copy_has_what_was_there_and_goes_its_own_way
    a_database_goes_from_under_open_connections
    a_panic_leaves_no_database_behind
}

fn run_alone(test: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(test);
}

async fn databases_are_migrated_and_apart(engine: Engine) {
    let (one, other) = (TestDatabase::create(engine).await, TestDatabase::create(engine).await);
    assert_ne!(one.settings().url, other.settings().url);
    let store = one.connect().await;
    assert!(store.migrations().await.unwrap().iter().all(|migration| migration.applied));
    store.close().await;
    one.remove().await;
    other.remove().await;
}

async fn a_copy_has_what_was_there_and_goes_its_own_way(engine: Engine) {
    let original = TestDatabase::create(engine).await;
    let before = original.dump().await;
    let store = original.connect().await;
    store.migrate_down(Some(1)).await.unwrap();
    store.close().await;
    let changed = original.dump().await;
    assert_ne!(changed, before);

    let copy = original.copy().await;
    assert_eq!(copy.dump().await, changed);
    let store = copy.connect().await;
    store.migrate_up(None).await.unwrap();
    store.close().await;
    assert_ne!(copy.dump().await, changed);
    assert_eq!(original.dump().await, changed);
    copy.remove().await;
    original.remove().await;
}

async fn a_database_goes_from_under_open_connections(engine: Engine) {
    let database = TestDatabase::create(engine).await;
    let (settings, store) = (database.settings(), database.connect().await);
    database.remove().await;
    assert!(Store::connect(&settings).await.is_err());
    drop(store);
}

async fn a_panic_leaves_no_database_behind(engine: Engine) {
    let (tell, told) = std::sync::mpsc::channel();
    // The kit makes a runtime of its own, which a thread that has one can't.
    let outcome = thread::spawn(move || {
        run(engine, Setup::default(), async |t| {
            tell.send(t.database().clone()).unwrap();
            panic!("as the test wants");
        });
    });
    assert!(outcome.join().is_err());
    assert!(Store::connect(&told.recv().unwrap()).await.is_err());
}

#[tokio::test]
async fn what_a_killed_process_leaves_behind_goes_with_the_next_one_on_postgres() {
    let database = TestDatabase::create(Engine::Postgres).await;
    let ours = Url::parse(database.settings().url.expose()).unwrap();
    let mut server = ours.clone();
    server.set_path("postgres");

    let killed = child("killed_with_a_database", &server);
    assert!(!killed.status.success());
    let said = String::from_utf8(killed.stdout).unwrap();
    let left = said.split_whitespace().find(|word| word.starts_with("umbra_test_")).unwrap();
    // The server takes a moment to notice that a process is gone: wait at most 30 s for it.
    let mut control = PgConnection::connect(server.as_str()).await.unwrap();
    let gone = "SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity \
                WHERE application_name = $1";
    query(gone).bind(left).execute(&mut control).await.unwrap();
    assert!(exists(&mut control, left).await);

    assert!(child("ending_well", &server).status.success());
    assert!(!exists(&mut control, left).await);
    assert!(exists(&mut control, ours.path().trim_start_matches('/')).await, "ours stays");
    database.remove().await;
}

async fn exists(control: &mut PgConnection, database: &str) -> bool {
    let sql = "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)";
    query_scalar(sql).bind(database).fetch_one(control).await.unwrap()
}

/// Runs one of the tests below in another process.
fn child(test: &str, server: &Url) -> process::Output {
    process::Command::new(env::current_exe().unwrap())
        .args(["--ignored", "--exact", "--nocapture", test])
        .env("UMBRA_TEST_POSTGRES_URL", server.as_str())
        .output()
        .unwrap()
}

#[tokio::test]
#[ignore = "ends the process; another test runs it"]
async fn killed_with_a_database() {
    let database = TestDatabase::create(Engine::Postgres).await;
    let url = Url::parse(database.settings().url.expose()).unwrap();
    println!(" {}", url.path().trim_start_matches('/'));
    process::abort();
}

#[tokio::test]
#[ignore = "another test runs it"]
async fn ending_well() {
    TestDatabase::create(Engine::Postgres).await.remove().await;
}
