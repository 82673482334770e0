//! Events, made in one line.

use serde_json::{Map, Value, json};

use crate::{Client, Reply};

/// An event about to be created. What isn't said is left out of the request.
#[must_use = "a calendar is created when `create` is awaited"]
#[derive(Debug, Clone)]
pub struct EventBuilder {
    client: Client,
    fields: Map<String, Value>,
}

/// An event as the server made it.
#[derive(Debug, Clone)]
pub struct EventRef {
    /// Names the calendar.
    pub id: i64,
    /// Its entity tag.
    pub etag: String,
    /// The whole answer.
    pub body: Value,
}

impl Client {
    /// Begins an event with this title, at this start.
    pub fn event(&self, title: &str, start: &str) -> EventBuilder {
        let begun = EventBuilder { client: self.clone(), fields: Map::new() };
        begun.field("title", title).field("start", start)
    }

    /// Lists what happens from one day, or instant, until before another.
    pub async fn events(&self, from: &str, to: &str) -> Vec<Value> {
        let reply = self.get(format!("/api/events?start={from}&end={to}")).await;
        reply.assert_status(200).json().as_array().cloned().expect("a list")
    }
}

impl EventBuilder {
    /// Sets when it ends.
    pub fn end(self, end: &str) -> Self {
        self.field("end", end)
    }

    /// Sets the zone in which it begins.
    pub fn zone(self, zone: &str) -> Self {
        self.field("timezone", zone)
    }

    /// Sets how it recurs.
    pub fn rule(self, rule: &str) -> Self {
        self.field("recurrence_rule", rule)
    }

    /// Sets any field, known to the server or not.
    pub fn field(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.fields.insert(name.to_owned(), value.into());
        self
    }

    /// Sends the request, and returns the answer whatever it is.
    pub async fn send(self) -> Reply {
        self.client.post("/api/events", json!(self.fields)).await
    }

    /// Creates the event.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn create(self) -> EventRef {
        let reply = self.send().await.assert_status(201);
        let body = reply.json();
        let id = body["id"].as_i64().unwrap_or_else(|| panic!("no id in {reply:?}"));
        EventRef { id, etag: reply.etag().to_owned(), body }
    }
}

impl EventRef {
    /// Returns its path.
    #[must_use]
    pub fn url(&self) -> String {
        format!("/api/events/{}", self.id)
    }

    /// Returns the path of some of its occurrences.
    #[must_use]
    pub fn scoped(&self, scope: &str, recurrence_id: &str) -> String {
        format!("/api/events/{}?scope={scope}&recurrence_id={recurrence_id}", self.id)
    }
}
