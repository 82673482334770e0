//! What goes with a project, and what stays.

use serde_json::json;
use umbra_testkit::{Created, Person, TestApp, umbra_test};

use crate::projects::{EDIT, grant, titles};

const TABLES: [&str; 8] = [
    "projects",
    "project_members",
    "tasks",
    "task_assignees",
    "task_dependencies",
    "task_completions",
    "task_reopenings",
    "task_comments",
];

/// Fills every table that belongs to a project.
async fn full(t: &TestApp, owner: &Person, member: &Person) -> Created {
    let project = owner.project("Full").create().await;
    grant(t, &project, member, EDIT).await;
    let task = owner.task(&project, "Clean").due("2026-03-02").rule("FREQ=DAILY");
    let task = task.with("assignee_ids", json!([member.id])).create().await;
    let part = member.task(&project, "Oven").with("parent_task_id", task.id);
    let part = part.with("status", "done").create().await;
    owner.task(&project, "Invite").with("depends_on", json!([part.id])).create().await;
    owner.patch(task.url(), json!({"status": "done"})).await.assert_status(200);
    member.post(task.action("comments"), json!({"content": "Phew"})).await.assert_status(201);
    project
}

#[umbra_test]
async fn a_project_takes_all_that_is_in_it_and_nothing_else(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let kept = full(&t, &ana, &ben).await;
    ana.todo("Stays").create().await;
    let before = t.database_dump().await;
    assert!(TABLES.iter().all(|table| !before.table(table).is_empty()));
    let project = full(&t, &ana, &ben).await;
    let between = t.database_dump().await;
    assert!(TABLES.iter().all(|table| between.table(table).len() == 2 * before.table(table).len()));
    ana.delete(project.url()).await.assert_status(204);
    let after = t.database_dump().await;
    for table in TABLES.into_iter().chain(["todos", "calendars", "users"]) {
        assert_eq!(after.table(table), before.table(table), "{table}");
    }
    assert_eq!(titles(&ben, &kept, "").await, ["Clean", "Oven", "Invite"]);
}

#[umbra_test]
async fn an_account_takes_its_projects_and_leaves_what_it_made_in_those_of_others(t: TestApp) {
    let (ana, ben, admin) = (t.user("ana").await, t.user("ben").await, t.admin().await);
    let kept = full(&t, &ana, &ben).await;
    full(&t, &ben, &ana).await;
    admin.delete(format!("/api/admin/users/{}", ben.id)).await.assert_status(204);
    assert_eq!(titles(&ana, &kept, "").await, ["Clean", "Oven", "Invite"]);
    let list = ana.get("/api/projects").await.assert_status(200).json();
    assert_eq!(list.as_array().unwrap().len(), 1);
    let all = t.database_dump().await;
    assert_eq!((all.table("projects").len(), all.table("project_members").len()), (1, 1));
    assert_eq!((all.table("tasks").len(), all.table("task_assignees").len()), (3, 0));
}
