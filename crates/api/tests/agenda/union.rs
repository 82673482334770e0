//! Today and the coming days are the union of what the single views show, whatever there is.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp, civil::date};
use serde_json::{Value, json};
use umbra_domain::zone::ZoneDatabase;
use umbra_testkit::{Created, Person, TestApp, umbra_test};

use crate::{
    agenda::{dice::Dice, range, read, tasks::listed},
    projects::{EDIT, VIEW, grant},
    weather::{live_at, weather, with_weather},
};

const ZONES: [&str; 6] = [
    "UTC",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "America/St_Johns",
    // The clock goes forward on 8 March at two, and on 29 March at midnight (so a day begins at one).
    "America/New_York",
    "Asia/Beirut",
];

/// Makes something that may or may not lie ahead.
async fn invent(who: &Person, projects: &[Created], calendars: &[Created], dice: &mut Dice) {
    let day = date(2026, 2, 27).saturating_add(SignedDuration::from_hours(24 * dice.below(14)));
    let time = format!("{day}T{:02}:{:02}", dice.below(24), dice.below(60));
    let rule = ["FREQ=DAILY", "FREQ=WEEKLY;COUNT=3", "FREQ=MONTHLY", "FREQ=WEEKLY;BYDAY=MO,SA"];
    let rule = dice.of(&rule);
    let title = format!("Number {}", dice.below(1_000));
    let kind = dice.below(6);
    let mut draft = match kind {
        0 => who.event(&title, &day.to_string()),
        1 => who.event(&title, &time).zone(dice.of(&ZONES)),
        2 => who.todo(&title).due(&day.to_string()),
        3 => {
            let task = who.task(&dice.of(projects), &title).due(&day.to_string());
            let whose = [json!([]), json!([who.id])];
            task.with("assignee_ids", dice.of(&whose))
        }
        4 => who.reminder(&title, &time).zone(dice.of(&ZONES)),
        _ => {
            let year = dice.of(&["-", "1990", "2026", "2030"]);
            let birthday = format!("{year}-{:02}-{:02}", day.month(), day.day());
            let person = json!({"first_name": title, "birthday": birthday});
            who.draft("/api/people", person)
        }
    };
    if kind < 5 && dice.below(3) == 0 {
        draft = draft.rule(rule);
    }
    if kind < 2 {
        draft = draft.with("calendar_id", dice.of(calendars).id);
        if dice.below(2) == 0 {
            draft = draft.with("reminders", json!([dice.below(600)]));
        }
    }
    if kind == 2 && dice.below(2) == 0 {
        draft = draft.with("due_time", format!("{:02}:30", dice.below(24)));
    }
    let made = draft.create().await;
    let change = match (dice.below(4), kind) {
        (0, 2) => json!({"completed": true}),
        (0, 3) => json!({"status": "done"}),
        (0, 4) => json!({"is_active": false}),
        _ => return,
    };
    who.patch(made.url(), change).await.assert_status(200);
}

/// Counts the projects that aren't put away.
async fn counted(who: &Person) -> Value {
    let mut counts =
        json!({"planned": 0, "active": 0, "on_hold": 0, "completed": 0, "cancelled": 0});
    let projects = read(who, "/api/projects?is_archived=false&limit=200").await;
    for project in projects.as_array().unwrap() {
        let count = &mut counts[project["status"].as_str().unwrap()];
        *count = json!(count.as_u64().unwrap() + 1);
    }
    counts
}

/// Compares with the single views, today being this day.
async fn compare(who: &Person, today: jiff::civil::Date) {
    let later = |days: i64| today.saturating_add(SignedDuration::from_hours(24 * days));
    for days in [1, 7] {
        let (last, after) = (later(days - 1).to_string(), later(days).to_string());
        let upcoming = read(who, &format!("/api/upcoming?days={days}")).await;
        let range = format!("start={today}&end={after}");
        let midnight = format!("{after}T00:00");
        for (field, path) in [
            ("events", format!("/api/events?{range}")),
            ("todos", format!("/api/todos?completed=false&due_to={last}&sort=due_date&limit=200")),
            ("birthdays", format!("/api/people/birthdays?{range}")),
            ("reminders", format!("/api/reminders?active=true&to={midnight}&limit=200")),
        ] {
            assert_eq!(upcoming[field], read(who, &path).await, "{path}");
        }
        let tasks = json!(listed(who, &last).await);
        assert_eq!(upcoming["tasks"], tasks);
        if days > 1 {
            continue;
        }
        let dashboard = read(who, "/api/dashboard").await;
        for field in ["events", "birthdays", "reminders"] {
            assert_eq!(dashboard[field], upcoming[field], "{field}");
        }
        let join = |kind: &str| -> Vec<Value> {
            let parts = [format!("overdue_{kind}"), format!("due_{kind}")];
            parts.iter().flat_map(|part| dashboard[part].as_array().unwrap().clone()).collect()
        };
        assert_eq!(json!(join("todos")), upcoming["todos"]);
        assert_eq!(json!(join("tasks")), upcoming["tasks"]);
        let overdue = read(who, "/api/todos?overdue=true&sort=due_date&limit=200").await;
        assert_eq!(dashboard["overdue_todos"], overdue);
        assert_eq!(dashboard["due_reminders"], read(who, "/api/reminders/due?limit=200").await);
        assert_eq!(dashboard["projects"], counted(who).await);
        assert_eq!(dashboard["weather"], weather(who).await);
        assert_eq!(dashboard["date"], today.to_string());
    }
}

#[umbra_test(with = with_weather)]
async fn today_and_the_coming_days_are_the_union_of_the_single_views(t: TestApp) {
    for (seed, zone) in ZONES.iter().enumerate() {
        let mut dice = Dice::seeded(seed as u64);
        let rules = ZoneDatabase::bundled().parse(zone).unwrap().rules();
        let at = date(2026, 3, 1).at(dice.below(24) as i8, 10, 0, 0);
        t.clock.set(rules.to_timestamp(at).unwrap());
        let (ana, ben) = (t.user(&format!("ana{seed}")).await, t.user(&format!("ben{seed}")).await);
        for who in [&ana, &ben] {
            who.put("/api/settings", json!({"timezone": zone})).await.assert_status(200);
            live_at(who, 48.2 + seed as f64, 16.4).await;
        }
        let hidden = ana.calendar("Hidden").with("is_visible", false).create().await;
        let calendars = [ana.calendar("Seen").create().await, hidden];
        let mut projects = Vec::new();
        for (name, held) in [("a", EDIT), ("b", VIEW), ("c", VIEW)] {
            let project = ana.project(name).create().await;
            grant(&t, &project, &ben, held).await;
            projects.push(project);
        }
        for _ in 0..40 {
            invent(&ana, &projects, &calendars, &mut dice).await;
        }
        ana.patch(projects[2].url(), json!({"is_archived": true})).await.assert_status(200);
        for (hours, fires) in [(0, false), (20, false), (0, true), (49, false)] {
            t.clock.advance(Duration::from_hours(hours));
            if fires {
                t.fire_reminders().await;
            }
            let (ana, ben) =
                (t.user(&format!("ana{seed}")).await, t.user(&format!("ben{seed}")).await);
            let now: Timestamp = t.app.now();
            let today = rules.to_datetime(now).date();
            for who in [&ana, &ben] {
                weather(who).await;
                compare(who, today).await;
                let before = today.saturating_add(SignedDuration::from_hours(-24 * 5));
                range::compare(who, zone, before, 31).await;
            }
        }
    }
}
