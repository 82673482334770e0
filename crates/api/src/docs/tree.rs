//! Finding one's way in the document.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

/// The methods that a path of the document may have.
pub(super) const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Where schemas are.
const SCHEMAS: &str = "#/components/schemas/";

/// Does something with each operation: its method, its path and what is said of it.
pub(super) fn each_operation(
    document: &mut Value,
    mut act: impl FnMut(&str, &str, &mut Map<String, Value>),
) {
    let Some(paths) = document["paths"].as_object_mut() else { return };
    for (path, item) in paths {
        for method in METHODS {
            if let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) {
                act(method, path, operation);
            }
        }
    }
}

/// Lists what is said of the operations.
pub(super) fn operations(document: &Value) -> impl Iterator<Item = &Value> {
    let items = document["paths"].as_object().into_iter().flat_map(Map::values);
    items.flat_map(|item| METHODS.iter().filter_map(|method| item.get(*method)))
}

/// Does something with each object in a value, the outer ones first.
pub(super) fn each_object(value: &mut Value, act: &mut impl FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            act(object);
            object.values_mut().for_each(|inner| each_object(inner, act));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| each_object(item, act)),
        _ => {}
    }
}

/// Notes the names of all schemas that a part of the document leads to, by whatever way.
pub(super) fn reach(document: &Value, part: &Value, reached: &mut BTreeSet<String>) {
    match part {
        Value::Object(object) => {
            let reference = object.get("$ref").and_then(Value::as_str);
            if let Some(place) = reference.and_then(|text| text.strip_prefix('#')) {
                let is_new = match schema_name(reference) {
                    Some(name) => reached.insert(name.to_owned()),
                    // Answers and parameters that are shared lead to no other ones.
                    None => true,
                };
                if is_new && let Some(found) = document.pointer(place) {
                    reach(document, found, reached);
                }
            }
            object.values().for_each(|inner| reach(document, inner, reached));
        }
        Value::Array(items) => items.iter().for_each(|item| reach(document, item, reached)),
        _ => {}
    }
}

/// Returns the name of the schema that a reference leads to.
pub(super) fn schema_name(reference: Option<&str>) -> Option<&str> {
    reference?.strip_prefix(SCHEMAS)
}

/// Writes the reference to a schema.
pub(super) fn schema_reference(name: &str) -> String {
    format!("{SCHEMAS}{name}")
}
