//! The migrations, and the entities they must agree with.

use crate::on_both;

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
    async fn processes_that_start_together_migrate_once(db: Empty) {
        let (a, b, c) = tokio::join!(
            db.store.migrate_up(None),
            db.store.migrate_up(None),
            db.store.migrate_up(None),
        );
        for result in [a, b, c] {
            result.unwrap();
        }
        assert!(db.store.migrations().await.unwrap().iter().all(|m| m.applied));
    }
}

on_both! {
    async fn entities_and_schema_agree(db: Empty) {
        db.store.migrate_up(None).await.unwrap();
        let differences = db.store.compare_schema().await.unwrap();
        assert_eq!(differences, Vec::<String>::new());
    }
}
