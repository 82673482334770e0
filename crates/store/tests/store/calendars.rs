//! Calendars as rows: who had an account before gets one, and nobody has two defaults.

use jiff::Timestamp;
use sea_orm::sqlx;
use umbra_domain::{
    CalendarId, Stored, UserId,
    calendar::{Calendar, CalendarPreferences, Name},
    page::Limit,
    user::Username,
};
use umbra_store::{
    Edit, Store, StoreError, calendar, resource,
    user::{self, NewUser},
};

use crate::on_both;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

/// Runs a statement as somebody would who knows nothing of the store.
async fn execute(store: &Store, sql: &'static str) {
    match (store.postgres_pool(), store.sqlite_pool()) {
        (Some(pool), _) => drop(sqlx::query(sql).execute(&pool).await.unwrap()),
        (_, Some(pool)) => drop(sqlx::query(sql).execute(&pool).await.unwrap()),
        _ => unreachable!("there is no other database"),
    }
}

async fn calendars(store: &Store, who: UserId) -> Vec<Stored<Calendar>> {
    let page = calendar::list(store.reader(), who, None, Limit::default()).await.unwrap();
    page.items.into_iter().map(|seen| seen.calendar).collect()
}

async fn person(store: &Store, name: &str) -> UserId {
    let username = Username::parse(name).unwrap();
    let new = NewUser::standard(&username, "x");
    store.write(async |tx| user::create(tx, &new, NOW).await).await.unwrap()
}

on_both! {
    async fn accounts_from_before_get_the_calendar_that_new_ones_begin_with(db: Empty) {
        let store = &db.store;
        store.migrate_up(Some(7)).await.unwrap();
        execute(store, "INSERT INTO users (id, username, username_key, role, is_active, \
            password_hash, must_change_password, created_at, updated_at) VALUES \
            (7, 'ana', 'ana', 'admin', TRUE, 'x', FALSE, '2025-01-02 03:04:05.678901+00:00', \
            '2025-06-07 08:09:10+00:00'), (9, 'ben', 'ben', 'member', FALSE, 'x', TRUE, \
            '2025-02-03 04:05:06+00:00', '2025-02-03 04:05:06+00:00')").await;
        store.migrate_up(None).await.unwrap();
        let cleo = person(store, "cleo").await;
        let mut expected = Stored {
            id: CalendarId(1),
            version: 1,
            created_at: NOW,
            updated_at: NOW,
            body: Calendar::personal(),
        };
        for (who, since) in [
            (UserId(7), "2025-01-02T03:04:05.678901Z".parse().unwrap()),
            (UserId(9), "2025-02-03T04:05:06Z".parse().unwrap()),
            (cleo, NOW),
        ] {
            let all = calendars(store, who).await;
            expected.id = all[0].id;
            (expected.created_at, expected.updated_at) = (since, since);
            assert_eq!(all, [expected.clone()]);
        }
        // What the migration wrote is found again under the key that it is listed by.
        let page = Limit::parse(1).unwrap();
        let work = Calendar::named(Name::parse("Work").unwrap());
        store.write(async |tx| calendar::create(tx, UserId(7), work, &CalendarPreferences::default(), NOW).await).await.unwrap();
        let first = calendar::list(store.reader(), UserId(7), None, page).await.unwrap();
        let next = calendar::list(store.reader(), UserId(7), first.next.as_ref(), page).await;
        assert_eq!(next.unwrap().items[0].name.as_str(), "Work");
    }
}

on_both! {
    async fn the_database_refuses_a_second_default(db: Empty) {
        let store = &db.store;
        store.migrate_up(None).await.unwrap();
        let (ana, ben) = (person(store, "ana").await, person(store, "ben").await);
        let second = Calendar { is_default: true, ..Calendar::personal() };
        let refused = store.write(async |tx| calendar::create(tx, ana, second, &CalendarPreferences::default(), NOW).await).await;
        assert!(matches!(refused, Err(StoreError::Unexpected(_))), "{refused:?}");
        let work = Calendar::named(Name::parse("Work").unwrap());
        let made = store.write(async |tx| calendar::create(tx, ana, work, &CalendarPreferences::default(), NOW).await).await.unwrap();
        let refused = store.write(async |tx| {
            let mut granted = resource::lock::<Calendar, Edit>(tx, ana, made.id).await?.granted().unwrap();
            granted.row_mut().body.is_default = true;
            resource::update(tx, granted, NOW).await
        }).await;
        assert!(matches!(refused, Err(StoreError::Unexpected(_))), "{refused:?}");
        for (who, count) in [(ana, 2), (ben, 1)] {
            let all = calendars(store, who).await;
            let defaults = all.iter().filter(|calendar| calendar.is_default).count();
            assert_eq!((all.len(), defaults), (count, 1));
        }
    }
}
