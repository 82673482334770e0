//! What accounts may do, as rows.

use sea_orm::sqlx;
use umbra_domain::{UserId, user::Role};
use umbra_store::{Store, user};

use crate::on_both;

/// Runs a statement as somebody would who knows nothing of the store.
async fn execute(store: &Store, sql: &'static str) -> Result<(), sqlx::Error> {
    match (store.postgres_pool(), store.sqlite_pool()) {
        (Some(pool), _) => sqlx::query(sql).execute(&pool).await.map(drop),
        (_, Some(pool)) => sqlx::query(sql).execute(&pool).await.map(drop),
        _ => unreachable!("there is no other database"),
    }
}

/// How many migrations come before the role's new name.
async fn before_the_new_name(store: &Store) -> u32 {
    let all = store.migrations().await.unwrap();
    let place = all.iter().position(|one| one.name == "m0019_standard_role").unwrap();
    u32::try_from(place).unwrap()
}

on_both! {
    async fn members_become_standard_and_keep_what_is_theirs(db: Empty) {
        let store = &db.store;
        let all = u32::try_from(store.migrations().await.unwrap().len()).unwrap();
        let before = before_the_new_name(store).await;
        store.migrate_up(Some(before)).await.unwrap();
        execute(store, "INSERT INTO users (id, username, username_key, role, is_active, \
            password_hash, must_change_password, created_at, updated_at) VALUES \
            (7, 'ana', 'ana', 'admin', TRUE, 'x', FALSE, '2025-01-02 03:04:05+00:00', \
            '2025-01-02 03:04:05+00:00'), (9, 'ben', 'ben', 'member', FALSE, 'x', TRUE, \
            '2025-01-02 03:04:05+00:00', '2025-01-02 03:04:05+00:00')").await.unwrap();
        execute(store, "INSERT INTO calendars (user_id, version, name, name_key, color, \
            is_default, is_visible, sort_order, created_at, updated_at) VALUES \
            (9, 1, 'Ours', 'ours', '#3366cc', TRUE, TRUE, 0, '2025-01-02 03:04:05+00:00', \
            '2025-01-02 03:04:05+00:00')").await.unwrap();
        // A process of the version before keeps its connections meanwhile.
        let standard = "UPDATE users SET role = 'standard' WHERE id = 9";
        assert!(execute(store, standard).await.is_err());

        store.migrate_up(None).await.unwrap();
        for (id, role) in [(7, Role::Admin), (9, Role::Standard)] {
            let found = user::by_id(store.reader(), UserId(id)).await.unwrap().unwrap();
            assert_eq!(found.role, role);
        }
        execute(store, "UPDATE users SET role = 'admin' WHERE id = 9").await.unwrap();
        execute(store, standard).await.unwrap();
        let old = execute(store, "UPDATE users SET role = 'member' WHERE id = 9").await;
        assert!(old.unwrap_err().to_string().to_lowercase().contains("check"));

        store.migrate_down(Some(all - before)).await.unwrap();
        assert!(execute(store, standard).await.is_err());
        execute(store, "UPDATE users SET role = 'member' WHERE id = 9 AND role = 'member'").await.unwrap();
        execute(store, "UPDATE calendars SET name = 'Kept' WHERE user_id = 9").await.unwrap();
    }
}
