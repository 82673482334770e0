//! What users of other calendars reported, each as a test.

use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

use crate::events::all;

#[umbra_test]
async fn the_last_day_of_the_month_is_the_last_one_of_every_month(t: TestApp) {
    let ana = t.user("ana").await;
    ana.event("Rent", "2028-01-31").rule("FREQ=MONTHLY;BYMONTHDAY=-1").create().await;
    let shown = ana.events("2028-01-01", "2028-07-01").await;
    assert_eq!(
        all(&shown, "start"),
        ["2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30", "2028-05-31", "2028-06-30"]
    );
}

#[umbra_test]
async fn the_31st_leaves_short_months_out_by_default_and_moves_with_skip(t: TestApp) {
    let ana = t.user("ana").await;
    ana.event("Plain", "2027-01-31").rule("FREQ=MONTHLY").create().await;
    let moved = "RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=BACKWARD";
    ana.event("Moved", "2027-01-31").rule(moved).create().await;
    let shown = ana.events("2027-02-01", "2027-04-01").await;
    assert_eq!(all(&shown, "start"), ["2027-02-28", "2027-03-31", "2027-03-31"]);
    assert_eq!(all(&shown, "title"), ["Moved", "Plain", "Moved"]);
}

#[umbra_test]
async fn a_birthday_on_a_leap_day_comes_every_fourth_year_or_every_year_with_skip(t: TestApp) {
    let ana = t.user("ana").await;
    ana.event("Leap", "2024-02-29").rule("FREQ=YEARLY").create().await;
    let every = "RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=BACKWARD";
    ana.event("Every", "2024-02-29").rule(every).create().await;
    let shown = ana.events("2025-01-01", "2029-01-01").await;
    assert_eq!(
        all(&shown, "start"),
        ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29", "2028-02-29"]
    );
}

#[umbra_test]
async fn until_in_utc_holds_the_last_local_day_in_jerusalem(t: TestApp) {
    let ana = t.user("ana").await;
    let event = ana.event("Lesson", "2026-05-04T01:00:00").zone("Asia/Jerusalem");
    // 01:00 in Jerusalem is 22:00 of the day before in UTC.
    event.rule("FREQ=DAILY;UNTIL=20260505T220000Z").create().await;
    let shown = ana.events("2026-05-01", "2026-06-01").await;
    assert_eq!(
        all(&shown, "start"),
        ["2026-05-03T22:00:00Z", "2026-05-04T22:00:00Z", "2026-05-05T22:00:00Z"]
    );
}

#[umbra_test]
async fn an_update_of_one_instance_does_not_destroy_the_series(t: TestApp) {
    let ana = t.user("ana").await;
    let event = ana.event("Standup", "2026-03-02T09:00:00").zone("Europe/Vienna");
    let event = event.with("end", "2026-03-02T09:15:00").rule("FREQ=DAILY").create().await;
    let shown = ana.events("2026-03-01", "2026-03-08").await;
    // A frontend sends everything back that it was shown of the instance.
    let mut body = shown[2].clone();
    for read_only in [
        "id",
        "event_id",
        "recurrence_id",
        "created_by",
        "location_name",
        "location_address",
        "is_override",
        "is_busy",
        "my_invitation",
        "invitation_counts",
        "created_at",
        "updated_at",
        "version",
    ] {
        body.as_object_mut().unwrap().remove(read_only);
    }
    for local in ["start_local", "end_local", "start_in_timezone", "end_in_timezone"] {
        body.as_object_mut().unwrap().remove(local);
    }
    body["title"] = "Demo".into();
    let changed = ana.put(event.scoped("this", "2026-03-04T09:00:00"), body).await;
    let changed = changed.assert_status(200).json();
    assert_eq!((&changed["title"], &changed["is_override"]), (&"Demo".into(), &true.into()));
    let after = ana.events("2026-03-01", "2026-03-08").await;
    assert_eq!(all(&after, "start"), all(&shown, "start"));
    assert_eq!(
        all(&after, "title"),
        ["Standup", "Standup", "Demo", "Standup", "Standup", "Standup"]
    );
    let series = ana.get(event.url()).await.assert_status(200).json();
    assert_eq!(series["recurrence_rule"], "FREQ=DAILY");
}

