//! A whole example of each request and answer.
//!
//! Those of requests are written down in `examples.json`, by the names of their schemas, and the ids in
//! their paths in `ids.json`, where they aren't the first. Whoever is signed in as Ana on a server with the
//! demo household can send them as they stand: the server's test `examples` does. Those of answers are put
//! together from the examples of their fields, one for each schema.

use std::{collections::BTreeSet, sync::LazyLock};

use serde_json::{Map, Value, json};

use super::tree::{each_operation, operations, reach, schema_name};

static REQUESTS: LazyLock<Value> = LazyLock::new(|| read(include_str!("examples.json")));

/// Ids of the demo household, by the paths and their parameters.
static IDS: LazyLock<Value> = LazyLock::new(|| read(include_str!("ids.json")));

fn read(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

/// Adds the examples to the document.
pub(super) fn add(document: &mut Value) {
    let known = document.clone();
    let mut answered = BTreeSet::new();
    operations(&known).for_each(|operation| reach(&known, &operation["responses"], &mut answered));
    let schemas = document["components"]["schemas"].as_object_mut();
    for (name, schema) in schemas.into_iter().flatten() {
        let is_whole = schema["type"] == "object" || schema["allOf"].is_array();
        if answered.contains(name) && is_whole && schema.get("example").is_none() {
            schema["example"] = compose(&known, schema);
        }
    }
    each_operation(document, |_, path, operation| {
        if let Some(media) = operation.get_mut("requestBody").and_then(json_of) {
            let name = schema_name(media["schema"]["$ref"].as_str())
                .map(|name| name.trim_end_matches("Input"));
            media["example"] = REQUESTS[name.unwrap_or_default()].clone();
        }
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
        for parameter in parameters.into_iter().flatten() {
            if parameter["in"] == "path" && parameter["schema"]["type"] == "integer" {
                let name = parameter["name"].as_str().unwrap_or_default();
                // The first account is the caller's own.
                let is_other = name == "user_id" || path.contains("/admin/users/");
                let first = json!(if is_other { 2 } else { 1 });
                parameter["example"] = IDS[path].get(name).cloned().unwrap_or(first);
            }
        }
    });
}

fn json_of(part: &mut Value) -> Option<&mut Value> {
    part.pointer_mut("/content/application~1json")
}

/// Puts an example together from those of a schema's parts.
fn compose(document: &Value, schema: &Value) -> Value {
    if let Some(example) = schema.get("example").or_else(|| schema.pointer("/examples/0")) {
        return example.clone();
    }
    if let Some(only) = schema.get("const").or_else(|| schema.pointer("/enum/0")) {
        return only.clone();
    }
    if let Some(reference) = schema["$ref"].as_str() {
        let found = document.pointer(reference.trim_start_matches('#'));
        return found.map_or(Value::Null, |found| compose(document, found));
    }
    let of = |word: &str| schema.get(word).and_then(Value::as_array);
    if let Some(alternatives) = of("oneOf").or_else(|| of("anyOf")) {
        let some = alternatives.iter().find(|one| one["type"] != "null");
        return some.map_or(Value::Null, |one| compose(document, one));
    }
    if let Some(parts) = of("allOf") {
        let parts: Vec<_> = parts.iter().map(|part| compose(document, part)).collect();
        if let Some(only) = parts.iter().find(|part| !part.is_object()) {
            return only.clone();
        }
        let fields = parts.into_iter().filter_map(|part| part.as_object().cloned()).flatten();
        return fields.collect::<Map<_, _>>().into();
    }
    if let Some(types) = schema["type"].as_array() {
        // What may be `null` and has no example of its own.
        return if types.contains(&"null".into()) { Value::Null } else { json!({}) };
    }
    match schema["type"].as_str() {
        Some("array") => json!([compose(document, &schema["items"])]),
        Some("boolean") => json!(false),
        Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or(json!(1)),
        Some("string") => text(schema["format"].as_str()),
        _ => {
            let fields = schema["properties"].as_object().into_iter().flatten();
            fields
                .map(|(name, field)| (name.clone(), compose(document, field)))
                .collect::<Map<_, _>>()
                .into()
        }
    }
}

fn text(format: Option<&str>) -> Value {
    match format {
        Some("date") => "2026-12-31".into(),
        Some("date-time") => "2026-12-31T08:30:00Z".into(),
        _ => "text".into(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::{Map, Value};

    use super::{IDS, REQUESTS, text};
    use crate::{
        docs::tree::{operations, schema_name},
        openapi,
    };

    #[test]
    fn each_request_has_an_example_and_none_is_left_over() {
        let document = openapi();
        let schemas = operations(&document).filter_map(|operation| {
            let schema = operation.pointer("/requestBody/content/application~1json/schema/$ref")?;
            Some(schema_name(schema.as_str()).unwrap())
        });
        let taken: BTreeSet<_> = schemas.collect();
        let written: BTreeSet<_> =
            REQUESTS.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(taken, written);
    }

    #[test]
    fn each_id_is_of_a_path_that_takes_it() {
        let document = openapi();
        for (path, ids) in IDS.as_object().unwrap() {
            let taken = document["paths"][path].as_object().into_iter().flat_map(Map::values);
            let taken: Vec<_> =
                taken.flat_map(|operation| operation["parameters"].as_array().unwrap()).collect();
            for (name, id) in ids.as_object().unwrap() {
                let takes = taken.iter().any(|one| one["name"] == **name && one["example"] == *id);
                assert!(takes, "{path}: {name}");
            }
        }
    }

    #[test]
    fn no_example_of_an_answer_is_a_stopgap() {
        fn check(example: &Value, name: &str) {
            match example {
                Value::Object(fields) => fields.iter().for_each(|(field, example)| {
                    check(example, &format!("{name}: {field}"));
                }),
                Value::Array(items) => items.iter().for_each(|item| check(item, name)),
                other => assert_ne!(*other, text(None), "{name}"),
            }
        }
        for (name, schema) in openapi()["components"]["schemas"].as_object().unwrap() {
            check(&schema["example"], name);
        }
    }
}
