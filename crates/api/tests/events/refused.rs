//! What is refused, and changes nothing.

use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

#[umbra_test]
async fn what_makes_no_event_is_refused_by_field(t: TestApp) {
    let ana = t.user("ana").await;
    let before = t.database_dump().await;
    let long = "x".repeat(501);
    for (field, value, code) in [
        ("title", json!(" "), "blank"),
        ("title", json!(long), "too_long"),
        ("location_text", json!(long), "too_long"),
        ("calendar_id", json!(999), "unknown_calendar"),
        ("calendar_id", json!(-1), "unknown_calendar"),
        ("start", json!("tomorrow"), "invalid_date"),
        ("start", json!("2026-03-05T10:00:00.5Z"), "invalid_instant"),
        ("start", json!("0001-01-01T00:00:00Z"), "out_of_range"),
        ("start", json!("9999-12-29T00:00:00Z"), "out_of_range"),
        ("end", json!("2026-03-05T09:59:59Z"), "end_before_start"),
        ("end", json!("2036-12-05T10:00:00Z"), "event_too_long"),
        ("end", json!("2026-03-06"), "not_an_instant"),
        ("timezone", json!("Mars/Olympus"), "unknown_timezone"),
        ("end_timezone", json!("+02:00"), "unknown_timezone"),
        ("recurrence_rule", json!("FREQ=SOMETIMES"), "invalid_recurrence"),
        ("recurrence_rule", json!("FREQ=SECONDLY"), "unsupported_recurrence"),
        (
            "recurrence_rule",
            json!("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
            "recurrence_never_occurs",
        ),
        ("exdates", json!(["2026-03-05T10:00:00Z"]), "exdates_without_rule"),
        ("exdates", json!(["never"]), "invalid_date"),
        ("color", json!("red"), "invalid_color"),
        ("reminders", json!([-1]), "out_of_range"),
        ("reminders", json!([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]), "too_many"),
        ("all_day", json!(true), "not_a_date"),
        ("location_id", json!(1), "unknown_location"),
        ("location_name", json!("School"), "unknown_field"),
        ("location_address", json!("Ring 1"), "unknown_field"),
    ] {
        let mut body = json!({"title": "Dentist", "start": "2026-03-05T10:00:00Z"});
        body[field] = value.clone();
        let refused = ana.post("/api/events", body).await.assert_problem(422, "invalid");
        let place = if field == "all_day" { "start" } else { field };
        refused.assert_field(&format!("/{place}"), code);
    }
    assert_eq!(t.database_dump().await, before);
}

#[umbra_test]
async fn a_range_is_not_empty_and_not_too_wide(t: TestApp) {
    let ana = t.user("ana").await;
    for (query, field, code) in [
        ("start=2026-03-01&end=2026-03-01", "/end", "end_before_start"),
        ("start=2026-03-02&end=2026-03-01", "/end", "end_before_start"),
        ("start=2000-01-01&end=2030-01-01", "/end", "range_too_wide"),
        ("start=x", "/start", "invalid_date"),
        ("end=2026-13-01T00:00:00Z", "/end", "invalid_instant"),
        ("calendar_id=0", "/calendar_id", "unknown_calendar"),
        ("limit=1", "/limit", "not_paged"),
    ] {
        let refused = ana.get(format!("/api/events?{query}")).await.assert_problem(422, "invalid");
        refused.assert_field(field, code);
    }
}

#[umbra_test]
async fn a_range_of_too_many_events_is_refused(t: TestApp) {
    let ana = t.user("ana").await;
    let rule = "FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11";
    for n in 0..3 {
        ana.event(&n.to_string(), "2026-01-01T00:00:00Z").rule(rule).create().await;
    }
    let refused = ana.get("/api/events?start=2026-01-01&end=2026-12-31").await;
    refused.assert_problem(422, "invalid").assert_field("/end", "too_many_events");
    assert_eq!(ana.events("2026-01-01", "2026-02-01").await.len(), 3 * 12 * 31);
}

#[umbra_test]
async fn which_occurrences_are_meant_has_to_be_said(t: TestApp) {
    let ana = t.user("ana").await;
    let series = ana.event("Daily", "2026-03-02T09:00:00Z").rule("FREQ=DAILY").create().await;
    let single = ana.event("Once", "2026-03-02T09:00:00Z").create().await;
    let before = t.database_dump().await;
    for (path, field, code) in [
        (series.url(), "/scope", "scope_required"),
        (format!("{}?scope=this", series.url()), "/recurrence_id", "missing_field"),
        (format!("{}?scope=following", series.url()), "/recurrence_id", "missing_field"),
        (series.scoped("this", "2026-03-02T10:00:00"), "/recurrence_id", "unknown_occurrence"),
        (series.scoped("this", "2026-03-01T09:00:00"), "/recurrence_id", "unknown_occurrence"),
        (series.scoped("following", "2026-03-02"), "/recurrence_id", "unknown_occurrence"),
        (series.scoped("this", "now"), "/recurrence_id", "invalid_date"),
        (series.scoped("some", "2026-03-02T09:00:00"), "/scope", "invalid_value"),
        (single.scoped("this", "2026-03-02T09:00:00"), "/scope", "not_recurring"),
        (single.scoped("following", "2026-03-02T09:00:00"), "/scope", "not_recurring"),
    ] {
        let refused = ana.put(&path, json!({"title": "x"})).await.assert_problem(422, "invalid");
        refused.assert_field(field, code);
        ana.delete(&path).await.assert_problem(422, "invalid").assert_field(field, code);
    }
    assert_eq!(t.database_dump().await, before);
}

#[umbra_test]
async fn one_occurrence_cannot_have_what_is_the_series(t: TestApp) {
    let ana = t.user("ana").await;
    let work = ana.calendar("Work").create().await;
    let series = ana.event("Daily", "2026-03-02T09:00:00Z").rule("FREQ=DAILY").create().await;
    let path = series.scoped("this", "2026-03-03T09:00:00");
    for (field, value) in [
        ("calendar_id", json!(work.id)),
        ("recurrence_rule", json!("FREQ=WEEKLY")),
        ("recurrence_rule", Value::Null),
        ("exdates", json!(["2026-03-04T09:00:00"])),
    ] {
        let refused = ana.put(&path, json!({field: value})).await.assert_problem(422, "invalid");
        refused.assert_field(&format!("/{field}"), "not_for_one_occurrence");
    }
}

#[umbra_test]
async fn somebody_elses_calendar_takes_no_events(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let calendar = ben.calendar("Ben's").create().await;
    let event = ana.event("Mine", "2026-03-05").create().await;
    let create = ana.event("x", "2026-03-05").with("calendar_id", calendar.id).send().await;
    create.assert_problem(422, "invalid").assert_field("/calendar_id", "unknown_calendar");
    let moved = ana.put(event.url(), json!({"calendar_id": calendar.id})).await;
    moved.assert_problem(422, "invalid").assert_field("/calendar_id", "unknown_calendar");
    assert!(ben.events("2026-03-01", "2026-04-01").await.is_empty());
    let path = format!("/api/events?start=2026-03-01&end=2026-04-01&calendar_id={}", calendar.id);
    ana.get(path).await.assert_problem(404, "not_found");
}
