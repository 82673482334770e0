//! What is due on people's phones, and its buttons.

use serde_json::{Value, json};
use umbra_testkit::{Person, TestApp, umbra_test};

use super::{look, settle};
use crate::{
    deliveries::{assert_states, phones, set_up, shown, with_phone},
    notifications::unread,
    projects::{COMMENT, grant},
};

async fn press(t: &TestApp, topic: &str) {
    let message = t.ntfy().published(topic).pop().unwrap();
    let url = message["actions"][0]["url"].as_str().unwrap().to_owned();
    let path = url.strip_prefix("http://localhost:8000").unwrap();
    t.anonymous().post(path, ()).without("X-Requested-With").await.assert_status(204);
    t.deliver().await;
}

async fn in_german(t: &TestApp) -> Person {
    let ana = with_phone(t, "ana").await;
    ana.put("/api/settings", json!({"locale": "de-AT"})).await.assert_status(200);
    settle(t, &ana, "Europe/Vienna").await;
    ana
}

#[umbra_test(with = phones)]
async fn a_todo_is_done_by_the_button_of_its_message(t: TestApp) {
    let ana = in_german(&t).await;
    let todo = ana.todo("Miete zahlen").due("2026-03-03").with("due_time", "14:30").create().await;
    assert_eq!(look(&t, "2026-03-03T13:30:00Z").await, 1);
    t.deliver().await;
    let message = t.ntfy().published("ana").pop().unwrap();
    assert_eq!(message["title"], "„Miete zahlen“ ist fällig");
    assert_eq!(message["message"], "Dienstag, 3. März 2026, 14:30 Uhr");
    assert_eq!(message["actions"][0]["label"], "Erledigt");
    assert_eq!(message["click"], json!(format!("http://localhost:8000/#/todos/{}", todo.id)));
    press(&t, "ana").await;
    let ana = t.user("ana").await;
    let now: Value = ana.get(todo.url()).await.assert_status(200).json();
    assert_eq!(now["completed"], true);
    assert!(shown(&t, "ana").is_empty());
    assert_eq!(unread(&ana).await, 0);
    assert_states(&ana, &[("cleared", "done")]).await;
}

#[umbra_test(with = phones)]
async fn a_task_is_done_by_the_button_of_its_message(t: TestApp) {
    let ana = in_german(&t).await;
    let project = ana.project("Garten").create().await;
    let task = ana.task(&project, "Umgraben").due("2026-03-04").create().await;
    assert_eq!(look(&t, "2026-03-03T07:00:00Z").await, 1);
    t.deliver().await;
    assert_eq!(shown(&t, "ana"), ["„Umgraben“ ist fällig"]);
    press(&t, "ana").await;
    let now: Value = t.user("ana").await.get(task.url()).await.assert_status(200).json();
    assert_eq!(now["status"], "done");
    assert!(shown(&t, "ana").is_empty());
}

#[umbra_test(with = phones)]
async fn who_may_not_complete_a_task_gets_no_button_for_that(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, with_phone(&t, "ben").await);
    settle(&t, &ben, "Europe/Vienna").await;
    let project = ana.project("Garden").create().await;
    grant(&t, &project, &ben, COMMENT).await;
    let task = ana.task(&project, "Dig").due("2026-03-04");
    task.with("assignee_ids", json!([ben.id])).create().await;
    // That he is assigned.
    t.deliver().await;
    assert_eq!(look(&t, "2026-03-03T07:00:00Z").await, 1);
    t.deliver().await;
    let message = t.ntfy().published("ben").pop().unwrap();
    assert_eq!(message["title"], "“Dig” is due");
    let labels: Vec<_> =
        message["actions"].as_array().unwrap().iter().map(|one| &one["label"]).collect();
    assert_eq!(labels, ["In an hour", "Tomorrow"]);
}

#[umbra_test(with = phones)]
async fn what_is_of_no_interest_is_told_in_the_app_only(t: TestApp) {
    let ana = with_phone(&t, "ana").await;
    settle(&t, &ana, "UTC").await;
    set_up(&t, &ana, "ntfy_todos_enabled = FALSE, ntfy_projects_enabled = FALSE").await;
    let project = ana.project("Garden").create().await;
    ana.task(&project, "Dig").due("2026-03-04").create().await;
    ana.todo("Pay").due("2026-03-03").create().await;
    assert_eq!(look(&t, "2026-03-03T08:00:00Z").await, 2);
    t.deliver().await;
    assert!(shown(&t, "ana").is_empty());
    let ana = t.user("ana").await;
    assert_eq!(unread(&ana).await, 2);
    assert_states(&ana, &[("skipped", "category_off"), ("skipped", "category_off")]).await;
}
