//! What the fields take, and how they say what they don't.

use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

use crate::templates::{PATH, names};

#[umbra_test]
async fn refused_values_are_told_by_field_and_change_nothing(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let template = ana.template("Lesson", "Piano").create().await;
    let bens = ben.calendar("Ben's").create().await;
    let before = t.database_dump().await;
    for (field, value, code) in [
        ("name", json!(" "), "blank"),
        ("name", json!("x".repeat(101)), "too_long"),
        ("name", json!("a\nb"), "control_character"),
        ("name", json!(7), "invalid_type"),
        ("calendar_id", json!(0), "unknown_calendar"),
        ("calendar_id", json!(i64::MAX), "unknown_calendar"),
        ("calendar_id", json!(bens.id), "unknown_calendar"),
        ("calendar_id", json!("1"), "invalid_type"),
        ("title", json!(""), "blank"),
        ("title", json!("x".repeat(501)), "too_long"),
        ("description", json!("x".repeat(10_001)), "too_long"),
        ("location_text", json!("x".repeat(501)), "too_long"),
        ("all_day", json!("true"), "invalid_type"),
        ("start_time", json!("24:00"), "invalid_time"),
        ("start_time", json!("9:30"), "invalid_time"),
        ("start_time", json!("09:30Z"), "invalid_time"),
        ("duration_minutes", json!(-1), "out_of_range"),
        ("duration_minutes", json!(5_270_401), "out_of_range"),
        ("duration_minutes", json!(1.5), "invalid_type"),
        ("recurrence_rule", json!("FREQ=SOMETIMES"), "invalid_recurrence"),
        ("recurrence_rule", json!("FREQ=SECONDLY"), "unsupported_recurrence"),
        ("color", json!("red"), "invalid_color"),
        ("is_starred", json!(1), "invalid_type"),
        ("reminders", json!([-1]), "out_of_range"),
        ("reminders", json!((0..11).collect::<Vec<_>>()), "too_many"),
        ("start", json!("2026-03-05"), "unknown_field"),
        ("timezone", json!("Europe/Vienna"), "unknown_field"),
    ] {
        let pointer = format!("/{field}");
        let created = ana.template("Club", "Club").with(field, value.clone()).send().await;
        created.assert_problem(422, "invalid").assert_field(&pointer, code);
        for method in ["PUT", "PATCH"] {
            let changed = ana.request(method, template.url(), json!({field: value})).await;
            changed.assert_problem(422, "invalid").assert_field(&pointer, code);
        }
    }
    assert_eq!(t.database_dump().await, before);
}

#[umbra_test]
async fn whole_days_have_no_time_of_day_and_last_whole_days(t: TestApp) {
    let ana = t.user("ana").await;
    let all_day = ana.template("Trip", "Trip").with("all_day", true).create().await;
    let timed = ana.template("Lesson", "Piano").create().await;
    for (field, value, code) in [
        ("start_time", json!("09:00"), "not_for_all_day"),
        ("duration_minutes", json!(0), "not_whole_days"),
        ("duration_minutes", json!(60), "not_whole_days"),
        ("duration_minutes", json!(1_441), "not_whole_days"),
        ("recurrence_rule", json!("FREQ=DAILY;BYHOUR=9"), "invalid_recurrence"),
    ] {
        let pointer = format!("/{field}");
        let created =
            ana.template("x", "x").with("all_day", true).with(field, value.clone()).send().await;
        created.assert_problem(422, "invalid").assert_field(&pointer, code);
        let kept = ana.put(all_day.url(), json!({field: value})).await;
        kept.assert_problem(422, "invalid").assert_field(&pointer, code);
        let becoming = ana.put(timed.url(), json!({"all_day": true, field: value})).await;
        becoming.assert_problem(422, "invalid").assert_field(&pointer, code);
        ana.put(timed.url(), json!({field: value})).await.assert_status(200);
    }
    assert_eq!(names(&ana.get(PATH).await), ["Lesson", "Trip"]);
    assert_eq!(ana.get(all_day.url()).await.etag(), all_day.etag);
}

#[umbra_test]
async fn all_refused_fields_are_told_at_once(t: TestApp) {
    let ana = t.user("ana").await;
    let template = ana.template("Lesson", "Piano").create().await;
    let refused = json!({
        "name": " ", "title": "", "start_time": "x", "duration_minutes": -1, "color": "red",
        "recurrence_rule": "", "reminders": [-1],
    });
    for reply in [ana.post(PATH, &refused).await, ana.put(template.url(), &refused).await] {
        let problem = reply.assert_problem(422, "invalid");
        for (pointer, code) in [
            ("/name", "blank"),
            ("/title", "blank"),
            ("/start_time", "invalid_time"),
            ("/duration_minutes", "out_of_range"),
            ("/color", "invalid_color"),
            ("/recurrence_rule", "invalid_recurrence"),
            ("/reminders", "out_of_range"),
        ] {
            problem.assert_field(pointer, code);
        }
    }
}

#[umbra_test]
async fn values_come_back_in_one_spelling(t: TestApp) {
    let ana = t.user("ana").await;
    let template = ana
        .template("  Fußball ⚽ ", " Training ")
        .with("start_time", "18:30")
        .with("duration_minutes", 5_270_400)
        .rule("rrule:freq=weekly;byday=mo")
        .with("color", "#FA0")
        .with("reminders", json!([0, 60, 0]))
        .create()
        .await;
    for (field, value) in [
        ("name", json!("Fußball ⚽")),
        ("title", json!("Training")),
        ("start_time", json!("18:30:00")),
        ("duration_minutes", json!(5_270_400)),
        ("recurrence_rule", json!("FREQ=WEEKLY;BYDAY=MO")),
        ("color", json!("#ffaa00")),
        ("reminders", json!([60, 0])),
    ] {
        assert_eq!(template.body[field], value, "{field}");
    }
    let twin = ana.template("Fußball ⚽", "Training").create().await;
    assert_ne!(twin.id, template.id, "two templates may have one name");
    assert_eq!(twin.body["start_time"], Value::Null);
}
