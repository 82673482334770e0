//! Event templates, made in one line.

use serde_json::{Map, Value, json};

use crate::{Client, Reply, Request};

/// A template about to be created. What isn't said is left out of the request.
#[must_use = "a template is created when `create` is awaited"]
#[derive(Debug, Clone)]
pub struct TemplateBuilder {
    client: Client,
    fields: Map<String, Value>,
}

/// A template as the server made it.
#[derive(Debug, Clone)]
pub struct TemplateRef {
    /// Names the template.
    pub id: i64,
    /// Its entity tag.
    pub etag: String,
    /// The whole answer.
    pub body: Value,
}

impl Client {
    /// Begins a template with this name, for events with this title.
    pub fn template(&self, name: &str, title: &str) -> TemplateBuilder {
        let begun = TemplateBuilder { client: self.clone(), fields: Map::new() };
        begun.field("name", name).field("title", title)
    }

    /// Prepares a request for an event of a template, with this start.
    pub fn instantiate(&self, template: &TemplateRef, start: &str) -> Request {
        let path = format!("{}/instantiate", template.url());
        self.post(path, json!({"start": start}))
    }
}

impl TemplateBuilder {
    /// Makes its events last whole days.
    pub fn all_day(self) -> Self {
        self.field("all_day", true)
    }

    /// Sets the time of day at which its events begin.
    pub fn start_time(self, time: &str) -> Self {
        self.field("start_time", time)
    }

    /// Sets how many minutes its events last.
    pub fn minutes(self, minutes: i64) -> Self {
        self.field("duration_minutes", minutes)
    }

    /// Sets how its events recur.
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
        self.client.post("/api/event-templates", json!(self.fields)).await
    }

    /// Creates the template.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn create(self) -> TemplateRef {
        let reply = self.send().await.assert_status(201);
        let body = reply.json();
        let id = body["id"].as_i64().unwrap_or_else(|| panic!("no id in {reply:?}"));
        TemplateRef { id, etag: reply.etag().to_owned(), body }
    }
}

impl TemplateRef {
    /// Returns its path.
    #[must_use]
    pub fn url(&self) -> String {
        format!("/api/event-templates/{}", self.id)
    }
}
