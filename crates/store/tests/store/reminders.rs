//! Reminders as rows: what comes back is what was written, and claims exclude each other.

use jiff::{SignedDuration, Timestamp};
use umbra_domain::{
    Stored, UserId,
    recurrence::Rule,
    reminder::{Description, Own, RemindAt, Reminder, Schedule, Title},
    settings::Settings,
    user::Username,
    zone::ZoneDatabase,
};
use umbra_store::{
    Edit, Store, StoreError, View, reminder, resource, settings,
    user::{self, NewUser},
};

use crate::on_both;

const NOW: Timestamp = Timestamp::constant(1_772_438_400, 0);

async fn ana(store: &Store) -> UserId {
    let username = Username::parse("ana").unwrap();
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

fn new(first: &str, rule: Option<&str>) -> Reminder {
    let rule = rule.map(|rule| Rule::parse(rule).unwrap());
    let zone = ZoneDatabase::bundled().parse("Europe/Vienna").unwrap();
    let own = Own {
        title: Title::parse("Ünïcödé ⏰").unwrap(),
        description: Some(Description::parse("two\nlines").unwrap()),
        schedule: Schedule::new(RemindAt::parse(first).unwrap(), zone, rule).unwrap(),
    };
    Reminder::own(own, true, NOW)
}

async fn read(store: &Store, who: UserId, made: &Stored<Reminder>) -> Stored<Reminder> {
    let found = resource::find::<Reminder, View>(store.reader(), who, made.id).await.unwrap();
    found.granted().unwrap().into_row()
}

on_both! {
    async fn what_is_written_comes_back(db: Empty) {
        let store = &db.store;
        store.migrate_up(None).await.unwrap();
        let ana = ana(store).await;
        for (first, rule) in [
            ("2026-03-29T02:30", None),
            ("2026-10-25T02:30:00+01:00", None),
            ("2026-03-29T02:30:01", Some("FREQ=DAILY")),
            ("2026-03-29T02:30", Some("FREQ=DAILY;COUNT=3")),
            ("0001-01-02T00:00:00Z", Some("FREQ=YEARLY")),
            ("9998-12-31T23:59:59Z", None),
        ] {
            let made = resource::create(store.autocommit(), &ana, new(first, rule), NOW).await.unwrap();
            assert_eq!(read(store, ana, &made).await, made, "{first} {rule:?}");
            let snoozed_until = Timestamp::from_microsecond(1_772_438_400_123_456).unwrap();
            let changed = store
                .write(async |tx| {
                    let mut found = resource::lock::<Reminder, Edit>(tx, ana, made.id).await?.granted().unwrap();
                    let state = &mut found.row_mut().body.state;
                    state.occurrence = state.next.take().map(|next| next.local);
                    state.fired_at = Some(NOW);
                    state.snoozed_until = Some(snoozed_until);
                    state.snooze_generation = 7;
                    resource::update(tx, found, NOW).await
                })
                .await
                .unwrap();
            assert_eq!((changed.version, changed.state.due_at()), (2, Some(snoozed_until)));
            assert_eq!(read(store, ana, &made).await, changed);
            // One statement for many writes the same columns.
            let mut cleared = changed.clone();
            cleared.body.state = made.state.clone();
            store.write(async |tx| reminder::write_states(tx, &[&cleared]).await).await.unwrap();
            cleared.version += 1;
            assert_eq!(read(store, ana, &made).await, cleared);
        }
    }
}

on_both! {
    async fn a_full_batch_is_written_in_one_statement(db: Empty) {
        let store = &db.store;
        store.migrate_up(None).await.unwrap();
        let ana = ana(store).await;
        let later = NOW + SignedDuration::from_hours(1);
        for n in 0..500 {
            let first = (NOW + SignedDuration::from_secs(n)).to_string();
            let rule = (n % 2 == 0).then_some("FREQ=DAILY");
            resource::create(store.autocommit(), &ana, new(&first, rule), NOW).await.unwrap();
        }
        let claimed = store.write(async |tx| {
            let mut claimed = reminder::claim_due(tx, later, 1000).await?;
            let fired = claimed.iter_mut().filter_map(|one| one.reminder.body.fire(later)).count();
            assert_eq!(fired, claimed.len());
            let all: Vec<_> = claimed.iter().map(|one| &one.reminder).collect();
            reminder::write_states(tx, &all).await?;
            Ok::<_, StoreError>(claimed)
        });
        let claimed = claimed.await.unwrap();
        assert_eq!(claimed.len(), 500);
        assert!(!reminder::any_due(store.reader(), later).await.unwrap());
        for one in claimed {
            let found = read(store, ana, &one.reminder).await;
            assert_eq!((found.version, found.body), (2, one.reminder.body));
        }
    }
}

on_both! {
    async fn what_is_claimed_is_passed_over_by_others(db: Empty) {
        let store = &db.store;
        store.migrate_up(None).await.unwrap();
        let ana = ana(store).await;
        for _ in 0..3 {
            resource::create(store.autocommit(), &ana, new("2026-03-01T00:00", None), NOW).await.unwrap();
        }
        // On SQLite the second transaction would wait for the first.
        if !store.is_postgres() {
            return;
        }
        store
            .write(async |tx| {
                let first = reminder::claim_due(tx, NOW, 2).await?;
                let rest = store.write(async |tx| reminder::claim_due(tx, NOW, 5).await).await?;
                let ids: [Vec<i64>; 2] = [first, rest].map(|all| all.iter().map(|one| one.reminder.id.0).collect());
                assert_eq!(ids, [vec![1, 2], vec![3]]);
                Ok::<_, StoreError>(())
            })
            .await
            .unwrap();
        let all = store.write(async |tx| reminder::claim_due(tx, NOW, 5).await).await.unwrap();
        assert_eq!(all.len(), 3, "what wasn't written is claimed again");
    }
}
