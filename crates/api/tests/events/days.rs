//! Events of whole days, among timed ones.

use serde_json::json;
use umbra_testkit::{TestApp, umbra_test};

use crate::events::all;

#[umbra_test]
async fn events_come_in_order_and_whole_days_before_times(t: TestApp) {
    let ana = t.user("ana").await;
    ana.put("/api/settings", json!({"timezone": "Asia/Tokyo"})).await.assert_status(200);
    ana.event("Midnight", "2026-03-05T00:00").create().await;
    ana.event("Day", "2026-03-05").create().await;
    ana.event("Evening before", "2026-03-04T23:59").create().await;
    ana.event("Long", "2026-01-01").with("end", "2026-06-01").create().await;
    ana.event("Years", "2020-01-01").with("end", "2029-06-01").create().await;
    ana.event("Morning", "2026-03-05T08:00").create().await;
    ana.event("Series", "2026-03-01T07:00").rule("FREQ=DAILY").create().await;
    let shown = ana.events("2026-03-04T23:00", "2026-03-06").await;
    assert_eq!(
        all(&shown, "title"),
        ["Years", "Long", "Evening before", "Day", "Midnight", "Series", "Morning"]
    );
}

#[umbra_test]
async fn a_series_of_days_is_excluded_changed_and_moved_by_date(t: TestApp) {
    let ana = t.user("ana").await;
    ana.put("/api/settings", json!({"timezone": "Pacific/Kiritimati"})).await.assert_status(200);
    let event =
        ana.event("Trip", "2026-03-02").with("end", "2026-03-04").rule("FREQ=WEEKLY;COUNT=4");
    let event = event.with("exdates", json!(["2026-03-09"])).create().await;
    let body = json!({"start": "2026-03-20", "end": "2026-03-21"});
    ana.put(event.scoped("this", "2026-03-16"), body).await.assert_status(200);
    let shown = ana.events("2026-03-01", "2026-04-01").await;
    assert_eq!(all(&shown, "start"), ["2026-03-02", "2026-03-20", "2026-03-23"]);
    assert_eq!(all(&shown, "end"), ["2026-03-04", "2026-03-21", "2026-03-25"]);
    assert_eq!(all(&shown, "recurrence_id"), ["2026-03-02", "2026-03-16", "2026-03-23"]);
    // The second day of the first trip is in its window, too.
    assert_eq!(all(&ana.events("2026-03-03", "2026-03-04").await, "start"), ["2026-03-02"]);
}

#[umbra_test]
async fn occurrences_that_reach_into_the_range_are_shown(t: TestApp) {
    let ana = t.user("ana").await;
    let night =
        ana.event("Night shift", "2026-03-01T22:00:00Z").with("end", "2026-03-02T06:00:00Z");
    night.rule("FREQ=DAILY").create().await;
    let shown = ana.events("2026-03-05T00:00:00Z", "2026-03-05T07:00:00Z").await;
    assert_eq!(all(&shown, "start"), ["2026-03-04T22:00:00Z"]);
    let shown = ana.events("2026-03-05T06:00:00Z", "2026-03-05T22:00:00Z").await;
    assert!(shown.is_empty(), "the range ends before, and begins after: {shown:?}");
}
