//! What a range of days holds.

use jiff::{SignedDuration, civil::date};
use serde_json::{Value, json};
use umbra_domain::zone::ZoneDatabase;
use umbra_testkit::{Created, Person, TestApp, umbra_test};

use crate::{
    agenda::{all, read, statements::something_of_everything},
    projects::{VIEW, grant, revoke},
    statistics::Statistics,
};

pub const MARCH: &str = "/api/agenda?start=2026-03-01&end=2026-04-01";

/// Finds the one with a title.
#[track_caller]
pub fn titled<'a>(list: &'a Value, title: &str) -> &'a Value {
    let mut list = list.as_array().unwrap().iter();
    list.find(|item| item["title"] == title).unwrap_or_else(|| panic!("there is no {title}"))
}

#[umbra_test]
async fn the_default_end_is_days_later_whatever_becomes_of_the_clock(t: TestApp) {
    let ana = t.user("ana").await;
    ana.put("/api/settings", json!({"timezone": "Europe/Vienna"})).await.assert_status(200);
    let ana = t.user("ana").await;
    for (start, end) in [
        ("2026-03-05", "2026-04-04T22:00:00Z"),
        ("2026-03-05T12:00", "2026-04-05T10:00:00Z"),
        ("2026-10-10", "2026-11-09T23:00:00Z"),
        ("2026-05-05", "2026-06-04T22:00:00Z"),
    ] {
        assert_eq!(read(&ana, &format!("/api/agenda?start={start}")).await["end"], end, "{start}");
    }
    // The list of events has 366 days.
    for at in ["2027-03-28T23:30", "2027-03-29T00:30", "2028-10-29T23:30", "2028-10-30T00:30"] {
        ana.event(at, at).create().await;
    }
    for (start, last) in [("2026-03-28", "2027-03-28T23:30"), ("2027-10-30", "2028-10-29T23:30")] {
        let events = read(&ana, &format!("/api/events?start={start}")).await;
        assert_eq!(all(&events, "title").last().unwrap(), last, "{start}");
    }
}

#[umbra_test]
async fn tasks_are_there_where_they_begin_last_and_end(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let project = ana.project("Kitchen").with("color", "#aa0000").create().await;
    let put_away = ana.project("Attic").with("due_date", "2026-03-31").create().await;
    let theirs = ben.project("Boat").with("due_date", "2026-03-20").create().await;
    for (title, start, due) in [
        ("ends", Some("2026-02-01"), Some("2026-03-01")),
        ("over", Some("2026-02-01"), Some("2026-05-01")),
        ("begins", Some("2026-03-31"), Some("2026-04-01")),
        ("open", Some("2026-03-15"), None),
        ("due", None, Some("2026-03-31")),
        ("before", Some("2026-02-01"), Some("2026-02-28")),
        ("after", Some("2026-04-01"), Some("2026-04-02")),
        ("begun", Some("2026-02-15"), None),
        ("later", None, Some("2026-04-01")),
        ("some time", None, None),
    ] {
        for project in [&project, &put_away, &theirs] {
            let owner = if project.id == theirs.id { &ben } else { &ana };
            let mut task = owner.task(project, title);
            for (name, value) in [("start_date", start), ("due_date", due)] {
                if let Some(value) = value {
                    task = task.with(name, value);
                }
            }
            task.create().await;
        }
    }
    ana.patch(put_away.url(), json!({"is_archived": true})).await.assert_status(200);
    let shown = ["ends", "due", "begins", "over", "open"];
    let agenda = read(&ana, MARCH).await;
    assert_eq!(all(&agenda["tasks"], "title"), shown);
    assert_eq!(agenda["tasks"][0]["project_name"], "Kitchen");
    assert_eq!(agenda["tasks"][0]["project_color"], "#aa0000");
    assert_eq!(agenda["projects"], json!([]), "what is put away is left out");
    grant(&t, &theirs, &ana, VIEW).await;
    let agenda = read(&ana, MARCH).await;
    assert_eq!(agenda["tasks"].as_array().unwrap().len(), 10);
    assert_eq!(all(&agenda["projects"], "name"), ["Boat"]);
    assert_eq!(agenda["projects"][0], read(&ana, &theirs.url()).await);
    revoke(&t, &theirs, &ana).await;
    assert_eq!(read(&ana, MARCH).await["tasks"].as_array().unwrap().len(), 5);
}

