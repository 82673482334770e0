//! What a task is made of, and what is refused.

use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

use crate::projects::{VIEW, grant, now};

#[umbra_test]
async fn a_task_needs_but_a_title(t: TestApp) {
    let ana = t.user("ana").await;
    let project = ana.project("Kitchen").create().await;
    let task = ana.task(&project, "Measure the walls").create().await;
    let expected = json!({
        "id": task.id, "project_id": project.id, "title": "Measure the walls",
        "description": null, "status": "todo", "priority": "none", "start_date": null,
        "due_date": null, "recurrence_rule": null, "short_months": null, "recurrence_basis": null,
        "parent_task_id": null, "assignee_ids": [], "depends_on": [], "is_blocked": false,
        "sort_order": task.body["sort_order"], "created_by": ana.id, "last_completed_at": null,
        "completed_at": null, "created_at": task.body["created_at"],
        "updated_at": task.body["created_at"], "version": 1,
    });
    assert_eq!(task.body, expected);
    assert_eq!(now(&ana, &task).await, expected);
}

#[umbra_test]
async fn a_task_has_all_that_it_was_given_and_null_clears(t: TestApp) {
    let ana = t.user("ana").await;
    let ben = t.user("ben").await;
    let project = ana.project("Kitchen").create().await;
    grant(&t, &project, &ben, VIEW).await;
    let first = ana.task(&project, "Walls").create().await;
    let full = json!({
        "title": "Floor", "description": "Oak\nor pine", "status": "in_progress",
        "priority": "high", "start_date": "2026-03-01", "due_date": "2026-03-31",
        "recurrence_rule": "FREQ=MONTHLY", "recurrence_basis": "completion",
        "parent_task_id": first.id, "assignee_ids": [ben.id, ana.id], "depends_on": [first.id],
        "sort_order": -7,
    });
    let task = ana.draft(&project.action("tasks"), full.clone()).create().await;
    let body = now(&ana, &task).await;
    for (field, value) in full.as_object().unwrap() {
        match field.as_str() {
            "assignee_ids" => assert_eq!(body[field], json!([ana.id, ben.id])),
            _ => assert_eq!(&body[field], value, "{field}"),
        }
    }
    assert_eq!(body["is_blocked"], true);
    // A client may send back what it was shown.
    let echo = ana.put(task.url(), &full).await.assert_status(200);
    assert_eq!((echo.json(), echo.etag()), (body, &*task.etag));
    for (field, empty) in [
        ("description", Value::Null),
        ("status", json!("todo")),
        ("priority", json!("none")),
        ("start_date", Value::Null),
        ("recurrence_basis", json!("due")),
        ("recurrence_rule", Value::Null),
        ("due_date", Value::Null),
        ("parent_task_id", Value::Null),
        ("assignee_ids", json!([])),
        ("depends_on", json!([])),
    ] {
        let cleared = ana.patch(task.url(), json!({field: null})).await.assert_status(200);
        assert_eq!(cleared.json()[field], empty, "{field}");
    }
    let refused = ana.patch(task.url(), json!({"sort_order": null})).await;
    refused.assert_problem(422, "invalid").assert_field("/sort_order", "required");
}

