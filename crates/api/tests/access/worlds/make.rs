//! What people make, and how they change it.

use jiff::{SignedDuration, civil::date};
use serde_json::{Value, json};
use umbra_testkit::Reply;

use super::{
    model::OWN,
    world::{World, all_of},
};

const RULES: [Option<&str>; 4] =
    [None, None, Some("FREQ=DAILY;COUNT=4"), Some("FREQ=WEEKLY;COUNT=3")];

const BOTH: [bool; 2] = [true, false];

/// Returns the path of what was made.
fn made(reply: &Reply) -> Option<String> {
    (reply.status() == 201).then(|| reply.header("location").unwrap().to_owned())
}

fn number(path: &str) -> i64 {
    path.rsplit('/').next().unwrap().parse().unwrap()
}

/// A day of the two weeks around the beginning.
fn day(world: &mut World) -> String {
    let hours = 24 * world.dice.below(14);
    date(2026, 2, 26).saturating_add(SignedDuration::from_hours(hours)).to_string()
}

/// Makes something.
pub async fn make(world: &mut World) {
    match world.dice.below(16) {
        0 | 1 => calendar(world).await,
        2..6 => event(world).await,
        6 => project(world).await,
        7..10 => task(world).await,
        10 | 11 => comment(world).await,
        _ => own(world).await,
    }
}

async fn calendar(world: &mut World) {
    let (who, name) = (world.somebody(), world.title());
    let reply = world.send(who, "POST", "/api/calendars", json!({"name": name})).await;
    let owner = [(world.people[who].id.0, OWN)];
    world.model.calendars.insert(number(&made(&reply).unwrap()), owner.into());
}

/// The body of an event that happens some time.
fn time(world: &mut World) -> Value {
    let day = day(world);
    if world.dice.below(4) == 0 {
        return json!({"start": day});
    }
    let hour = world.dice.below(22);
    let start = format!("{day}T{hour:02}:30:00");
    let end = format!("{day}T{:02}:{}", hour + 1, world.dice.of(&["00:00", "30:00", "45:00"]));
    let zone = world.dice.of(&["UTC", "Europe/Berlin", "America/New_York"]);
    json!({"start": start, "end": end, "timezone": zone})
}

async fn event(world: &mut World) {
    let calendars: Vec<_> = world.model.calendars.keys().copied().collect();
    let calendar = world.dice.of(&calendars);
    let members = world.model.calendars[&calendar].clone();
    let who = world.writer(&members);
    let mut body = time(world);
    body["title"] = json!(world.title());
    body["calendar_id"] = json!(calendar);
    if let Some(rule) = world.dice.of(&RULES) {
        body["recurrence_rule"] = json!(rule);
    }
    if world.dice.below(5) == 0 {
        body["visibility"] = json!("private");
    }
    if world.dice.below(4) == 0 {
        body["transparency"] = json!(world.dice.of(&["busy", "free"]));
    }
    if world.dice.below(3) == 0 {
        body["reminders"] = json!([world.dice.below(600)]);
    }
    let places: Vec<_> = world
        .own
        .iter()
        .filter(|(of, path)| *of == who && path.contains("locations"))
        .map(|(_, path)| number(path))
        .collect();
    if let (Some(place), true) = (world.one_of(&places), world.dice.of(&BOTH)) {
        body["location_id"] = json!(place);
    }
    let reply = world.send(who, "POST", "/api/events", body).await;
    world.events.extend(made(&reply));
}

async fn project(world: &mut World) {
    let (who, name) = (world.somebody(), world.title());
    let status = world.dice.of(&["planned", "active"]);
    let body = json!({"name": name, "status": status});
    let reply = world.send(who, "POST", "/api/projects", body).await;
    let owner = [(world.people[who].id.0, OWN)];
    world.model.projects.insert(number(&made(&reply).unwrap()), owner.into());
}

async fn task(world: &mut World) {
    let projects: Vec<_> = world.model.projects.keys().copied().collect();
    let Some(project) = world.one_of(&projects) else { return };
    let members = world.model.projects[&project].clone();
    let who = world.writer(&members);
    let mut body = json!({"title": world.title()});
    if world.dice.below(4) > 0 {
        body["due_date"] = json!(day(world));
    }
    if world.dice.of(&BOTH) {
        let ids: Vec<_> = members.keys().copied().collect();
        body["assignee_ids"] = json!([world.dice.of(&ids)]);
    }
    let reply = world.send(who, "POST", format!("/api/projects/{project}/tasks"), body).await;
    world.tasks.extend(made(&reply));
}

async fn comment(world: &mut World) {
    let tasks = world.tasks.clone();
    let Some(task) = world.one_of(&tasks) else { return };
    let (who, whom) = (world.somebody(), world.somebody());
    let said = world.title();
    let content = format!("@{}, {said}", world.people[whom].username);
    let reply =
        world.send(who, "POST", format!("{task}/comments"), json!({"content": content})).await;
    world.comments.extend(made(&reply));
}

