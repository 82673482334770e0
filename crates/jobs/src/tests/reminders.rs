//! Reminders fired by workers, many at once.

use std::{collections::HashSet, sync::Arc, time::Duration};

use jiff::SignedDuration;
use umbra_app::{App, reminder::FiredReminder};
use umbra_domain::{
    ReminderId, UserId,
    fact::{Fact, ReminderFired},
    recurrence::Rule,
    reminder::{Own, RemindAt, Reminder, Schedule, Title},
    settings::{Settings, Zone},
    user::Username,
};
use umbra_store::{
    StoreError, outbox, resource, settings,
    user::{self, NewUser},
};

use super::kit::{FAST, Kit, app, on_both, store, telling, within_patience};
use crate::{Queue, Workers, relay::relay, reminders::fire};

async fn person(kit: &Kit) -> UserId {
    let (username, now) = (Username::parse("ana").unwrap(), kit.app.now());
    let new = NewUser::standard(&username, "x");
    let made = kit.store.write(async |tx| {
        let id = user::create(tx, &new, now).await?;
        settings::create(tx, id, &Settings::new(None, now)).await?;
        Ok::<_, StoreError>(id)
    });
    made.await.unwrap()
}

/// Makes reminders that began to recur an hour ago, so that one moment of each has come, and
/// reminders that are due in an hour.
async fn make(kit: &Kit, count: usize) {
    let (who, now) = (person(kit).await, kit.app.now());
    for n in 0..count {
        for hours in [-1, 1] {
            let at = now + SignedDuration::from_hours(hours);
            let at = RemindAt::parse(&at.to_string()).unwrap();
            let rule = (n % 2 == 0).then(|| Rule::parse("FREQ=DAILY").unwrap());
            let own = Own {
                title: Title::parse(&format!("Reminder {n}")).unwrap(),
                description: None,
                schedule: Schedule::new(at, Zone::default(), rule).unwrap(),
            };
            let begun = now - SignedDuration::from_hours(2);
            let new = Reminder::own(own, true, begun);
            resource::create(kit.store.autocommit(), &who, new, begun).await.unwrap();
        }
    }
}

/// Where the facts of firings lie.
const FACTS: &str = "outbox WHERE kind = 'reminder_fired'";

async fn claim_all(app: Arc<App>) -> Vec<FiredReminder> {
    let mut all = Vec::new();
    loop {
        let fired = app.fire_due_reminders(7).await.unwrap();
        if fired.is_empty() {
            return all;
        }
        all.extend(fired);
    }
}

