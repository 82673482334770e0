//! A whole example of each request and answer.
//!
//! Those of requests are written down in `examples.json`, by the names of their schemas. On a server with
//! the demo household they do something sensible. Those of answers are put together from the examples of
//! their fields, one for each schema.

use std::{collections::BTreeSet, sync::LazyLock};

use serde_json::{Map, Value, json};

use super::tree::{each_operation, operations, reach, schema_name};

static REQUESTS: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("examples.json")).unwrap_or_default());

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
                // The first account is the caller's own.
                let is_other = parameter["name"] == "user_id" || path.contains("/admin/users/");
                parameter["example"] = json!(if is_other { 2 } else { 1 });
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

    use super::REQUESTS;
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
}
