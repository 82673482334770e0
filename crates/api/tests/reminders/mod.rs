//! `/api/reminders` over HTTP, on both databases.

mod conditions;
mod dismiss;
mod due;
mod fields;
mod firings;
mod lifecycle;
mod list;
mod on_events;
mod recurring;
mod settle;
mod snooze;
mod workers;

use jiff::Timestamp;
use serde_json::Value;
use umbra_testkit::{Client, Person, Reply, TestApp};

/// Signs somebody in at an instant. The clock may have moved by months, which ends every session.
async fn at(t: &TestApp, name: &str, instant: &str) -> Person {
    t.clock.set(instant.parse::<Timestamp>().unwrap());
    t.user(name).await
}

/// Returns the reminders of a list.
#[track_caller]
fn rows(list: &Reply) -> Vec<Value> {
    list.clone().assert_status(200).json_as()
}

/// Returns the titles of a list, in its order.
#[track_caller]
fn titles(list: &Reply) -> Vec<String> {
    rows(list).iter().map(|row| row["title"].as_str().unwrap().to_owned()).collect()
}

/// Lists the titles that a query finds.
async fn found(client: &Client, query: &str) -> Vec<String> {
    titles(&client.get(format!("/api/reminders?{query}")).await)
}

/// Lists what is due.
async fn due(client: &Client) -> Vec<Value> {
    rows(&client.get("/api/reminders/due").await)
}

/// Lists what is due, each by its occurrence, its generation and since when.
async fn due_moments(client: &Client) -> Vec<(String, i64, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let moment = |row: &Value| {
        let generation = row["snooze_generation"].as_i64().unwrap();
        (text(&row["recurrence_id"]), generation, text(&row["due_at"]))
    };
    due(client).await.iter().map(moment).collect()
}

/// A moment as [`due_moments`] lists it.
fn moment(occurrence: &str, generation: i64, since: &str) -> (String, i64, String) {
    (occurrence.to_owned(), generation, since.to_owned())
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
