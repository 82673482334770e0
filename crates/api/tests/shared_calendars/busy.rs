//! Busy times say when somebody is busy, and nothing else.

use serde_json::{Value, json};
use umbra_testkit::{Client, TestApp, umbra_test};

use super::{World, changing};

const DAY: &str = "/api/events?start=2026-03-02&end=2026-03-03";

/// Lists when somebody is busy, and checks that nothing else is told.
fn busy(list: &Value, calendar: i64) -> Vec<(String, String)> {
    let text = |one: &Value, field: &str| one[field].as_str().unwrap().to_owned();
    let all = list.as_array().unwrap().iter().filter(|one| one.get("kind").is_some());
    all.map(|one| {
        let mut fields: Vec<_> = one.as_object().unwrap().keys().map(String::as_str).collect();
        fields.sort_unstable();
        let known = ["calendar_id", "end", "end_local", "kind", "start", "start_local"];
        assert_eq!(fields, known);
        assert_eq!((&one["kind"], &one["calendar_id"]), (&json!("busy"), &json!(calendar)));
        (text(one, "start"), text(one, "end"))
    })
    .collect()
}

fn times(all: &[(&str, &str)]) -> Vec<(String, String)> {
    let day = |time: &str| format!("2026-03-02T{time}:00Z");
    all.iter().map(|(start, end)| (day(start), day(end))).collect()
}

async fn listed(who: &Client, path: &str, list: &str) -> Value {
    let body = who.get(path).await.assert_status(200).json();
    if list.is_empty() { body } else { body[list].clone() }
}

#[umbra_test]
async fn free_busy_shows_when_wherever_a_range_is_shown_and_nothing_else_anywhere(t: TestApp) {
    let world = World::shared(&t, "free_busy").await;
    let World { ana, ben, calendar, .. } = &world;
    let place = json!({"name": "Clinic Nord", "address": "Ring 1"});
    let place = ana.draft("/api/locations", place).create().await;
    let event =
        world.event("Operation", "2026-03-02T09:00:00Z").with("end", "2026-03-02T11:00:00Z");
    let event = event.with("location_id", place.id).with("color", "#ff0000");
    let event = event.with("description", "Knee").create().await;
    let series = world.daily(ana).await;
    let expected = times(&[("09:00", "11:00")]);
    for (path, list) in [
        (DAY.to_owned(), ""),
        (format!("{DAY}&calendar_id={calendar}"), ""),
        ("/api/agenda?start=2026-03-02&end=2026-03-03".to_owned(), "events"),
        ("/api/upcoming?days=1".to_owned(), "events"),
        ("/api/dashboard".to_owned(), "events"),
    ] {
        let list = listed(ben, &path, list).await;
        assert_eq!(busy(&list, *calendar), expected, "{path}");
        let said = list.to_string();
        assert_eq!(list.as_array().unwrap().len(), 1, "{said}");
        for secret in ["Operation", "Knee", "Clinic", "Ring", "ff0000", "Daily", "event_id"] {
            assert!(!said.contains(secret), "{secret}: {said}");
        }
    }
    // No search finds it, whatever it asks for.
    for text in ["operation", "knee", "clinic", "ring", "daily", "o"] {
        for range in [DAY, "/api/events?start=2026-01-01", "/api/events?limit=5"] {
            assert_eq!(listed(ben, &format!("{range}&search={text}"), "").await, json!([]));
            let here = format!("{range}&search={text}&calendar_id={calendar}");
            assert_eq!(listed(ben, &here, "").await, json!([]));
        }
    }
    // Nothing is there to read or to write.
    let before = super::everything(&t).await;
    for url in [event.url(), series.scoped("this", "2026-03-02T09:00:00"), world.url()] {
        ben.get(url.replace("scope=this&", "")).await.assert_problem(404, "not_found");
        let personal = if url.contains("calendars") { "is_visible" } else { "is_starred" };
        ben.patch(&url, json!({personal: true})).await.assert_problem(404, "not_found");
        let shared = if url.contains("calendars") { "name" } else { "title" };
        ben.patch(&url, json!({shared: "x"})).await.assert_problem(404, "not_found");
        ben.delete(&url).await.assert_problem(404, "not_found");
    }
    let into = ben.event("x", "2026-03-02").with("calendar_id", *calendar).send().await;
    into.assert_problem(422, "invalid").assert_field("/calendar_id", "unknown_calendar");
    let filter = format!("/api/events?search=x&calendar_id={}", i64::MAX);
    ben.get(filter).await.assert_problem(404, "not_found");
    assert_eq!(super::everything(&t).await, before);
    // As soon as the right is greater it is an event, and busy no more.
    changing(ana, *calendar, ben, "read_only").await.assert_status(200);
    let seen = listed(ben, DAY, "").await;
    assert_eq!(busy(&seen, *calendar), []);
    assert_eq!(seen.as_array().unwrap().len(), 2);
}

