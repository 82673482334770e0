//! The keys of usernames, from a program of before and back to it.

use jiff::Timestamp;
use sea_orm::sqlx::{self, AssertSqlSafe};
use umbra_domain::user::{Username, username_key};
use umbra_store::{
    Store, StoreError,
    user::{self, NewUser},
};

use crate::on_both;

/// The migration that brought today's keys.
const MIGRATION: &str = "m0022_text_keys";

async fn execute(store: &Store, sql: &str) {
    let sql = AssertSqlSafe(sql.to_owned());
    if let Some(pool) = store.postgres_pool() {
        sqlx::query(sql).execute(&pool).await.unwrap();
    } else if let Some(pool) = store.sqlite_pool() {
        sqlx::query(sql).execute(&pool).await.unwrap();
    }
}

async fn keys(store: &Store) -> Vec<String> {
    let sql = "SELECT username_key FROM users ORDER BY id";
    match (store.postgres_pool(), store.sqlite_pool()) {
        (Some(pool), _) => sqlx::query_scalar(sql).fetch_all(&pool).await.unwrap(),
        (_, Some(pool)) => sqlx::query_scalar(sql).fetch_all(&pool).await.unwrap(),
        _ => unreachable!("a database of neither kind"),
    }
}

/// Goes back to before the migration.
async fn go_back(store: &Store) {
    let is_there = async || {
        store.migrations().await.unwrap().iter().any(|one| one.name == MIGRATION && one.applied)
    };
    while is_there().await {
        store.migrate_down(Some(1)).await.unwrap();
    }
}

on_both! {
    async fn names_of_before_get_their_keys_and_back(db: Empty) {
        const BEFORE: [(&str, &str); 5] = [
            ("Νίκος", "νίκος"),
            ("ana", "ana"),
            ("ΝΊΚΟΣ", "νίκοσ"),
            ("geoffrey\u{1160}", "geoffrey\u{1160}"),
            ("geoffrey", "geoffrey"),
        ];
        let store = &db.store;
        store.migrate_up(None).await.unwrap();
        for (n, (name, key)) in BEFORE.into_iter().enumerate() {
            let made = Username::parse(&format!("before{n}")).unwrap();
            let new = NewUser::standard(&made, "x");
            let now = Timestamp::UNIX_EPOCH;
            let id = store.write(async |tx| user::create(tx, &new, now).await).await;
            let id = id.map_err(|error: StoreError| error.to_string()).unwrap();
            let text = format!(
                "UPDATE users SET username = '{name}', username_key = '{key}' WHERE id = {}",
                id.0
            );
            execute(store, &text).await;
        }
        go_back(store).await;
        let before = BEFORE.map(|(_, key)| key.to_owned());
        assert_eq!(keys(store).await, before);
        for _ in 0..2 {
            store.migrate_up(None).await.unwrap();
            let expected = ["νίκοσ", "ana", "νίκοσ/3", "geoffrey", "geoffrey/5"];
            assert_eq!(keys(store).await, expected);
            for (name, _) in BEFORE {
                let found = user::by_key(store.reader(), &username_key(name)).await.unwrap();
                assert_eq!(found.unwrap().username, name);
            }
            go_back(store).await;
            assert_eq!(keys(store).await, before);
        }
    }
}
