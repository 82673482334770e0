//! What edits do to what became of a reminder.

use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

use crate::reminders::{at, due, due_moments, moment};

#[umbra_test]
async fn a_change_of_nothing_keeps_the_version_and_what_became_of_it(t: TestApp) {
    let ana = t.user("ana").await;
    let made = ana.reminder("Tablets", "2026-03-29T02:30").rule("FREQ=DAILY").zone("Europe/Vienna");
    let made = made.create().await;
    let ana = at(&t, "ana", "2026-04-02T08:00:00Z").await;
    t.fire_reminders().await;
    let snoozed = ana.patch(made.action("snooze"), json!({"minutes": 60})).await.assert_status(200);
    let body = snoozed.json();
    let shown: Value =
        ["title", "description", "remind_at", "timezone", "recurrence_rule", "is_active"]
            .into_iter()
            .map(|field| (field.to_owned(), body[field].clone()))
            .collect::<serde_json::Map<_, _>>()
            .into();
    for same in [
        shown,
        json!({}),
        json!({"remind_at": "2026-03-29T02:30"}),
        json!({"remind_at": "2026-03-29T03:30:00+02:00"}),
        json!({"recurrence_rule": "rrule:FREQ=daily"}),
        json!({"timezone": "europe/vienna"}),
    ] {
        let reply = ana.put(made.url(), same.clone()).await.assert_status(200);
        assert_eq!((reply.json(), reply.etag()), (body.clone(), snoozed.etag()), "{same}");
    }
}

#[umbra_test]
async fn another_title_leaves_what_is_due(t: TestApp) {
    let ana = t.user("ana").await;
    let made = ana.reminder("Tablets", "2026-03-02T08:00:00Z").rule("FREQ=DAILY").create().await;
    for change in [json!({"title": "Vitamins"}), json!({"description": "D3"})] {
        ana.put(made.url(), change).await.assert_status(200);
        assert_eq!(
            due_moments(&ana).await,
            [moment("2026-03-02T08:00:00", 0, "2026-03-02T08:00:00Z")]
        );
    }
    assert_eq!(t.fire_reminders().await.len(), 1, "and nobody forgets to tell of it");
}

#[umbra_test]
async fn another_moment_zone_or_rule_settles_what_is_due(t: TestApp) {
    let ana = t.user("ana").await;
    for (change, next) in [
        (json!({"remind_at": "2026-03-02T07:00:00Z"}), "2026-03-03T07:00:00Z"),
        (json!({"remind_at": "2026-03-02T10:00:00Z"}), "2026-03-02T10:00:00Z"),
        (json!({"timezone": "Asia/Tokyo"}), "2026-03-02T23:00:00Z"),
        (
            json!({"timezone": "Asia/Tokyo", "remind_at": "2026-03-02T08:00:00Z"}),
            "2026-03-03T08:00:00Z",
        ),
        (json!({"recurrence_rule": "FREQ=WEEKLY"}), "2026-03-09T08:00:00Z"),
    ] {
        let made =
            ana.reminder("Tablets", "2026-03-02T08:00:00Z").rule("FREQ=DAILY").create().await;
        t.fire_reminders().await;
        t.clock.set("2026-03-02T08:30:00Z".parse().unwrap());
        ana.patch(made.action("snooze"), json!({"minutes": 5})).await.assert_status(200);
        let moved = ana.put(made.url(), change.clone()).await.assert_status(200).json();
        assert_eq!(moved["next_at"], next, "{change}");
        assert_eq!((&moved["snoozed_until"], &moved["due_at"]), (&Value::Null, &Value::Null));
        assert!(due(&ana).await.is_empty());
        ana.delete(made.url()).await.assert_status(204);
        t.clock.set("2026-03-02T08:00:00Z".parse().unwrap());
    }
}

#[umbra_test]
async fn what_rings_once_rings_again_when_it_is_moved(t: TestApp) {
    let ana = t.user("ana").await;
    let made = ana.reminder("Call", "2026-03-02T08:00:00Z").create().await;
    ana.patch(made.action("dismiss"), ()).await.assert_status(200);
    let moved = ana.put(made.url(), json!({"remind_at": "2026-03-02T09:00:00Z"})).await;
    assert_eq!(moved.json()["is_dismissed"], false);
    assert_eq!(moved.json()["next_at"], "2026-03-02T09:00:00Z");
    ana.patch(made.action("dismiss"), ()).await.assert_status(200);
    ana.put(made.url(), json!({"remind_at": "2026-03-01T09:00:00Z"})).await.assert_status(200);
    let expected = [moment("2026-03-01T09:00:00", 0, "2026-03-01T09:00:00Z")];
    assert_eq!(due_moments(&ana).await, expected, "at once, for it is over");
    assert_eq!(t.fire_reminders().await.len(), 1);
}

#[umbra_test]
async fn without_its_rule_a_reminder_rings_once_at_its_first_moment(t: TestApp) {
    let ana = t.user("ana").await;
    let made = ana.reminder("Call", "2026-03-02T09:00:00Z").rule("FREQ=DAILY").create().await;
    let once = ana.put(made.url(), json!({"recurrence_rule": null})).await.assert_status(200);
    assert_eq!(once.json()["next_at"], "2026-03-02T09:00:00Z");
    let ana = at(&t, "ana", "2026-03-05T09:00:00Z").await;
    assert_eq!(t.fire_reminders().await.len(), 1);
    assert_eq!(ana.get(made.url()).await.json()["next_at"], Value::Null);
}
