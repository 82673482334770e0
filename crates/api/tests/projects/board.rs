//! The board, and a project in numbers.

use jiff::Timestamp;
use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

use crate::projects::tasks;

#[umbra_test]
async fn a_board_is_the_lists_of_each_status(t: TestApp) {
    let ana = t.user("ana").await;
    let project = ana.project("Kitchen").create().await;
    let statuses = ["todo", "in_progress", "blocked", "review", "done"];
    let board = ana.get(project.action("board")).await.assert_status(200).json();
    let names: Vec<_> = board.as_array().unwrap().iter().map(|one| one["status"].clone()).collect();
    assert_eq!(names, statuses);
    assert!(board.as_array().unwrap().iter().all(|column| column["total"] == 0));
    let mut made = Vec::new();
    for number in 0..13 {
        let status = ["todo", "done", "review", "todo"][number % 4];
        let task = ana.task(&project, &format!("{number}")).with("status", status);
        made.push(task.create().await.id);
    }
    made.reverse();
    let body = json!({"task_ids": made});
    ana.put(project.action("tasks/reorder"), body).await.assert_status(204);
    for limit in [3, 200] {
        let path = format!("{}?limit={limit}", project.action("board"));
        let board: Vec<Value> = ana.get(path).await.assert_status(200).json_as();
        for (column, status) in board.iter().zip(statuses) {
            let list = tasks(&ana, &project, &format!("status={status}")).await;
            assert_eq!(column["total"], list.len());
            let shown = column["tasks"].as_array().unwrap();
            assert_eq!(shown[..], list[..list.len().min(limit)]);
            // The rest is where the column says.
            let mut all = shown.clone();
            let mut next = column["next"].as_str().map(str::to_owned);
            assert_eq!(next.is_some(), list.len() > limit);
            while let Some(path) = next {
                let reply = ana.get(path).await.assert_status(200);
                all.extend(reply.json_as::<Vec<Value>>());
                next = reply.next_page();
            }
            assert_eq!(all, list);
        }
    }
    for bad in ["0", "201"] {
        let refused = ana.get(format!("{}?limit={bad}", project.action("board"))).await;
        refused.assert_problem(422, "invalid").assert_field("/limit", "out_of_range");
    }
}

#[umbra_test]
async fn the_numbers_are_those_of_the_lists(t: TestApp) {
    let ana = t.user("ana").await;
    let project = ana.project("Kitchen").create().await;
    let empty = ana.get(project.action("stats")).await.assert_status(200).json();
    let none = json!({"todo": 0, "in_progress": 0, "blocked": 0, "review": 0, "done": 0});
    let expected = json!({"total": 0, "open": 0, "done": 0, "progress": null, "by_status": none,
        "overdue": 0, "due_soon": 0, "blocked": 0, "unassigned": 0, "completed_recently": 0});
    assert_eq!(empty, expected);
    t.clock.set("2026-02-20T08:00:00Z".parse::<Timestamp>().unwrap());
    let then = t.user("ana").await;
    then.task(&project, "Long ago").with("status", "done").create().await;
    t.clock.set("2026-03-02T08:00:00Z".parse::<Timestamp>().unwrap());
    let ana = t.user("ana").await;
    let late = ana.task(&project, "Late").due("2026-03-01").create().await;
    ana.task(&project, "Today")
        .due("2026-03-02")
        .with("depends_on", json!([late.id]))
        .create()
        .await;
    let assigned = ana.task(&project, "Soon").due("2026-03-09").with("status", "blocked");
    assigned.with("assignee_ids", json!([ana.id])).create().await;
    ana.task(&project, "Later").due("2026-03-10").with("status", "review").create().await;
    ana.task(&project, "Done").due("2026-02-01").with("status", "done").create().await;
    let again = ana.task(&project, "Again").due("2026-03-02").rule("FREQ=DAILY").create().await;
    for _ in 0..2 {
        ana.patch(again.url(), json!({"status": "done"})).await.assert_status(200);
    }
    let stats = ana.get(project.action("stats")).await.assert_status(200).json();
    let by_status = json!({"todo": 3, "in_progress": 0, "blocked": 1, "review": 1, "done": 2});
    let expected = json!({"total": 7, "open": 5, "done": 2, "progress": 28,
        "by_status": by_status, "overdue": 1, "due_soon": 3, "blocked": 1, "unassigned": 4,
        "completed_recently": 3});
    assert_eq!(stats, expected);
    let lists = [
        ("overdue", "overdue=true"),
        ("blocked", "is_blocked=true&completed=false"),
        ("unassigned", "unassigned=true&completed=false"),
        ("due_soon", "due_from=2026-03-02&due_to=2026-03-09&completed=false"),
    ];
    for (number, query) in lists {
        assert_eq!(stats[number], tasks(&ana, &project, query).await.len(), "{number}");
    }
}
