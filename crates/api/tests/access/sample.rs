//! Request bodies made from their schemas, so that a request gets as far as who sends it.

use serde_json::{Map, Value, json};
use umbra_testkit::PASSWORD;

use crate::access::operations::DOCUMENT;

/// Makes a value of the shape that a schema describes: of an object, what is required.
pub fn sample(schema: &Value) -> Value {
    let schema = resolve(schema);
    if let Some(alternatives) = ["oneOf", "anyOf"].iter().find_map(|word| schema[word].as_array()) {
        let some = alternatives.iter().find(|one| one["type"] != "null");
        return sample(some.unwrap());
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let parts = parts.iter().map(sample).filter_map(|part| part.as_object().cloned());
        return parts.flatten().collect::<Map<_, _>>().into();
    }
    if let Some(value) = schema.get("const") {
        return value.clone();
    }
    if let Some(values) = schema["enum"].as_array() {
        return values[0].clone();
    }
    // Everybody's password is the kit's, so an operation that asks for it goes on.
    if schema["format"] == "password" {
        return json!(PASSWORD);
    }
    if let Some(example) = schema.get("example") {
        return example.clone();
    }
    match kind(schema) {
        "object" => {
            let required = schema["required"].as_array().into_iter().flatten();
            let fields = required.map(|name| {
                let name = name.as_str().unwrap();
                (name.to_owned(), sample(&schema["properties"][name]))
            });
            fields.collect::<Map<_, _>>().into()
        }
        "array" if schema["minItems"].as_u64().unwrap_or(0) > 0 => {
            json!([sample(&schema["items"])])
        }
        "array" => json!([]),
        "boolean" => json!(true),
        "integer" | "number" => schema.get("minimum").cloned().unwrap_or(json!(1)),
        "string" => text(schema).into(),
        other => panic!("no sample of the type {other}: {schema}"),
    }
}

/// Follows a reference.
pub fn resolve(schema: &Value) -> &Value {
    match schema["$ref"].as_str() {
        Some(reference) => resolve(DOCUMENT.pointer(&reference[1..]).unwrap()),
        None => schema,
    }
}

/// Returns the type; of several, the first that isn't `null`. Anything goes where none is given.
fn kind(schema: &Value) -> &str {
    let types = schema["type"].as_array().map_or(std::slice::from_ref(&schema["type"]), |t| &**t);
    types.iter().filter_map(Value::as_str).find(|name| *name != "null").unwrap_or("object")
}

fn text(schema: &Value) -> String {
    match (schema["format"].as_str(), schema["pattern"].as_str()) {
        (Some("date"), _) => "2026-03-05".to_owned(),
        (Some("date-time"), _) => "2026-03-05T09:00:00Z".to_owned(),
        (_, Some("^[0-9]{6}$")) => "123456".to_owned(),
        _ => "x".repeat(schema["minLength"].as_u64().unwrap_or(1) as usize),
    }
}