#[umbra_test]
async fn what_does_not_fit_is_refused_and_changes_nothing(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let project = ana.project("Kitchen").create().await;
    let elsewhere = ana.project("Garden").create().await;
    let other = ana.task(&elsewhere, "Dig").create().await;
    let task = ana.task(&project, "Walls").with("due_date", "2026-03-31").create().await;
    let many: Vec<i64> = (1..=101).collect();
    let before = t.database_dump().await;
    for (field, value, code) in [
        ("title", json!(" "), "blank"),
        ("description", json!("x".repeat(10_001)), "too_long"),
        ("start_date", json!("2026-04-01"), "start_after_due"),
        ("start_date", json!("2026-02-30"), "invalid_date"),
        ("recurrence_rule", json!("FREQ=HOURLY"), "unsupported_rule"),
        ("parent_task_id", json!(other.id), "unknown_task"),
        ("parent_task_id", json!(4_711), "unknown_task"),
        ("parent_task_id", json!(0), "out_of_range"),
        ("assignee_ids", json!([ana.id, ben.id]), "unknown_member"),
        ("assignee_ids", json!([ana.id, ana.id]), "duplicate"),
        ("assignee_ids", json!(many), "too_many"),
        ("depends_on", json!([other.id]), "unknown_task"),
        ("depends_on", json!([-1]), "out_of_range"),
        ("depends_on", json!(many), "too_many"),
        ("sort_order", json!(i64::MAX), "out_of_range"),
    ] {
        if code == "unsupported_rule" {
            // Which code a rule is refused with is said by the tests of rules.
            ana.patch(task.url(), json!({field: value})).await.assert_problem(422, "invalid");
            continue;
        }
        let pointer = format!("/{field}");
        let change = ana.patch(task.url(), json!({field: value})).await;
        change.assert_problem(422, "invalid").assert_field(&pointer, code);
        let draft = ana.task(&project, "New").with("due_date", "2026-03-31").with(field, value);
        draft.send().await.assert_problem(422, "invalid").assert_field(&pointer, code);
    }
    let refused = ana.patch(task.url(), json!({"depends_on": [task.id]})).await;
    refused.assert_problem(422, "invalid").assert_field("/depends_on", "circular");
    let refused = ana.task(&project, "New").with("recurrence_rule", "FREQ=DAILY").send().await;
    let problem = refused.assert_problem(422, "invalid");
    problem.assert_field("/recurrence_rule", "recurrence_without_due_date");
    assert_eq!(t.database_dump().await, before);
}

#[umbra_test]
async fn the_path_of_a_task_goes_through_its_own_project(t: TestApp) {
    let ana = t.user("ana").await;
    let (kitchen, garden) =
        (ana.project("Kitchen").create().await, ana.project("Garden").create().await);
    let task = ana.task(&kitchen, "Walls").create().await;
    let said = ana.draft(&task.action("comments"), json!({"content": "Crooked"})).create().await;
    let wrong = format!("{}/{}", garden.action("tasks"), task.id);
    let comment = format!("{wrong}/comments/{}", said.id);
    let before = t.database_dump().await;
    for refused in [
        ana.get(&wrong).await,
        ana.patch(&wrong, json!({"title": "x"})).await,
        ana.delete(&wrong).await,
        ana.delete(format!("{wrong}/completions/latest")).await,
        ana.get(format!("{wrong}/comments")).await,
        ana.post(format!("{wrong}/comments"), json!({"content": "x"})).await,
        ana.get(&comment).await,
        ana.patch(&comment, json!({"content": "x"})).await,
        ana.delete(&comment).await,
        ana.get(format!("{}/4711/comments", kitchen.action("tasks"))).await,
        ana.get("/api/projects/4711/tasks").await,
        ana.get("/api/projects/4711/board").await,
        ana.get("/api/projects/4711/stats").await,
        ana.put("/api/projects/4711/tasks/reorder", json!({"task_ids": []})).await,
        ana.post("/api/projects/4711/tasks", json!({"title": "x"})).await,
    ] {
        refused.assert_problem(404, "not_found");
    }
    assert_eq!(t.database_dump().await, before);
}

#[umbra_test]
async fn a_completion_is_taken_back_only_of_the_version_that_was_read(t: TestApp) {
    let ana = t.user("ana").await;
    let project = ana.project("Kitchen").create().await;
    let task = ana.task(&project, "Walls").create().await;
    ana.patch(task.url(), json!({"status": "done"})).await.assert_status(200);
    let before = now(&ana, &task).await;
    let stale = ana.delete(task.action("completions/latest")).header("If-Match", &task.etag);
    stale.await.assert_problem(412, "precondition_failed");
    assert_eq!(now(&ana, &task).await, before);
}