#[umbra_test]
async fn events_have_their_own_colour_or_that_of_their_calendar(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let calendar = ben.calendar("Band").with("color", "#00aa00").create().await;
    let event = |title| ben.event(title, "2026-03-05").with("calendar_id", calendar.id);
    event("Plain").create().await;
    let red = event("Red").with("color", "#ff0000").rule("FREQ=WEEKLY").create().await;
    let blue = json!({"color": "#0000ff"});
    ben.put(red.scoped("this", "2026-03-12"), blue).await.assert_status(200);
    let hidden = ben.calendar("Hidden").with("is_visible", false).create().await;
    ben.event("Hidden", "2026-03-05").with("calendar_id", hidden.id).create().await;
    let colors = |agenda: &Value| {
        let [own, of_calendar] = ["display_color", "calendar_color"];
        all(&agenda["events"], own).into_iter().zip(all(&agenda["events"], of_calendar)).collect()
    };
    let expected: Vec<_> = ["#00aa00", "#ff0000", "#0000ff", "#ff0000", "#ff0000"]
        .map(|own| (own.to_owned(), "#00aa00".to_owned()))
        .into();
    let shown: Vec<_> = colors(&read(&ben, MARCH).await);
    assert_eq!(shown, expected);
    assert_eq!(read(&ana, MARCH).await["events"], json!([]));
    let member = |change: &str| change.replace("CALENDAR", &calendar.id.to_string());
    let member = |change: &str| member(change).replace("USER", &ana.id.to_string());
    let held =
        "INSERT INTO calendar_members (calendar_id, user_id, held) VALUES (CALENDAR, USER, 2)";
    assert_eq!(t.execute(&member(held)).await, 1);
    let shared: Vec<_> = colors(&read(&ana, MARCH).await);
    assert_eq!(shared, expected, "who may see a calendar sees what is in it");
    let gone = "DELETE FROM calendar_members WHERE calendar_id = CALENDAR AND user_id = USER";
    assert_eq!(t.execute(&member(gone)).await, 1);
    assert_eq!(read(&ana, MARCH).await["events"], json!([]));
}

#[umbra_test]
async fn reminders_ring_by_their_own_clock_and_at_the_end_of_their_snooze(t: TestApp) {
    let ana = t.user("ana").await;
    ana.put("/api/settings", json!({"timezone": "Europe/Vienna"})).await.assert_status(200);
    let tablets = ana.reminder("Tablets", "2026-01-01T08:00:00").zone("Europe/Vienna");
    tablets.rule("FREQ=WEEKLY;BYDAY=SA").create().await;
    ana.reminder("Ended", "2026-01-01T08:00:00").rule("FREQ=DAILY;UNTIL=20260227").create().await;
    ana.reminder("Off", "2026-03-05T08:00:00").with("is_active", false).create().await;
    let once = ana.reminder("Once", "2026-03-31T23:59:59").create().await;
    ana.reminder("Too late", "2026-04-01T00:00:00").create().await;
    let agenda = read(&ana, MARCH).await;
    assert_eq!(all(&agenda["reminders"], "title"), ["Tablets", "Once"]);
    assert_eq!(
        agenda["reminders"][0]["rings_at"],
        json!([
            "2026-03-07T07:00:00Z",
            "2026-03-14T07:00:00Z",
            "2026-03-21T07:00:00Z",
            "2026-03-28T07:00:00Z"
        ]),
    );
    let april = "/api/agenda?start=2026-04-01&end=2026-04-06";
    let shown = read(&ana, april).await;
    assert_eq!(all(&shown["reminders"], "title"), ["Too late", "Tablets"]);
    assert_eq!(shown["reminders"][1]["rings_at"], json!(["2026-04-04T06:00:00Z"]), "an hour on");
    let later = json!({"until": "2026-04-02T09:00:00Z"});
    ana.patch(once.action("snooze"), later).await.assert_status(200);
    let shown = read(&ana, april).await;
    assert_eq!(titled(&shown["reminders"], "Once")["rings_at"], json!(["2026-04-02T09:00:00Z"]));
}

/// Reads a list of lists.
async fn of_projects(who: &Person, query: &str) -> Vec<Value> {
    let mut found = Vec::new();
    for project in read(who, "/api/projects?is_archived=false&limit=200").await.as_array().unwrap()
    {
        let path = format!("/api/projects/{}/tasks?limit=200&{query}", project["id"]);
        found.extend(read(who, &path).await.as_array().unwrap().clone());
    }
    found.sort_by_key(|task| (task["due_date"].to_string(), task["id"].as_i64()));
    found
}

/// Leaves out what the agenda says besides.
fn plain(list: &Value, of: impl Fn(&Value) -> bool) -> Value {
    let more = [
        "display_color",
        "calendar_color",
        "planned_dates",
        "completed_dates",
        "project_name",
        "project_color",
        "rings_at",
    ];
    let list = list.as_array().unwrap().iter().filter(|item| of(item)).cloned();
    let mut list: Vec<_> = list.collect();
    for item in &mut list {
        more.iter().for_each(|name| drop(item.as_object_mut().unwrap().remove(*name)));
    }
    json!(list)
}

