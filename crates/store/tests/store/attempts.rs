//! What is remembered of attempts changes by compare-and-swap.

use std::time::Duration;

use jiff::Timestamp;
use umbra_store::{
    Store, StoreError,
    attempts::{self, AttemptsRow},
};

use crate::on_both;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

const KEY: [u8; 32] = [1; 32];
const ACCOUNT: [u8; 32] = [2; 32];

fn nothing() -> AttemptsRow {
    AttemptsRow::new(KEY, Some(ACCOUNT))
}

async fn swap(store: &Store, row: &AttemptsRow) -> bool {
    attempts::swap(store.autocommit(), &[row], NOW).await.unwrap() == [true]
}

async fn found(store: &Store) -> Option<AttemptsRow> {
    attempts::find(store.reader(), &[KEY]).await.unwrap().pop()
}

on_both! {
    async fn a_row_is_found_as_it_was_written(db: Empty) {
        db.store.migrate_up(None).await.unwrap();
        let mut row = nothing();
        for n in 1..=3 {
            let later = |seconds| Some(NOW + Duration::from_secs(seconds));
            row.failures = n;
            row.pending = n + 1;
            row.window_started_at = later(1);
            row.locked_until = later(2);
            row.pending_since = later(3);
            row.full_at = later(4);
            assert!(swap(&db.store, &row).await);
            row.version = i64::from(n);
            assert_eq!(found(&db.store).await, Some(row.clone()));
        }
        let other = AttemptsRow::new([7; 32], None);
        assert!(swap(&db.store, &other).await);
        let all = attempts::find(db.store.reader(), &[KEY, [7; 32], [8; 32]]).await.unwrap();
        assert_eq!(all.len(), 2);
    }
}

on_both! {
    async fn of_many_who_change_a_row_at_once_one_does(db: Empty) {
        db.store.migrate_up(None).await.unwrap();
        for version in 0..3 {
            let seen = found(&db.store).await.unwrap_or_else(nothing);
            assert_eq!(seen.version, version);
            let changed = AttemptsRow { pending: seen.pending + 1, ..seen };
            let swaps = (0..8).map(|_| swap(&db.store, &changed));
            let done = futures_util::future::join_all(swaps).await;
            assert_eq!(done.iter().filter(|done| **done).count(), 1);
            let stored = AttemptsRow { version: version + 1, ..changed };
            assert_eq!(found(&db.store).await, Some(stored));
        }
    }
}

on_both! {
    async fn a_row_that_was_forgotten_meanwhile_does_not_come_back(db: Empty) {
        db.store.migrate_up(None).await.unwrap();
        assert!(swap(&db.store, &nothing()).await);
        let seen = found(&db.store).await.unwrap();
        let locked = AttemptsRow { failures: 10, full_at: Some(NOW), ..seen };
        assert!(swap(&db.store, &locked).await);
        let seen = found(&db.store).await.unwrap();
        let clear = || db.store.write(async |tx| attempts::clear_account(tx, ACCOUNT, NOW).await);
        assert_eq!(clear().await.unwrap(), 1);
        assert!(!swap(&db.store, &AttemptsRow { failures: 11, ..seen }).await);
        assert_eq!(found(&db.store).await, Some(AttemptsRow { version: 3, ..nothing() }));
        assert_eq!(clear().await.unwrap(), 0, "there is nothing left to forget");
    }
}

on_both! {
    async fn several_rows_are_written_at_once_and_each_tells_whether_it_was(db: Empty) {
        db.store.migrate_up(None).await.unwrap();
        let row = |n, version| AttemptsRow { version, ..AttemptsRow::new([n; 32], None) };
        let write = async |rows: &[&AttemptsRow]| {
            attempts::swap(db.store.autocommit(), rows, NOW).await.unwrap()
        };
        assert_eq!(write(&[&row(9, 0), &row(3, 0)]).await, [true, true]);
        let rows = [&row(9, 1), &row(5, 0), &row(3, 0)];
        assert_eq!(write(&rows).await, [true, true, false]);
        let keys = [[3; 32], [5; 32], [9; 32]];
        let mut versions: Vec<_> = attempts::find(db.store.reader(), &keys).await.unwrap();
        versions.sort_by_key(|row| row.key);
        assert_eq!(versions.iter().map(|row| row.version).collect::<Vec<_>>(), [1, 1, 2]);
    }
}

on_both! {
    async fn a_bucket_that_is_not_full_is_kept(db: Empty) {
        db.store.migrate_up(None).await.unwrap();
        let later = |hours: u64| NOW + Duration::from_secs(hours * 3600);
        let row = |n, full_at| AttemptsRow { full_at, ..AttemptsRow::new([n; 32], None) };
        for row in [row(1, None), row(2, Some(later(3))), row(3, Some(later(5)))] {
            assert!(swap(&db.store, &row).await);
        }
        let purge = async |now| {
            attempts::purge(db.store.autocommit(), later(1), now).await.unwrap()
        };
        assert_eq!(purge(later(2)).await, 1);
        assert_eq!(purge(later(3)).await, 1);
        assert_eq!(purge(later(4)).await, 0);
    }
}

on_both! {
    async fn who_was_too_late_locks_the_row_and_then_changes_it(db: Empty) {
        db.store.migrate_up(None).await.unwrap();
        let settle = || db.store.write(async |tx| {
            let mut row = nothing();
            row.failures += 1;
            while attempts::swap(tx, &[&row], NOW).await? != [true] {
                row = attempts::lock(tx, &KEY).await?.unwrap_or_else(nothing);
                row.failures += 1;
            }
            Ok::<_, StoreError>(())
        });
        for done in futures_util::future::join_all((0..8).map(|_| settle())).await {
            done.unwrap();
        }
        assert_eq!(found(&db.store).await.unwrap().failures, 8);
    }
}
