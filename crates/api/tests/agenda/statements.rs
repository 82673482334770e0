//! How many statements it takes to see what lies ahead.

use jiff::Timestamp;
use serde_json::json;
use umbra_testkit::{Person, TestApp, umbra_test};

use crate::{
    agenda::{all, read},
    statistics::Statistics,
    weather::{live_at, weather, with_weather},
};

/// Gives somebody something of everything around 2 March 2026, and reminders that are due.
pub async fn something_of_everything(t: &TestApp, who: &Person) {
    let series = who.event("Choir", "2026-02-02T19:00:00Z").rule("FREQ=DAILY");
    let series = series.with("reminders", json!([30])).create().await;
    let moved = json!({"start": "2026-03-03T20:00:00Z", "end": null});
    who.put(series.scoped("this", "2026-03-03T19:00:00"), moved).await.assert_status(200);
    who.event("Bus", "2026-03-02T09:00:00Z").with("reminders", json!([30])).create().await;
    who.todo("Rent").due("2026-03-02").rule("FREQ=WEEKLY").create().await;
    who.todo("Overdue").due("2026-02-20").create().await;
    let project = who.project("Kitchen").create().await;
    who.task(&project, "Measure").due("2026-03-02").create().await;
    who.reminder("Tablets", "2026-03-02T07:00:00Z").rule("FREQ=DAILY").create().await;
    who.reminder("Call", "2026-03-02T20:00:00Z").create().await;
    let person = json!({"first_name": "Ben", "birthday": "1990-03-02"});
    who.post("/api/people", person).await.assert_status(201);
    t.clock.set("2026-03-02T08:40:00Z".parse::<Timestamp>().unwrap());
}

#[umbra_test(with = with_weather)]
async fn today_and_the_coming_days_take_three_at_most_beside_the_session(t: TestApp) {
    let ana = t.user("ana").await;
    something_of_everything(&t, &ana).await;
    live_at(&ana, 48.2, 16.4).await;
    let outside = weather(&ana).await;
    let dashboard = read(&ana, "/api/dashboard").await;
    assert_eq!(dashboard["weather"], outside);
    let due = all(&dashboard["due_reminders"], "title");
    assert!(due.contains(&"Bus".to_owned()), "reminders of events are due, too: {due:?}");
    let Some(mut statistics) = Statistics::of(&t, &ana).await else { return };
    for path in ["/api/dashboard", "/api/upcoming", "/api/upcoming?days=7"] {
        let each = statistics.of_request(&t, &ana, path).await;
        assert!(each < 1.0 + 3.0 + 0.3, "{path} takes {each}");
    }
    assert_eq!(t.weather().requests().len(), 1);
}
