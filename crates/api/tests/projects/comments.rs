//! Comments on tasks.

use serde_json::{Value, json};
use umbra_testkit::{Created, TestApp, umbra_test};

use crate::projects::{COMMENT, grant, now};

#[umbra_test]
async fn comments_are_said_changed_and_deleted(t: TestApp) {
    let ana = t.user("ana").await;
    let project = ana.project("Kitchen").create().await;
    let task = ana.task(&project, "Walls").create().await;
    let path = task.action("comments");
    let said = ana.draft(&path, json!({"content": " The left one\nis crooked. "})).create().await;
    let expected = json!({
        "id": said.id, "task_id": task.id, "created_by": ana.id,
        "content": "The left one\nis crooked.", "mentions": [], "created_at": said.body["created_at"],
        "updated_at": said.body["created_at"], "version": 1,
    });
    assert_eq!(now(&ana, &said).await, expected);
    let changed = ana.put(said.url(), json!({"content": "Both are."})).await.assert_status(200);
    assert_eq!(changed.json()["content"], "Both are.");
    for (body, code) in
        [(json!({"content": " "}), "blank"), (json!({"content": "x".repeat(10_001)}), "too_long")]
    {
        let refused = ana.patch(said.url(), body).await;
        refused.assert_problem(422, "invalid").assert_field("/content", code);
    }
    // A comment is none of the task.
    assert_eq!(ana.get(task.url()).await.etag(), task.etag);
    ana.delete(said.url()).await.assert_status(204);
    ana.get(said.url()).await.assert_problem(404, "not_found");
    assert_eq!(ana.get(&path).await.json(), json!([]));
}

#[umbra_test]
async fn a_list_has_the_comments_of_one_task(t: TestApp) {
    let ana = t.user("ana").await;
    let project = ana.project("Kitchen").create().await;
    let task = ana.task(&project, "Walls").create().await;
    let other = ana.task(&project, "Floor").create().await;
    let say =
        |on: &Created, text: &str| ana.draft(&on.action("comments"), json!({"content": text}));
    say(&other, "no").create().await;
    let said = say(&task, "yes").create().await;
    assert_eq!(ana.get(task.action("comments")).await.json(), json!([said.body]));
}

#[umbra_test]
async fn what_somebody_said_stays_when_their_account_goes(t: TestApp) {
    let (ana, ben, admin) = (t.user("ana").await, t.user("ben").await, t.admin().await);
    let project = ana.project("Kitchen").create().await;
    let task = ana.task(&project, "Walls").create().await;
    grant(&t, &project, &ben, COMMENT).await;
    let said = ben.draft(&task.action("comments"), json!({"content": "Nice"})).create().await;
    ana.patch(task.url(), json!({"assignee_ids": [ben.id]})).await.assert_status(200);
    admin.delete(format!("/api/admin/users/{}", ben.id)).await.assert_status(204);
    let kept = now(&ana, &said).await;
    assert_eq!((&kept["content"], &kept["created_by"]), (&json!("Nice"), &Value::Null));
    assert_eq!(now(&ana, &task).await["assignee_ids"], json!([]));
    ana.patch(said.url(), json!({"content": "x"})).await.assert_problem(403, "not_yours");
    ana.delete(said.url()).await.assert_status(204);
}
