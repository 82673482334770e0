//! What somebody may do who holds a right on another person's project.

use sea_orm::sqlx;
use serde_json::json;
use umbra_testkit::{Created, Person, TestApp, send_until_locked, umbra_test};

use crate::projects::{COMMENT, EDIT, MANAGE, VIEW, grant, now, revoke, tasks};

/// Ana's project with a task that recurs and was completed once, a comment on it by each of both, and
/// another task.
struct World {
    ana: Person,
    ben: Person,
    project: Created,
    task: Created,
    other: Created,
    hers: Created,
    his: Created,
}

impl World {
    async fn begin(t: &TestApp) -> Self {
        let (ana, ben) = (t.user("ana").await, t.user("ben").await);
        let project = ana.project("Garden").create().await;
        let task = ana.task(&project, "Water the plants").due("2026-03-02").rule("FREQ=DAILY");
        let task = task.create().await;
        ana.patch(task.url(), json!({"status": "done"})).await.assert_status(200);
        let other = ana.task(&project, "Dig").create().await;
        let comment =
            |who: &Person, text| who.draft(&task.action("comments"), json!({"content": text}));
        let hers = comment(&ana, "Not too much").create().await;
        grant(t, &project, &ben, COMMENT).await;
        let his = comment(&ben, "Rain is coming").create().await;
        Self { ana, ben, project, task, other, hers, his }
    }
}

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

async fn everything(t: &TestApp) -> Vec<Vec<String>> {
    let dump = t.database_dump().await;
    let sorted = |name| {
        let mut rows = dump.table(name).to_vec();
        rows.sort_unstable();
        rows
    };
    TABLES.map(sorted).into()
}

#[umbra_test]
async fn who_may_view_a_project_sees_all_of_it_and_no_longer(t: TestApp) {
    let world = World::begin(&t).await;
    let World { ana, ben, project, task, hers, .. } = &world;
    let paths = [
        project.url(),
        project.action("tasks"),
        project.action("board"),
        project.action("stats"),
        task.url(),
        task.action("comments"),
        hers.url(),
    ];
    for right in [VIEW, COMMENT, EDIT, MANAGE] {
        grant(&t, project, ben, right).await;
        for path in &paths {
            let (seen, own) = (ben.get(path).await, ana.get(path).await.assert_status(200));
            let (mut seen, mut own) = (seen.assert_status(200).json(), own.json());
            if path == &project.url() {
                assert_ne!(seen["role"].take(), own["role"].take());
            }
            assert_eq!(seen, own, "{path}");
        }
        let list = ben.get("/api/projects").await.assert_status(200).json();
        assert_eq!(list[0]["id"], project.id);
    }
    revoke(&t, project, ben).await;
    for path in &paths {
        ben.get(path).await.assert_problem(404, "not_found");
    }
    assert_eq!(ben.get("/api/projects").await.json(), json!([]));
}

#[umbra_test]
async fn who_may_only_look_or_comment_changes_nothing_else(t: TestApp) {
    let world = World::begin(&t).await;
    let World { ana, ben, project, task, other, hers, his } = &world;
    let reorder = project.action("tasks/reorder");
    for (right, code) in [(VIEW, "read_only"), (COMMENT, "comment_only")] {
        grant(&t, project, ben, right).await;
        let before = everything(&t).await;
        let mut refused = vec![
            ben.patch(project.url(), json!({"name": "Mine"})).await,
            ben.put(project.url(), json!({"is_archived": true, "status": "planned"})).await,
            ben.put(project.url(), json!({})).await,
            ben.delete(project.url()).await,
            ben.post(project.action("tasks"), json!({"title": "x"})).await,
            ben.patch(task.url(), json!({"title": "x"})).await,
            ben.put(task.url(), json!({"status": "done"})).await,
            ben.delete(task.url()).await,
            ben.delete(task.action("completions/latest")).await,
            ben.put(&reorder, json!({"task_ids": [other.id, task.id]})).await,
            ben.put(&reorder, json!({"task_ids": [], "after_task_id": null})).await,
        ];
        if right == VIEW {
            refused.push(ben.post(task.action("comments"), json!({"content": "x"})).await);
            refused.push(ben.patch(his.url(), json!({"content": "x"})).await);
            refused.push(ben.delete(his.url()).await);
        }
        for refused in refused {
            refused.assert_problem(403, code);
        }
        for refused in
            [ben.patch(hers.url(), json!({"content": "x"})).await, ben.delete(hers.url()).await]
        {
            refused.assert_problem(403, if right == VIEW { code } else { "not_yours" });
        }
        assert_eq!(everything(&t).await, before, "{code}");
    }
    // Nobody changes what others said, not even the owner, who may delete it.
    ana.patch(his.url(), json!({"content": "x"})).await.assert_problem(403, "not_yours");
    ben.patch(his.url(), json!({"content": "Rain is here"})).await.assert_status(200);
    ana.delete(his.url()).await.assert_status(204);
}

