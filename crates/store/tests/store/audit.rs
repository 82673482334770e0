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
            refused(store, forbidden, "append-only").await;
        }
        for place in [1, 0, -7] {
            let copied = COPY.replace("{place}", &place.to_string());
            refused(store, &copied, "append-only").await;
            let upsert = "ON CONFLICT (id) DO UPDATE SET action = 'nothing'";
            refused(store, &format!("{copied} {upsert}"), "append-only").await;
            if !store.is_postgres() {
                for or in ["REPLACE", "IGNORE", "FAIL", "ROLLBACK"] {
                    let other = copied.replacen("INSERT", &format!("INSERT OR {or}"), 1);
                    refused(store, &other, "append-only").await;
                }
            }
        }
        if store.is_postgres() {
            refused(store, "TRUNCATE audit_log", "append-only").await;
            // What replication applies is no exception.
            refused(store, "SET session_replication_role = replica; \
                UPDATE audit_log SET action = 'nothing'", "append-only").await;
        } else {
            refused(store, "UPDATE OR REPLACE audit_log SET action = 'x'", "append-only").await;
            refused(store, "UPDATE OR IGNORE audit_log SET action = 'x'", "append-only").await;
        }
        run(store, &COPY.replace("{place}", "2")).await.unwrap();
    }
}

const COPY: &str = "INSERT INTO audit_log (id, at, action, outcome, mac) \
    SELECT {place}, at, 'nothing', outcome, mac FROM audit_log WHERE id = 1";

on_both! {
    async fn the_end_of_the_chain_moves_on_only(db: Empty) {
        let store = &db.store;
        store.migrate_up(None).await.unwrap();
        run(store, "UPDATE audit_head SET last_id = 5").await.unwrap();
        run(store, "UPDATE audit_head SET mirrored_id = 5").await.unwrap();
        let copy = "INSERT INTO audit_head (id, last_id, mac, mirrored_id, mirror_due) \
            SELECT 1, 0, mac, 0, mirror_due FROM audit_head WHERE last_id = 5";
        for forbidden in [
            "UPDATE audit_head SET last_id = 4",
            "DELETE FROM audit_head",
            &format!("{copy} ON CONFLICT (id) DO UPDATE SET last_id = 4"),
        ] {
            refused(store, forbidden, "only moves on").await;
        }
        if store.is_postgres() {
            refused(store, "TRUNCATE audit_head", "only moves on").await;
        } else {
            let replace = copy.replacen("INSERT", "INSERT OR REPLACE", 1);
            refused(store, &replace, "only moves on").await;
            refused(store, "UPDATE OR REPLACE audit_head SET last_id = 4", "only moves on").await;
        }
    }
}

async fn refused(store: &umbra_store::Store, text: &str, why: &str) {
    let error = run(store, text).await.unwrap_err();
    assert!(error.contains(why), "{text}: {error}");
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
