//! Reminders, made in one line.

use serde_json::{Map, Value, json};

use crate::{Client, Reply};

/// A reminder about to be created. What isn't said is left out of the request.
#[must_use = "a reminder is created when `create` is awaited"]
#[derive(Debug, Clone)]
pub struct ReminderBuilder {
    client: Client,
    fields: Map<String, Value>,
}

/// A reminder as the server made it.
#[derive(Debug, Clone)]
pub struct ReminderRef {
    /// Names the reminder.
    pub id: i64,
    /// Its entity tag.
    pub etag: String,
    /// The whole answer.
    pub body: Value,
}

impl Client {
    /// Begins a reminder with this title and first moment.
    pub fn reminder(&self, title: &str, remind_at: &str) -> ReminderBuilder {
        let begun = ReminderBuilder { client: self.clone(), fields: Map::new() };
        begun.field("title", title).field("remind_at", remind_at)
    }
}

impl ReminderBuilder {
    /// Sets the rule by which it recurs.
    pub fn rule(self, rule: &str) -> Self {
        self.field("recurrence_rule", rule)
    }

    /// Sets the zone by whose clock it goes.
    pub fn zone(self, zone: &str) -> Self {
        self.field("timezone", zone)
    }

    /// Sets any field, known to the server or not.
    pub fn field(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.fields.insert(name.to_owned(), value.into());
        self
    }

    /// Sends the request, and returns the answer whatever it is.
    pub async fn send(self) -> Reply {
        self.client.post("/api/reminders", json!(self.fields)).await
    }

    /// Creates the reminder.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn create(self) -> ReminderRef {
        let reply = self.send().await.assert_status(201);
        let body = reply.json();
        let id = body["id"].as_i64().unwrap_or_else(|| panic!("no id in {reply:?}"));
        ReminderRef { id, etag: reply.etag().to_owned(), body }
    }
}

impl ReminderRef {
    /// Returns its path.
    #[must_use]
    pub fn url(&self) -> String {
        format!("/api/reminders/{}", self.id)
    }

    /// Returns the path that dismisses it.
    #[must_use]
    pub fn dismiss(&self) -> String {
        format!("{}/dismiss", self.url())
    }

    /// Returns the path that snoozes it.
    #[must_use]
    pub fn snooze(&self) -> String {
        format!("{}/snooze", self.url())
    }
}
