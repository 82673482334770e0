//! Each table of the database: where what it has of a person is in an export, or why it isn't.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use umbra_soft_authenticator::SoftAuthenticator;
use umbra_testkit::{Person, TestApp, umbra_test};

use super::{Files, exported, json as read};
use crate::{
    connections::{ask, block, connect},
    invitations::invite,
    ntfy::{set_up, with_ntfy},
    passkeys::kit::register,
    projects::{EDIT, grant},
    shared_calendars,
};

/// All tables, as the documentation lists them.
const SCHEMA: &str = include_str!("../../../../docs/schema.md");

/// In which files something of each table is, and in which field of what is listed there.
const INSIDE: &[(&str, &[(&str, &str)])] = &[
    ("audit_log", &[("audit_log.json", "/action")]),
    (
        "calendar_members",
        &[("calendars.json", "/members/1/username"), ("shared_calendars.json", "/color")],
    ),
    (
        "calendar_offers",
        &[("calendars.json", "/members/2/status"), ("shared_calendars.json", "/status")],
    ),
    ("calendars", &[("calendars.json", "/name")]),
    ("connection_blocks", &[("blocked.json", "/username")]),
    ("connection_requests", &[("connection_requests.json", "/direction")]),
    ("connections", &[("connections.json", "/username")]),
    ("deliveries", &[("deliveries.json", "/state")]),
    ("event_invitations", &[("events.json", "/invitations/0/id"), ("invitations.json", "/id")]),
    ("event_overrides", &[("events.json", "/overrides/0/title")]),
    ("event_personal", &[("event_preferences.json", "/reminders/0")]),
    ("event_personal_changes", &[("event_preferences.json", "/changes/0/scope")]),
    ("event_templates", &[("event_templates.json", "/name")]),
    ("events", &[("events.json", "/title")]),
    ("locations", &[("locations.json", "/name")]),
    ("notifications", &[("notifications.json", "/id")]),
    ("passkeys", &[("passkeys.json", "/name")]),
    ("people", &[("people.json", "/first_name")]),
    (
        "project_members",
        &[("projects.json", "/members/1/username"), ("shared_projects.json", "/role")],
    ),
    ("projects", &[("projects.json", "/name")]),
    ("reminders", &[("reminders.json", "/title"), ("event_preferences.json", "/reminders/0")]),
    ("sessions", &[("sessions.json", "/created_at")]),
    ("settings", &[("settings.json", "/timezone")]),
    ("task_assignees", &[("tasks.json", "/assignee_ids/0")]),
    ("task_comment_mentions", &[("comments.json", "/mentions/0/text")]),
    ("task_comments", &[("comments.json", "/content")]),
    ("task_completions", &[("task_completions.json", "/due_date")]),
    ("task_dependencies", &[("tasks.json", "/depends_on/0")]),
    ("task_reopenings", &[("task_completions.json", "/reopened_parts/0/task_id")]),
    ("tasks", &[("tasks.json", "/title")]),
    ("todo_completions", &[("todo_completions.json", "/due_date")]),
    ("todos", &[("todos.json", "/title")]),
    ("users", &[("account.json", "/username")]),
];

/// What is left out, and why.
const OUTSIDE: &[(&str, &str)] = &[
    ("action_links", "the keys of buttons on a phone"),
    ("audit_head", "of the server"),
    ("backup_codes", "they sign in"),
    ("ceremonies", "steps of signing in that are under way"),
    ("connection_allowances", "how many more may be asked for now"),
    ("connection_rejections", "what keeps somebody who was rejected from asking again at once"),
    ("delivery_pauses", "when a phone's server is asked again"),
    ("due_changes", "a queue"),
    ("idempotency_keys", "answers that are kept for a day, of what is in here itself"),
    ("key_check", "of the server"),
    ("login_counters", "failures, without whose they are"),
    ("mfa_tokens", "steps of signing in that are under way"),
    ("outbox", "a queue"),
    ("person_keys", "made of people.json, to find who is there twice"),
    ("seaql_migrations", "of the server"),
    ("server_config", "of the server"),
    ("text_keys", "of the server"),
    ("totp_secrets", "they sign in; account.json says that there is one"),
    ("weather_answers", "of places, whoever asked"),
    ("zone_state", "of the server"),
];

