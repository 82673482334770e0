//! What is sent to people's phones, and `/api/notifications/deliveries`, on both databases.

mod admin;
mod clearing;
mod failing;
mod hanging;
mod listing;
mod moved;
mod quiet;
mod restarts;
mod sending;
mod unreadable;
mod unsure;

use jiff::Timestamp;
use serde_json::Value;
use umbra_testkit::{Client, NtfyServer, Person, Setup, TestApp};

pub const PATH: &str = "/api/notifications/deliveries";

/// Reaches phones over a server that plays ntfy.
pub fn phones(setup: &mut Setup) {
    setup.ntfy = Some(NtfyServer::start());
}

/// Signs somebody in who wants to be told on their phone, on a topic that is called like them.
pub async fn with_phone(t: &TestApp, name: &str) -> Person {
    let person = t.user(name).await;
    let set = format!("ntfy_enabled = TRUE, ntfy_topic = '{name}'");
    set_up(t, &person, &set).await;
    person
}

/// Changes somebody's settings.
pub async fn set_up(t: &TestApp, who: &Person, set: &str) {
    assert_eq!(
        t.execute(&format!("UPDATE settings SET {set} WHERE user_id = {}", who.id)).await,
        1
    );
}

/// Sets the clock, and does what workers do then.
pub async fn at(t: &TestApp, instant: &str) {
    t.clock.set(instant.parse::<Timestamp>().unwrap());
    ring(t).await;
}

/// Does what workers do.
pub async fn ring(t: &TestApp) {
    t.fire_reminders().await;
    t.drain_jobs().await;
    t.deliver().await;
}

/// Returns what a person's phone shows: the title of each message, in order, each once however often it was
/// published, without those that were taken away.
pub fn shown(t: &TestApp, topic: &str) -> Vec<String> {
    let cleared = t.ntfy().cleared(topic);
    let mut seen = Vec::new();
    let mut titles = Vec::new();
    for message in t.ntfy().published(topic) {
        let sequence = message["sequence_id"].as_str().unwrap().to_owned();
        if !seen.contains(&sequence) {
            let title = message["title"].as_str().or(message["message"].as_str()).unwrap();
            if !cleared.contains(&sequence) {
                titles.push(title.to_owned());
            }
            seen.push(sequence);
        }
    }
    titles
}

/// Counts how often a person's phone alerted: by the names of the messages.
pub fn alerts(t: &TestApp, topic: &str) -> usize {
    let all = t.ntfy().published(topic);
    let names: std::collections::HashSet<_> =
        all.iter().map(|message| message["sequence_id"].as_str().unwrap()).collect();
    names.len()
}

/// Lists what became of what was to be sent to somebody, the newest first.
pub async fn deliveries(who: &Client) -> Vec<Value> {
    who.get(PATH).await.assert_status(200).json_as()
}

/// Lists states and reasons, the newest first.
pub async fn states(who: &Client) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    deliveries(who).await.iter().map(|one| (text(&one["state"]), text(&one["reason"]))).collect()
}

/// Asserts states and reasons, the newest first.
pub async fn assert_states(who: &Client, expected: &[(&str, &str)]) {
    let states = states(who).await;
    let states: Vec<_> =
        states.iter().map(|(state, reason)| (state.as_str(), reason.as_str())).collect();
    assert_eq!(states, expected);
}
