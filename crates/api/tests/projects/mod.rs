//! `/api/projects` and what is in them over HTTP, on both databases. What all resources promise is in
//! `contract`.

mod board;
mod comments;
mod completion;
mod deletion;
mod dependencies;
mod fields;
mod filters;
mod order;
mod parts;
mod rights;

use serde_json::Value;
use umbra_testkit::{Client, Created, Person, TestApp};

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

/// Gives somebody a right on a project, as nothing does yet.
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