/// Compares a range of days with what the single views show of it.
pub async fn compare(who: &Person, zone: &str, first: jiff::civil::Date, days: i64) {
    let rules = ZoneDatabase::bundled().parse(zone).unwrap().rules();
    let after = first.saturating_add(SignedDuration::from_hours(24 * days));
    let last = after.saturating_sub(SignedDuration::from_hours(24)).to_string();
    let range = format!("start={first}&end={after}");
    let agenda = read(who, &format!("/api/agenda?{range}")).await;
    let events = read(who, &format!("/api/events?{range}")).await;
    assert_eq!(plain(&agenda["events"], |_| true), events, "{zone}");
    let calendars = read(who, "/api/calendars").await;
    for event in agenda["events"].as_array().unwrap() {
        let mut all = calendars.as_array().unwrap().iter();
        let color = &all.find(|one| one["id"] == event["calendar_id"]).unwrap()["color"];
        let own = if event["color"].is_null() { color } else { &event["color"] };
        assert_eq!((&event["calendar_color"], &event["display_color"]), (color, own));
    }
    let first = first.to_string();
    let is_due =
        |item: &Value| item["due_date"].as_str().is_some_and(|due| *first <= *due && *due <= *last);
    let due = format!("due_from={first}&due_to={last}&sort=due_date");
    let todos = read(who, &format!("/api/todos?limit=200&{due}")).await;
    assert_eq!(plain(&agenda["todos"], is_due), todos, "{zone}");
    assert_eq!(plain(&agenda["tasks"], is_due), json!(of_projects(who, &due).await), "{zone}");
    let birthdays = read(who, &format!("/api/people/birthdays?{range}")).await;
    assert_eq!(agenda["birthdays"], birthdays, "{zone}");
    let begins = |day: jiff::civil::Date| {
        umbra_domain::civil::start_of_day(day, &rules).unwrap().to_string()
    };
    let (from, to) = (begins(first.parse().unwrap()), begins(after));
    assert_eq!((&agenda["start"], &agenda["end"]), (&json!(from), &json!(to)));
    let path = format!("/api/reminders?active=true&from={from}&to={to}&limit=200");
    let mut ringing = plain(&agenda["reminders"], |reminder| {
        reminder["next_at"].as_str().is_some_and(|next| *from <= *next && *next < *to)
    });
    ringing
        .as_array_mut()
        .unwrap()
        .sort_by_key(|one| (one["next_at"].to_string(), one["id"].as_i64()));
    assert_eq!(ringing, read(who, &path).await, "{zone}");
    for reminder in agenda["reminders"].as_array().unwrap() {
        let rings = reminder["rings_at"].as_array().unwrap();
        assert!(!rings.is_empty());
        let next = &reminder["next_at"];
        let is_in = next.as_str().is_some_and(|next| *from <= *next && *next < *to);
        assert_eq!(rings.contains(next), is_in, "{reminder}");
    }
}

#[umbra_test]
async fn a_range_is_of_at_most_a_year_and_begins_today(t: TestApp) {
    let ana = t.user("ana").await;
    let agenda = read(&ana, "/api/agenda").await;
    assert_eq!(
        (&agenda["start"], &agenda["end"]),
        (&json!("2026-03-02T00:00:00Z"), &json!("2026-04-02T00:00:00Z"))
    );
    read(&ana, "/api/agenda?start=2026-01-01&end=2027-01-01").await;
    // From noon to noon somebody has a birthday at either end.
    let ben = json!({"first_name": "Ben", "birthday": "1990-01-01"});
    ana.post("/api/people", ben).await.assert_status(201);
    let noon = "/api/agenda?start=2026-01-01T12:00:00Z&end=2027-01-01T12:00:00Z";
    let agenda = read(&ana, noon).await;
    assert_eq!(all(&agenda["birthdays"], "date"), ["2026-01-01", "2027-01-01"]);
    for (query, field, code) in [
        ("start=2026-01-01&end=2027-01-02", "/end", "range_too_wide"),
        ("start=2026-01-01T12:00:00Z&end=2027-01-01T12:00:01Z", "/end", "range_too_wide"),
        ("start=2026-01-01&end=2026-01-01", "/end", "end_before_start"),
        ("start=2026-01-02&end=2026-01-01", "/end", "end_before_start"),
        ("start=2026-02-30", "/start", "invalid_date"),
        ("end=2026-02-01T25:00", "/end", "invalid_instant"),
        ("days=7", "/days", "unknown_field"),
    ] {
        let refused = ana.get(format!("/api/agenda?{query}")).await;
        refused.assert_problem(422, "invalid").assert_field(field, code);
    }
    // A day belongs to the range if any of it does.
    ana.todo("Today").due("2026-03-02").create().await;
    for (start, end, shown) in [
        ("2026-03-02T23:00:00Z", "2026-03-03T00:00:00Z", 1),
        ("2026-03-01T00:00:00Z", "2026-03-02T00:00:01Z", 1),
        ("2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z", 0),
        ("2026-03-03T00:00:00Z", "2026-03-03T00:00:01Z", 0),
    ] {
        let agenda = read(&ana, &format!("/api/agenda?start={start}&end={end}")).await;
        assert_eq!(agenda["todos"].as_array().unwrap().len(), shown, "{start}");
    }
}