/// Makes something of somebody's own.
async fn own(world: &mut World) {
    let (who, title, day) = (world.somebody(), world.title(), day(world));
    let (path, body) = match world.dice.below(5) {
        0 => ("/api/todos", json!({"title": title, "due_date": day})),
        1 => ("/api/people", json!({"first_name": title, "birthday": day})),
        2 => ("/api/locations", json!({"name": format!("Ort {title}")})),
        3 => ("/api/reminders", json!({"title": title, "remind_at": format!("{day}T09:00:00")})),
        _ => {
            let calendars: Vec<_> = world.model.calendars.keys().copied().collect();
            let calendar = world.dice.of(&calendars);
            let body = json!({"name": title, "title": title, "calendar_id": calendar});
            ("/api/event-templates", body)
        }
    };
    let reply = world.send(who, "POST", path, body).await;
    if let Some(path) = made(&reply) {
        world.own.push((who, path));
    }
}

/// Changes something.
pub async fn change(world: &mut World) {
    match world.dice.below(12) {
        0..7 => change_event(world).await,
        7 | 8 => change_task(world).await,
        9 => look(world).await,
        _ => change_own(world).await,
    }
}

/// Changes an event as a whole or some of it, for everybody or for oneself.
async fn change_event(world: &mut World) {
    let events = world.events.clone();
    let Some(event) = world.one_of(&events) else { return };
    let who = world.somebody();
    let found = world.people[who].get(&event).await;
    if found.status() != 200 {
        return;
    }
    let found = found.json();
    let scope = if found["recurrence_rule"].is_null() {
        String::new()
    } else {
        let (range, search) = ("start=2026-02-20&end=2026-04-10", found["title"].as_str().unwrap());
        let search = search.replace(' ', "%20");
        let list =
            all_of(&world.people[who], &format!("/api/events?{range}&search={search}")).await;
        let of: Vec<_> = list.into_iter().filter(|one| one["id"] == found["id"]).collect();
        match (world.one_of(&of), world.dice.below(3)) {
            (Some(one), 0) => format!("?scope=following&recurrence_id={}", text(&one)),
            (Some(one), _) => format!("?scope=this&recurrence_id={}", text(&one)),
            (None, _) => "?scope=all".to_owned(),
        }
    };
    let path = format!("{event}{scope}");
    let body = match world.dice.below(10) {
        0 | 1 => json!({"title": world.title()}),
        2 => time(world),
        3 | 4 => json!({"is_starred": world.dice.of(&BOTH), "reminders": [world.dice.below(900)]}),
        5 => json!({"status": world.dice.of(&["cancelled", "confirmed"])}),
        6 => json!({"transparency": world.dice.of(&["free", "busy"])}),
        7 => {
            let calendars: Vec<_> = world.model.calendars.keys().copied().collect();
            json!({"calendar_id": world.dice.of(&calendars)})
        }
        8 => json!({"visibility": world.dice.of(&["private", "default"])}),
        _ => Value::Null,
    };
    let method = if body.is_null() { "DELETE" } else { "PATCH" };
    let reply = world.send(who, method, path, body).await;
    if method == "PATCH" && reply.status() == 200 {
        // What follows may be another series by now.
        let path = format!("/api/events/{}", reply.json()["id"]);
        if !world.events.contains(&path) {
            world.events.push(path);
        }
    }
}

fn text(occurrence: &Value) -> &str {
    occurrence["recurrence_id"].as_str().unwrap()
}

async fn change_task(world: &mut World) {
    let tasks = world.tasks.clone();
    let Some(task) = world.one_of(&tasks) else { return };
    let who = world.somebody();
    let body = match world.dice.below(4) {
        0 => json!({"status": "done"}),
        1 => json!({"title": world.title()}),
        2 => json!({"due_date": day(world)}),
        _ => {
            let whom = world.somebody();
            json!({"assignee_ids": [world.people[whom].id]})
        }
    };
    world.send(who, "PATCH", task, body).await;
}

/// Lets a calendar or a project look another way to somebody.
async fn look(world: &mut World) {
    let who = world.somebody();
    let calendars: Vec<_> = world.model.calendars.keys().copied().collect();
    let projects: Vec<_> = world.model.projects.keys().copied().collect();
    if world.dice.of(&BOTH) {
        let calendar = world.dice.of(&calendars);
        let path = crate::shared_calendars::path(calendar, "/preferences");
        let body = json!({"is_visible": world.dice.below(3) > 0, "color": "#112233"});
        world.send(who, "PUT", path, body).await;
    } else if let Some(project) = world.one_of(&projects) {
        let body = json!({"is_archived": world.dice.of(&BOTH)});
        world.send(who, "PATCH", format!("/api/projects/{project}"), body).await;
    }
}

async fn change_own(world: &mut World) {
    let own = world.own.clone();
    let Some((who, path)) = world.one_of(&own) else { return };
    let body = if path.contains("todos") {
        json!({"completed": world.dice.of(&BOTH)})
    } else if path.contains("reminders") {
        json!({"is_active": world.dice.of(&BOTH)})
    } else if path.contains("templates") {
        json!({"title": world.title()})
    } else {
        json!({"is_favorite": world.dice.of(&BOTH)})
    };
    if world.dice.below(6) == 0 {
        world.send(who, "DELETE", path, Value::Null).await;
    } else {
        world.send(who, "PATCH", path, body).await;
    }
}
