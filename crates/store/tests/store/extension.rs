//! The extension that the search for people needs on PostgreSQL.

use sea_orm::sqlx::{self, AssertSqlSafe};
use umbra_store::{DatabaseSettings, DatabaseUrl, Store};

use crate::database::{Empty, postgres};

async fn run(store: &Store, text: String) {
    let pool = store.postgres_pool().unwrap();
    sqlx::raw_sql(AssertSqlSafe(text)).execute(&pool).await.unwrap();
}

/// Opens a database as an account that may make tables in it and nothing else.
async fn limited(db: &Empty, role: &str) -> Store {
    run(&db.store, format!("CREATE ROLE {role}; GRANT ALL ON SCHEMA public TO {role}")).await;
    let url = db.url.expose();
    let separator = if url.contains('?') { '&' } else { '?' };
    let url = DatabaseUrl::parse(&format!("{url}{separator}options[role]={role}")).unwrap();
    Store::connect(&DatabaseSettings::new(url)).await.unwrap()
}

#[tokio::test]
async fn who_may_not_create_it_uses_one_that_is_there_on_postgres() {
    let db = postgres().await;
    let role = format!("umbra_limited_{}", std::process::id());
    let store = limited(&db, &role).await;
    let refused = store.migrate_up(None).await.unwrap_err();
    assert!(
        format!("{refused:?}").contains("permission denied to create extension"),
        "{refused:?}"
    );
    assert!(store.migrations().await.unwrap().iter().all(|migration| !migration.applied));
    // An administrator has it in a schema that isn't searched.
    let create = "CREATE SCHEMA tools; CREATE EXTENSION pg_trgm SCHEMA tools";
    run(&db.store, format!("{create}; GRANT USAGE ON SCHEMA tools TO {role}")).await;
    store.migrate_up(None).await.unwrap();
    store.migrate_down(None).await.unwrap();
    store.close().await;
    run(&db.store, format!("DROP OWNED BY {role}; DROP ROLE {role}")).await;
}
