//! Whether an answer is such as its example in the document.
//!
//! Whether it is such as the schema says is for schemathesis to find out. Here an example must show what is
//! really answered: every field, and values of the same kind.

use serde_json::{Map, Value};

use super::example::resolve;

/// Says where an answer isn't like its example; without an example, like that of its schema.
pub fn difference(
    schema: &'static Value,
    example: Option<&'static Value>,
    answer: &Value,
    at: &str,
) -> Option<String> {
    let schema = resolve(schema);
    if answer.is_null() && may_be_null(schema) {
        return None;
    }
    let ways = ways(schema);
    if !ways.is_empty() {
        // One of them, each with an example of its own unless there is no choice.
        let only = example.filter(|_| ways.len() == 1);
        let mut differences = ways.into_iter().map(|way| difference(way, only, answer, at));
        return differences
            .try_fold(String::new(), |all, one| Some(all + &one? + "; "))
            .map(|all| all.trim_end_matches("; ").to_owned());
    }
    let example = example.or_else(|| schema.get("example"));
    if let (Some(items), Value::Array(answers)) = (schema.get("items"), answer) {
        let one = example.and_then(|all| all.get(0));
        return answers
            .iter()
            .find_map(|answer| difference(items, one, answer, &format!("{at}/0")));
    }
    let Some(example) = example else {
        return Some(format!("there is no example of the answer at `{at}`"));
    };
    match (example, answer) {
        (Value::Object(shown), Value::Object(answered)) => fields(schema, shown, answered, at),
        // A field that may be `null` and isn't, and has no example of its own.
        (Value::Null, _) if may_be_null(schema) => None,
        _ if kind(example) == kind(answer) => None,
        _ => Some(format!("`{at}` is {answer}, and {example} in the example")),
    }
}

/// Says which fields are only in one of both, or differ.
fn fields(
    schema: &'static Value,
    shown: &'static Map<String, Value>,
    answered: &Map<String, Value>,
    at: &str,
) -> Option<String> {
    let properties = properties(schema);
    let is_optional = |name: &str| {
        let found = properties.iter().find(|(known, ..)| *known == name);
        found.is_some_and(|(.., is_required)| !is_required)
    };
    let unanswered = shown.keys().find(|name| !answered.contains_key(*name) && !is_optional(name));
    if let Some(name) = unanswered {
        return Some(format!("`{at}/{name}` is in the example and not answered"));
    }
    properties.iter().find_map(|&(name, schema, _)| {
        let (answer, at) = (answered.get(name)?, format!("{at}/{name}"));
        match shown.get(name) {
            Some(example) => difference(schema, Some(example), answer, &at),
            None => Some(format!("`{at}` is answered and not in the example")),
        }
    })
}

/// Lists the fields of an object: their names and schemas, and whether they are always there.
fn properties(schema: &'static Value) -> Vec<(&'static str, &'static Value, bool)> {
    let schema = resolve(schema);
    let required = schema["required"].as_array();
    let is_required = |name: &str| required.is_some_and(|all| all.iter().any(|one| one == name));
    let own = schema["properties"].as_object().into_iter().flatten();
    let own = own.map(|(name, property)| (name.as_str(), property, is_required(name)));
    let parts = schema["allOf"].as_array().into_iter().flatten();
    own.chain(parts.flat_map(properties)).collect()
}

/// Lists the alternatives but `null`.
fn ways(schema: &'static Value) -> Vec<&'static Value> {
    let all = ["oneOf", "anyOf"].iter().find_map(|word| schema[word].as_array());
    all.into_iter().flatten().filter(|way| way["type"] != "null").collect()
}

fn may_be_null(schema: &'static Value) -> bool {
    let types =
        schema["type"].as_array().is_some_and(|types| types.iter().any(|one| one == "null"));
    let all = ["oneOf", "anyOf"].iter().find_map(|word| schema[word].as_array());
    types || all.is_some_and(|all| all.iter().any(|way| way["type"] == "null"))
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
