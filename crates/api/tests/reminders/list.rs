//! The list: its order, its filters and its pages.

use serde_json::{Value, json};
use umbra_testkit::{Person, TestApp, umbra_test};

use crate::reminders::{found, pages, rows, titles};

/// Makes reminders that ring next in the order of their names, but for two that never do.
async fn some(ana: &Person) {
    ana.reminder("d off", "2026-03-03T00:00:00Z").with("is_active", false).create().await;
    ana.reminder("c last", "2027-01-01T00:00:00Z").create().await;
    let snoozed = ana.reminder("b snoozed", "2026-03-03T00:00:00Z").create().await;
    ana.patch(snoozed.action("snooze"), json!({"until": "2026-03-08T00:00:00Z"}))
        .await
        .assert_status(200);
    let daily = ana.reminder("a daily", "2026-03-01T09:00:00Z").rule("FREQ=DAILY");
    daily.with("description", "Straße 50%").create().await;
    let over = ana.reminder("e dismissed", "2026-03-04T00:00:00Z").create().await;
    ana.patch(over.action("dismiss"), ()).await.assert_status(200);
}

#[umbra_test]
async fn what_rings_next_comes_first_and_what_never_does_last(t: TestApp) {
    let ana = t.user("ana").await;
    some(&ana).await;
    let all = ["a daily", "b snoozed", "c last", "d off", "e dismissed"];
    assert_eq!(found(&ana, "").await, all);
    for limit in 1..6 {
        let pages = pages(&ana, &format!("/api/reminders?limit={limit}")).await;
        let sizes: Vec<_> = pages.iter().map(|page| rows(page).len()).collect();
        assert!(sizes.iter().rev().skip(1).all(|&size| size == limit), "{sizes:?}");
        assert_eq!(pages.iter().flat_map(titles).collect::<Vec<_>>(), all, "{limit}");
    }
}

#[umbra_test]
async fn filters_narrow_the_list(t: TestApp) {
    let ana = t.user("ana").await;
    some(&ana).await;
    for (query, expected) in [
        ("active=false", vec!["d off"]),
        ("active=true&dismissed=false", vec!["a daily", "b snoozed", "c last"]),
        ("dismissed=true", vec!["e dismissed"]),
        ("from=2026-03-02T09:00:00Z&to=2026-03-08T00:00:00Z", vec!["a daily"]),
        ("from=2026-03-02T09:00:01Z", vec!["b snoozed", "c last"]),
        ("to=2026-03-08T00:00:01Z", vec!["a daily", "b snoozed"]),
        ("from=2026-03-02T09:00&to=2026-03-02T09:01", vec!["a daily"]),
        ("search=STRASSE", vec!["a daily"]),
        ("search=stra%C3%9Fe+50%25", vec!["a daily"]),
        ("search=S&active=true", vec!["a daily", "b snoozed", "c last", "e dismissed"]),
        ("search=", vec!["a daily", "b snoozed", "c last", "d off", "e dismissed"]),
        ("search=_", vec![]),
    ] {
        assert_eq!(found(&ana, query).await, expected, "{query}");
        let one_by_one = pages(&ana, &format!("/api/reminders?{query}&limit=1")).await;
        assert_eq!(one_by_one.iter().flat_map(titles).collect::<Vec<_>>(), expected, "{query}");
    }
    ana.put("/api/settings", json!({"timezone": "Europe/Vienna"})).await.assert_status(200);
    let naive = "from=2026-03-02T10:00&to=2026-03-02T10:01";
    assert_eq!(found(&ana, naive).await, ["a daily"], "the caller's clock");
    for (query, pointer, code) in [
        ("active=yes", "/active", "invalid_type"),
        ("dismissed=", "/dismissed", "invalid_type"),
        ("from=2026-03-02", "/from", "invalid_instant"),
        ("to=x", "/to", "invalid_instant"),
        ("active=true&active=true", "/active", "duplicate_field"),
    ] {
        let refused = ana.get(format!("/api/reminders?{query}")).await;
        refused.assert_problem(422, "invalid").assert_field(pointer, code);
    }
    let long = format!("/api/reminders?search={}", "x".repeat(201));
    ana.get(long).await.assert_problem(422, "invalid").assert_field("/search", "too_long");
}

#[umbra_test]
async fn a_cursor_belongs_to_its_list(t: TestApp) {
    let ana = t.user("ana").await;
    some(&ana).await;
    ana.reminder("due", "2026-03-01T00:00:00Z").create().await;
    ana.reminder("due too", "2026-03-01T00:00:00Z").create().await;
    let cursor = async |path: &str| {
        let link = ana.get(format!("{path}?limit=1")).await.next_page().unwrap();
        link.split_once("cursor=").unwrap().1.to_owned()
    };
    let (next, due) = (cursor("/api/reminders").await, cursor("/api/reminders/due").await);
    for bad in [
        format!("/api/reminders?cursor={due}"),
        format!("/api/reminders/due?cursor={next}"),
        "/api/reminders/due?cursor=".to_owned(),
    ] {
        let refused = ana.get(&bad).await;
        refused.assert_problem(422, "invalid").assert_field("/cursor", "invalid_cursor");
    }
}

#[umbra_test]
async fn forged_cursors_are_refused_or_harmless(t: TestApp) {
    use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
    let ana = t.user("ana").await;
    some(&ana).await;
    for (order, path) in [("next_at", "/api/reminders"), ("due_at", "/api/reminders/due")] {
        for key in ["x", "", "-377705116800000000", "9223372036854775807", "1e3", " 1"] {
            let cursor = json!({"o": order, "k": key, "i": 1}).to_string();
            let cursor = BASE64_URL_SAFE_NO_PAD.encode(cursor);
            let refused = ana.get(format!("{path}?cursor={cursor}")).await;
            refused.assert_problem(422, "invalid").assert_field("/cursor", "invalid_cursor");
        }
        for key in ["never", "0", "253402200000000000"] {
            let cursor = json!({"o": order, "k": key, "i": i64::MAX}).to_string();
            let cursor = BASE64_URL_SAFE_NO_PAD.encode(cursor);
            ana.get(format!("{path}?cursor={cursor}")).await.assert_status(200);
        }
    }
}

#[umbra_test]
async fn a_list_shows_what_a_single_one_shows(t: TestApp) {
    let ana = t.user("ana").await;
    some(&ana).await;
    for row in rows(&ana.get("/api/reminders").await) {
        let single: Value = ana.get(format!("/api/reminders/{}", row["id"])).await.json();
        assert_eq!(row, single);
    }
}
