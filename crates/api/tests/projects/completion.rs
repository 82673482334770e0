//! Completing tasks, those that recur among them, and taking that back.

use jiff::Timestamp;
use serde_json::{Value, json};
use umbra_testkit::{TestApp, at_once, umbra_test};

use crate::projects::now;

#[umbra_test]
async fn a_task_is_done_and_opened_again(t: TestApp) {
    let ana = t.user("ana").await;
    let project = ana.project("Kitchen").create().await;
    let task = ana.task(&project, "Walls").create().await;
    let done = ana.patch(task.url(), json!({"status": "done"})).await.assert_status(200).json();
    assert_eq!(
        (&done["status"], &done["completed_at"]),
        (&json!("done"), &json!("2026-03-02T08:00:00Z"))
    );
    let open = ana.patch(task.url(), json!({"status": "review"})).await.assert_status(200).json();
    assert_eq!((&open["status"], &open["completed_at"]), (&json!("review"), &Value::Null));
    let made = ana.task(&project, "Plan").with("status", "done").create().await;
    assert_eq!(made.body["completed_at"], "2026-03-02T08:00:00Z");
}

#[umbra_test]
async fn a_task_recurs_as_a_todo_does(t: TestApp) {
    let ana = t.user("ana").await;
    let project = ana.project("House").create().await;
    for (rule, basis, first) in [
        ("FREQ=MONTHLY", "due", "2026-01-31"),
        ("FREQ=MONTHLY;COUNT=3", "due", "2026-03-31"),
        ("FREQ=WEEKLY;BYDAY=MO", "completion", "2026-03-02"),
        ("FREQ=DAILY;INTERVAL=10", "completion", "2026-03-09"),
    ] {
        t.clock.set("2026-03-02T08:00:00Z".parse::<Timestamp>().unwrap());
        let ana = t.user("ana").await;
        let fields = json!({"title": rule, "due_date": first, "recurrence_rule": rule,
            "recurrence_basis": basis});
        let task = ana.draft(&project.action("tasks"), fields.clone()).create().await;
        let todo = ana.draft("/api/todos", fields).create().await;
        for day in ["2026-03-02", "2026-04-15", "2026-05-31"] {
            t.clock.set(format!("{day}T08:00:00Z").parse::<Timestamp>().unwrap());
            let ana = t.user("ana").await;
            let moved = ana.patch(task.url(), json!({"status": "done"})).await.assert_status(200);
            let other = ana.patch(todo.url(), json!({"completed": true})).await.assert_status(200);
            let (moved, other) = (moved.json(), other.json());
            for field in ["due_date", "last_completed_at", "completed_at"] {
                assert_eq!(moved[field], other[field], "{rule} {day} {field}");
            }
            assert_eq!(moved["status"] == "done", other["completed"] == true);
        }
        let ana = t.user("ana").await;
        for _ in 0..3 {
            let back = ana.delete(task.action("completions/latest")).await.assert_status(200);
            let other = ana.delete(todo.action("completions/latest")).await.assert_status(200);
            for field in ["due_date", "last_completed_at", "completed_at"] {
                assert_eq!(back.json()[field], other.json()[field], "{rule} {field}");
            }
        }
        let refused = ana.delete(task.action("completions/latest")).await;
        refused.assert_problem(409, "nothing_to_undo");
        assert_eq!(now(&ana, &task).await["due_date"], first);
    }
}

#[umbra_test]
async fn parts_are_open_again_when_a_task_moves_on_and_done_again_when_that_is_undone(t: TestApp) {
    let ana = t.user("ana").await;
    let project = ana.project("House").create().await;
    let clean = ana.task(&project, "Clean").due("2026-03-02").rule("FREQ=WEEKLY");
    let clean = clean.with("start_date", "2026-03-01").with("status", "in_progress").create().await;
    let part = |title: &str, parent: i64| ana.task(&project, title).with("parent_task_id", parent);
    let kitchen = part("Kitchen", clean.id).create().await;
    let oven = part("Oven", kitchen.id).create().await;
    let bath = part("Bath", clean.id).with("status", "blocked").create().await;
    let bins = part("Bins", clean.id).due("2026-03-01").rule("FREQ=DAILY;COUNT=1").create().await;
    let waits = ana.task(&project, "Invite").with("depends_on", json!([oven.id])).create().await;
    let set = |url: String, status| ana.patch(url, json!({"status": status}));
    for task in [&kitchen, &oven, &bins] {
        set(task.url(), "done").await.assert_status(200);
    }
    assert_eq!(now(&ana, &waits).await["is_blocked"], false);
    let before = now(&ana, &kitchen).await;
    let next = set(clean.url(), "done").await.assert_status(200).json();
    assert_eq!(
        (&next["due_date"], &next["start_date"], &next["status"]),
        (&json!("2026-03-09"), &json!("2026-03-08"), &json!("todo"))
    );
    for (task, status) in [(&kitchen, "todo"), (&oven, "todo"), (&bath, "blocked"), (&bins, "done")]
    {
        let task = now(&ana, task).await;
        assert_eq!(task["status"], status, "{task}");
        assert_eq!(task["completed_at"].is_null(), status != "done");
    }
    assert_eq!(now(&ana, &waits).await["is_blocked"], true);
    // What was begun since stays so.
    set(kitchen.url(), "in_progress").await.assert_status(200);
    let back = ana.delete(clean.action("completions/latest")).await.assert_status(200).json();
    assert_eq!(
        (&back["due_date"], &back["start_date"], &back["status"]),
        (&json!("2026-03-02"), &json!("2026-03-01"), &json!("in_progress"))
    );
    assert_eq!(now(&ana, &kitchen).await["status"], "in_progress");
    let oven = now(&ana, &oven).await;
    assert_eq!((&oven["status"], &oven["completed_at"]), (&json!("done"), &before["completed_at"]));
    assert_eq!(now(&ana, &waits).await["is_blocked"], false);
}

