//! `GET /api/reminders/due`.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

use crate::reminders::{at, due, due_moments, moment, pages, rows, titles};

#[umbra_test]
async fn a_reminder_is_due_from_its_moment_on(t: TestApp) {
    let ana = t.user("ana").await;
    let made = ana.reminder("Call", "2026-03-02T08:00:01Z").create().await;
    assert!(due(&ana).await.is_empty());
    t.clock.advance(SignedDuration::from_secs(1));
    for worker in [false, true] {
        if worker {
            assert_eq!(t.fire_reminders().await.len(), 1);
        }
        let mut expected = made.body.clone();
        expected["next_at"] = Value::Null;
        expected["due_at"] = "2026-03-02T08:00:01Z".into();
        expected["recurrence_id"] = "2026-03-02T08:00:01".into();
        expected["snooze_generation"] = 0.into();
        // A worker writes down that it rang.
        expected["version"] = if worker { 2 } else { 1 }.into();
        assert_eq!(due(&ana).await, [expected], "worker: {worker}");
    }
    assert_eq!(t.fire_reminders().await.len(), 0);
    let read = ana.get(made.url()).await.json();
    assert_eq!((&read["due_at"], &read["next_at"]), (&"2026-03-02T08:00:01Z".into(), &Value::Null));
}

#[umbra_test]
async fn what_is_over_when_it_is_made_is_due_at_once(t: TestApp) {
    let ana = t.user("ana").await;
    ana.reminder("Yesterday", "2026-03-01T08:00:00Z").create().await;
    // What recurs begins with the first moment from now on.
    ana.reminder("Daily", "2026-03-01T08:00:00Z").rule("FREQ=DAILY").create().await;
    ana.reminder("Off", "2026-03-01T08:00:00Z").with("is_active", false).create().await;
    assert_eq!(
        due_moments(&ana).await,
        [
            moment("2026-03-01T08:00:00", 0, "2026-03-01T08:00:00Z"),
            moment("2026-03-02T08:00:00", 0, "2026-03-02T08:00:00Z"),
        ]
    );
    ana.reminder("Ended", "2026-02-01T08:00:00Z").rule("FREQ=DAILY;COUNT=3").create().await;
    assert_eq!(due(&ana).await.len(), 2, "what ended never rings");
}

#[umbra_test]
async fn of_several_missed_moments_the_latest_is_due(t: TestApp) {
    let ana = t.user("ana").await;
    let daily = ana.reminder("Tablets", "2026-03-02T09:00:00Z").rule("FREQ=DAILY").create().await;
    let ana = at(&t, "ana", "2026-03-10T08:59:59Z").await;
    let expected = [moment("2026-03-09T09:00:00", 0, "2026-03-09T09:00:00Z")];
    assert_eq!(due_moments(&ana).await, expected);
    let fired = t.fire_reminders().await;
    assert_eq!((fired.len(), fired[0].fired.at.to_string().as_str()), (1, "2026-03-09T09:00:00Z"));
    assert_eq!(due_moments(&ana).await, expected);
    assert_eq!(ana.get(daily.url()).await.json()["next_at"], "2026-03-10T09:00:00Z");
}

#[umbra_test]
async fn what_is_due_is_paged_by_since_when_whoever_fired_it(t: TestApp) {
    let ana = t.user("ana").await;
    // Some that workers have fired, and some that came since, among them a recurring one.
    for n in 0..7 {
        let when: Timestamp = "2026-03-02T08:00:00Z".parse().unwrap();
        let when = when + SignedDuration::from_mins(n % 3);
        ana.reminder(&format!("early {n}"), &when.to_string()).create().await;
    }
    ana.reminder("daily", "2026-02-01T08:01:00Z").rule("FREQ=DAILY").create().await;
    t.clock.set("2026-03-02T08:01:00Z".parse().unwrap());
    t.fire_reminders().await;
    let ana = at(&t, "ana", "2026-03-03T08:01:30Z").await;
    let all = titles(&ana.get("/api/reminders/due").await);
    assert_eq!(
        all,
        ["early 0", "early 3", "early 6", "early 1", "early 4", "early 2", "early 5", "daily",]
    );
    for worker in [false, true] {
        if worker {
            assert_eq!(t.fire_reminders().await.len(), 3);
        }
        for limit in 1..10 {
            let pages = pages(&ana, &format!("/api/reminders/due?limit={limit}")).await;
            let paged: Vec<_> = pages.iter().flat_map(titles).collect();
            assert_eq!(paged, all, "by {limit}, worker: {worker}");
            assert!(pages.iter().all(|page| rows(page).len() <= limit));
        }
    }
}

#[umbra_test]
async fn nothing_is_due_while_it_is_switched_off(t: TestApp) {
    let ana = t.user("ana").await;
    let made = ana.reminder("Tablets", "2026-03-02T08:00:00Z").rule("FREQ=DAILY").create().await;
    assert_eq!(due(&ana).await.len(), 1);
    let switch = async |on: bool| {
        ana.patch(made.url(), json!({"is_active": on})).await.assert_status(200).json()
    };
    let off = switch(false).await;
    assert_eq!((&off["next_at"], &off["due_at"]), (&Value::Null, &Value::Null));
    assert!(due(&ana).await.is_empty());
    assert!(t.fire_reminders().await.is_empty());
    assert_eq!(switch(true).await["next_at"], "2026-03-03T08:00:00Z");
    let expected = [moment("2026-03-02T08:00:00", 0, "2026-03-02T08:00:00Z")];
    assert_eq!(due_moments(&ana).await, expected, "it was never dismissed");
    switch(false).await;
    let ana = at(&t, "ana", "2026-03-05T12:00:00Z").await;
    let on = ana.patch(made.url(), json!({"is_active": true})).await.assert_status(200).json();
    assert_eq!(on["next_at"], "2026-03-06T08:00:00Z", "what came meanwhile never rings");
    assert_eq!(due_moments(&ana).await, expected);
}

#[umbra_test]
async fn what_is_due_is_nobody_elses_to_see(t: TestApp) {
    let ana = t.user("ana").await;
    ana.reminder("Secret", "2026-03-01T00:00:00Z").create().await;
    for other in [t.user("ben").await, t.admin().await] {
        for list in ["?search=secret", "/due", "/due?limit=1"] {
            assert!(rows(&other.get(format!("/api/reminders{list}")).await).is_empty(), "{list}");
        }
    }
    t.anonymous().get("/api/reminders/due").await.assert_problem(401, "unauthenticated");
    let locked = t.user("ana").await;
    locked.post("/api/auth/lock", ()).await.assert_status(200);
    locked.get("/api/reminders/due").await.assert_problem(423, "session_locked");
}
