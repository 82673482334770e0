//! Reserving attempts to sign in.

use std::time::Duration;

use jiff::Timestamp;
use umbra_store::{
    Store,
    counter::{self, CounterRow},
    sign_in,
};

use crate::on_both;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

const ATTEMPT: [u8; 32] = [1; 32];
const ACCOUNT: [u8; 32] = [2; 32];
const SOURCE: [u8; 32] = [3; 32];

async fn begin(store: &Store) -> sign_in::Known {
    let keys = [ATTEMPT, ACCOUNT, SOURCE];
    sign_in::begin(store.autocommit(), "nobody", keys, NOW).await.unwrap()
}

async fn found(store: &Store) -> Option<CounterRow> {
    counter::find(store.reader(), &[ATTEMPT]).await.unwrap().pop()
}

fn of_attempt() -> CounterRow {
    CounterRow::new(ATTEMPT, Some(ACCOUNT))
}

on_both! {
    async fn the_first_attempt_is_reserved_once(db: Empty) {
        db.store.migrate_up(None).await.unwrap();
        assert!(begin(&db.store).await.is_reserved);
        let expected =
            CounterRow { version: 1, pending: 1, pending_since: Some(NOW), ..of_attempt() };
        assert_eq!(found(&db.store).await, Some(expected.clone()));
        let second = begin(&db.store).await;
        assert!(!second.is_reserved && second.account.is_none() && !second.has_totp);
        assert_eq!(second.counters, std::slice::from_ref(&expected));
        assert_eq!(found(&db.store).await, Some(expected));
    }
}

on_both! {
    async fn of_many_at_once_one_is_reserved(db: Empty) {
        db.store.migrate_up(None).await.unwrap();
        for round in 1..=2 {
            let store = &db.store;
            let reserved = futures_util::future::join_all((0..8).map(|_| begin(store))).await;
            assert_eq!(reserved.iter().filter(|known| known.is_reserved).count(), 1);
            // Given back, it is free for one of the next.
            let mut row = found(&db.store).await.unwrap();
            assert_eq!((row.version, row.pending), (2 * round - 1, 1));
            (row.pending, row.pending_since) = (0, None);
            assert!(counter::swap(db.store.autocommit(), &row, NOW).await.unwrap());
        }
    }
}

on_both! {
    async fn whatever_is_counted_against_an_attempt_is_left_to_the_policy(db: Empty) {
        db.store.migrate_up(None).await.unwrap();
        let later = Some(NOW + Duration::from_secs(60));
        let of_account = CounterRow::new(ACCOUNT, Some(ACCOUNT));
        for row in [
            CounterRow { failures: 1, ..of_attempt() },
            CounterRow { pending: 1, ..of_attempt() },
            CounterRow { locked_until: later, ..of_attempt() },
            CounterRow { window_started_at: Some(NOW), ..of_attempt() },
            CounterRow { failures: 1, ..of_account.clone() },
            CounterRow { failures: 1, ..CounterRow::new(SOURCE, None) },
        ] {
            assert!(counter::swap(db.store.autocommit(), &row, NOW).await.unwrap());
            let known = begin(&db.store).await;
            let stored = CounterRow { version: 1, ..row };
            assert!(!known.is_reserved, "{stored:?}");
            assert_eq!(known.counters, std::slice::from_ref(&stored));
            assert_eq!(found(&db.store).await, (stored.key == ATTEMPT).then_some(stored));
            counter::purge(db.store.autocommit(), NOW + Duration::from_secs(1)).await.unwrap();
        }
        // Counters that say nothing any more don't matter.
        for row in [of_attempt(), of_account, CounterRow::new(SOURCE, None)] {
            assert!(counter::swap(db.store.autocommit(), &row, NOW).await.unwrap());
        }
        assert!(begin(&db.store).await.is_reserved);
    }
}
