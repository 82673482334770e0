//! Todos, made in one line.

use serde_json::{Map, Value, json};

use crate::{Client, Reply};

/// A todo about to be created. What isn't said is left out of the request.
#[must_use = "a todo is created when `create` is awaited"]
#[derive(Debug, Clone)]
pub struct TodoBuilder {
    client: Client,
    fields: Map<String, Value>,
}

/// A todo as the server made it.
#[derive(Debug, Clone)]
pub struct TodoRef {
    /// Names the todo.
    pub id: i64,
    /// Its entity tag.
    pub etag: String,
    /// The whole answer.
    pub body: Value,
}

impl Client {
    /// Begins a todo with this title.
    pub fn todo(&self, title: &str) -> TodoBuilder {
        TodoBuilder { client: self.clone(), fields: Map::new() }.field("title", title)
    }
}

impl TodoBuilder {
    /// Sets the description.
    pub fn description(self, text: &str) -> Self {
        self.field("description", text)
    }

    /// Sets the priority: `none`, `low`, `medium` or `high`.
    pub fn priority(self, priority: &str) -> Self {
        self.field("priority", priority)
    }

    /// Sets the category.
    pub fn category(self, category: &str) -> Self {
        self.field("category", category)
    }

    /// Sets the day on which it is due, as `YYYY-MM-DD`.
    pub fn due(self, date: &str) -> Self {
        self.field("due_date", date)
    }

    /// Sets the time at which it is due, as `HH:MM[:SS]`.
    pub fn due_time(self, time: &str) -> Self {
        self.field("due_time", time)
    }

    /// Says that it is done.
    pub fn completed(self) -> Self {
        self.field("completed", true)
    }

    /// Sets any field, known to the server or not.
    pub fn field(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.fields.insert(name.to_owned(), value.into());
        self
    }

    /// Sends the request, and returns the answer whatever it is.
    pub async fn send(self) -> Reply {
        self.client.post("/api/todos", json!(self.fields)).await
    }

    /// Creates the todo.
    ///
    /// # Panics
    /// When the server refuses.
    pub async fn create(self) -> TodoRef {
        let reply = self.send().await.assert_status(201);
        let body = reply.json();
        let id = body["id"].as_i64().unwrap_or_else(|| panic!("no id in {reply:?}"));
        TodoRef { id, etag: reply.etag().to_owned(), body }
    }
}

impl TodoRef {
    /// Returns its path.
    #[must_use]
    pub fn url(&self) -> String {
        format!("/api/todos/{}", self.id)
    }
}
