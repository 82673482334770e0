//! Where hostile requests come from.

use proptest::{
    collection::vec,
    prelude::{Just, Strategy, any, prop_oneof},
    sample::select,
    strategy::{BoxedStrategy, ValueTree as _},
    string::string_regex,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use serde_json::Value;
use umbra_testkit::{Client, Request};

use super::values::{escaped, fitting, integer, resolved, text, value};

/// One request, kept to be shown when its answer is wrong.
#[derive(Debug, Clone)]
pub(super) struct Sent {
    pub(super) method: String,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: Option<(String, Vec<u8>)>,
}

impl Sent {
    /// Prepares the request as somebody's.
    pub(super) fn by(&self, client: &Client) -> Request {
        let mut request = client.request(&self.method, &self.path, ());
        if let Some((media_type, bytes)) = &self.body {
            request = request.body(media_type.as_str(), bytes.clone());
        }
        for (name, value) in &self.headers {
            // An empty value stands for a header that is missing.
            request = match value.as_str() {
                "" => request.without(name),
                value => request.header(name, value),
            };
        }
        request
    }
}

/// Draws requests that fit the document more or less, the same ones in every run.
pub(super) struct Sources {
    runner: TestRunner,
    requests: BoxedStrategy<Sent>,
}

impl Sources {
    pub(super) fn new(document: &Value) -> Self {
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, b"the same hostility on every run.");
        let runner = TestRunner::new_with_rng(Config::default(), rng);
        Self { runner, requests: requests(document) }
    }

    pub(super) fn draw(&mut self) -> Sent {
        self.requests.new_tree(&mut self.runner).unwrap().current()
    }
}

/// An operation as far as requests are concerned.
#[derive(Debug, Clone)]
struct Operation {
    method: String,
    path: String,
    parameters: Vec<String>,
    fields: Vec<Field>,
}

/// A field of a body, and values that it is meant for.
#[derive(Debug, Clone)]
struct Field {
    name: String,
    fitting: Vec<Value>,
}

fn operations(document: &Value) -> Vec<Operation> {
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let parameters = operation["parameters"].as_array().into_iter().flatten();
            let in_query = parameters.filter(|parameter| parameter["in"] == "query");
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            operations.push(Operation {
                method: method.to_uppercase(),
                path: path.clone(),
                parameters: in_query.map(|p| p["name"].as_str().unwrap().to_owned()).collect(),
                fields: fields(document, schema),
            });
        }
    }
    operations
}

/// Lists the fields of a body's schema.
fn fields(document: &Value, schema: &Value) -> Vec<Field> {
    let properties = resolved(document, schema)["properties"].as_object();
    let field = |(name, schema): (&String, &Value)| Field {
        name: name.clone(),
        fitting: fitting(document, name, schema),
    };
    properties.into_iter().flatten().map(field).collect()
}

fn requests(document: &Value) -> BoxedStrategy<Sent> {
    let operations = operations(document);
    let methods = vec!["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "ODD"];
    let method = prop_oneof![9 => Just(None), 1 => select(methods).prop_map(Some)];
    (select(operations), method)
        .prop_flat_map(|(operation, other)| {
            let Operation { method, path, parameters, fields } = operation;
            let method = other.map_or(method, str::to_owned);
            (Just(method), filled(path), query(parameters), headers(), body(fields))
        })
        .prop_map(|(method, path, query, headers, body)| Sent {
            method,
            path: path + &query,
            headers,
            body,
        })
        .boxed()
}

/// Fills the ids in a path.
fn filled(path: String) -> impl Strategy<Value = String> {
    let id = prop_oneof![
        2 => (1..4_i64).prop_map(|id| id.to_string()),
        2 => (1..40_i64).prop_map(|id| id.to_string()),
        1 => integer().prop_map(|id| id.to_string()),
        1 => text().prop_map(|text| escaped(&text)),
    ];
    id.prop_map(move |id| path.replace("{id}", &id))
}

fn query(mut names: Vec<String>) -> impl Strategy<Value = String> {
    names.extend(["limit", "cursor", "sort", "x"].map(str::to_owned));
    let value = prop_oneof![
        text(),
        integer().prop_map(|n| n.to_string()),
        select(vec!["true", "false", "1", "2026-03-05", "title", "-due_date", "high", "admin"])
            .prop_map(str::to_owned),
    ];
    let pair = (select(names), value);
    vec(pair, 0..5).prop_map(|pairs| {
        let pairs: Vec<_> =
            pairs.iter().map(|(name, value)| format!("{name}={}", escaped(value))).collect();
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    })
}

fn headers() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let names = vec![
        "accept",
        "accept-encoding",
        "authorization",
        "content-encoding",
        "cookie",
        "idempotency-key",
        "if-match",
        "if-none-match",
        "if-modified-since",
        "origin",
        "range",
        "referer",
        "sec-fetch-site",
        "user-agent",
        "x-forwarded-for",
        "x-http-method-override",
        "x-request-id",
        "x-requested-with",
    ];
    let value = prop_oneof![
        string_regex("[ -~\t]{0,40}").unwrap(),
        string_regex("[\u{80}-\u{ff}]{1,9}").unwrap(),
        string_regex("(W/)?\"[!-~]{0,6}\"(, \"[0-9]{0,20}\")?").unwrap(),
        string_regex("[0-9a-f.:, \\[\\]]{0,40}").unwrap(),
        Just("*".to_owned()),
        Just("\"1\"".to_owned()),
        Just("same-origin".to_owned()),
        Just("gzip".to_owned()),
    ];
    // Most requests come alone, or the cookie would seldom be the right one.
    prop_oneof![5 => Just(Vec::new()), 1 => vec((select(names), value), 1..4)]
}

fn body(fields: Vec<Field>) -> impl Strategy<Value = Option<(String, Vec<u8>)>> {
    let json = |value: Value| value.to_string().into_bytes();
    let part = |field: Field| {
        let fitting = if field.fitting.is_empty() { vec![Value::Null] } else { field.fitting };
        let value = prop_oneof![7 => select(fitting), 1 => value()];
        let there = prop_oneof![3 => value.prop_map(Some), 1 => Just(None)];
        there.prop_map(move |value| value.map(|value| (field.name.clone(), value)))
    };
    let parts: Vec<_> = fields.into_iter().map(part).collect();
    let extra = prop_oneof![9 => Just(None), 1 => (text(), value()).prop_map(Some)];
    let fitting = (parts, extra).prop_map(|(parts, extra)| {
        Value::Object(parts.into_iter().chain([extra]).flatten().collect())
    });
    let bytes = prop_oneof![
        6 => fitting.prop_map(json),
        1 => value().prop_map(json),
        1 => vec(any::<u8>(), 0..64),
        1 => (0..9000_usize).prop_map(|depth| "[".repeat(depth).into_bytes()),
    ];
    let media_type = prop_oneof![
        9 => Just("application/json".to_owned()),
        1 => string_regex("[a-z]{1,9}/[a-z]{1,9}(; ?[a-z]{1,7}=[ -~]{0,9})?").unwrap(),
    ];
    prop_oneof![1 => Just(None), 5 => (media_type, bytes).prop_map(Some)]
}
