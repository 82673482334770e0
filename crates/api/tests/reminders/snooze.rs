//! `PATCH /api/reminders/{id}/snooze`.

use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

use crate::reminders::{at, due, due_moments, moment};

#[umbra_test]
async fn a_snoozed_reminder_comes_again(t: TestApp) {
    let ana = t.user("ana").await;
    ana.put("/api/settings", json!({"timezone": "Europe/Vienna"})).await.assert_status(200);
    let made = ana.reminder("Call", "2026-03-02T08:00:00Z").create().await;
    let mut told = t.fire_reminders().await;
    for (generation, body, until) in [
        (1, json!({"minutes": 10}), "2026-03-02T08:10:00Z"),
        (2, json!({"until": "2026-03-02T12:00:00+01:00"}), "2026-03-02T11:00:00Z"),
        (3, json!({"until": "2026-03-03T09:00"}), "2026-03-03T08:00:00Z"),
        (4, json!({"minutes": 10080}), "2026-03-10T08:00:00Z"),
    ] {
        let snoozed = ana.patch(made.action("snooze"), body).await.assert_status(200).json();
        assert_eq!(
            (&snoozed["snoozed_until"], &snoozed["next_at"]),
            (&until.into(), &until.into())
        );
        assert_eq!((&snoozed["due_at"], &snoozed["is_dismissed"]), (&Value::Null, &false.into()));
        assert!(due(&ana).await.is_empty() && t.fire_reminders().await.is_empty());
        let again = at(&t, "ana", until).await;
        let expected = [moment("2026-03-02T09:00:00", generation, until)];
        assert_eq!(due_moments(&again).await, expected);
        told.extend(t.fire_reminders().await);
        assert_eq!(due_moments(&again).await, expected);
    }
    let generations: Vec<_> = told.iter().map(|one| one.fired.generation).collect();
    assert_eq!(generations, [0, 1, 2, 3, 4], "each is told once");
}

#[umbra_test]
async fn what_was_dismissed_can_be_snoozed(t: TestApp) {
    let ana = t.user("ana").await;
    for rule in [Value::Null, "FREQ=DAILY".into()] {
        let made = ana.reminder("Call", "2026-03-02T08:00:00Z").with("recurrence_rule", rule);
        let made = made.create().await;
        ana.patch(made.action("dismiss"), ()).await.assert_status(200);
        let snoozed =
            ana.patch(made.action("snooze"), json!({"minutes": 5})).await.assert_status(200);
        assert_eq!(snoozed.json()["is_dismissed"], false);
        assert_eq!(snoozed.json()["snoozed_until"], "2026-03-02T08:05:00Z");
        let dismissed = ana.patch(made.action("dismiss"), ()).await.assert_status(200).json();
        assert_eq!(
            (&dismissed["is_dismissed"], &dismissed["snoozed_until"]),
            (&true.into(), &Value::Null)
        );
    }
}

#[umbra_test]
async fn the_next_occurrence_takes_over_a_snooze_that_goes_beyond_it(t: TestApp) {
    let ana = t.user("ana").await;
    let daily = ana.reminder("Tablets", "2026-03-02T08:00:00Z").rule("FREQ=DAILY").create().await;
    let until = json!({"until": "2026-03-03T10:00:00Z"});
    let snoozed = ana.patch(daily.action("snooze"), until).await.assert_status(200).json();
    assert_eq!(snoozed["snoozed_until"], "2026-03-03T10:00:00Z");
    assert_eq!(snoozed["next_at"], "2026-03-03T08:00:00Z", "what rings first");
    let ana = at(&t, "ana", "2026-03-03T08:00:00Z").await;
    let expected = [moment("2026-03-03T08:00:00", 0, "2026-03-03T08:00:00Z")];
    assert_eq!(due_moments(&ana).await, expected);
    assert_eq!(t.fire_reminders().await.len(), 1);
    assert_eq!(ana.get(daily.url()).await.json()["snoozed_until"], Value::Null);
    let ana = at(&t, "ana", "2026-03-03T11:00:00Z").await;
    assert_eq!(due_moments(&ana).await, expected);
    assert!(t.fire_reminders().await.is_empty());
}

#[umbra_test]
async fn what_rings_once_can_be_snoozed_before_and_rings_only_then(t: TestApp) {
    let ana = t.user("ana").await;
    let made = ana.reminder("Call", "2026-03-02T09:00:00Z").create().await;
    ana.patch(made.action("snooze"), json!({"until": "2026-03-02T10:00:00Z"}))
        .await
        .assert_status(200);
    let ana = at(&t, "ana", "2026-03-02T09:30:00Z").await;
    assert!(due(&ana).await.is_empty() && t.fire_reminders().await.is_empty());
    let ana = at(&t, "ana", "2026-03-02T10:00:00Z").await;
    let expected = [moment("2026-03-02T09:00:00", 1, "2026-03-02T10:00:00Z")];
    assert_eq!(due_moments(&ana).await, expected);
    assert_eq!(t.fire_reminders().await.len(), 1);
}

#[umbra_test]
async fn what_recurs_and_has_not_rung_can_not_be_snoozed(t: TestApp) {
    let ana = t.user("ana").await;
    let daily = ana.reminder("Tablets", "2026-03-02T09:00:00Z").rule("FREQ=DAILY").create().await;
    let early = ana.patch(daily.action("snooze"), json!({"minutes": 5})).await;
    early.assert_problem(409, "nothing_due");
    let off = ana.reminder("Off", "2026-03-02T09:00:00Z").with("is_active", false).create().await;
    ana.patch(off.action("snooze"), json!({"minutes": 5})).await.assert_problem(409, "nothing_due");
}

#[umbra_test]
async fn a_snooze_says_minutes_or_until_within_bounds(t: TestApp) {
    let ana = t.user("ana").await;
    let made = ana.reminder("Call", "2026-03-02T08:00:00Z").create().await;
    for (body, pointer, code) in [
        (json!({}), "/minutes", "required"),
        (json!({"minutes": null, "until": null}), "/minutes", "required"),
        (json!({"minutes": 5, "until": "2026-03-02T09:00:00Z"}), "/until", "ambiguous"),
        (json!({"minutes": 0}), "/minutes", "out_of_range"),
        (json!({"minutes": 10081}), "/minutes", "out_of_range"),
        (json!({"minutes": -5}), "/minutes", "out_of_range"),
        (json!({"minutes": 1.5}), "/minutes", "invalid_type"),
        (json!({"minutes": "5"}), "/minutes", "invalid_type"),
        (json!({"until": "2026-03-02T08:00:00Z"}), "/until", "out_of_range"),
        (json!({"until": "2026-03-02T07:59"}), "/until", "out_of_range"),
        (json!({"until": "2027-03-03T08:00:01Z"}), "/until", "out_of_range"),
        (json!({"until": "later"}), "/until", "invalid_instant"),
        (json!({"minutes": 5, "hours": 1}), "/hours", "unknown_field"),
    ] {
        let refused = ana.patch(made.action("snooze"), body).await;
        refused.assert_problem(422, "invalid").assert_field(pointer, code);
    }
    assert_eq!(ana.get(made.url()).await.json(), made.body);
}
