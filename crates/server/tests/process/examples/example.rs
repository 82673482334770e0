//! The examples of the document's operations.

use std::sync::LazyLock;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use umbra_testkit::{Client, Reply, Request};

use super::likeness;

/// The whole document.
pub static DOCUMENT: LazyLock<Value> = LazyLock::new(umbra_api::openapi);

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// What the document shows of an operation.
pub struct Example {
    /// Names the operation: `PUT /api/todos/{id}`.
    pub name: String,
    method: String,
    url: String,
    headers: Vec<(&'static str, String)>,
    body: Option<&'static Value>,
    answers: &'static Value,
    /// What the document should show and doesn't.
    missing: Vec<String>,
}

impl Example {
    /// Lists the examples of all operations.
    pub fn all() -> Vec<Self> {
        let paths = DOCUMENT["paths"].as_object().unwrap();
        let all: Vec<_> = paths
            .iter()
            .flat_map(|(path, item)| {
                let described =
                    METHODS.iter().filter_map(|method| Some((*method, item.get(*method)?)));
                described.map(move |(method, operation)| Self::of(method, path, operation))
            })
            .collect();
        assert!(all.len() > 150, "the document lists hardly anything");
        all
    }

    fn of(method: &str, path: &str, operation: &'static Value) -> Self {
        let method = method.to_uppercase();
        let mut example = Self {
            name: format!("{method} {path}"),
            method,
            url: path.to_owned(),
            headers: Vec::new(),
            body: None,
            answers: &operation["responses"],
            missing: Vec::new(),
        };
        let mut query = Vec::new();
        for parameter in operation["parameters"].as_array().into_iter().flatten().map(resolve) {
            let name = parameter["name"].as_str().unwrap();
            let Some(shown) = shown(parameter) else {
                if parameter["required"] == true {
                    example.missing.push(format!("no example of the parameter {name}"));
                }
                continue;
            };
            match parameter["in"].as_str().unwrap() {
                "path" => example.url = example.url.replace(&format!("{{{name}}}"), &shown),
                "query" => {
                    query.push(format!("{name}={}", utf8_percent_encode(&shown, NON_ALPHANUMERIC)))
                }
                "header" => example.headers.push((name, shown)),
                other => example.missing.push(format!("no way to send {name} in {other}")),
            }
        }
        if !query.is_empty() {
            example.url = format!("{}?{}", example.url, query.join("&"));
        }
        if let Some(body) = operation.get("requestBody") {
            example.body = body.pointer("/content/application~1json/example");
            if example.body.is_none() {
                example.missing.push("no example of the body".to_owned());
            }
        }
        example
    }

    /// Prepares the request.
    pub fn send(&self, who: &Client) -> Request {
        let request = who.request(&self.method, &self.url, ());
        let headers = self.headers.iter();
        let request = headers.fold(request, |request, (name, value)| request.header(name, value));
        match self.body {
            Some(body) => request.json(body),
            None => request,
        }
    }

    /// Checks that the document shows all of the request, that it did, and that the answer is such as the
    /// document shows.
    pub fn check(&self, reply: &Reply) -> Result<(), String> {
        let wrong = |reason: &str| Err(format!("{reason}\nin {reply:?}"));
        if !self.missing.is_empty() {
            return Err(self.missing.join(", "));
        }
        let status = reply.status();
        if !(200..300).contains(&status) {
            return wrong("it is refused");
        }
        let Some(answer) = self.answers.get(status.to_string()).map(resolve) else {
            return wrong("the document doesn't know this status");
        };
        let Some(content) = answer["content"].as_object() else {
            return if reply.bytes().is_empty() {
                Ok(())
            } else {
                wrong("nothing was to be answered")
            };
        };
        let media_type = reply.header("content-type").unwrap_or_default();
        let Some(media) = content.get(media_type) else {
            return wrong("the document doesn't know this media type");
        };
        if media_type != "application/json" {
            return Ok(());
        }
        match likeness::difference(&media["schema"], media.get("example"), &reply.json(), "") {
            Some(reason) => wrong(&reason),
            None => Ok(()),
        }
    }
}

/// Follows a reference.
pub fn resolve(part: &'static Value) -> &'static Value {
    match part["$ref"].as_str() {
        Some(reference) => resolve(DOCUMENT.pointer(&reference[1..]).unwrap()),
        None => part,
    }
}

/// Returns what is in the field of a parameter when somebody begins to try the operation.
fn shown(parameter: &'static Value) -> Option<String> {
    let schema = resolve(&parameter["schema"]);
    let shown = parameter
        .get("example")
        .or_else(|| schema.get("example"))
        .or_else(|| schema.pointer("/examples/0"))
        .or_else(|| schema.get("default"))?;
    Some(shown.as_str().map_or_else(|| shown.to_string(), str::to_owned))
}
