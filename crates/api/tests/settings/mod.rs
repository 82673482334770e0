//! `/api/settings` over HTTP, on both databases.

mod conditions;
mod values;
mod zones;

use serde_json::{Value, json};
use umbra_testkit::{Client, TestApp, umbra_test};

/// Reads somebody's settings.
async fn read(client: &Client) -> Value {
    client.get("/api/settings").await.assert_status(200).json()
}

/// Returns the settings that an account begins with.
fn defaults() -> Value {
    json!({
        "timezone": "UTC",
        "preferred_name": null,
        "accent_color": null,
        "first_day_of_week": 0,
        "upcoming_days": 7,
        "auto_lock_minutes": null,
        "locale": "en",
        "weather_place": null,
        "daily_notice_time": "08:00",
        "ntfy_enabled": false,
        "ntfy_server_url": null,
        "ntfy_topic": null,
        "ntfy_has_token": false,
        "ntfy_events_enabled": true,
        "ntfy_event_lead_minutes": 15,
        "ntfy_reminders_enabled": true,
        "ntfy_todos_enabled": true,
        "ntfy_todo_lead_days": 0,
        "ntfy_projects_enabled": true,
        "ntfy_project_lead_days": 1,
        "quiet_hours_start": null,
        "quiet_hours_end": null,
        "created_at": "2026-03-02T08:00:00Z",
        "updated_at": "2026-03-02T08:00:00Z",
    })
}

#[umbra_test]
async fn an_account_begins_with_defaults(t: TestApp) {
    let ana = t.user("ana").await;
    let reply = ana.get("/api/settings").await.assert_status(200);
    assert_eq!((reply.json(), reply.etag()), (defaults(), "\"1\""));
}

#[umbra_test]
async fn a_change_touches_only_what_is_sent(t: TestApp) {
    let ana = t.user("ana").await;
    let mut expected = defaults();
    for (version, (field, value)) in (2..).zip([
        ("timezone", json!("Europe/Berlin")),
        ("preferred_name", json!("Ana María")),
        ("accent_color", json!("#1a2b3c")),
        ("first_day_of_week", json!(6)),
        ("upcoming_days", json!(90)),
        ("daily_notice_time", json!("06:45")),
        ("auto_lock_minutes", json!(1440)),
    ]) {
        t.clock.advance(std::time::Duration::from_secs(1));
        let reply = ana.put("/api/settings", json!({field: value})).await.assert_status(200);
        expected[field] = value;
        expected["updated_at"] = umbra_domain::Clock::now(&t.clock).to_string().into();
        assert_eq!(reply.json(), expected, "{field}");
        assert_eq!(reply.etag(), format!("\"{version}\""));
        let read = ana.get("/api/settings").await;
        assert_eq!((read.json(), read.etag()), (expected.clone(), reply.etag()));
    }
}

#[umbra_test]
async fn null_brings_the_default_back(t: TestApp) {
    let ana = t.user("ana").await;
    let others = json!({
        "timezone": "Europe/Berlin", "preferred_name": "Ana", "accent_color": "#1a2b3c",
        "first_day_of_week": 6, "upcoming_days": 30, "auto_lock_minutes": 15,
    });
    let mut expected = ana.put("/api/settings", &others).await.assert_status(200).json();
    for (field, _) in others.as_object().unwrap() {
        expected[field] = defaults()[field].clone();
        let reply = ana.put("/api/settings", json!({field: null})).await.assert_status(200);
        assert_eq!(reply.json(), expected, "{field}");
    }
    assert_eq!(read(&ana).await, defaults());
}

#[umbra_test]
async fn people_have_settings_of_their_own(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    ana.put("/api/settings", json!({"upcoming_days": 30})).await.assert_status(200);
    assert_eq!(read(&ben).await, defaults());
    let laptop = t.user("ana").await;
    assert_eq!(read(&laptop).await["upcoming_days"], 30, "in every browser");
}

#[umbra_test]
async fn strangers_and_locked_sessions_get_nowhere(t: TestApp) {
    let ana = t.user("ana").await;
    let change = json!({"upcoming_days": 30});
    let stranger = t.anonymous();
    stranger.get("/api/settings").await.assert_problem(401, "unauthenticated");
    stranger.put("/api/settings", &change).await.assert_problem(401, "unauthenticated");
    let locked = t.user("ana").await;
    locked.post("/api/auth/lock", ()).await.assert_status(200);
    locked.get("/api/settings").await.assert_problem(423, "session_locked");
    locked.put("/api/settings", &change).await.assert_problem(423, "session_locked");
    ana.put("/api/settings", &change).without("X-Requested-With").await.assert_problem(403, "csrf");
    assert_eq!(read(&ana).await, defaults());
}
