//! What workers find when they come to tell of a reminder that fired.

use serde_json::json;
use umbra_domain::{
    fact::{Fact, ReminderFired},
    reminder::FiringStatus,
};
use umbra_testkit::{TestApp, umbra_test};

/// Fires what is due and reads what was committed with it.
async fn fire(t: &TestApp) -> Vec<ReminderFired> {
    t.drain_jobs().await;
    t.fire_reminders().await;
    let facts = t.app.pending_facts(100).await.unwrap().into_iter();
    let fired = facts.map(|pending| match pending.fact {
        Some(Fact::ReminderFired(fired)) => fired,
        other => panic!("{other:?}"),
    });
    fired.collect()
}

/// Acts as a worker does on each.
async fn statuses(t: &TestApp, firings: &[ReminderFired]) -> Vec<FiringStatus> {
    let mut all = Vec::new();
    for fired in firings {
        all.push(t.app.notify_of_reminder(*fired).await.unwrap());
    }
    all
}

#[umbra_test]
async fn a_fact_says_whose_reminder_fired_for_which_occurrence(t: TestApp) {
    let ana = t.user("ana").await;
    let made = ana.reminder("Tablets", "2026-03-02T08:00:00Z").rule("FREQ=DAILY").create().await;
    let first = fire(&t).await;
    assert_eq!(first.len(), 1);
    assert_eq!((first[0].reminder.0, first[0].owner), (made.id, ana.id));
    assert_eq!(
        (first[0].occurrence.to_string().as_str(), first[0].generation),
        ("2026-03-02T08:00:00", 0)
    );

    ana.patch(made.action("snooze"), json!({"minutes": 5})).await.assert_status(200);
    t.clock.advance(std::time::Duration::from_mins(5));
    let again = fire(&t).await;
    assert_eq!(again, [ReminderFired { generation: 1, ..first[0] }]);
    assert_eq!(
        statuses(&t, &[first[0], again[0]]).await,
        [FiringStatus::Snoozed, FiringStatus::Due]
    );
    assert_eq!(t.drain_jobs().await, 1);
    assert!(fire(&t).await.is_empty());
}

#[umbra_test]
async fn what_a_person_did_meanwhile_is_not_told_of(t: TestApp) {
    let ana = t.user("ana").await;
    let mut made = Vec::new();
    for _ in 0..7 {
        let begun = ana.reminder("Tablets", "2026-03-02T08:00:00Z").rule("FREQ=DAILY");
        made.push(begun.create().await);
    }
    let fired = fire(&t).await;
    for request in [
        ana.put(made[1].url(), json!({"title": "Vitamins"})),
        ana.patch(made[2].action("dismiss"), ()),
        ana.patch(made[3].action("snooze"), json!({"minutes": 5})),
        ana.put(made[4].url(), json!({"remind_at": "2026-03-02T09:00:00Z"})),
        ana.put(made[5].url(), json!({"is_active": false})),
    ] {
        request.await.assert_status(200);
    }
    ana.delete(made[6].url()).await.assert_status(204);
    let expected = [
        FiringStatus::Due,
        FiringStatus::Due,
        FiringStatus::Dismissed,
        FiringStatus::Snoozed,
        FiringStatus::Replaced,
        FiringStatus::SwitchedOff,
        FiringStatus::Deleted,
    ];
    assert_eq!(fired.len(), expected.len());
    for (made, status) in made.iter().zip(expected) {
        let firing = *fired.iter().find(|firing| firing.reminder.0 == made.id).unwrap();
        assert_eq!(statuses(&t, &[firing]).await, [status], "{firing:?}");
    }
    assert_eq!(t.drain_jobs().await, 7, "each is acted on");
}

#[umbra_test]
async fn an_event_that_moved_or_went_is_not_told_of(t: TestApp) {
    let ana = t.user("ana").await;
    let mut events = Vec::new();
    for _ in 0..3 {
        let begun =
            ana.event("Dentist", "2026-03-02T08:15:00Z").with("end", "2026-03-02T10:00:00Z");
        events.push(begun.with("reminders", json!([10])).create().await);
    }
    t.clock.set("2026-03-02T08:05:00Z".parse().unwrap());
    let fired = fire(&t).await;
    let moved = json!({"start": "2026-03-03T09:00:00Z", "end": "2026-03-03T10:00:00Z"});
    ana.put(events[1].url(), moved).await.assert_status(200);
    ana.delete(events[2].url()).await.assert_status(204);
    let expected = [FiringStatus::Due, FiringStatus::Replaced, FiringStatus::Deleted];
    assert_eq!(statuses(&t, &fired).await, expected);
}
