//! The coming days.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Value, json};
use umbra_domain::zone::ZoneDatabase;
use umbra_testkit::{Person, TestApp, umbra_test};

use crate::agenda::{all, read};

/// Somebody in a zone with a full life around 2 March 2026.
async fn busy(t: &TestApp, zone: &str) -> Person {
    let ana = t.user("ana").await;
    ana.put("/api/settings", json!({"timezone": zone})).await.assert_status(200);
    for (title, start, end) in [
        ("Yesterday", "2026-03-01", "2026-03-02"),
        ("Since yesterday", "2026-03-01T23:00", "2026-03-02T01:00"),
        ("Today", "2026-03-02", "2026-03-03"),
        ("Tonight", "2026-03-02T23:59", "2026-03-03T00:30"),
        ("Last moment", "2026-03-08T23:59", "2026-03-08T23:59"),
        ("Too late", "2026-03-09T00:00", "2026-03-09T01:00"),
    ] {
        ana.event(title, start).with("end", end).create().await;
    }
    let series = ana.event("Old series", "2011-01-03T08:00").rule("FREQ=WEEKLY").create().await;
    ana.put(
        series.scoped("this", "2026-03-09T08:00:00"),
        json!({"start": "2026-03-04T08:00:00",
        "end": null}),
    )
    .await
    .assert_status(200);
    let gone = ana.event("Gone series", "2026-02-02T12:00").rule("FREQ=DAILY").create().await;
    for day in 2..=8 {
        let path = gone.scoped("this", &format!("2026-03-{day:02}T12:00:00"));
        ana.delete(path).await.assert_status(204);
    }
    let over = ana.event("Ended", "2026-02-01T12:00").rule("FREQ=DAILY;UNTIL=20260301");
    over.create().await;
    for (title, due) in [
        ("Overdue", "2026-02-01"),
        ("Now", "2026-03-02"),
        ("Last", "2026-03-08"),
        ("After", "2026-03-09"),
    ] {
        ana.todo(title).due(due).create().await;
    }
    for (name, birthday) in [
        ("Yesterday", "--03-01"),
        ("Today", "1990-03-02"),
        ("Last day", "--03-08"),
        ("Too late", "--03-09"),
        ("Not born", "2030-03-03"),
    ] {
        let person = json!({"first_name": name, "birthday": birthday});
        ana.post("/api/people", person).await.assert_status(201);
    }
    ana.todo("No date").create().await;
    ana.todo("Done").due("2026-03-03").with("completed", true).create().await;
    ana
}

#[umbra_test]
async fn it_is_exactly_what_the_single_views_show(t: TestApp) {
    for zone in ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/St_Johns"] {
        // Noon by the clock there.
        let rules = ZoneDatabase::bundled().parse(zone).unwrap().rules();
        let noon = jiff::civil::date(2026, 3, 2).at(12, 0, 0, 0);
        t.clock.set(rules.to_timestamp(noon).unwrap());
        let ana = busy(&t, zone).await;
        for (days, last, after) in
            [(1, "2026-03-02", "2026-03-03"), (7, "2026-03-08", "2026-03-09")]
        {
            let upcoming = read(&ana, &format!("/api/upcoming?days={days}")).await;
            assert_eq!(
                (&upcoming["start"], &upcoming["end"]),
                (&"2026-03-02".into(), &after.into())
            );
            let events = read(&ana, &format!("/api/events?start=2026-03-02&end={after}")).await;
            assert_eq!(upcoming["events"], events, "{zone}");
            let path = format!("/api/todos?completed=false&due_to={last}&sort=due_date");
            assert_eq!(upcoming["todos"], read(&ana, &path).await, "{zone}");
            let path = format!("/api/people/birthdays?start=2026-03-02&end={after}");
            assert_eq!(upcoming["birthdays"], read(&ana, &path).await, "{zone}");
            if days == 1 {
                assert_eq!(read(&ana, "/api/dashboard").await["birthdays"], upcoming["birthdays"]);
            }
        }
        let week = read(&ana, "/api/upcoming").await;
        assert_eq!(
            all(&week["events"], "title"),
            ["Since yesterday", "Today", "Old series", "Tonight", "Old series", "Last moment"],
            "{zone}"
        );
        assert_eq!(all(&week["todos"], "title"), ["Overdue", "Now", "Last"]);
        assert_eq!(all(&week["birthdays"], "display_name"), ["Today", "Last day"]);
        ana.delete("/api/auth/sessions").await;
        let shown = read(&ana, "/api/events?start=2010-01-01&end=2026-04-01").await;
        // Each series is shown by all of its occurrences.
        let events: BTreeSet<_> =
            shown.as_array().unwrap().iter().map(|event| event["id"].as_i64().unwrap()).collect();
        for event in events {
            ana.delete(format!("/api/events/{event}?scope=all")).await;
        }
        for todo in read(&ana, "/api/todos").await.as_array().unwrap() {
            ana.delete(format!("/api/todos/{}", todo["id"])).await.assert_status(204);
        }
        for person in read(&ana, "/api/people").await.as_array().unwrap() {
            ana.delete(format!("/api/people/{}", person["id"])).await.assert_status(204);
        }
    }
}

#[umbra_test]
async fn a_series_is_shown_by_its_next_occurrence_not_by_its_first(t: TestApp) {
    let ana = t.user("ana").await;
    let event = ana.event("Choir", "2001-01-01T19:00:00").zone("Europe/Vienna");
    event.rule("FREQ=WEEKLY;BYDAY=MO").create().await;
    let upcoming = read(&ana, "/api/upcoming?days=7").await;
    assert_eq!(all(&upcoming["events"], "start"), ["2026-03-02T18:00:00Z"]);
    t.clock.set("2026-03-31T00:00:00Z".parse::<Timestamp>().unwrap());
    let ana = t.user("ana").await;
    let upcoming = read(&ana, "/api/upcoming?days=7").await;
    assert_eq!(all(&upcoming["events"], "start"), ["2026-04-06T17:00:00Z"]);
}

#[umbra_test]
async fn how_many_days_is_a_setting(t: TestApp) {
    let ana = t.user("ana").await;
    assert_eq!(read(&ana, "/api/upcoming").await["end"], "2026-03-09");
    ana.put("/api/settings", json!({"upcoming_days": 2})).await.assert_status(200);
    assert_eq!(read(&ana, "/api/upcoming").await["end"], "2026-03-04");
    assert_eq!(read(&ana, "/api/upcoming?days=90").await["end"], "2026-05-31");
    for bad in ["0", "91", "-1"] {
        let refused = ana.get(format!("/api/upcoming?days={bad}")).await;
        refused.assert_problem(422, "invalid").assert_field("/days", "out_of_range");
    }
}

#[umbra_test]
async fn hidden_calendars_and_other_people_are_left_out(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    ben.event("Ben's", "2026-03-02").create().await;
    ben.todo("Ben's").due("2026-03-02").create().await;
    let hidden = ana.calendar("Hidden").with("is_visible", false).create().await;
    ana.event("Hidden", "2026-03-02").with("calendar_id", hidden.id).create().await;
    let upcoming = read(&ana, "/api/upcoming").await;
    assert_eq!((&upcoming["events"], &upcoming["todos"]), (&json!([]), &json!([])));
    let nothing: Value = json!([]);
    assert_eq!(read(&ana, "/api/dashboard").await["events"], nothing);
}
