//! Calendars, made in one line.

use serde_json::{Map, Value, json};

use crate::{Client, Reply};

/// A calendar about to be created. What isn't said is left out of the request.
#[must_use = "a calendar is created when `create` is awaited"]
#[derive(Debug, Clone)]
pub struct CalendarBuilder {
    client: Client,
    fields: Map<String, Value>,
}

/// A calendar as the server made it.
#[derive(Debug, Clone)]
pub struct CalendarRef {
    /// Names the calendar.
    pub id: i64,
    /// Its entity tag.
    pub etag: String,
    /// The whole answer.
    pub body: Value,
}

impl Client {
    /// Begins a calendar with this name.
    pub fn calendar(&self, name: &str) -> CalendarBuilder {
        CalendarBuilder { client: self.clone(), fields: Map::new() }.field("name", name)
    }
}

impl CalendarBuilder {
    /// Sets where it stands.
    pub fn sort_order(self, place: i32) -> Self {
        self.field("sort_order", place)
    }

    /// Makes it the default calendar.
    pub fn default(self) -> Self {
        self.field("is_default", true)
    }

    /// Sets any field, known to the server or not.
    pub fn field(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.fields.insert(name.to_owned(), value.into());
        self
    }

    /// Sends the request, and returns the answer whatever it is.
    pub async fn send(self) -> Reply {
        self.client.post("/api/calendars", json!(self.fields)).await
    }

    /// Creates the calendar.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn create(self) -> CalendarRef {
        let reply = self.send().await.assert_status(201);
        let body = reply.json();
        let id = body["id"].as_i64().unwrap_or_else(|| panic!("no id in {reply:?}"));
        CalendarRef { id, etag: reply.etag().to_owned(), body }
    }
}

impl CalendarRef {
    /// Returns its path.
    #[must_use]
    pub fn url(&self) -> String {
        format!("/api/calendars/{}", self.id)
    }
}
