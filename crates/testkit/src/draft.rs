//! Rows, made in one line.

use serde_json::{Map, Value};

use crate::{Client, Reply};

/// A row about to be created: a path, and the fields of the request's body. What isn't set is left
/// out of the request.
#[must_use = "a row is created when `create` is awaited"]
#[derive(Debug, Clone)]
pub struct Draft {
    client: Client,
    path: String,
    fields: Map<String, Value>,
}

/// A row as the server made it.
#[derive(Debug, Clone)]
pub struct Created {
    /// Names the row.
    pub id: i64,
    /// Its entity tag.
    pub etag: String,
    /// The whole answer.
    pub body: Value,
    url: String,
}

impl Client {
    /// Begins a row, to be sent to a path with this body. There are short forms for resources that
    /// many tests need, such as [`Client::todo`].
    ///
    /// # Panics
    /// When the body isn't an object.
    #[track_caller]
    pub fn draft(&self, path: &str, body: Value) -> Draft {
        let Value::Object(fields) = body else { panic!("{body} isn't an object") };
        Draft { client: self.clone(), path: path.to_owned(), fields }
    }
}

impl Draft {
    /// Sets a field, whether the server knows it or not.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.fields.insert(name.to_owned(), value.into());
        self
    }

    /// Sends the request, and returns the answer whatever it is.
    pub async fn send(self) -> Reply {
        self.client.post(self.path, Value::Object(self.fields)).await
    }

    /// Creates the row.
    ///
    /// # Panics
    /// When the server refuses, or says that the row is anywhere but below the path.
    pub async fn create(self) -> Created {
        let path = self.path.clone();
        let reply = self.send().await.assert_status(201);
        let body = reply.json();
        let id = body["id"].as_i64().unwrap_or_else(|| panic!("no id in {reply:?}"));
        let url = format!("{path}/{id}");
        assert_eq!(reply.header("location"), Some(&*url), "{reply:?}");
        Created { id, etag: reply.etag().to_owned(), body, url }
    }
}

impl Created {
    /// Returns its path.
    #[must_use]
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// Returns the path of something that can be done with it, such as `dismiss`.
    #[must_use]
    pub fn action(&self, name: &str) -> String {
        format!("{}/{name}", self.url)
    }
}