#[umbra_test]
async fn who_may_edit_deletes_what_they_made(t: TestApp) {
    let world = World::begin(&t).await;
    let World { ana, ben, project, task, other, hers, .. } = &world;
    grant(&t, project, ben, EDIT).await;
    let own = ben.task(project, "Rake").create().await;
    assert_eq!(own.body["created_by"], json!(ben.id));
    ben.patch(task.url(), json!({"title": "Water all plants"})).await.assert_status(200);
    ben.patch(project.url(), json!({"status": "on_hold"})).await.assert_status(200);
    let ids = json!({"task_ids": [own.id, task.id, other.id]});
    ben.put(project.action("tasks/reorder"), ids).await.assert_status(204);
    // Hers below his is hers.
    ana.patch(other.url(), json!({"parent_task_id": own.id})).await.assert_status(200);
    let before = everything(&t).await;
    for refused in [
        ben.delete(task.url()).await,
        ben.delete(own.url()).await,
        ben.delete(hers.url()).await,
        ben.delete(project.url()).await,
    ] {
        refused.assert_problem(403, "not_yours");
    }
    assert_eq!(everything(&t).await, before);
    ana.patch(other.url(), json!({"parent_task_id": null})).await.assert_status(200);
    ben.delete(own.url()).await.assert_status(204);
    grant(&t, project, ben, MANAGE).await;
    ben.delete(hers.url()).await.assert_status(204);
    ben.delete(task.url()).await.assert_status(204);
    ben.delete(project.url()).await.assert_problem(403, "not_yours");
    ana.delete(project.url()).await.assert_status(204);
}

#[umbra_test]
async fn only_members_are_assigned_and_only_as_long_as_they_are(t: TestApp) {
    let world = World::begin(&t).await;
    let World { ana, ben, project, other, .. } = &world;
    let both = json!({"assignee_ids": [ana.id, ben.id]});
    let assigned = ana.patch(other.url(), &both).await.assert_status(200).json();
    assert_eq!(assigned["assignee_ids"], both["assignee_ids"]);
    revoke(&t, project, ben).await;
    assert_eq!(now(ana, other).await["assignee_ids"], json!([ana.id]));
    let refused = ana.patch(other.url(), &both).await;
    refused.assert_problem(422, "invalid").assert_field("/assignee_ids", "unknown_member");
    assert_eq!(tasks(ana, project, &format!("assignee_id={}", ben.id)).await.len(), 0);
}

#[umbra_test]
async fn somebody_is_assigned_while_they_stop_being_a_member(t: TestApp) {
    // On SQLite there is one writer: whoever comes second sees what the first one did.
    let Some(pool) = t.store.postgres_pool() else { return };
    let world = World::begin(&t).await;
    let World { ana, ben, other, .. } = &world;
    let mut revoking = pool.begin().await.unwrap();
    let text = "DELETE FROM project_members WHERE user_id = $1";
    sqlx::query(text).bind(ben.id.0).execute(&mut *revoking).await.unwrap();
    let change = ana.patch(other.url(), json!({"assignee_ids": [ben.id]}));
    let change = send_until_locked(&pool, change, 1).await;
    revoking.commit().await.unwrap();
    let refused = change.await.unwrap().assert_problem(422, "invalid");
    refused.assert_field("/assignee_ids", "unknown_member");
    assert_eq!(now(ana, other).await["assignee_ids"], json!([]));
}
