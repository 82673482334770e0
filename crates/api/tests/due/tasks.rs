//! Tasks that are due, and who is told.

use serde_json::json;
use umbra_testkit::{TestApp, umbra_test};

use super::{look, person, titles};
use crate::{
    notifications::{told, unread},
    projects::{EDIT, grant},
};

#[umbra_test]
async fn a_due_task_notifies_its_assignees_and_an_unassigned_one_the_owner_of_the_project(
    t: TestApp,
) {
    let ana = person(&t, "ana", "UTC").await;
    let (ben, cleo) = (person(&t, "ben", "UTC").await, person(&t, "cleo", "UTC").await);
    let project = ana.project("Garden").create().await;
    for who in [&ben, &cleo] {
        grant(&t, &project, who, EDIT).await;
    }
    let dig = ana.task(&project, "Dig").due("2026-03-04").create().await;
    let plant = ana.task(&project, "Plant").due("2026-03-04");
    plant.with("assignee_ids", json!([ben.id])).create().await;
    let done = ana.task(&project, "Done").due("2026-03-04").create().await;
    ana.patch(done.url(), json!({"status": "done"})).await.assert_status(200);
    // A day before, by default.
    assert_eq!(look(&t, "2026-03-03T07:59:59Z").await, 0);
    assert_eq!(look(&t, "2026-03-03T08:00:00Z").await, 2);
    assert_eq!(titles(&t, "ana").await, ["“Dig” is due"]);
    let ana = t.user("ana").await;
    let one = &told(&ana).await[0];
    assert_eq!((&one["kind"], &one["path"]), (&json!("task_due"), &json!(dig.url())));
    assert_eq!(one["body"], "Wednesday, 4 March 2026");
    let of_ben = titles(&t, "ben").await;
    assert!(of_ben.contains(&"“Plant” is due".to_owned()), "{of_ben:?}");
    assert!(titles(&t, "cleo").await.iter().all(|title| !title.contains("is due")));
    // Whoever does it, it is read.
    let ben = t.user("ben").await;
    ben.patch(dig.url(), json!({"status": "done"})).await.assert_status(200);
    let ana = t.user("ana").await;
    assert_eq!(unread(&ana).await, 0);
    assert_eq!(look(&t, "2026-03-04T08:00:00Z").await, 0);
}

#[umbra_test]
async fn what_is_put_away_or_out_of_sight_is_not_told(t: TestApp) {
    let (ana, ben) = (person(&t, "ana", "UTC").await, person(&t, "ben", "UTC").await);
    let project = ana.project("Garden").create().await;
    grant(&t, &project, &ben, EDIT).await;
    let task = ana.task(&project, "Dig").due("2026-03-04");
    task.with("assignee_ids", json!([ana.id, ben.id])).create().await;
    ana.patch(project.url(), json!({"is_archived": true})).await.assert_status(200);
    let leave = format!("DELETE FROM project_members WHERE user_id = {}", ben.id);
    t.execute(&leave).await;
    assert_eq!(look(&t, "2026-03-03T08:00:00Z").await, 0);
    // Taken out again, it is made up for.
    let ana = t.user("ana").await;
    ana.patch(project.url(), json!({"is_archived": false})).await.assert_status(200);
    assert_eq!(look(&t, "2026-03-04T08:00:00Z").await, 1);
    // Who comes back is told, too, of what is still to be done.
    grant(&t, &project, &ben, EDIT).await;
    t.execute(&format!(
        "INSERT INTO task_assignees (project_id, task_id, user_id) \
         SELECT project_id, id, {} FROM tasks",
        ben.id
    ))
    .await;
    assert_eq!(look(&t, "2026-03-05T08:00:00Z").await, 1);
}
