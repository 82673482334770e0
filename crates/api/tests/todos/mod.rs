//! `/api/todos` over HTTP, on both databases.

mod fields;
mod filters;
mod lifecycle;
mod orders;
mod overdue;
mod paging;
mod recurring;
mod recurring_fields;
mod recurring_undo;
mod search;

use serde_json::Value;
use umbra_testkit::{Client, Reply};

/// Returns the titles of a list, in its order.
#[track_caller]
fn titles(list: &Reply) -> Vec<String> {
    rows(list).iter().map(|todo| todo["title"].as_str().unwrap().to_owned()).collect()
}

/// Returns the ids of a list, in its order.
#[track_caller]
fn ids(list: &Reply) -> Vec<i64> {
    rows(list).iter().map(|todo| todo["id"].as_i64().unwrap()).collect()
}

/// Returns the todos of a list.
#[track_caller]
fn rows(list: &Reply) -> Vec<Value> {
    let list = list.clone().assert_status(200);
    list.json_as()
}

/// Lists the titles that a query finds, oldest todo first.
async fn found(client: &Client, query: &str) -> Vec<String> {
    titles(&client.get(format!("/api/todos?sort=created_at&{query}")).await)
}

/// Follows the links from a page to the last one, and returns all pages.
async fn pages(client: &Client, first: &str) -> Vec<Reply> {
    let mut pages = vec![client.get(first).await.assert_status(200)];
    while let Some(next) = pages.last().and_then(Reply::next_page) {
        assert!(pages.len() < 1000, "the pages have no end: {next}");
        pages.push(client.get(next).await.assert_status(200));
    }
    pages
}
