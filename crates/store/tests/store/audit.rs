//! The audit log can only grow.

use sea_orm::ConnectionTrait;

use crate::on_both;

on_both! {
    async fn entries_can_not_be_changed_or_deleted(db: Empty) {
        let store = &db.store;
        store.migrate_up(None).await.unwrap();
        let mac = if store.is_postgres() { "'\\x00'" } else { "x'00'" };
        let insert = format!(
            "INSERT INTO audit_log (id, at, action, outcome, mac) \
             VALUES (1, '2026-01-01T00:00:00+00:00', 'auth.login', 'success', {mac})",
        );
        run(store, &insert).await.unwrap();
        for forbidden in [
            "UPDATE audit_log SET action = 'nothing'",
            "DELETE FROM audit_log WHERE id = 1",
        ] {
            let error = run(store, forbidden).await.unwrap_err();
            assert!(error.contains("append-only"), "{error}");
        }
        if store.is_postgres() {
            let error = run(store, "TRUNCATE audit_log").await.unwrap_err();
            assert!(error.contains("append-only"), "{error}");
        }
    }
}

async fn run(store: &umbra_store::Store, text: &str) -> Result<(), String> {
    let result = match (store.postgres_pool(), store.sqlite_pool()) {
        (Some(pool), _) => {
            sea_orm::SqlxPostgresConnector::from_sqlx_postgres_pool(pool)
                .execute_unprepared(text)
                .await
        }
        (_, Some(pool)) => {
            sea_orm::SqlxSqliteConnector::from_sqlx_sqlite_pool(pool).execute_unprepared(text).await
        }
        _ => unreachable!("a store has one of the two pools"),
    };
    result.map(drop).map_err(|error| error.to_string())
}
