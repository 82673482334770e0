//! Where projects stood, and which were put away, before others could see them.

use serde_json::{Value, json};
use umbra_testkit::{TestApp, umbra_test};

use super::{VIEW, grant, now};

#[umbra_test]
async fn what_is_an_owners_own_moves_to_them_and_back(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let project = ana.project("Attic").with("is_archived", true).with("sort_order", 7);
    let project = project.create().await;
    grant(&t, &project, &ben, VIEW).await;
    let task = ana.task(&project, "Sweep").with("assignee_ids", json!([ben.id])).create().await;
    ana.patch(project.url(), json!({"sort_order": 9})).await.assert_status(200);
    ben.patch(project.url(), json!({"sort_order": 3})).await.assert_status(200);
    let all = t.store.migrations().await.unwrap();
    let place = all.iter().position(|one| one.name == "m0035_project_members").unwrap();
    let steps = u32::try_from(all.len() - place).unwrap();
    let (before, theirs) = (now(&ana, &project).await, now(&ben, &project).await);
    t.store.migrate_down(Some(steps)).await.unwrap();
    let rows = t.database_dump().await;
    assert!(rows.table("projects")[0].contains(",9,"), "{rows}");
    t.store.migrate_up(None).await.unwrap();
    let whole = |mut project: Value| {
        // Nobody changed anything of the project.
        project["updated_at"].take();
        project
    };
    assert_eq!(whole(now(&ana, &project).await), whole(before));
    let seen = now(&ben, &project).await;
    assert_eq!((&seen["is_archived"], &seen["sort_order"]), (&json!(false), &json!(0)));
    assert_eq!(seen["member_count"], theirs["member_count"]);
    assert_eq!(now(&ana, &task).await["assignee_ids"], json!([ben.id]));
    let next = ana.project("Cellar").with("sort_order", -2).create().await;
    assert_eq!(now(&ana, &next).await, next.body);
}

#[umbra_test]
async fn what_a_process_of_the_version_before_writes_is_its_owners(t: TestApp) {
    // SQLite has one process.
    if !t.is_postgres() {
        return;
    }
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let project = ana.project("Attic").create().await;
    grant(&t, &project, &ben, VIEW).await;
    t.execute("UPDATE projects SET is_archived = TRUE, sort_order = 5, version = version + 1")
        .await;
    let (hers, his) = (now(&ana, &project).await, now(&ben, &project).await);
    assert_eq!((&hers["is_archived"], &hers["sort_order"]), (&json!(true), &json!(5)));
    assert_eq!((&his["is_archived"], &his["sort_order"]), (&json!(false), &json!(0)));
}
