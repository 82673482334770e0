//! The table of roles in `docs/permissions.md`: each act of it is tried by each role.

use std::fmt::Write as _;

use serde_json::json;
use umbra_testkit::{Created, Person, Reply, Request, TestApp, umbra_test};

use crate::{
    connections::connect,
    projects::{join, joining, member_path, now, set_role},
};

const DOCS: &str = include_str!("../../../../docs/permissions.md");

const ROLES: [&str; 4] = ["viewer", "commenter", "editor", "owner"];

/// People who are called as their role is, and somebody who is in nothing and whom they all know.
struct People {
    by_role: [Person; 4],
    dora: Person,
}

impl People {
    async fn meet(t: &TestApp) -> Self {
        let mut by_role = Vec::new();
        for role in ROLES {
            by_role.push(t.user(role).await);
        }
        let by_role: [Person; 4] = by_role.try_into().unwrap();
        let dora = t.user("dora").await;
        for who in &by_role {
            connect(who, &dora).await;
        }
        for who in &by_role[..3] {
            connect(&by_role[3], who).await;
        }
        Self { by_role, dora }
    }

    /// Makes a project in which everybody is what they are called.
    async fn project(&self) -> Created {
        let owner = &self.by_role[3];
        let project = owner.project("Garden").create().await;
        for who in &self.by_role[..3] {
            join(owner, &project, who, &who.username).await;
        }
        project
    }

    /// Lets somebody make something that takes an editor.
    async fn as_editor<T>(
        &self,
        project: &Created,
        who: &Person,
        make: impl AsyncFnOnce() -> T,
    ) -> T {
        let owner = &self.by_role[3];
        if who.id == owner.id {
            return make().await;
        }
        set_role(owner, project, who, "editor").await.assert_status(200);
        let made = make().await;
        set_role(owner, project, who, &who.username).await.assert_status(200);
        made
    }

    /// Prepares each act of the table, for somebody. They don't disturb each other.
    async fn acts(&self, who: &Person) -> Vec<(&'static str, Request)> {
        let [viewer, commenter, editor, owner] = &self.by_role;
        let another = if who.id == owner.id { editor } else { owner };
        let other = if who.id == viewer.id { commenter } else { viewer };
        let project = self.project().await;
        let task = another.task(&project, "Dig").due("2026-03-02").rule("FREQ=DAILY");
        let task = task.create().await;
        another.patch(task.url(), json!({"status": "done"})).await.assert_status(200);
        let theirs = another.task(&project, "Weed").create().await;
        let say = async |who: &Person| {
            who.draft(&task.action("comments"), json!({"content": "Deep"})).create().await
        };
        let comments = [say(another).await, say(another).await];
        let make = async || (who.task(&project, "Rake").create().await, say(who).await);
        let (own_task, own_comment) = self.as_editor(&project, who, make).await;
        let [left, handed, gone] =
            [self.project().await, self.project().await, self.project().await];
        let content = json!({"content": "Deeper"});
        let part = json!({"title": "Sow", "parent_task_id": task.id});
        let order = json!({"task_ids": [own_task.id, task.id]});
        vec![
            ("see the project, its tasks, comments and members", who.get(project.action("board"))),
            ("put it away, or elsewhere, for oneself", {
                who.patch(project.url(), json!({"is_archived": true, "sort_order": 3}))
            }),
            ("comment", who.post(task.action("comments"), &content)),
            ("change what one has said", who.patch(own_comment.url(), &content)),
            ("delete what one has said", who.delete(own_comment.url())),
            ("change what another one has said", who.patch(comments[0].url(), &content)),
            ("delete what another one has said", who.delete(comments[1].url())),
            ("change name, description, status, colour or due date", {
                who.patch(project.url(), json!({"description": "Beds"}))
            }),
            ("make a task", who.post(project.action("tasks"), part)),
            ("change, complete and assign a task", {
                who.patch(task.url(), json!({"assignee_ids": [other.id]}))
            }),
            ("take a completion back", who.delete(task.action("completions/latest"))),
            ("put tasks into another order", who.put(project.action("tasks/reorder"), order)),
            ("delete a task that one has made", who.delete(own_task.url())),
            ("delete a task of another one", who.delete(theirs.url())),
            ("take somebody in", joining(who, &project, &self.dora, "viewer")),
            ("say what a member is", set_role(who, &project, other, "editor")),
            ("put a member out", who.delete(member_path(&project, other))),
            ("leave", who.delete(member_path(&left, who))),
            ("hand the project over", set_role(who, &handed, other, "owner")),
            ("delete the project", who.delete(gone.url())),
        ]
    }
}

fn outcome(reply: &Reply) -> &'static str {
    match reply.status() {
        200..=299 => "yes",
        403 => "no",
        409 => "409",
        other => panic!("{other}: {reply:?}"),
    }
}

#[umbra_test]
async fn the_table_of_roles_says_what_is(t: TestApp) {
    let people = People::meet(&t).await;
    let mut rows: Vec<(&str, Vec<&str>)> = Vec::new();
    for who in &people.by_role {
        for (place, (act, request)) in people.acts(who).await.into_iter().enumerate() {
            let outcome = outcome(&request.await);
            if rows.len() == place {
                rows.push((act, Vec::new()));
            }
            assert_eq!(rows[place].0, act);
            rows[place].1.push(outcome);
        }
    }
    let mut table = format!("| | {} |\n|{} --- |\n", ROLES.join(" | "), " --- |".repeat(4));
    for (act, outcomes) in rows {
        writeln!(table, "| {act} | {} |", outcomes.join(" | ")).unwrap();
    }
    assert!(DOCS.contains(&table), "docs/permissions.md is to say:\n{table}");
}

#[umbra_test]
async fn what_another_one_has_said_is_nobodys_to_change(t: TestApp) {
    let people = People::meet(&t).await;
    let [_, _, editor, owner] = &people.by_role;
    let project = people.project().await;
    let task = owner.task(&project, "Dig").create().await;
    let said = editor.draft(&task.action("comments"), json!({"content": "Deep"})).create().await;
    let refused = owner.patch(said.url(), json!({"content": "Shallow"})).await;
    refused.assert_problem(403, "not_yours");
    assert_eq!(now(owner, &said).await, said.body);
}
