//! Two who change at once who is in a project.

use serde_json::{Value, json};
use umbra_testkit::{Person, Reply, TestApp, at_once, umbra_test};

use crate::{
    connections::{PATH as CONNECTIONS, connect},
    projects::{join, joining, member_path, now, set_role},
};

fn statuses(replies: &[Reply]) -> Vec<u16> {
    let mut all: Vec<_> = replies.iter().map(Reply::status).collect();
    all.sort_unstable();
    all
}

/// Checks that each project has one owner, whom it names, and that nobody is assigned who isn't in it.
async fn check(t: &TestApp) {
    let has_owner = "EXISTS (SELECT 1 FROM project_members m WHERE m.project_id = projects.id \
                     AND m.held = 6 AND m.user_id = projects.user_id)";
    let is_in = "EXISTS (SELECT 1 FROM project_members m \
                 WHERE m.project_id = task_assignees.project_id \
                 AND m.user_id = task_assignees.user_id)";
    for (table, column, right) in
        [("projects", "status", has_owner), ("task_assignees", "task_id", is_in)]
    {
        // A change that changes nothing counts what is wrong.
        let sql = format!("UPDATE {table} SET {column} = {column} WHERE NOT {right}");
        assert_eq!(t.execute(&sql).await, 0, "{table}");
    }
}

#[umbra_test]
async fn somebody_is_assigned_while_they_are_put_out(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    connect(&ana, &ben).await;
    let second = ana.at(&t.second_process().await);
    let project = ana.project("Garden").create().await;
    let task = ana.task(&project, "Dig").create().await;
    for _ in 0..8 {
        join(&ana, &project, &ben, "editor").await;
        let replies = at_once([
            second.patch(task.url(), json!({"assignee_ids": [ben.id]})),
            ana.delete(member_path(&project, &ben)),
        ])
        .await;
        match replies[0].status() {
            200 => {}
            _ => {
                let refused = replies[0].assert_problem(422, "invalid");
                refused.assert_field("/assignee_ids", "unknown_member");
            }
        }
        assert_eq!(replies[1].status(), 204, "{replies:?}");
        assert_eq!(now(&ana, &task).await["assignee_ids"], json!([]));
    }
}

#[umbra_test]
async fn of_two_transfers_at_once_one_wins(t: TestApp) {
    let (ana, ben, cleo) = (t.user("ana").await, t.user("ben").await, t.user("cleo").await);
    let second = ana.at(&t.second_process().await);
    let project = ana.project("Garden").create().await;
    for who in [&ben, &cleo] {
        connect(&ana, who).await;
        join(&ana, &project, who, "viewer").await;
    }
    for _ in 0..6 {
        let replies = at_once([
            set_role(&ana, &project, &ben, "owner"),
            set_role(&second, &project, &cleo, "owner"),
        ])
        .await;
        assert_eq!(statuses(&replies), [200, 403], "{replies:?}");
        let (owner, other) = if replies[0].status() == 200 { (&ben, &cleo) } else { (&cleo, &ben) };
        assert_eq!(now(&ana, &project).await["role"], "editor");
        assert_eq!(now(owner, &project).await["role"], "owner");
        assert_eq!(now(other, &project).await["owner_id"], json!(owner.id));
        set_role(owner, &project, &ana, "owner").await.assert_status(200);
        check(&t).await;
    }
}

#[umbra_test]
async fn somebody_leaves_while_the_project_is_handed_over_to_them(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let second = ben.at(&t.second_process().await);
    connect(&ana, &ben).await;
    for round in 0..6 {
        let project = ana.project("Garden").create().await;
        join(&ana, &project, &ben, "viewer").await;
        let replies = at_once([
            set_role(&ana, &project, &ben, "owner"),
            second.delete(member_path(&project, &ben)),
        ])
        .await;
        match (replies[0].status(), replies[1].status()) {
            (200, 409) => assert_eq!(now(&ana, &project).await["role"], "editor"),
            (404, 204) => assert_eq!(now(&ana, &project).await["role"], "owner"),
            other => panic!("{round}: {other:?}"),
        }
        check(&t).await;
    }
}

#[umbra_test]
async fn two_part_while_one_takes_the_other_in_or_hands_over(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let second = ben.at(&t.second_process().await);
    let role =
        async |who: &Person, project| -> Value { who.get(project).await.json()["role"].clone() };
    for round in 0..8 {
        let connection = connect(&ana, &ben).await;
        let project = ana.project("Garden").create().await;
        let task = ana.task(&project, "Dig").create().await;
        let change = if round % 2 == 0 {
            joining(&ana, &project, &ben, "editor")
        } else {
            join(&ana, &project, &ben, "editor").await;
            ana.patch(task.url(), json!({"assignee_ids": [ben.id]})).await.assert_status(200);
            set_role(&ana, &project, &ben, "owner")
        };
        let part = second.delete(format!("{CONNECTIONS}/{connection}"));
        let replies = at_once([change, part]).await;
        assert_eq!(replies[1].status(), 204, "{replies:?}");
        assert!([200, 201, 404, 422].contains(&replies[0].status()), "{replies:?}");
        let (hers, his) = (role(&ana, project.url()).await, role(&ben, project.url()).await);
        // One of them has it, alone.
        let alone = match replies[0].status() {
            200 => (Value::Null, json!("owner")),
            _ => (json!("owner"), Value::Null),
        };
        assert_eq!((hers, his), alone, "{round}: {replies:?}");
        check(&t).await;
    }
}

#[umbra_test]
async fn one_person_is_taken_in_once(t: TestApp) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    let second = ana.at(&t.second_process().await);
    connect(&ana, &ben).await;
    for _ in 0..4 {
        let project = ana.project("Garden").create().await;
        let replies = at_once([
            joining(&ana, &project, &ben, "viewer"),
            joining(&second, &project, &ben, "editor"),
        ])
        .await;
        assert_eq!(statuses(&replies), [201, 409], "{replies:?}");
        assert_eq!(now(&ana, &project).await["member_count"], 2);
    }
}
