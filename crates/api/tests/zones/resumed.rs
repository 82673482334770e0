//! A crash in the middle: what was done stays done, and the rest follows.

use serde_json::json;
use umbra_testkit::{TestApp, umbra_test};

use super::{process_with, without_winter};

#[umbra_test]
async fn after_a_crash_the_rest_is_done_and_nothing_twice(t: TestApp) {
    let ana = t.user("ana").await;
    t.app.keep_on_clocks().await.unwrap();
    // More than go into one transaction.
    let first = ana.event("First", "2027-01-15T09:00").zone("Europe/Vienna").create().await;
    let copy = |table: &str, columns: &str| {
        format!("INSERT INTO {table} ({columns}) SELECT {columns} FROM {table}")
    };
    let columns = "calendar_id, version, title, description, location_text, color, is_starred, \
        reminders, dtstart, dtend, timezone, end_timezone, local_start, local_end, \
        recurrence_rule, recurrence_start, recurrence_end, exdates, starts_at, ends_at, span, \
        search_text, created_at, updated_at";
    for _ in 0..8 {
        t.execute(&copy("events", columns)).await;
    }
    let last = ana.event("Last", "2027-01-15T09:00").zone("Europe/Vienna");
    let last = last.with("reminders", json!([0])).create().await;
    let crash = if t.is_postgres() {
        t.execute(
            "CREATE FUNCTION crash() RETURNS trigger LANGUAGE plpgsql \
             AS 'BEGIN RAISE EXCEPTION ''crash''; END'",
        )
        .await;
        "CREATE TRIGGER crash BEFORE UPDATE ON events FOR EACH ROW \
         WHEN (NEW.title = 'Last') EXECUTE FUNCTION crash()"
    } else {
        "CREATE TRIGGER crash BEFORE UPDATE ON events WHEN NEW.title = 'Last' \
         BEGIN SELECT RAISE(ABORT, 'crash'); END"
    };
    t.execute(crash).await;

    let newer = process_with(&t, without_winter()).await;
    newer.app.keep_on_clocks().await.unwrap_err();
    let ana = ana.at(&newer);
    assert_eq!(ana.get(first.url()).await.json()["start"], "2027-01-15T07:00:00Z");
    assert_eq!(ana.get(last.url()).await.json()["start"], "2027-01-15T08:00:00Z");
    let on_events = if t.is_postgres() { " ON events" } else { "" };
    t.execute(&format!("DROP TRIGGER crash{on_events}")).await;

    let again = process_with(&t, without_winter()).await;
    let kept = again.app.keep_on_clocks().await.unwrap();
    assert_eq!((kept.events, kept.reminders), (57, 1));
    assert_eq!(ana.get(last.url()).await.json()["start"], "2027-01-15T07:00:00Z");
    let behind = t.execute("UPDATE events SET version = 2 WHERE version <> 2").await;
    assert_eq!(behind, 0, "each got one new version");
}
