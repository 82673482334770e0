//! What people are told by the clock of a day, on both databases.

mod birthdays;
mod clocks;
mod crowd;
mod events;
mod late;
mod phones;
mod snoozed;
mod tasks;
mod todos;

use jiff::Timestamp;
use serde_json::json;
use umbra_testkit::{Person, TestApp};

/// Signs somebody in who lives in a zone and was looked at before.
pub async fn person(t: &TestApp, name: &str, zone: &str) -> Person {
    let person = t.user(name).await;
    settle(t, &person, zone).await;
    person
}

/// Gives somebody a zone, and tells people what is due: at first nothing.
pub async fn settle(t: &TestApp, who: &Person, zone: &str) -> usize {
    who.put("/api/settings", json!({"timezone": zone})).await.assert_status(200);
    t.notify_due().await
}

/// Sets the clock, and tells people what is due then.
pub async fn look(t: &TestApp, instant: &str) -> usize {
    t.clock.set(instant.parse::<Timestamp>().unwrap());
    t.notify_due().await
}

/// Lists what somebody was told, whoever they are signed in as by now: the titles, in order.
pub async fn titles(t: &TestApp, name: &str) -> Vec<String> {
    let who = t.user(name).await;
    let mut titles = crate::notifications::titles(&who).await;
    titles.sort();
    titles
}