#[umbra_test]
async fn what_would_be_too_much_to_show_is_refused(t: TestApp) {
    let ana = t.user("ana").await;
    let project = ana.project("House").create().await;
    for number in 0..28 {
        let title = format!("Daily {number}");
        ana.todo(&title).due("2026-03-02").rule("FREQ=DAILY").create().await;
    }
    let year = "/api/agenda?start=2026-03-02&end=2027-03-02";
    let refused = ana.get(year).await;
    refused.assert_problem(422, "invalid").assert_field("/end", "too_many_todos");
    let half = read(&ana, "/api/agenda?start=2026-03-02&end=2026-09-02").await;
    assert_eq!(half["todos"][27]["planned_dates"].as_array().unwrap().len(), 183);
    let todos = read(&ana, "/api/todos").await;
    for todo in todos.as_array().unwrap() {
        ana.delete(format!("/api/todos/{}", todo["id"])).await.assert_status(204);
    }
    for number in 0..28 {
        let task = ana.task(&project, &format!("Daily {number}")).due("2026-03-02");
        task.rule("FREQ=DAILY").create().await;
    }
    ana.get(year).await.assert_problem(422, "invalid").assert_field("/end", "too_many_tasks");
    ana.delete(project.url()).await.assert_status(204);
    for number in 0..2 {
        let hourly = "FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22";
        let title = format!("Hourly {number}");
        ana.reminder(&title, "2026-03-02T00:00:00Z").rule(hourly).create().await;
    }
    ana.get(year).await.assert_problem(422, "invalid").assert_field("/end", "too_many_reminders");
}

#[umbra_test]
async fn a_month_takes_two_statements_beside_the_session(t: TestApp) {
    let ana = t.user("ana").await;
    something_of_everything(&t, &ana).await;
    let agenda = read(&ana, MARCH).await;
    for kind in ["events", "todos", "tasks", "reminders", "birthdays"] {
        assert!(!agenda[kind].as_array().unwrap().is_empty(), "{kind}");
    }
    let Some(mut statistics) = Statistics::of(&t, &ana).await else { return };
    let each = statistics.of_request(&t, &ana, MARCH).await;
    assert!((each - 3.0).abs() < 0.3, "it takes {each}");
}

#[umbra_test]
async fn a_month_with_a_change_of_the_clock_is_what_the_single_views_show(t: TestApp) {
    for (zone, month) in [
        ("America/New_York", date(2026, 3, 1)),
        ("Asia/Beirut", date(2026, 3, 1)),
        ("Pacific/Apia", date(2011, 12, 1)),
        ("Africa/Cairo", date(2026, 10, 1)),
    ] {
        let rules = ZoneDatabase::bundled().parse(zone).unwrap().rules();
        t.clock.set(rules.to_timestamp(month.at(12, 0, 0, 0)).unwrap());
        let ana = t.user(&zone.replace('/', "")).await;
        ana.put("/api/settings", json!({"timezone": zone})).await.assert_status(200);
        let mut made: Vec<Created> = Vec::new();
        for days in 0..4 {
            let day = month.saturating_add(SignedDuration::from_hours(24 * 9 * days));
            made.push(ana.event("Day", &day.to_string()).rule("FREQ=WEEKLY").create().await);
            made.push(
                ana.event("Night", &format!("{day}T00:00"))
                    .rule("FREQ=DAILY;COUNT=9")
                    .create()
                    .await,
            );
            made.push(ana.todo("Due").due(&day.to_string()).rule("FREQ=WEEKLY").create().await);
            made.push(
                ana.reminder("Rings", &format!("{day}T00:00")).rule("FREQ=DAILY").create().await,
            );
        }
        assert_eq!(made.len(), 16);
        compare(&ana, zone, month, 31).await;
        compare(&ana, zone, month.saturating_add(SignedDuration::from_hours(24 * 28)), 3).await;
    }
}
