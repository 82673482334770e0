//! Tasks and projects in the coming days and today.

use jiff::Timestamp;
use serde_json::{Value, json};
use umbra_domain::zone::ZoneDatabase;
use umbra_testkit::{Created, Person, TestApp, umbra_test};

use crate::{
    agenda::{all, read},
    projects::{EDIT, VIEW, grant, revoke},
};

/// Puts together what the lists of all projects that aren't put away show somebody: what they or
/// nobody is assigned to, and is open and due by a day.
pub async fn listed(who: &Person, last: &str) -> Vec<Value> {
    let mut found = Vec::new();
    let projects = read(who, "/api/projects?is_archived=false&limit=200").await;
    for project in projects.as_array().unwrap() {
        for whose in [format!("assignee_id={}", who.id), "unassigned=true".to_owned()] {
            let path = format!(
                "/api/projects/{}/tasks?completed=false&due_to={last}&limit=200&{whose}",
                project["id"]
            );
            found.extend(read(who, &path).await.as_array().unwrap().iter().cloned());
        }
    }
    found.sort_by_key(|task| {
        (task["due_date"].as_str().unwrap().to_owned(), task["id"].as_i64().unwrap())
    });
    found
}

/// Three projects of Ana's, one of them put away, and one of Ben's, with tasks around 2 March 2026.
async fn world(t: &TestApp, ana: &Person, ben: &Person) -> Vec<Created> {
    let mut projects = Vec::new();
    for (who, other, name) in
        [(ana, ben, "Kitchen"), (ana, ben, "Garden"), (ana, ben, "Attic"), (ben, ana, "Boat")]
    {
        let project = who.project(name).create().await;
        grant(t, &project, other, if name == "Garden" { VIEW } else { EDIT }).await;
        let first = who.task(&project, &format!("{name} late")).due("2026-02-20").create().await;
        for (title, due, fields) in [
            ("today", Some("2026-03-02"), json!({"depends_on": [first.id]})),
            ("hers", Some("2026-03-02"), json!({"assignee_ids": [ana.id]})),
            ("his", Some("2026-03-01"), json!({"assignee_ids": [ben.id]})),
            ("theirs", Some("2026-03-08"), json!({"assignee_ids": [ana.id, ben.id]})),
            ("after", Some("2026-03-09"), json!({"priority": "high"})),
            ("done", Some("2026-03-02"), json!({"status": "done"})),
            ("some time", None, json!({})),
        ] {
            let mut task = who.task(&project, &format!("{name} {title}"));
            if let Some(due) = due {
                task = task.due(due);
            }
            for (name, value) in fields.as_object().unwrap() {
                task = task.with(name, value.clone());
            }
            task.create().await;
        }
        projects.push(project);
    }
    ana.patch(projects[2].url(), json!({"is_archived": true})).await.assert_status(200);
    projects
}

#[umbra_test]
async fn they_are_exactly_what_the_lists_of_the_projects_show(t: TestApp) {
    for zone in ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"] {
        let rules = ZoneDatabase::bundled().parse(zone).unwrap().rules();
        let noon = jiff::civil::date(2026, 3, 2).at(12, 0, 0, 0);
        t.clock.set(rules.to_timestamp(noon).unwrap());
        let (ana, ben) = (t.user("ana").await, t.user("ben").await);
        for who in [&ana, &ben] {
            who.put("/api/settings", json!({"timezone": zone})).await.assert_status(200);
        }
        let projects = world(&t, &ana, &ben).await;
        for who in [&ana, &ben] {
            for (days, last) in [(1, "2026-03-02"), (7, "2026-03-08")] {
                let upcoming = read(who, &format!("/api/upcoming?days={days}")).await;
                assert_eq!(upcoming["tasks"], json!(listed(who, last).await), "{zone}");
                assert!(!upcoming["tasks"].as_array().unwrap().is_empty());
            }
            let dashboard = read(who, "/api/dashboard").await;
            let (due, overdue) = (&dashboard["due_tasks"], &dashboard["overdue_tasks"]);
            let today = listed(who, "2026-03-02").await;
            let (late, now): (Vec<_>, Vec<_>) =
                today.into_iter().partition(|task| task["due_date"] != "2026-03-02");
            assert_eq!((due, overdue), (&json!(now), &json!(late)), "{zone}");
        }
        // Who loses the right on a project loses it here, too.
        revoke(&t, &projects[0], &ben).await;
        let upcoming = read(&ben, "/api/upcoming").await;
        assert_eq!(upcoming["tasks"], json!(listed(&ben, "2026-03-08").await));
        let titles = all(&upcoming["tasks"], "title");
        assert!(!titles.iter().any(|title| title.starts_with("Kitchen")), "{titles:?}");
        for (project, owner) in projects.iter().zip([&ana, &ana, &ana, &ben]) {
            owner.delete(project.url()).await.assert_status(204);
        }
    }
}

#[umbra_test]
async fn projects_are_counted_by_status(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let none = json!({"planned": 0, "active": 0, "on_hold": 0, "completed": 0, "cancelled": 0});
    assert_eq!(read(&ana, "/api/dashboard").await["projects"], none);
    for (name, status, is_archived) in [
        ("a", "active", false),
        ("b", "active", false),
        ("c", "on_hold", false),
        ("d", "completed", true),
        ("e", "cancelled", false),
    ] {
        let project = ana.project(name).with("status", status).with("is_archived", is_archived);
        project.create().await;
    }
    let shared = ben.project("f").with("status", "planned").create().await;
    grant(&t, &shared, &ana, VIEW).await;
    let counts = json!({"planned": 1, "active": 2, "on_hold": 1, "completed": 0, "cancelled": 1});
    assert_eq!(read(&ana, "/api/dashboard").await["projects"], counts);
}

#[umbra_test]
async fn a_recurring_task_is_where_it_is_due_next(t: TestApp) {
    let ana = t.user("ana").await;
    let project = ana.project("House").create().await;
    let bins = ana.task(&project, "Bins").due("2026-03-02").rule("FREQ=WEEKLY").create().await;
    assert_eq!(all(&read(&ana, "/api/dashboard").await["due_tasks"], "title"), ["Bins"]);
    ana.patch(bins.url(), json!({"status": "done"})).await.assert_status(200);
    assert_eq!(read(&ana, "/api/dashboard").await["due_tasks"], json!([]));
    t.clock.set("2026-03-09T08:00:00Z".parse::<Timestamp>().unwrap());
    let ana = t.user("ana").await;
    assert_eq!(all(&read(&ana, "/api/dashboard").await["due_tasks"], "title"), ["Bins"]);
}