#[umbra_test]
async fn what_is_no_longer_a_part_stays_open_when_a_completion_is_undone(t: TestApp) {
    let ana = t.user("ana").await;
    let project = ana.project("House").create().await;
    let clean = ana.task(&project, "Clean").due("2026-03-02").rule("FREQ=WEEKLY").create().await;
    let other = ana.task(&project, "Repair").create().await;
    let mut parts = Vec::new();
    for title in ["Alone", "Moved", "Kept"] {
        let part = ana.task(&project, title).with("parent_task_id", clean.id);
        parts.push(part.with("status", "done").create().await);
    }
    ana.patch(clean.url(), json!({"status": "done"})).await.assert_status(200);
    for (part, parent) in [(&parts[0], Value::Null), (&parts[1], json!(other.id))] {
        ana.patch(part.url(), json!({"parent_task_id": parent})).await.assert_status(200);
    }
    let before = [now(&ana, &parts[0]).await, now(&ana, &parts[1]).await];
    ana.delete(clean.action("completions/latest")).await.assert_status(200);
    assert_eq!([now(&ana, &parts[0]).await, now(&ana, &parts[1]).await], before);
    assert!(before.iter().all(|part| part["status"] == "todo"), "{before:?}");
    assert_eq!(now(&ana, &parts[2]).await["status"], "done");
}

#[umbra_test]
async fn after_the_last_due_date_it_is_done_for_good_and_its_parts_stay_done(t: TestApp) {
    let ana = t.user("ana").await;
    let project = ana.project("House").create().await;
    let task = ana.task(&project, "Course").due("2026-03-02").rule("FREQ=WEEKLY;COUNT=2");
    let task = task.create().await;
    let part = ana.task(&project, "Homework").with("parent_task_id", task.id);
    let part = part.with("status", "done").create().await;
    let set = |url: String, status| ana.patch(url, json!({"status": status}));
    assert_eq!(set(task.url(), "done").await.json()["status"], "todo");
    assert_eq!(now(&ana, &part).await["status"], "todo");
    set(part.url(), "done").await.assert_status(200);
    let over = set(task.url(), "done").await.assert_status(200).json();
    assert_eq!((&over["status"], &over["due_date"]), (&json!("done"), &json!("2026-03-09")));
    assert_eq!(now(&ana, &part).await["status"], "done");
    // Opening it takes that back, and leaves the status that was asked for.
    let open = set(task.url(), "review").await.assert_status(200).json();
    assert_eq!((&open["status"], &open["due_date"]), (&json!("review"), &json!("2026-03-09")));
    assert_eq!(now(&ana, &part).await["status"], "done");
}

#[umbra_test]
async fn completing_at_once_moves_on_once_for_each(t: TestApp) {
    let ana = t.user("ana").await;
    let second = ana.at(&t.second_process().await);
    let project = ana.project("House").create().await;
    let task = ana.task(&project, "Bins").due("2026-03-02").rule("FREQ=DAILY").create().await;
    let part = ana.task(&project, "Paper").with("parent_task_id", task.id);
    part.with("status", "done").create().await;
    let requests = (0..6).map(|number| {
        let browser = if number % 2 == 0 { &*ana } else { &second };
        browser.patch(task.url(), json!({"status": "done"}))
    });
    for reply in at_once(requests).await {
        reply.assert_status(200);
    }
    assert_eq!(now(&ana, &task).await["due_date"], "2026-03-08");
    let undo = (0..6).map(|_| ana.delete(task.action("completions/latest")));
    for reply in at_once(undo).await {
        reply.assert_status(200);
    }
    assert_eq!(now(&ana, &task).await["due_date"], "2026-03-02");
}
