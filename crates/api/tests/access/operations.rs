//! The operations of the API, as its own document lists them.

use std::sync::LazyLock;

use serde_json::Value;
use umbra_testkit::{Client, Request};

use crate::access::sample::sample;

/// The whole document.
pub static DOCUMENT: LazyLock<Value> = LazyLock::new(umbra_api::openapi);

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// One method of one path.
#[derive(Debug, Clone)]
pub struct Operation {
    pub method: String,
    pub path: String,
    /// What the document says of it.
    pub described: &'static Value,
}

impl Operation {
    /// Lists every operation.
    pub fn all() -> Vec<Self> {
        let paths = DOCUMENT["paths"].as_object().unwrap();
        let all: Vec<_> = paths
            .iter()
            .flat_map(|(path, item)| {
                METHODS.iter().filter_map(|method| {
                    let described = item.get(*method)?;
                    Some(Self { method: method.to_uppercase(), path: path.clone(), described })
                })
            })
            .collect();
        assert!(all.len() > 30, "the document lists hardly anything");
        all
    }

    /// Returns the name under which the tables have it: `PUT /api/todos/{id}`.
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Tells whether a list has it.
    pub fn is_in(&self, list: &[&str]) -> bool {
        list.contains(&self.name().as_str())
    }

    /// Tells whether it changes nothing (RFC 9110 section 9.2.1).
    pub fn is_safe(&self) -> bool {
        self.method == "GET"
    }

    /// Tells whether its path names a row. The token of a link names none that anybody could see.
    pub fn has_id(&self) -> bool {
        self.path.replace("{token}", "").contains('{')
    }

    /// Returns the schema of its body, if it takes one.
    pub fn body_schema(&self) -> Option<&'static Value> {
        self.described.pointer("/requestBody/content/application~1json/schema")
    }

    /// Prepares a request with a body of the right shape, and with these ids in the path.
    pub fn on(&self, client: &Client, ids: &[i64]) -> Request {
        let mut ids = ids.iter();
        let segments = self.path.split('/').map(|segment| {
            if !segment.starts_with('{') {
                return segment.to_owned();
            }
            // What isn't an id is named by the document's example.
            if let Some(example) = self.example(segment) {
                return example.to_owned();
            }
            let id = ids.next().unwrap_or_else(|| panic!("too few ids for {}", self.name()));
            id.to_string()
        });
        let path = segments.collect::<Vec<_>>().join("/");
        let request = client.request(&self.method, path, ());
        match self.body_schema() {
            Some(schema) => request.json(sample(schema)),
            None => request,
        }
    }

    /// Returns the example of a parameter in the path that is text.
    fn example(&self, segment: &str) -> Option<&'static str> {
        let name = segment.trim_matches(['{', '}']);
        let mut all = self.described["parameters"].as_array().into_iter().flatten();
        let text = all.find(|one| one["name"] == name && one["schema"]["type"] == "string")?;
        Some(text["example"].as_str().unwrap_or_else(|| panic!("{segment} has no example")))
    }

    /// Prepares a request with a body of the right shape; ids in the path are 1.
    pub fn of(&self, client: &Client) -> Request {
        self.on(client, &[1; 4])
    }

    /// Prepares a request with nothing right about it but who sends it: who may not send it at
    /// all is to learn that, and nothing else.
    pub fn garbled(&self, client: &Client) -> Request {
        let segments = self.path.split('/');
        let segments = segments.map(|part| if part.starts_with('{') { "nonsense" } else { part });
        let path = segments.collect::<Vec<_>>().join("/") + "?limit=nonsense&nonsense=1";
        client.request(&self.method, path, ()).body("text/nonsense", "{")
    }
}

/// Checks that every entry of a table is an operation: one that is gone or misspelt protects
/// nothing, or the wrong thing.
pub fn assert_known(table: &[&str]) {
    let all = Operation::all();
    for entry in table {
        assert!(all.iter().any(|operation| operation.name() == *entry), "there is no {entry}");
    }
}
