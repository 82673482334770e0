//! `/api/event-templates` over HTTP, on both databases.

mod conditions;
mod copies;
mod fields;
mod idempotency;
mod instantiate;
mod lifecycle;

use serde_json::Value;
use umbra_testkit::{Client, Reply};

const PATH: &str = "/api/event-templates";

/// Returns the templates of a list.
#[track_caller]
fn rows(list: &Reply) -> Vec<Value> {
    list.clone().assert_status(200).json_as()
}

/// Returns the names of a list, in its order.
#[track_caller]
fn names(list: &Reply) -> Vec<String> {
    rows(list).iter().map(|template| template["name"].as_str().unwrap().to_owned()).collect()
}

/// Returns when an event begins and ends, as a list shows it.
#[track_caller]
fn times(event: &Value) -> (&str, &str) {
    (event["start"].as_str().unwrap(), event["end"].as_str().unwrap())
}

/// Sets where somebody's wall clock is.
async fn live_in(client: &Client, zone: &str) {
    let settings = serde_json::json!({"timezone": zone});
    client.put("/api/settings", settings).await.assert_status(200);
}

/// Returns the id of somebody's default calendar.
async fn default_calendar(client: &Client) -> Value {
    let all: Vec<Value> = client.get("/api/calendars").await.json_as();
    all.iter().find(|row| row["is_default"] == true).unwrap()["id"].clone()
}