on_both! {
    async fn many_workers_at_once_fire_each_moment_once(kit: &Kit) {
        make(kit, 60).await;
        let mut claimers = Vec::new();
        for n in 0..8 {
            let app = if n % 2 == 0 { Arc::clone(&kit.app) } else { kit.another_process().await };
            claimers.push(tokio::spawn(claim_all(app)));
        }
        let mut fired = Vec::new();
        for claimer in claimers {
            fired.extend(claimer.await.unwrap());
        }
        let different: HashSet<_> = fired.iter().map(|one| one.reminder).collect();
        assert_eq!((fired.len(), different.len()), (60, 60));
        assert_eq!(kit.count("reminders WHERE fired_at IS NOT NULL AND version = 2").await, 60);
        assert_eq!(kit.count("reminders WHERE due_at IS NOT NULL").await, 90);
        assert_eq!(kit.count(FACTS).await, 60);
        assert_eq!(kit.count(&format!("(SELECT DISTINCT subject_id FROM {FACTS}) AS one")).await, 60);
        assert_eq!(crate::drain(&kit.app, &kit.queue).await.unwrap().done, 60);
        kit.assert_all_done(60).await;
    }

    async fn many_workers_at_once_act_on_each_moment_once(kit: &Kit) {
        make(kit, 60).await;
        let (actor, mut effects) = telling(async |_| Ok(()));
        let mut workers = Vec::new();
        for n in 0..4 {
            let app = if n == 0 { Arc::clone(&kit.app) } else { kit.another_process().await };
            workers.push(kit.start(&app, Arc::clone(&actor)));
        }
        let acted_on = effects.take(60).await;
        for one in workers {
            one.stop(Duration::from_secs(20)).await;
        }
        effects.assert_no_more();
        assert_eq!(HashSet::<i64>::from_iter(acted_on).len(), 60);
        kit.assert_all_done(60).await;
    }

    async fn what_cannot_be_told_does_not_fire(kit: &Kit) {
        make(kit, 3).await;
        kit.execute("ALTER TABLE outbox RENAME TO gone").await;
        assert!(fire(&kit.app).await.is_err());
        assert_eq!(kit.count("reminders WHERE fired_at IS NOT NULL").await, 0);

        kit.execute("ALTER TABLE gone RENAME TO outbox").await;
        assert_eq!(kit.count("outbox").await, 0);
        assert_eq!(fire(&kit.app).await.unwrap(), 3);
        assert_eq!(kit.count(FACTS).await, 3);
    }

    async fn what_does_not_fire_is_not_told(kit: &Kit) {
        let fired = ReminderFired {
            reminder: ReminderId(1),
            owner: UserId(1),
            occurrence: "2026-03-02T08:00:00".parse().unwrap(),
            generation: 0,
        };
        let now = kit.app.now();
        let firing = kit.store.write(async |tx| {
            outbox::push(tx, &[Fact::ReminderFired(fired)], now).await?;
            Err::<(), _>(StoreError::Corrupt("test"))
        });
        firing.await.unwrap_err();
        assert_eq!(kit.count("outbox").await, 0);
    }

    async fn a_moment_outlives_those_who_fired_relayed_and_claimed_it(kit: &Kit) {
        make(kit, 3).await;
        // Each process ends after its step.
        let firing = store(&kit.url).await;
        assert_eq!(fire(&app(firing.clone())).await.unwrap(), 3);
        firing.close().await;
        let relaying = store(&kit.url).await;
        let queue = Queue::open(&relaying).unwrap();
        assert_eq!(relay(&app(relaying.clone()), &queue).await.unwrap().moved, 3);
        relaying.close().await;
        kit.queue.enlist("dying").await.unwrap();
        assert_eq!(kit.queue.claim(&"dying".into()).await.unwrap().len(), 3);
        kit.execute("UPDATE {workers} SET last_seen = {long_ago}").await;

        let (actor, mut effects) = telling(async |_| Ok(()));
        let heir = kit.start(&kit.another_process().await, actor);
        let acted_on = effects.take(3).await;
        heir.stop(Duration::from_secs(20)).await;
        effects.assert_no_more();
        assert_eq!(HashSet::<i64>::from_iter(acted_on).len(), 3);
        kit.assert_all_done(3).await;
    }

    async fn all_that_came_fires_whatever_the_size_of_a_batch(kit: &Kit) {
        make(kit, 130).await;
        assert_eq!(fire(&kit.app).await.unwrap(), 130);
        assert_eq!(fire(&kit.app).await.unwrap(), 0);
    }

    async fn workers_fire_what_comes_by_themselves(kit: &Kit) {
        let workers = Workers::start(Arc::clone(&kit.app), kit.queue.clone(), FAST);
        make(kit, 3).await;
        let fired = async || kit.count("reminders WHERE fired_at IS NOT NULL").await;
        within_patience(async { while fired().await < 3 {} }).await;
        workers.stop(Duration::from_secs(5)).await;
        assert_eq!(fired().await, 3);
    }

    async fn a_row_that_cannot_be_read_holds_up_no_other(kit: &Kit) {
        make(kit, 2).await;
        let broken = kit.execute("UPDATE reminders SET recurrence_rule = 'FREQ=NEVER' \
            WHERE id = (SELECT min(id) FROM reminders)").await;
        assert_eq!(broken, 1);
        assert_eq!(fire(&kit.app).await.unwrap(), 1);
        assert_eq!(fire(&kit.app).await.unwrap(), 0);
        let later = "reminders WHERE recurrence_rule = 'FREQ=NEVER' AND due_at IS NOT NULL";
        assert_eq!(kit.count(later).await, 1, "it is tried again later");
    }
}