#[test]
fn every_table_is_in_it_or_left_out_for_a_reason() {
    let tables: BTreeSet<_> = SCHEMA.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let inside = INSIDE.iter().map(|(table, _)| *table);
    let named: Vec<_> = inside.chain(OUTSIDE.iter().map(|(table, _)| *table)).collect();
    assert_eq!(named.iter().copied().collect::<BTreeSet<_>>(), tables);
    assert_eq!(named.len(), tables.len(), "each once");
}

#[umbra_test(with = with_ntfy)]
async fn something_of_each_table_is_where_it_says(t: TestApp) {
    let ana = t.user("ana").await;
    set_up(&ana).await;
    fill(&t, &ana).await;
    let dump = t.database_dump().await;
    let files = exported(&ana).await;
    for (table, places) in INSIDE {
        assert!(!dump.table(table).is_empty(), "there is nothing in {table}");
        for (file, field) in *places {
            assert!(has(&files, file, field), "{table}: {field} in {file}");
        }
    }
    // Every file is there for a table.
    let named: BTreeSet<_> =
        INSIDE.iter().flat_map(|(_, places)| places.iter().map(|(file, _)| *file)).collect();
    let about = ["README.txt", "manifest.json"];
    let files: BTreeSet<_> = files.keys().map(String::as_str).collect();
    assert_eq!(named.into_iter().chain(about).collect::<BTreeSet<_>>(), files);
}

/// Tells whether anything in a file has a field.
fn has(files: &Files, file: &str, field: &str) -> bool {
    let things = match read(files, file) {
        Value::Array(things) => things,
        thing => vec![thing],
    };
    things.iter().any(|thing| thing.pointer(field).is_some_and(|value| !value.is_null()))
}

/// Gives somebody something of each kind.
async fn fill(t: &TestApp, ana: &Person) {
    let (ben, cleo) = (t.user("ben").await, t.user("cleo").await);
    connect(ana, &ben).await;
    connect(ana, &cleo).await;
    ask(ana, "nobody").await;
    let dora = t.user("dora").await;
    connect(ana, &dora).await;
    block(ana, &dora).await;
    register(ana, &mut SoftAuthenticator::new(1), "Stick").await;

    let calendar = ana.calendar("Mine").create().await;
    shared_calendars::share(ana, calendar.id, &ben, "read_only").await;
    let offer = shared_calendars::offering(ana, calendar.id, &cleo, "read_only").await;
    offer.assert_status(201);
    let theirs = ben.calendar("Theirs").create().await;
    shared_calendars::share(&ben, theirs.id, ana, "read_only").await;
    let looks = shared_calendars::path(theirs.id, "/preferences");
    ana.put(looks, json!({"color": "#112233"})).await.assert_status(200);

    let series = ana.event("Breakfast", "2026-03-01T09:30:00Z").rule("FREQ=DAILY");
    let series = series.with("reminders", json!([15])).with("calendar_id", calendar.id);
    let series = series.create().await;
    for (day, change) in [("03", json!({"title": "Brunch"})), ("04", json!({"is_starred": true}))] {
        let one = series.scoped("this", &format!("2026-03-{day}T09:30:00"));
        ana.put(one, change).await.assert_status(200);
    }
    invite(ana, series.id, &[&ben], None).await;
    let party = ben.event("Party", "2026-03-05T20:00:00Z").create().await;
    invite(&ben, party.id, &[ana], None).await;
    ana.template("Tea", "Tea").create().await;
    ana.reminder("Tablets", "2026-03-05T08:00:00Z").create().await;
    ana.draft("/api/people", json!({"first_name": "Eve"})).create().await;
    ana.draft("/api/locations", json!({"name": "Cafe"})).create().await;
    let plants = ana.todo("Plants").due("2026-03-02").rule("FREQ=DAILY").create().await;
    ana.patch(plants.action("toggle"), ()).await.assert_status(200);

    let project = ana.project("House").create().await;
    grant(t, &project, &ben, EDIT).await;
    let clean = ana.task(&project, "Clean").due("2026-03-02").rule("FREQ=WEEKLY").create().await;
    let part = ana.task(&project, "Oven").with("parent_task_id", clean.id);
    let part = part.with("assignee_ids", json!([ben.id])).create().await;
    ana.task(&project, "Rest").with("depends_on", json!([clean.id])).create().await;
    ana.draft(&clean.action("comments"), json!({"content": "@ben look"})).create().await;
    for task in [&part, &clean] {
        ana.patch(task.url(), json!({"status": "done"})).await.assert_status(200);
    }
    let garden = ben.project("Garden").create().await;
    grant(t, &garden, ana, EDIT).await;
    t.drain_jobs().await;
}
