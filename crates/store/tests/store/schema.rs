//! The migrations, and the entities they must agree with.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use sea_orm::sqlx;
use umbra_store::Store;

use crate::{database::settings, on_both};

on_both! {
    async fn migrations_go_up_down_and_up(db: Empty) {
        let store = &db.store;
        let applied = async || {
            store.migrations().await.unwrap().iter().filter(|m| m.applied).count()
        };
        let all = store.migrations().await.unwrap().len();
        assert!(all > 0);
        assert_eq!(applied().await, 0);
        store.migrate_up(None).await.unwrap();
        assert_eq!(applied().await, all);
        for left in (0..all).rev() {
            store.migrate_down(Some(1)).await.unwrap();
            assert_eq!(applied().await, left);
        }
        store.migrate_up(None).await.unwrap();
        store.migrate_up(None).await.unwrap();
        assert_eq!(applied().await, all);
    }
}

on_both! {
    async fn every_migration_leaves_the_way_back_as_it_was(db: Empty) {
        let store = &db.store;
        let mut before = schema(store).await;
        for migration in store.migrations().await.unwrap() {
            let name = migration.name;
            store.migrate_up(Some(1)).await.unwrap();
            let after = schema(store).await;
            assert_ne!(after, before, "{name} does nothing");
            store.migrate_down(Some(1)).await.unwrap();
            assert_eq!(schema(store).await, before, "{name} doesn't go down");
            store.migrate_up(Some(1)).await.unwrap();
            assert_eq!(schema(store).await, after, "{name} doesn't go up again");
            before = after;
        }
    }
}

/// Describes all columns, keys, indexes, triggers and functions of a database, but not what belongs
/// to an extension, which stays.
async fn schema(store: &Store) -> BTreeSet<String> {
    let described: Vec<String> = match (store.postgres_pool(), store.sqlite_pool()) {
        (Some(pool), _) => sqlx::query_scalar(POSTGRES_SCHEMA).fetch_all(&pool).await.unwrap(),
        (_, Some(pool)) => sqlx::query_scalar(SQLITE_SCHEMA).fetch_all(&pool).await.unwrap(),
        _ => unreachable!("a database of neither kind"),
    };
    // What the databases and sea-orm keep for themselves.
    let own = |one: &String| !one.contains("seaql_migrations") && !one.starts_with("sqlite_");
    described.into_iter().filter(own).collect()
}

const POSTGRES_SCHEMA: &str = "
    SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default)
    FROM information_schema.columns WHERE table_schema = 'public'
    UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid))
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
    AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')";

const SQLITE_SCHEMA: &str = "
    SELECT concat_ws(' ', t.name, c.name, c.type, c.\"notnull\", c.dflt_value, c.pk)
    FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table'
    UNION ALL SELECT concat_ws(' ', t.name, k.\"from\", k.\"table\", k.\"to\", k.on_delete)
    FROM sqlite_master t, pragma_foreign_key_list(t.name) k WHERE t.type = 'table'
    UNION ALL SELECT concat_ws(' ', type, name, sql) FROM sqlite_master
    WHERE name NOT LIKE 'sqlite_%'";

on_both! {
    async fn processes_that_start_together_migrate_once(db: Empty) {
        let all = db.store.migrations().await.unwrap().len();
        // Of an empty database, and of one that an older version has left.
        for applied in [0, all / 2] {
            db.store.migrate_up(Some(u32::try_from(applied).unwrap())).await.unwrap();
            let starts = (0..8).map(async |_| {
                let process = Store::connect(&settings(&db.url)).await.unwrap();
                process.migrate_up(None).await
            });
            for result in join_all(starts).await {
                result.unwrap();
            }
            assert!(db.store.migrations().await.unwrap().iter().all(|m| m.applied));
            db.store.migrate_down(None).await.unwrap();
        }
    }
}

on_both! {
    async fn entities_and_schema_agree(db: Empty) {
        db.store.migrate_up(None).await.unwrap();
        let differences = db.store.compare_schema().await.unwrap();
        assert_eq!(differences, Vec::<String>::new());
    }
}
