//! What a transaction makes, and what is left when it fails.

use std::{net::Ipv4Addr, time::Duration};

use jiff::Timestamp;
use umbra_domain::{
    UserId,
    session::{Origin, SessionRecord},
    user::{Username, username_key},
};
use umbra_store::{
    Constraint, Store, StoreError, Tx,
    session::{self, NewSession},
    user::{self, NewUser},
};

use crate::{database::settings, on_both};

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

async fn create(tx: &Tx, username: &str) -> Result<UserId, StoreError> {
    let username = Username::parse(username).unwrap();
    let new = NewUser::standard(&username, "x");
    user::create(tx, &new, NOW).await
}

async fn begin_session(tx: &Tx, user: UserId, token: u8) -> Result<(), StoreError> {
    let origin = Origin { address: Ipv4Addr::LOCALHOST.into(), user_agent: None };
    let expires_at = NOW + Duration::from_secs(60);
    let new =
        NewSession { replaces: None, user, token_hash: [token; 32], origin: &origin, expires_at };
    session::create(tx, &new, 2, NOW, NOW - Duration::from_secs(60)).await
}

async fn sessions(store: &Store, user: UserId) -> Vec<SessionRecord> {
    session::list(store.reader(), user, NOW, NOW - Duration::from_secs(60)).await.unwrap()
}

async fn exists(store: &Store, username: &str) -> bool {
    user::by_key(store.reader(), &username_key(username)).await.unwrap().is_some()
}

on_both! {
    async fn a_session_beyond_the_cap_ends_the_oldest(db: Empty) {
        db.store.migrate_up(None).await.unwrap();
        for token in 1..=4 {
            let ana = db.store.write(async |tx| {
                let ana = match user::by_key(tx, &username_key("ana")).await? {
                    Some(ana) => ana.id,
                    None => create(tx, "ana").await?,
                };
                begin_session(tx, ana, token).await?;
                user::record_sign_in(tx, ana, NOW).await?;
                Ok::<_, StoreError>(ana)
            });
            let ana = ana.await.unwrap();
            assert_eq!(sessions(&db.store, ana).await.len(), usize::from(token).min(2));
        }
    }
}

on_both! {
    async fn nothing_is_left_when_the_last_change_fails(db: Empty) {
        db.store.migrate_up(None).await.unwrap();
        for _ in 0..2 {
            let done = db.store.write(async |tx| {
                let ana = create(tx, "ana").await?;
                user::record_sign_in(tx, ana, NOW).await?;
                begin_session(tx, UserId(ana.0 + 1), 1).await
            });
            let failed = done.await;
            assert!(matches!(failed, Err(StoreError::Dangling(_))), "{failed:?}");
            assert!(!exists(&db.store, "ana").await);
        }
        db.store.write(async |tx| create(tx, "ana").await).await.unwrap();
        assert!(exists(&db.store, "ana").await);
    }
}

on_both! {
    async fn a_statement_that_fails_takes_its_transaction_with_it_and_no_other(db: Empty) {
        db.store.migrate_up(None).await.unwrap();
        db.store.write(async |tx| create(tx, "ana").await).await.unwrap();
        for n in 0..3 {
            let done = db.store.write(async |tx| {
                create(tx, "ben").await?;
                create(tx, "ana").await
            });
            let failed = done.await;
            let taken = matches!(failed, Err(StoreError::Conflict(Constraint::Username)));
            assert!(taken, "{failed:?}");
            assert!(!exists(&db.store, "ben").await);
            db.store.write(async |tx| create(tx, &format!("cleo{n}")).await).await.unwrap();
        }
    }
}

on_both! {
    async fn a_refusal_undoes_what_was_done_before_it(db: Empty) {
        db.store.migrate_up(None).await.unwrap();
        let refused = db.store.write(async |tx| {
            create(tx, "ana").await?;
            Err::<(), _>(StoreError::Corrupt("refused"))
        });
        assert!(matches!(refused.await, Err(StoreError::Corrupt("refused"))));
        assert!(!exists(&db.store, "ana").await);
    }
}

on_both! {
    async fn who_waits_too_long_for_a_connection_is_told_so(db: Empty) {
        db.store.migrate_up(None).await.unwrap();
        let mut short = settings(&db.url);
        short.max_connections = 1;
        // Short, and long enough to open a database on a busy machine.
        short.acquire_timeout = Duration::from_secs(2);
        let store = Store::connect(&short).await.unwrap();
        let first = store.write(async |tx| {
            create(tx, "ana").await?;
            let second = store.write(async |tx| create(tx, "ben").await).await;
            assert!(matches!(second, Err(StoreError::Unavailable(_))), "{second:?}");
            Ok::<_, StoreError>(())
        });
        first.await.unwrap();
        assert!(exists(&store, "ana").await);
        store.write(async |tx| create(tx, "ben").await).await.unwrap();
    }
}

on_both! {
    async fn a_closed_database_waits_for_those_under_way_and_takes_no_more(db: Empty) {
        db.store.migrate_up(None).await.unwrap();
        let (began, has_begun) = tokio::sync::oneshot::channel();
        let writing = {
            let store = db.store.clone();
            tokio::spawn(async move {
                let done = store.write(async |tx| {
                    create(tx, "ana").await?;
                    began.send(()).unwrap();
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    create(tx, "ben").await
                });
                done.await
            })
        };
        has_begun.await.unwrap();
        db.store.close().await;
        writing.await.unwrap().unwrap();
        let late = db.store.write(async |tx| create(tx, "cleo").await).await;
        assert!(matches!(late, Err(StoreError::Unavailable(_))), "{late:?}");
        let store = Store::connect(&settings(&db.url)).await.unwrap();
        assert!(exists(&store, "ben").await && !exists(&store, "cleo").await);
    }
}
