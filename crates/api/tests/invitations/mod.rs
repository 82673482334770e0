//! `/api/events/{id}/invitations` and `/api/event-invitations` over HTTP, on both databases.

mod answers;
mod divided;
mod ends;
mod hidden;
mod series;
mod told;

use serde_json::{Value, json};
use umbra_testkit::{Client, Person, TestApp};

use crate::connections::connect;

pub const PATH: &str = "/api/event-invitations";

/// Invites people to an event, or to an occurrence.
pub async fn invite(
    who: &Client,
    event: i64,
    people: &[&Person],
    occurrence: Option<&str>,
) -> Vec<Value> {
    let ids: Vec<_> = people.iter().map(|one| one.id).collect();
    let mut body = json!({"user_ids": ids});
    if let Some(occurrence) = occurrence {
        body["recurrence_id"] = json!(occurrence);
    }
    let path = format!("/api/events/{event}/invitations");
    who.post(path, body).await.assert_status(201).json_as()
}

/// Ana, and Ben, with whom she is connected.
async fn two(t: &TestApp) -> (Person, Person) {
    let (ana, ben) = (t.user("ana").await, t.user("ben").await);
    connect(&ana, &ben).await;
    (ana, ben)
}

/// Answers an invitation.
async fn answer(who: &Client, invitation: &Value, status: &str) -> Value {
    let path = format!("{PATH}/{}/respond", invitation["id"]);
    who.put(path, json!({"status": status})).await.assert_status(200).json()
}

/// Names what somebody sees in March, by title and day.
async fn seen(who: &Client) -> Vec<String> {
    let all = who.events("2026-03-01", "2026-04-01").await;
    let name = |one: &Value| {
        format!("{} {}", one["title"].as_str().unwrap(), &one["start"].as_str().unwrap()[8..10])
    };
    all.iter().map(name).collect()
}

/// Counts the rows that are left of what somebody had for themselves and was invited to.
async fn left(t: &TestApp) -> [usize; 4] {
    let dump = t.database_dump().await;
    ["event_invitations", "event_personal", "event_personal_changes", "reminders"]
        .map(|table| dump.table(table).len())
}
