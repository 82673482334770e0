//! Reminders fired by workers, many at once.

use std::{collections::HashSet, sync::Arc, time::Duration};

use jiff::SignedDuration;
use umbra_app::{App, reminder::FiredReminder};
use umbra_domain::{
    UserId,
    recurrence::Rule,
    reminder::{NewReminder, Own, RemindAt, Schedule, Title},
    settings::{Settings, Zone},
    user::Username,
};
use umbra_store::{
    StoreError, reminder, settings,
    user::{self, NewUser},
};

use super::kit::{FAST, Kit, on_both, within_patience};
use crate::{Workers, reminders::fire};

async fn person(app: &App) -> UserId {
    let (username, now) = (Username::parse("ana").unwrap(), app.clock.now());
    let new = NewUser::member(&username, "x");
    let made = app.store.write(async |tx| {
        let id = user::create(tx, &new, now).await?;
        settings::create(tx, id, &Settings::new(None, now)).await?;
        Ok::<_, StoreError>(id)
    });
    made.await.unwrap()
}

/// Makes reminders that began to recur an hour ago, so that one moment of each has come, and
/// reminders that are due in an hour.
async fn make(app: &App, count: usize) {
    let (who, now) = (person(app).await, app.clock.now());
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
            let new = NewReminder::own(own, true, begun);
            reminder::create(app.store.autocommit(), who, new, begun).await.unwrap();
        }
    }
}

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
        make(&kit.app, 60).await;
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
    }

    async fn all_that_came_fires_whatever_the_size_of_a_batch(kit: &Kit) {
        make(&kit.app, 130).await;
        assert_eq!(fire(&kit.app).await.unwrap(), 130);
        assert_eq!(fire(&kit.app).await.unwrap(), 0);
    }

    async fn workers_fire_what_comes_by_themselves(kit: &Kit) {
        let workers = Workers::start(Arc::clone(&kit.app), FAST).unwrap();
        make(&kit.app, 3).await;
        let fired = async || kit.count("reminders WHERE fired_at IS NOT NULL").await;
        within_patience(async { while fired().await < 3 {} }).await;
        workers.stop(Duration::from_secs(5)).await;
        assert_eq!(fired().await, 3);
    }

    async fn a_row_that_cannot_be_read_holds_up_no_other(kit: &Kit) {
        make(&kit.app, 2).await;
        let broken = kit.execute("UPDATE reminders SET recurrence_rule = 'FREQ=NEVER' \
            WHERE id = (SELECT min(id) FROM reminders)").await;
        assert_eq!(broken, 1);
        assert_eq!(fire(&kit.app).await.unwrap(), 1);
        assert_eq!(fire(&kit.app).await.unwrap(), 0);
        let later = "reminders WHERE recurrence_rule = 'FREQ=NEVER' AND due_at IS NOT NULL";
        assert_eq!(kit.count(later).await, 1, "it is tried again later");
    }
}
