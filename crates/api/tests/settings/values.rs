//! What is taken for a setting, and what is refused.

use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

use crate::settings::{defaults, read};

/// Checks that a setting's value is taken, and comes back as expected.
async fn taken(t: &TestApp, field: &str, values: &[(Value, Value)]) {
    let ana = t.user("ana").await;
    for (value, stored) in values {
        let reply = ana.put("/api/settings", json!({field: value})).await.assert_status(200);
        assert_eq!(&reply.json()[field], stored);
        assert_eq!(&read(&ana).await[field], stored);
    }
}

/// Checks that a setting's value is refused at its place, and changes nothing.
async fn refused(t: &TestApp, field: &str, values: &[(Value, &str)]) {
    let ben = t.user("ben").await;
    for (value, code) in values {
        let refused = ben.put("/api/settings", json!({field: value})).await;
        let problem = refused.assert_problem(422, "invalid");
        problem.assert_field(&format!("/{field}"), code);
        assert_eq!(problem.body()["errors"].as_array().unwrap().len(), 1);
    }
    assert_eq!(read(&ben).await, defaults());
}

fn same(value: impl Into<Value>) -> (Value, Value) {
    let value = value.into();
    (value.clone(), value)
}

#[umbra_test]
async fn a_timezone_is_one_of_iana(t: TestApp) {
    taken(
        &t,
        "timezone",
        &[
            same("Europe/Berlin"),
            same("America/Argentina/Buenos_Aires"),
            same("Asia/Kathmandu"),
            same("Etc/GMT+12"),
            ("europe/london".into(), "Europe/London".into()),
            ("utc".into(), "UTC".into()),
        ],
    )
    .await;
    let bad = [
        "Mars/Olympus",
        "Europe",
        "",
        " Europe/Berlin",
        "Europe/Berlin\u{0}",
        "+02:00",
        "CEST",
        "../../etc/passwd",
        "/usr/share/zoneinfo/UTC",
        "Local",
    ];
    let mut values = bad.map(|text| (Value::from(text), "unknown_timezone")).to_vec();
    values.push(("Europe/Berlin".repeat(100).into(), "unknown_timezone"));
    values.push((1.into(), "invalid_type"));
    refused(&t, "timezone", &values).await;
}

#[umbra_test]
async fn a_preferred_name_is_one_line_of_1_to_100_characters(t: TestApp) {
    let longest = "ñ".repeat(100);
    let values = [same("Ana María 🌻"), same(longest), (" Ana ".into(), "Ana".into())];
    taken(&t, "preferred_name", &values).await;
    refused(
        &t,
        "preferred_name",
        &[
            ("".into(), "blank"),
            (" \u{a0}".into(), "blank"),
            ("ñ".repeat(101).into(), "too_long"),
            ("a\nb".into(), "control_character"),
            ("a\u{0}b".into(), "control_character"),
            ("\u{1b}[2J".into(), "control_character"),
            (7.into(), "invalid_type"),
            (json!(["Ana"]), "invalid_type"),
        ],
    )
    .await;
}

#[umbra_test]
async fn an_accent_color_is_a_hexadecimal_one(t: TestApp) {
    taken(
        &t,
        "accent_color",
        &[same("#000000"), ("#1A2B3C".into(), "#1a2b3c".into()), ("#fA0".into(), "#ffaa00".into())],
    )
    .await;
    let bad =
        ["red", "#12", "#12345", "#12345g", "1a2b3c", "#1a2b3c4d", "#ääää", "", "#", "url(x)"];
    let mut values = bad.map(|text| (Value::from(text), "invalid_color")).to_vec();
    values.push((0.into(), "invalid_type"));
    refused(&t, "accent_color", &values).await;
}

#[umbra_test]
async fn numbers_keep_within_their_bounds(t: TestApp) {
    for (field, least, most) in
        [("first_day_of_week", 0, 6), ("upcoming_days", 1, 90), ("auto_lock_minutes", 1, 1440)]
    {
        taken(&t, field, &[same(least), same(most), same(least + 1)]).await;
        refused(
            &t,
            field,
            &[
                ((least - 1).into(), "out_of_range"),
                ((most + 1).into(), "out_of_range"),
                // What would fit after losing its upper bits.
                (65_537.into(), "out_of_range"),
                (4_294_967_297_i64.into(), "out_of_range"),
                (i64::MAX.into(), "out_of_range"),
                (i64::MIN.into(), "out_of_range"),
                (u64::MAX.into(), "out_of_range"),
                (1.0.into(), "invalid_type"),
                (1.5.into(), "invalid_type"),
                ("1".into(), "invalid_type"),
                (true.into(), "invalid_type"),
                (json!([1]), "invalid_type"),
            ],
        )
        .await;
    }
}

#[umbra_test]
async fn what_is_no_setting_is_refused(t: TestApp) {
    for (field, value) in [
        ("user_id", json!(1)),
        ("id", json!(1)),
        ("version", json!(9)),
        ("role", json!("admin")),
        ("is_admin", json!(true)),
        ("created_at", json!("2026-03-02T08:00:00Z")),
        ("updated_at", json!("2026-03-02T08:00:00Z")),
        ("Timezone", json!("UTC")),
        ("time~zone/x", json!("UTC")),
    ] {
        let ben = t.user("ben").await;
        let refused = ben.put("/api/settings", json!({field: value})).await;
        let pointer = format!("/{}", field.replace('~', "~0").replace('/', "~1"));
        refused.assert_problem(422, "invalid").assert_field(&pointer, "unknown_field");
        assert_eq!(read(&ben).await, defaults());
    }
}

#[umbra_test]
async fn all_refused_settings_are_told_at_once_and_none_is_changed(t: TestApp) {
    let ana = t.user("ana").await;
    let bad = json!({
        "timezone": "Mars/Olympus",
        "preferred_name": " ",
        "accent_color": "red",
        "first_day_of_week": 7,
        "upcoming_days": 0,
        "auto_lock_minutes": 1441,
    });
    let problem = ana.put("/api/settings", bad).await.assert_problem(422, "invalid");
    let expected = [
        ("/timezone", "unknown_timezone"),
        ("/preferred_name", "blank"),
        ("/accent_color", "invalid_color"),
        ("/first_day_of_week", "out_of_range"),
        ("/upcoming_days", "out_of_range"),
        ("/auto_lock_minutes", "out_of_range"),
    ];
    for (pointer, code) in expected {
        problem.assert_field(pointer, code);
    }
    assert_eq!(problem.body()["errors"].as_array().unwrap().len(), expected.len());
    let half = json!({"upcoming_days": 30, "accent_color": "red"});
    let problem = ana.put("/api/settings", half).await.assert_problem(422, "invalid");
    problem.assert_field("/accent_color", "invalid_color");
    assert_eq!(read(&ana).await, defaults(), "not even the good half");
}
