//! `/api/projects` and what is in them over HTTP, on both databases. What all resources promise is in
//! `contract`.

mod board;
mod comments;
mod completion;
mod deletion;
mod dependencies;
mod fields;
mod filters;
mod members;
mod mentions;
mod migration;
mod order;
mod parts;
mod races;
mod rights;
mod roles;
mod telling;

use serde_json::{Value, json};
use umbra_testkit::{Client, Created, Person, Request, TestApp};

/// Lists the tasks of a project with a query.
pub async fn tasks(who: &Client, project: &Created, query: &str) -> Vec<Value> {
    let path = format!("{}?limit=200&{query}", project.action("tasks"));
    who.get(path).await.assert_status(200).json_as()
}

/// Lists the titles of the tasks of a project with a query.
pub async fn titles(who: &Client, project: &Created, query: &str) -> Vec<String> {
    let tasks = tasks(who, project, query).await;
    tasks.iter().map(|task| task["title"].as_str().unwrap().to_owned()).collect()
}

/// Reads one row as it is now.
pub async fn now(who: &Client, row: &Created) -> Value {
    who.get(row.url()).await.assert_status(200).json()
}

/// Returns the path of somebody in a project.
pub fn member_path(project: &Created, who: &Person) -> String {
    project.action(&format!("members/{}", who.id))
}

/// Prepares to take somebody into a project.
pub fn joining(owner: &Client, project: &Created, who: &Person, role: &str) -> Request {
    owner.post(project.action("members"), json!({"user_id": who.id, "role": role}))
}

/// Takes somebody into a project, with whom its owner is connected.
pub async fn join(owner: &Client, project: &Created, who: &Person, role: &str) {
    joining(owner, project, who, role).await.assert_status(201);
}

/// Prepares to make somebody something else in a project.
pub fn set_role(owner: &Client, project: &Created, who: &Person, role: &str) -> Request {
    owner.put(member_path(project, who), json!({"role": role}))
}

/// Gives somebody a right on a project, whether anybody knows them or not.
pub async fn grant(t: &TestApp, project: &Created, who: &Person, held: u8) {
    let sql = format!(
        "INSERT INTO project_members (project_id, user_id, held) VALUES ({}, {}, {held}) \
         ON CONFLICT (project_id, user_id) DO UPDATE SET held = excluded.held",
        project.id, who.id
    );
    assert_eq!(t.execute(&sql).await, 1);
}

/// Takes somebody's right on a project away.
pub async fn revoke(t: &TestApp, project: &Created, who: &Person) {
    let sql = format!(
        "DELETE FROM project_members WHERE project_id = {} AND user_id = {}",
        project.id, who.id
    );
    assert_eq!(t.execute(&sql).await, 1);
}

pub const VIEW: u8 = 2;
pub const COMMENT: u8 = 3;
pub const EDIT: u8 = 4;
pub const MANAGE: u8 = 5;
