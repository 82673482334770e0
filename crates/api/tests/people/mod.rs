//! What is special about `/api/people`, over HTTP, on both databases. What it has in common with
//! other resources is in `contract`.

mod birthdays;
mod duplicates;
mod fields;
mod filters;
mod merging;
mod races;
mod search;

use serde_json::{Value, json};
use umbra_testkit::{Client, Created};

const PATH: &str = "/api/people";

/// Keeps a person with these fields.
async fn keep(client: &Client, fields: Value) -> Created {
    client.draft(PATH, fields).create().await
}

/// Keeps a person with a name.
async fn named(client: &Client, first: &str, last: &str) -> Created {
    keep(client, json!({"first_name": first, "last_name": last})).await
}

/// Returns what those are called whom a query finds, in order.
async fn found(client: &Client, query: &str) -> Vec<String> {
    let all = client.get(format!("{PATH}?{query}")).await.assert_status(200).json();
    names(&all)
}

/// Returns what people in a list are called.
#[track_caller]
fn names(list: &Value) -> Vec<String> {
    let name = |one: &Value| one["display_name"].as_str().unwrap().to_owned();
    list.as_array().unwrap().iter().map(name).collect()
}

/// Percent-encodes a text byte by byte.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
