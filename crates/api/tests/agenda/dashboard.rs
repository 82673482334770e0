//! Today.

use jiff::Timestamp;
use serde_json::json;
use umbra_testkit::{TestApp, umbra_test};

use crate::agenda::{all, read};

#[umbra_test]
async fn today_is_the_day_where_the_person_is(t: TestApp) {
    for (zone, today) in [
        ("Pacific/Pago_Pago", "2026-03-01"),
        ("UTC", "2026-03-02"),
        ("Pacific/Kiritimati", "2026-03-03"),
    ] {
        // 10:30 UTC is before midnight at UTC-11, and after it at UTC+14.
        t.clock.set("2026-03-02T10:30:00Z".parse::<Timestamp>().unwrap());
        let ana = t.user("ana").await;
        ana.put("/api/settings", json!({"timezone": zone})).await.assert_status(200);
        let mut made = Vec::new();
        for day in ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"] {
            made.push(ana.event(day, day).create().await.url());
            made.push(ana.todo(day).due(day).create().await.url());
        }
        let dashboard = read(&ana, "/api/dashboard").await;
        assert_eq!(dashboard["date"], today, "{zone}");
        assert_eq!(all(&dashboard["events"], "title"), [today], "{zone}");
        assert_eq!(all(&dashboard["due_todos"], "title"), [today], "{zone}");
        let overdue = read(&ana, "/api/todos?overdue=true&sort=due_date").await;
        assert_eq!(dashboard["overdue_todos"], overdue, "{zone}");
        for url in made {
            ana.delete(url).await.assert_status(204);
        }
    }
}

#[umbra_test]
async fn what_was_due_earlier_today_is_overdue(t: TestApp) {
    let ana = t.user("ana").await;
    ana.todo("At seven").due("2026-03-02").with("due_time", "07:00").create().await;
    ana.todo("At nine").due("2026-03-02").with("due_time", "09:00").create().await;
    ana.todo("Some time").due("2026-03-02").create().await;
    let dashboard = read(&ana, "/api/dashboard").await;
    assert_eq!(all(&dashboard["overdue_todos"], "title"), ["At seven"]);
    assert_eq!(all(&dashboard["due_todos"], "title"), ["At nine", "Some time"]);
}

#[umbra_test]
async fn moved_and_removed_occurrences_are_where_they_are(t: TestApp) {
    let ana = t.user("ana").await;
    let event = ana.event("Daily", "2026-02-01T12:00:00Z").rule("FREQ=DAILY").create().await;
    let moved = json!({"start": "2026-03-02T20:00:00Z", "end": null});
    ana.put(event.scoped("this", "2026-03-05T12:00:00"), moved).await.assert_status(200);
    ana.delete(event.scoped("this", "2026-03-02T12:00:00")).await.assert_status(204);
    let dashboard = read(&ana, "/api/dashboard").await;
    assert_eq!(all(&dashboard["events"], "start"), ["2026-03-02T20:00:00Z"]);
    assert_eq!(all(&dashboard["events"], "recurrence_id"), ["2026-03-05T12:00:00"]);
}

#[umbra_test]
async fn reminders_are_those_that_are_due_and_those_that_ring_today(t: TestApp) {
    let ana = t.user("ana").await;
    ana.reminder("Earlier", "2026-03-02T07:00:00Z").create().await;
    ana.reminder("Later", "2026-03-02T23:59:00Z").create().await;
    ana.reminder("Tomorrow", "2026-03-03T00:00:00Z").create().await;
    ana.reminder("Off", "2026-03-02T20:00:00Z").with("is_active", false).create().await;
    let event = ana.event("Bus", "2026-03-02T09:00:00Z").with("reminders", json!([30]));
    event.create().await;
    t.clock.set("2026-03-02T08:40:00Z".parse::<Timestamp>().unwrap());
    for fire in [false, true] {
        if fire {
            t.fire_reminders().await;
        }
        let dashboard = read(&ana, "/api/dashboard").await;
        assert_eq!(all(&dashboard["due_reminders"], "title"), ["Earlier", "Bus"]);
        assert_eq!(dashboard["due_reminders"], read(&ana, "/api/reminders/due").await);
        let path = "/api/reminders?active=true&to=2026-03-03T00:00:00Z";
        assert_eq!(dashboard["reminders"], read(&ana, path).await);
        let rings = all(&dashboard["reminders"], "title");
        assert!(rings.contains(&"Later".to_owned()), "{rings:?}");
        assert!(!rings.iter().any(|title| ["Tomorrow", "Off"].contains(&title.as_str())));
    }
    let upcoming = read(&ana, "/api/upcoming?days=2").await;
    assert_eq!(all(&upcoming["reminders"], "title"), ["Later", "Tomorrow"]);
}
