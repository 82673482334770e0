//! Todos as rows: what comes back is what was written, and pages add up.

use jiff::{Timestamp, civil::date};
use umbra_domain::{
    TodoId, UserId,
    page::Limit,
    recurrence::Rule,
    rights::Denied,
    settings::Settings,
    todo::{Basis, Completion, Due, Priority, Recurrence, Title, Todo, TodoFilter, TodoOrder},
    user::Username,
};
use umbra_store::{
    Edit, Store, StoreError, View, resource, settings,
    todo::{self, TodoQuery},
    user::{self, NewUser},
};

use crate::on_both;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

async fn person(store: &Store, name: &str) -> UserId {
    let username = Username::parse(name).unwrap();
    let new = NewUser::standard(&username, "x");
    store
        .write(async |tx| {
            let id = user::create(tx, &new, NOW).await?;
            settings::create(tx, id, &Settings::new(None, NOW)).await?;
            Ok::<_, StoreError>(id)
        })
        .await
        .unwrap()
}

fn todo(title: &str, priority: Priority, due: Option<Due>) -> Todo {
    Todo {
        title: Title::parse(title).unwrap(),
        description: None,
        priority,
        category: None,
        due,
        recurrence: None,
        last_completed_at: None,
        completed_at: None,
    }
}

on_both! {
    async fn every_order_pages_through_each_todo_once(db: Empty) {
        let store = &db.store;
        store.migrate_up(None).await.unwrap();
        let ana = person(store, "ana").await;
        let ben = person(store, "ben").await;
        for n in 0_i8..23 {
            let due = (n % 3 > 0).then(|| Due { date: date(2026, 1, 1 + n % 5), time: None });
            let new = todo(&format!("Title {}", n % 4), Priority::from_rank(i16::from(n % 4)), due);
            resource::create(store.autocommit(), &ana, new, NOW).await.unwrap();
        }
        resource::create(store.autocommit(), &ben, todo("Ben's", Priority::High, None), NOW).await.unwrap();
        for name in TodoOrder::NAMES.iter().flat_map(|name| [(*name).to_owned(), format!("-{name}")]) {
            let mut query = TodoQuery {
                filter: TodoFilter::default(),
                order: TodoOrder::parse(&name).unwrap(),
                after: None,
                limit: Limit::parse(5).unwrap(),
                local_now: date(2026, 1, 3).at(12, 0, 0, 0),
            };
            let mut seen = Vec::new();
            loop {
                let page = todo::list(store.reader(), ana, &query).await.unwrap();
                seen.extend(page.items.iter().map(|todo| todo.id));
                match page.next {
                    Some(next) => query.after = Some(next),
                    None => break,
                }
            }
            let mut all = seen.clone();
            all.sort_unstable();
            all.dedup();
            assert_eq!((seen.len(), all.len()), (23, 23), "{name}");
        }
    }
}

on_both! {
    async fn what_is_written_comes_back_to_the_microsecond(db: Empty) {
        let store = &db.store;
        store.migrate_up(None).await.unwrap();
        let ana = person(store, "ana").await;
        let now = Timestamp::from_microsecond(1_767_225_599_123_456).unwrap();
        let due = Some(Due { date: date(2026, 1, 1), time: Some(jiff::civil::time(9, 30, 0, 0)) });
        let mut new = todo("Ünïcödé 🥛", Priority::Medium, due);
        new.completed_at = Some(now);
        let made = resource::create(store.autocommit(), &ana, new, now).await.unwrap();
        let read = resource::find::<Todo, View>(store.reader(), ana, made.id).await.unwrap().granted().unwrap();
        assert_eq!(read.into_row(), made);
        assert_eq!(made.completed_at, Some(now));
    }
}

on_both! {
    async fn a_stranger_finds_nothing(db: Empty) {
        let store = &db.store;
        store.migrate_up(None).await.unwrap();
        let ana = person(store, "ana").await;
        let ben = person(store, "ben").await;
        let made = resource::create(store.autocommit(), &ana, todo("Mine", Priority::Low, None), NOW).await.unwrap();
        let found = resource::find::<Todo, View>(store.reader(), ben, made.id).await.unwrap();
        assert_eq!(found.granted().map(|_| ()), Err(Denied::Missing));
        let found = resource::find::<Todo, View>(store.reader(), ana, TodoId(i64::MAX)).await.unwrap();
        assert_eq!(found.granted().map(|_| ()), Err(Denied::Missing));
        store
            .write(async |tx| {
                let found = resource::lock::<Todo, Edit>(tx, ben, made.id).await?;
                assert_eq!(found.granted().map(|_| ()), Err(Denied::Missing));
                let found = resource::lock::<Todo, Edit>(tx, ana, made.id).await?;
                assert!(found.granted().is_ok());
                Ok::<_, StoreError>(())
            })
            .await
            .unwrap();
    }
}

on_both! {
    async fn completions_come_back_latest_first_and_go_with_their_todo(db: Empty) {
        let store = &db.store;
        store.migrate_up(None).await.unwrap();
        let ana = person(store, "ana").await;
        let due = Due { date: date(2026, 1, 31), time: None };
        let mut new = todo("Rent", Priority::Low, Some(due));
        let rule = Rule::parse("FREQ=MONTHLY;COUNT=5").unwrap();
        let series = Recurrence::begin(Some(rule), Some(Basis::Completion), Some(due)).unwrap();
        new.recurrence = series.clone();
        let made = resource::create(store.autocommit(), &ana, new, NOW).await.unwrap();
        let other = resource::create(store.autocommit(), &ana, todo("Other", Priority::Low, None), NOW).await.unwrap();
        let read = resource::find::<Todo, View>(store.reader(), ana, made.id).await.unwrap().granted().unwrap();
        assert_eq!((read.row(), &read.row().recurrence), (&made, &series));
        let at = Timestamp::from_microsecond(1_767_225_599_123_456).unwrap();
        let first = Completion { due: due.date, completed_at: at, previous: None };
        let second = Completion { due: date(2026, 2, 28), completed_at: at, previous: Some(at) };
        store
            .write(async |tx| {
                let rent = resource::lock::<Todo, Edit>(tx, ana, made.id).await?.granted().unwrap();
                let plain = resource::lock::<Todo, Edit>(tx, ana, other.id).await?.granted().unwrap();
                todo::record_completion(tx, &rent, first).await?;
                todo::record_completion(tx, &rent, second).await?;
                assert_eq!(todo::take_latest_completion(tx, &plain).await?, None);
                assert_eq!(todo::take_latest_completion(tx, &rent).await?, Some(second));
                // What is left goes with the todo.
                resource::delete(tx, rent).await
            })
            .await
            .unwrap();
    }
}