#[umbra_test]
async fn times_are_put_together_and_what_is_free_or_cancelled_is_left_out(t: TestApp) {
    let world = World::shared(&t, "free_busy").await;
    let World { ana, ben, calendar, .. } = &world;
    let make = async |start: &str, end: &str, more: Value| {
        let at = |time: &str| format!("2026-03-02T{time}:00Z");
        let mut draft = world.event("x", &at(start)).with("end", at(end));
        for (field, value) in more.as_object().unwrap() {
            draft = draft.with(field, value.clone());
        }
        draft.create().await
    };
    make("09:00", "10:00", json!({})).await;
    make("09:30", "11:00", json!({"status": "tentative"})).await;
    make("11:00", "12:00", json!({})).await;
    make("13:00", "14:00", json!({"transparency": "free"})).await;
    make("14:00", "15:00", json!({"status": "cancelled"})).await;
    make("16:00", "16:00", json!({})).await;
    // Whole days keep nobody busy unless they say so.
    world.event("Birthday", "2026-03-02").create().await;
    let list = listed(ben, DAY, "").await;
    assert_eq!(busy(&list, *calendar), times(&[("09:00", "12:00")]));
    // A free series with one busy occurrence, and a busy one with a free, a moved and a cancelled one.
    let free = make(
        "18:00",
        "19:00",
        json!({"transparency": "free",
        "recurrence_rule": "FREQ=DAILY;COUNT=3"}),
    )
    .await;
    let one = free.scoped("this", "2026-03-02T18:00:00");
    ana.patch(one, json!({"transparency": "busy"})).await.assert_status(200);
    let taken = make("20:00", "21:00", json!({"recurrence_rule": "FREQ=DAILY;COUNT=4"})).await;
    for (day, change) in [
        ("2026-03-03", json!({"transparency": "free"})),
        ("2026-03-04", json!({"status": "cancelled"})),
        ("2026-03-05", json!({"start": "2026-03-02T22:00:00Z"})),
    ] {
        let one = taken.scoped("this", &format!("{day}T20:00:00"));
        ana.patch(one, change).await.assert_status(200);
    }
    let week = "/api/events?start=2026-03-02&end=2026-03-09";
    let expected = [("09:00", "12:00"), ("18:00", "19:00"), ("20:00", "21:00"), ("22:00", "23:00")];
    assert_eq!(busy(&listed(ben, week, "").await, *calendar), times(&expected));
    // Cut to what was asked for, so that two halves say what the whole does.
    let part = "/api/events?start=2026-03-02T10:30:00Z&end=2026-03-02T18:30:00Z";
    let expected = times(&[("10:30", "12:00"), ("18:00", "18:30")]);
    assert_eq!(busy(&listed(ben, part, "").await, *calendar), expected);
    // A busy whole day is the day where the person is who looks.
    ben.put("/api/settings", json!({"timezone": "America/New_York"})).await.assert_status(200);
    let day = world.event("Away", "2026-03-12").with("transparency", "busy");
    day.create().await;
    let list = listed(ben, "/api/events?start=2026-03-10&end=2026-03-20", "").await;
    let away = [("2026-03-12T04:00:00Z".to_owned(), "2026-03-13T04:00:00Z".to_owned())];
    assert_eq!(busy(&list, *calendar), away);
    assert_eq!(list[0]["start_local"], "2026-03-12T00:00:00");
}

#[umbra_test]
async fn a_private_event_keeps_its_people_busy_for_everybody_else(t: TestApp) {
    let world = World::shared(&t, "create_modify").await;
    let World { ana, ben, calendar, .. } = &world;
    let cleo = t.user("cleo").await;
    crate::connections::connect(ana, &cleo).await;
    super::share(ana, *calendar, &cleo, "full_access").await;
    let hidden = ben.event("Present", "2026-03-02T09:00:00Z").with("visibility", "private");
    let hidden = hidden.with("end", "2026-03-02T10:00:00Z");
    let hidden = hidden.with("calendar_id", *calendar).create().await;
    let tea = world.event("Tea", "2026-03-02T15:00:00Z").with("end", "2026-03-02T16:00:00Z");
    tea.create().await;
    let expected = times(&[("09:00", "10:00")]);
    for who in [ana, ben] {
        assert_eq!(busy(&listed(who, DAY, "").await, *calendar), []);
        who.get(hidden.url()).await.assert_status(200);
    }
    let seen = listed(&cleo, DAY, "").await;
    assert_eq!(busy(&seen, *calendar), expected);
    assert!(!seen.to_string().contains("Present"));
    cleo.get(hidden.url()).await.assert_problem(404, "not_found");
    assert_eq!(listed(&cleo, &format!("{DAY}&search=present"), "").await, json!([]));
    // Who made it and may see no more than busy times sees no more of it, either.
    changing(ana, *calendar, ben, "free_busy").await.assert_status(200);
    let expected = times(&[("09:00", "10:00"), ("15:00", "16:00")]);
    assert_eq!(busy(&listed(ben, DAY, "").await, *calendar), expected);
    ben.get(hidden.url()).await.assert_problem(404, "not_found");
}

#[umbra_test]
async fn a_free_busy_calendar_can_be_hidden_and_left(t: TestApp) {
    let world = World::shared(&t, "free_busy").await;
    let World { ben, calendar, .. } = &world;
    let event = world.event("Dentist", "2026-03-02T09:00:00Z").with("end", "2026-03-02T10:00:00Z");
    event.create().await;
    let look = super::path(*calendar, "/preferences");
    assert_eq!(busy(&listed(ben, DAY, "").await, *calendar).len(), 1);
    ben.put(&look, json!({"is_visible": false, "color": "#aabbcc"})).await.assert_status(200);
    assert_eq!(listed(ben, DAY, "").await, json!([]));
    let agenda = "/api/agenda?start=2026-03-02&end=2026-03-03";
    assert_eq!(listed(ben, agenda, "events").await, json!([]));
    let here = format!("{DAY}&calendar_id={calendar}");
    assert_eq!(busy(&listed(ben, &here, "").await, *calendar).len(), 1);
    assert_eq!(super::shared_with(ben).await[0]["color"], "#aabbcc");
    let listed_too: Vec<Value> = ben.get("/api/calendars").await.json_as();
    assert_eq!(listed_too.len(), 1, "busy times are no calendar to see");
    ben.delete(super::path(*calendar, "")).await.assert_status(204);
    ben.get(here).await.assert_problem(404, "not_found");
}
