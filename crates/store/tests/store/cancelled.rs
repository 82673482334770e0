//! A caller that goes away takes nothing along but its own change.

use jiff::Timestamp;
use umbra_domain::{
    settings::Settings,
    todo::{Priority, Title, Todo},
    user::Username,
};
use umbra_store::{
    Edit, Store, StoreError, View, resource, settings,
    user::{self, NewUser},
};

use crate::on_both;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

async fn one_connection(db: &crate::database::Empty) -> Store {
    let mut settings = crate::database::settings(&db.url);
    settings.max_connections = 1;
    Store::connect(&settings).await.unwrap()
}

on_both! {
    async fn a_caller_that_goes_away_loses_no_other_callers_write(db: Empty) {
        db.store.migrate_up(None).await.unwrap();
        // With one connection, the next caller gets the one that was given up.
        let store = one_connection(&db).await;
        let username = Username::parse("ana").unwrap();
        let new = NewUser::standard(&username, "x");
        let ana = store
            .write(async |tx| {
                let id = user::create(tx, &new, NOW).await?;
                settings::create(tx, id, &Settings::new(None, NOW)).await?;
                Ok::<_, StoreError>(id)
            })
            .await
            .unwrap();
        let mut kept = Vec::new();
        for round in 0..120 {
            let gone = store.write(async |tx| {
                let found = resource::lock::<Todo, Edit>(tx, ana, umbra_domain::TodoId(1)).await?;
                drop(found);
                Ok::<_, StoreError>(())
            });
            // Dropped at a different place each time.
            let steps = async {
                for _ in 0..round % 12 {
                    tokio::task::yield_now().await;
                }
            };
            tokio::select! {
                biased;
                done = gone => done.unwrap(),
                () = steps => {}
            }
            let new = Todo {
                title: Title::parse("kept").unwrap(),
                description: None,
                priority: Priority::None,
                category: None,
                due: None,
                recurrence: None,
                last_completed_at: None,
                completed_at: None,
            };
            kept.push(resource::create(store.autocommit(), &ana, new, NOW).await.unwrap().id);
        }
        // Another connection sees only what was committed.
        for id in kept {
            let found = resource::find::<Todo, View>(db.store.reader(), ana, id).await.unwrap();
            assert!(found.granted().is_ok(), "todo {id} was acknowledged");
        }
    }
}