#[umbra_test]
async fn deleting_all_following_leaves_no_orphan_override(t: TestApp) {
    let ana = t.user("ana").await;
    let event = ana.event("Yoga", "2026-03-02T18:00:00Z").rule("FREQ=WEEKLY").create().await;
    let moved = json!({"start": "2026-03-03T18:00:00Z", "end": null, "title": "Moved"});
    // One is moved before the cut, another far behind it.
    for (id, start) in [
        ("2026-04-06T18:00:00", "2026-03-05T07:00:00Z"),
        ("2026-04-13T18:00:00", "2026-09-01T07:00:00Z"),
    ] {
        let mut body = moved.clone();
        body["start"] = start.into();
        ana.patch(event.scoped("this", id), body).await.assert_status(200);
    }
    ana.delete(event.scoped("following", "2026-03-30T18:00:00")).await.assert_status(204);
    let left = ana.events("2026-01-01", "2027-12-31").await;
    assert_eq!(all(&left, "start").len(), 4);
    assert_eq!(all(&left, "title"), ["Yoga"; 4]);
    assert!(!t.database_dump().await.to_string().contains("Moved"), "an orphan is left");
}

#[umbra_test]
async fn days_are_the_same_days_at_every_end_of_the_world(t: TestApp) {
    for zone in ["Pacific/Pago_Pago", "Pacific/Apia", "Pacific/Kiritimati", "America/St_Johns"] {
        let ana = t.user("ana").await;
        ana.put("/api/settings", json!({"timezone": zone})).await.assert_status(200);
        let event = ana.event("Holiday", "2026-03-10").with("end", "2026-03-12").create().await;
        assert_eq!(
            (&event.body["start"], &event.body["end"]),
            (&"2026-03-10".into(), &"2026-03-12".into())
        );
        for (from, to, count) in [
            ("2026-03-09", "2026-03-10", 0),
            ("2026-03-09", "2026-03-11", 1),
            ("2026-03-10", "2026-03-11", 1),
            ("2026-03-11", "2026-03-12", 1),
            ("2026-03-12", "2026-03-13", 0),
            // The first and the last quarter of an hour, by the wall clock there.
            ("2026-03-09T23:45:00", "2026-03-10T00:00:00", 0),
            ("2026-03-10T00:00:00", "2026-03-10T00:15:00", 1),
            ("2026-03-11T23:45:00", "2026-03-12T00:00:00", 1),
            ("2026-03-12T00:00:00", "2026-03-12T00:15:00", 0),
        ] {
            let shown = ana.events(from, to).await;
            assert_eq!(shown.len(), count, "{zone}: {from} to {to}");
        }
        ana.delete(event.url()).await.assert_status(204);
    }
}

#[umbra_test]
async fn a_series_is_still_there_after_thirty_years(t: TestApp) {
    let ana = t.user("ana").await;
    let event = ana.event("Breakfast", "2026-01-01T07:30:00").zone("Europe/Vienna");
    event.rule("FREQ=DAILY").create().await;
    let shown = ana.events("2056-07-01T00:00:00Z", "2056-07-03T00:00:00Z").await;
    assert_eq!(all(&shown, "start"), ["2056-07-01T05:30:00Z", "2056-07-02T05:30:00Z"]);
}

#[umbra_test]
async fn an_override_that_was_moved_keeps_its_name_and_is_found_where_it_is(t: TestApp) {
    let ana = t.user("ana").await;
    let event = ana.event("Call", "2026-03-02T09:00:00Z").with("end", "2026-03-02T10:00:00Z");
    let event = event.rule("FREQ=WEEKLY;COUNT=3").create().await;
    let path = event.scoped("this", "2026-03-09T09:00:00");
    for day in ["2026-06-01", "2025-12-24", "2026-03-09"] {
        let body = json!({
            "start": format!("{day}T15:00:00Z"), "end": format!("{day}T16:00:00Z"),
        });
        ana.put(&path, body).await.assert_status(200);
        let all_of_it = ana.events("2025-01-01", "2027-01-01").await;
        assert_eq!(all_of_it.len(), 3);
        let there = ana.events(day, &format!("{day}T23:00:00")).await;
        assert_eq!(all(&there, "recurrence_id"), ["2026-03-09T09:00:00"], "{day}");
        if day != "2026-03-09" {
            let gone = ana.events("2026-03-09", "2026-03-10").await;
            assert_eq!(gone, [] as [Value; 0]);
        }
    }
}
