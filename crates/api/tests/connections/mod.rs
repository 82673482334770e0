//! `/api/connections` over HTTP, on both databases.

mod blocking;
mod lifecycle;
mod lists;
mod model;
mod places;
mod races;
mod refused;
mod shares;
mod telling;

use serde_json::{Value, json};
use umbra_testkit::{Client, Person, Request, TestApp};

pub const PATH: &str = "/api/connections";
pub const REQUESTS: &str = "/api/connections/requests";
pub const BLOCKED: &str = "/api/connections/blocked";

/// Prepares a request to be connected with whoever has a name.
pub fn asking(who: &Client, username: &str) -> Request {
    who.post(REQUESTS, json!({"username": username}))
}

/// Asks whoever has a name to connect.
pub async fn ask(who: &Client, username: &str) -> Value {
    asking(who, username).await.assert_status(201).json()
}

/// Gives somebody so many open requests, for nobody.
pub async fn open(t: &TestApp, who: &Person, count: usize) {
    let row =
        |number| format!("({}, 'nobody{number}', FALSE, '2026-01-01 00:00:00+00:00')", who.id);
    let rows: Vec<_> = (0..count).map(row).collect();
    let sql = format!(
        "INSERT INTO connection_requests (sender_id, username, is_delivered, created_at) VALUES {}",
        rows.join(", ")
    );
    t.execute(&sql).await;
}

/// Prepares to accept what somebody is asked, of those who ask the one with this name.
pub fn accepting(who: &Client, id: i64) -> Request {
    who.post(format!("{REQUESTS}/{id}/accept"), ())
}

/// Connects two people, and returns the connection's id.
pub async fn connect(one: &Person, other: &Person) -> i64 {
    let asked = ask(one, &other.username).await;
    let id = asked["request"]["id"].as_i64().unwrap();
    let made = accepting(other, id).await.assert_status(201).json();
    made["id"].as_i64().unwrap()
}

/// Prepares to block somebody.
pub fn blocking(who: &Client, other: &Person) -> Request {
    who.post(BLOCKED, json!({"user_id": other.id}))
}

/// Blocks somebody.
pub async fn block(who: &Client, other: &Person) {
    blocking(who, other).await.assert_status(201);
}

/// Lists all of one kind.
pub async fn list(who: &Client, path: &str) -> Vec<Value> {
    who.get(path).await.assert_status(200).json_as()
}

pub async fn incoming(who: &Client) -> Vec<Value> {
    list(who, &format!("{REQUESTS}/incoming")).await
}

pub async fn outgoing(who: &Client) -> Vec<Value> {
    list(who, &format!("{REQUESTS}/outgoing")).await
}

/// Names those whom a list shows, in order.
pub fn names(list: &[Value]) -> Vec<&str> {
    list.iter().map(|one| one["username"].as_str().unwrap()).collect()
}

/// Returns the id of the only row of a list.
#[track_caller]
pub fn only(list: &[Value]) -> i64 {
    let [one] = list else { panic!("not one: {list:?}") };
    one["id"].as_i64().unwrap()
}
