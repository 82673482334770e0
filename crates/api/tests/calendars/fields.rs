//! What the fields take, and how they say what they don't.

use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

use crate::calendars::names;

#[umbra_test]
async fn refused_values_are_told_by_field_and_change_nothing(t: TestApp) {
    let ana = t.user("ana").await;
    let calendar = ana.calendar("Work").create().await;
    for (field, value, code) in [
        ("name", json!(""), "blank"),
        ("name", json!(" \t"), "blank"),
        ("name", json!("x".repeat(101)), "too_long"),
        ("name", json!("a\nb"), "control_character"),
        ("name", json!("a\u{0}b"), "control_character"),
        ("name", json!(7), "invalid_type"),
        ("color", json!("red"), "invalid_color"),
        ("color", json!("#12345"), "invalid_color"),
        ("color", json!("#12345g"), "invalid_color"),
        ("color", json!("#11223344"), "invalid_color"),
        ("color", json!(""), "invalid_color"),
        ("description", json!(" "), "blank"),
        ("description", json!("x".repeat(10_001)), "too_long"),
        ("description", json!("a\u{7}"), "control_character"),
        ("is_default", json!("true"), "invalid_type"),
        ("is_visible", json!(1), "invalid_type"),
        ("sort_order", json!(2_147_483_648_i64), "out_of_range"),
        ("sort_order", json!(-2_147_483_649_i64), "out_of_range"),
        ("sort_order", json!(1.5), "invalid_type"),
        ("sort_order", json!("1"), "invalid_type"),
    ] {
        let pointer = format!("/{field}");
        let created = ana.calendar("Club").with(field, value.clone()).send().await;
        created.assert_problem(422, "invalid").assert_field(&pointer, code);
        for method in ["PUT", "PATCH"] {
            let changed = ana.request(method, calendar.url(), json!({field: value})).await;
            changed.assert_problem(422, "invalid").assert_field(&pointer, code);
        }
    }
    assert_eq!(ana.get(calendar.url()).await.json(), calendar.body);
    assert_eq!(names(&ana.get("/api/calendars").await), ["Personal", "Work"]);
}

#[umbra_test]
async fn all_refused_fields_are_told_at_once(t: TestApp) {
    let ana = t.user("ana").await;
    let refused = json!({
        "name": " ", "color": "red", "description": "", "sort_order": 9_999_999_999_i64,
    });
    let created = ana.post("/api/calendars", &refused).await;
    let personal = crate::calendars::default_of(&ana).await;
    let changed = ana.put(crate::calendars::url(&personal), &refused).await;
    for reply in [created, changed] {
        let problem = reply.assert_problem(422, "invalid");
        for (pointer, code) in [
            ("/name", "blank"),
            ("/color", "invalid_color"),
            ("/description", "blank"),
            ("/sort_order", "out_of_range"),
        ] {
            problem.assert_field(pointer, code);
        }
    }
}

#[umbra_test]
async fn values_come_back_in_one_spelling(t: TestApp) {
    let ana = t.user("ana").await;
    let calendar = ana
        .calendar("  Fußball ⚽ ")
        .with("color", "#FA0")
        .with("description", " Two\nlines ")
        .with("sort_order", i32::MIN)
        .create()
        .await;
    for (field, value) in [
        ("name", json!("Fußball ⚽")),
        ("color", json!("#ffaa00")),
        ("description", json!("Two\nlines")),
        ("sort_order", json!(i32::MIN)),
    ] {
        assert_eq!(calendar.body[field], value, "{field}");
    }
    let most = json!({"sort_order": i32::MAX, "name": "ä".repeat(100), "color": "#ABCDEF"});
    let changed = ana.put(calendar.url(), most).await.assert_status(200).json();
    assert_eq!(changed["sort_order"], i32::MAX);
    assert_eq!(changed["name"].as_str().map(|name| name.chars().count()), Some(100));
    assert_eq!(changed["color"], "#abcdef");
}

#[umbra_test]
async fn two_calendars_may_have_one_name(t: TestApp) {
    let ana = t.user("ana").await;
    ana.calendar("Personal").create().await;
    let list = ana.get("/api/calendars").await;
    assert_eq!(names(&list), ["Personal", "Personal"]);
    let ids: Vec<Value> =
        crate::calendars::rows(&list).iter().map(|row| row["id"].clone()).collect();
    assert_ne!(ids[0], ids[1]);
}
