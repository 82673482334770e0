//! `PATCH /api/reminders/{id}/dismiss`.

use serde_json::Value;
use umbra_testkit::{TestApp, at_once, umbra_test};

use crate::reminders::{at, due, due_moments, moment};

#[umbra_test]
async fn what_is_dismissed_is_due_no_more(t: TestApp) {
    let ana = t.user("ana").await;
    for worker in [false, true] {
        let made = ana.reminder("Call", "2026-03-02T08:00:00Z").create().await;
        if worker {
            t.fire_reminders().await;
        }
        let dismissed = ana.patch(made.action("dismiss"), ()).await.assert_status(200);
        assert_eq!(dismissed.json()["is_dismissed"], true);
        assert_eq!(dismissed.json()["due_at"], Value::Null);
        assert!(due(&ana).await.is_empty());
        assert!(t.fire_reminders().await.is_empty(), "nobody needs to be told any more");
        let again = ana.patch(made.action("dismiss"), ()).await.assert_status(200);
        assert_eq!((again.json(), again.etag()), (dismissed.json(), dismissed.etag()));
    }
}

#[umbra_test]
async fn what_rings_once_can_be_dismissed_before(t: TestApp) {
    let ana = t.user("ana").await;
    let made = ana.reminder("Call", "2026-03-02T09:00:00Z").create().await;
    let dismissed = ana.patch(made.action("dismiss"), ()).await.assert_status(200).json();
    assert_eq!((&dismissed["is_dismissed"], &dismissed["next_at"]), (&true.into(), &Value::Null));
    let ana = at(&t, "ana", "2026-03-02T09:00:00Z").await;
    assert!(due(&ana).await.is_empty() && t.fire_reminders().await.is_empty());
}

#[umbra_test]
async fn of_what_recurs_only_what_is_due_is_dismissed(t: TestApp) {
    let ana = t.user("ana").await;
    let daily = ana.reminder("Tablets", "2026-03-02T09:00:00Z").rule("FREQ=DAILY").create().await;
    let early = ana.patch(daily.action("dismiss"), ()).await;
    early.assert_problem(409, "nothing_due");
    let ana = at(&t, "ana", "2026-03-02T09:30:00Z").await;
    let dismissed = ana.patch(daily.action("dismiss"), ()).await.assert_status(200).json();
    assert_eq!(dismissed["is_dismissed"], true);
    assert_eq!(dismissed["next_at"], "2026-03-03T09:00:00Z");
    ana.patch(daily.action("dismiss"), ()).await.assert_problem(409, "nothing_due");
    assert_eq!(ana.get(daily.url()).await.json(), dismissed);
    let ana = at(&t, "ana", "2026-03-03T09:00:00Z").await;
    let expected = [moment("2026-03-03T09:00:00", 0, "2026-03-03T09:00:00Z")];
    assert_eq!(due_moments(&ana).await, expected);
    t.fire_reminders().await;
    assert_eq!(ana.get(daily.url()).await.json()["is_dismissed"], false);
}

#[umbra_test]
async fn nothing_of_what_is_switched_off_can_be_dismissed(t: TestApp) {
    let ana = t.user("ana").await;
    for rule in [Value::Null, "FREQ=DAILY".into()] {
        let made = ana.reminder("Call", "2026-03-02T08:00:00Z").with("recurrence_rule", rule);
        let made = made.with("is_active", false).create().await;
        ana.patch(made.action("dismiss"), ()).await.assert_problem(409, "nothing_due");
    }
}

#[umbra_test]
async fn of_a_dismissal_and_workers_at_once_each_moment_is_someones(t: TestApp) {
    let ana = t.user("ana").await;
    for n in 0..5 {
        let made = ana.reminder(&format!("Call {n}"), "2026-03-02T08:00:00Z").create().await;
        let dismissals = at_once((0..4).map(|_| ana.patch(made.action("dismiss"), ())));
        let workers = at_once((0..4).map(|_| Box::pin(t.app.fire_due_reminders(10))));
        let (dismissals, fired) = futures_util::future::join(dismissals, workers).await;
        assert!(dismissals.iter().all(|reply| reply.status() == 200), "{dismissals:?}");
        let fired: usize = fired.into_iter().map(|fired| fired.unwrap().len()).sum();
        assert!(fired <= 1, "fired {fired} times");
        assert!(due(&ana).await.is_empty());
    }
}
