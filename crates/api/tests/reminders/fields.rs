//! What the fields take and refuse.

use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

const WHEN: &str = "2026-03-05T09:00:00Z";

fn with(field: &str, value: Value) -> Value {
    let mut body = json!({"title": "Call", "remind_at": WHEN});
    body[field] = value;
    body
}

#[umbra_test]
async fn each_field_refuses_what_it_can_not_be(t: TestApp) {
    let ana = t.user("ana").await;
    let made = ana.reminder("Call", WHEN).create().await;
    for (field, value, code) in [
        ("title", json!(" "), "blank"),
        ("title", json!("x".repeat(501)), "too_long"),
        ("title", json!("a\nb"), "control_character"),
        ("title", json!(7), "invalid_type"),
        ("description", json!("x".repeat(10_001)), "too_long"),
        ("description", json!("\0"), "control_character"),
        ("remind_at", json!("tomorrow"), "invalid_instant"),
        ("remind_at", json!("2026-03-05"), "invalid_instant"),
        ("remind_at", json!("2026-02-30T09:00:00Z"), "invalid_instant"),
        ("remind_at", json!("9999-12-30T12:00:00Z"), "out_of_range"),
        ("remind_at", json!("0001-01-01T00:00:00+10:00"), "out_of_range"),
        ("remind_at", json!(1_772_438_400), "invalid_type"),
        ("timezone", json!("Mars/Olympus"), "unknown_timezone"),
        ("timezone", json!("+01:00"), "unknown_timezone"),
        ("recurrence_rule", json!(""), "invalid_recurrence"),
        ("recurrence_rule", json!("FREQ=HOURLY"), "unsupported_recurrence"),
        (
            "recurrence_rule",
            json!("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
            "recurrence_never_occurs",
        ),
        ("recurrence_rule", json!("FREQ=DAILY;UNTIL=20200101"), "recurrence_never_occurs"),
        ("is_active", json!("yes"), "invalid_type"),
        ("is_dismissed", json!(true), "unknown_field"),
        ("snoozed_until", json!(WHEN), "unknown_field"),
        ("event_id", json!(1), "unknown_field"),
    ] {
        let refused = ana.post("/api/reminders", with(field, value.clone())).await;
        let pointer = format!("/{field}");
        refused.assert_problem(422, "invalid").assert_field(&pointer, code);
        let mut change = json!({});
        change[field] = value;
        let refused = ana.put(made.url(), change).await;
        refused.assert_problem(422, "invalid").assert_field(&pointer, code);
    }
    assert_eq!(ana.get(made.url()).await.json(), made.body);
}

#[umbra_test]
async fn all_refused_fields_are_told_at_once(t: TestApp) {
    let ana = t.user("ana").await;
    let body = json!({
        "title": "", "remind_at": "x", "timezone": "x", "recurrence_rule": "x", "description": "",
    });
    let refused = ana.post("/api/reminders", body).await;
    let problem = refused.assert_problem(422, "invalid");
    for (pointer, code) in [
        ("/title", "blank"),
        ("/remind_at", "invalid_instant"),
        ("/timezone", "unknown_timezone"),
        ("/recurrence_rule", "invalid_recurrence"),
        ("/description", "blank"),
    ] {
        problem.assert_field(pointer, code);
    }
}

#[umbra_test]
async fn null_clears_what_can_be_cleared(t: TestApp) {
    let ana = t.user("ana").await;
    ana.put("/api/settings", json!({"timezone": "Europe/Vienna"})).await.assert_status(200);
    let made = ana.reminder("Call", WHEN).rule("FREQ=DAILY").zone("Asia/Tokyo");
    let made = made.with("description", "About the car").with("is_active", false);
    let made = made.create().await;
    let cleared = json!({
        "description": null, "timezone": null, "recurrence_rule": null, "is_active": null,
    });
    let cleared = ana.patch(made.url(), cleared).await.assert_status(200).json();
    assert_eq!(cleared["description"], Value::Null);
    assert_eq!(cleared["timezone"], "Europe/Vienna", "that of the settings");
    assert_eq!(cleared["recurrence_rule"], Value::Null);
    // 09:00 in UTC was 18:00 in Tokyo, and 18:00 stays 18:00.
    let next = "2026-03-05T17:00:00Z";
    assert_eq!((&cleared["is_active"], &cleared["next_at"]), (&true.into(), &next.into()));
}

#[umbra_test]
async fn moments_are_kept_to_the_second(t: TestApp) {
    let ana = t.user("ana").await;
    let made = ana.reminder("Call", "2026-03-05T09:00:00.987654321Z").create().await;
    assert_eq!((&made.body["remind_at"], &made.body["next_at"]), (&WHEN.into(), &WHEN.into()));
}
