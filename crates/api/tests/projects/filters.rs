//! Which tasks a list shows, and in which order.

use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

use crate::projects::{VIEW, grant, titles};

#[umbra_test]
async fn each_filter_shows_what_it_says(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let project = ana.project("Kitchen").create().await;
    grant(&t, &project, &ben, VIEW).await;
    let walls = ana.task(&project, "Walls").due("2026-03-01").with("priority", "high");
    let walls = walls.with("assignee_ids", json!([ben.id])).create().await;
    let floor = ana.task(&project, "Floor 100%").due("2026-03-02").with("status", "review");
    floor.with("depends_on", json!([walls.id])).create().await;
    let lamp = ana.task(&project, "Lamp").due("2026-03-03").with("parent_task_id", walls.id);
    lamp.with("assignee_ids", json!([ana.id, ben.id])).create().await;
    let done = ana.task(&project, "Plan").due("2026-02-01").with("status", "done");
    done.with("description", "KÜCHE, with_windows").create().await;
    ana.task(&ana.project("Other").create().await, "Elsewhere").due("2026-03-01").create().await;
    let (me, him) = (ana.id, ben.id);
    for (query, shown) in [
        (String::new(), vec!["Walls", "Floor 100%", "Lamp", "Plan"]),
        ("status=review".into(), vec!["Floor 100%"]),
        ("completed=true".into(), vec!["Plan"]),
        ("completed=false".into(), vec!["Walls", "Floor 100%", "Lamp"]),
        ("priority=high".into(), vec!["Walls"]),
        (format!("assignee_id={him}"), vec!["Walls", "Lamp"]),
        (format!("assignee_id={me}"), vec!["Lamp"]),
        ("assignee_id=4711".into(), vec![]),
        ("unassigned=true".into(), vec!["Floor 100%", "Plan"]),
        ("unassigned=false".into(), vec!["Walls", "Lamp"]),
        (format!("parent_task_id={}", walls.id), vec!["Lamp"]),
        ("is_blocked=true".into(), vec!["Floor 100%"]),
        ("is_blocked=false".into(), vec!["Walls", "Lamp", "Plan"]),
        ("due_from=2026-03-02".into(), vec!["Floor 100%", "Lamp"]),
        ("due_to=2026-03-01".into(), vec!["Walls", "Plan"]),
        // Today is the 2 March.
        ("overdue=true".into(), vec!["Walls"]),
        ("overdue=false".into(), vec!["Floor 100%", "Lamp", "Plan"]),
        ("search=küche".into(), vec!["Plan"]),
        ("search=100%25".into(), vec!["Floor 100%"]),
        ("search=h_w".into(), vec!["Plan"]),
        ("search=%25".into(), vec!["Floor 100%"]),
        ("sort=-sort_order".into(), vec!["Plan", "Lamp", "Floor 100%", "Walls"]),
        ("sort=due_date".into(), vec!["Plan", "Walls", "Floor 100%", "Lamp"]),
        ("sort=-priority".into(), vec!["Walls", "Plan", "Lamp", "Floor 100%"]),
        ("sort=created_at".into(), vec!["Walls", "Floor 100%", "Lamp", "Plan"]),
        ("overdue=true&completed=true".into(), vec![]),
    ] {
        assert_eq!(titles(&ana, &project, &query).await, shown, "{query}");
        assert_eq!(titles(&ben, &project, &query).await, shown, "{query}");
    }
    for (query, pointer, code) in [
        ("sort=title", "/sort", "invalid_value"),
        ("assignee_id=0", "/assignee_id", "out_of_range"),
        ("due_from=x", "/due_from", "invalid_date"),
    ] {
        let refused = ana.get(format!("{}?{query}", project.action("tasks"))).await;
        refused.assert_problem(422, "invalid").assert_field(pointer, code);
    }
}

#[umbra_test]
async fn every_order_is_the_same_in_pages(t: TestApp) {
    let ana = t.user("ana").await;
    let project = ana.project("Kitchen").create().await;
    for number in 0..11 {
        let mut task = ana.task(&project, &format!("Task {number}"));
        if number % 3 > 0 {
            task = task.due(&format!("2026-03-{:02}", 20 - number));
        }
        task.with("priority", ["low", "none", "high"][number % 3]).create().await;
    }
    for sort in ["sort_order", "created_at", "due_date", "priority"] {
        for sort in [sort.to_owned(), format!("-{sort}")] {
            let whole = titles(&ana, &project, &format!("sort={sort}")).await;
            let mut paged = Vec::new();
            let mut next = Some(format!("{}?limit=3&sort={sort}", project.action("tasks")));
            while let Some(path) = next {
                let reply = ana.get(path).await.assert_status(200);
                let page: Vec<Value> = reply.json_as();
                paged.extend(page.iter().map(|task| task["title"].as_str().unwrap().to_owned()));
                next = reply.next_page();
            }
            assert_eq!(paged, whole, "{sort}");
            assert_eq!(paged.len(), 11);
        }
    }
}

#[umbra_test]
async fn a_cursor_belongs_to_its_list_and_its_order(t: TestApp) {
    let ana = t.user("ana").await;
    let project = ana.project("Kitchen").create().await;
    for title in ["a", "b"] {
        ana.task(&project, title).create().await;
        ana.todo(title).create().await;
    }
    let first = |path: String| ana.get(path);
    let of_tasks = first(format!("{}?limit=1", project.action("tasks"))).await.next_page().unwrap();
    let of_todos = first("/api/todos?limit=1&sort=due_date".into()).await.next_page().unwrap();
    let cursor = |link: &str| link.split("cursor=").nth(1).unwrap().to_owned();
    for (sort, link) in [
        ("priority", &of_tasks),
        ("-sort_order", &of_tasks),
        ("due_date", &of_todos),
        ("sort_order", &of_todos),
    ] {
        let path = format!("{}?sort={sort}&cursor={}", project.action("tasks"), cursor(link));
        let refused = ana.get(path).await.assert_problem(422, "invalid");
        refused.assert_field("/cursor", "invalid_cursor");
    }
}

#[umbra_test]
async fn projects_are_filtered_by_status_archive_and_text(t: TestApp) {
    let ana = t.user("ana").await;
    ana.project("Kitchen").with("description", "50% oak").create().await;
    ana.project("Garden").with("status", "on_hold").create().await;
    ana.project("Attic").with("is_archived", true).create().await;
    for (query, shown) in [
        ("", vec!["Attic", "Garden", "Kitchen"]),
        ("status=on_hold", vec!["Garden"]),
        ("is_archived=true", vec!["Attic"]),
        ("is_archived=false", vec!["Garden", "Kitchen"]),
        ("search=OAK", vec!["Kitchen"]),
        ("search=%25", vec!["Kitchen"]),
        ("search=_", vec![]),
    ] {
        let reply = ana.get(format!("/api/projects?{query}")).await.assert_status(200);
        let list: Vec<Value> = reply.json_as();
        let names: Vec<_> = list.iter().map(|one| one["name"].as_str().unwrap()).collect();
        assert_eq!(names, shown, "{query}");
    }
}
