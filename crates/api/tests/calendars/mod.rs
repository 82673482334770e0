//! `/api/calendars` over HTTP, on both databases.

mod accounts;
mod cap;
mod conditions;
mod defaults;
mod fields;
mod idempotency;
mod lifecycle;
mod order;

use serde_json::Value;
use umbra_testkit::{Client, Reply};

/// Returns the calendars of a list.
#[track_caller]
fn rows(list: &Reply) -> Vec<Value> {
    list.clone().assert_status(200).json_as()
}

/// Returns the names of a list, in its order.
#[track_caller]
fn names(list: &Reply) -> Vec<String> {
    rows(list).iter().map(|calendar| calendar["name"].as_str().unwrap().to_owned()).collect()
}

/// Returns the one default calendar of whoever is signed in.
async fn default_of(client: &Client) -> Value {
    let all = rows(&client.get("/api/calendars").await);
    let defaults: Vec<_> = all.iter().filter(|row| row["is_default"] == true).collect();
    assert_eq!(defaults.len(), 1, "{all:?}");
    defaults[0].clone()
}

/// Returns the path of a calendar.
#[track_caller]
fn url(calendar: &Value) -> String {
    format!("/api/calendars/{}", calendar["id"].as_i64().unwrap())
}
