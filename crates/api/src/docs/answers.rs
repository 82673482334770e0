//! Which fields of answers are always there.
//!
//! A field of an answer that may be `null` is sent all the same: what isn't known is `null`, not left
//! out. Derived schemas can't tell, for a field that may be `null` in a request may also be left out.
//! The few fields that are sometimes left out are never `null`, and say so (`nullable = false`).

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::tree::{each_object, operations, reach, schema_name, schema_reference};

/// Says of all schemas that answers use which fields are always sent.
///
/// A schema that requests use, too, gets a second form for those where it matters: `PersonEmail` is what is
/// answered, and `PersonEmailInput` what is sent.
pub(super) fn require(document: &mut Value) {
    let (mut answered, mut sent) = (BTreeSet::new(), BTreeSet::new());
    for operation in operations(document) {
        reach(document, &operation["responses"], &mut answered);
        reach(document, &operation["requestBody"], &mut sent);
    }
    let mut split = BTreeSet::new();
    let Some(schemas) = document["components"]["schemas"].as_object_mut() else { return };
    for name in &answered {
        let Some(schema) = schemas.get_mut(name) else { continue };
        let before = schema.clone();
        each_object(schema, &mut always_sent);
        if sent.contains(name) && *schema != before {
            // A later version may answer more.
            each_object(schema, &mut |object| drop(object.remove("additionalProperties")));
            schemas.insert(input(name), before);
            split.insert(name.as_str());
        }
    }
    let forms = schemas.iter_mut().filter(|(name, _)| sent.contains(*name));
    forms.for_each(|(_, schema)| use_input(schema, &split));
    super::tree::each_operation(document, |_, _, operation| {
        if let Some(body) = operation.get_mut("requestBody") {
            use_input(body, &split);
        }
    });
}

/// Requires the fields of an object that may be `null`.
fn always_sent(schema: &mut Map<String, Value>) {
    let Some(properties) = schema.get("properties").and_then(Value::as_object) else { return };
    let nullable = properties.iter().filter(|(_, property)| may_be_null(property));
    let mut required: BTreeSet<String> = nullable.map(|(name, _)| name.clone()).collect();
    let said = schema.get("required").and_then(Value::as_array).into_iter().flatten();
    required.extend(said.filter_map(Value::as_str).map(str::to_owned));
    if !required.is_empty() {
        schema.insert("required".to_owned(), required.into_iter().collect());
    }
}

fn may_be_null(schema: &Value) -> bool {
    let among = |list: &Value| list.as_array().is_some_and(|types| types.contains(&"null".into()));
    let of = |word: &str| {
        let alternatives = schema[word].as_array().into_iter().flatten();
        alternatives.into_iter().any(|one| one["type"] == "null")
    };
    among(&schema["type"]) || of("oneOf") || of("anyOf")
}

/// Names the form of a schema that requests take.
fn input(name: &str) -> String {
    format!("{name}Input")
}

fn use_input(part: &mut Value, split: &BTreeSet<&str>) {
    each_object(part, &mut |object| {
        let name = schema_name(object.get("$ref").and_then(Value::as_str));
        if let Some(name) = name.filter(|name| split.contains(name)) {
            let reference = schema_reference(&input(name));
            object.insert("$ref".to_owned(), reference.into());
        }
    });
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::require;

    fn document() -> Value {
        let body = |name: &str| {
            json!({"content": {"application/json": {
                "schema": {"$ref": format!("#/components/schemas/{name}")},
            }}})
        };
        json!({
            "paths": {"/things": {"put": {
                "requestBody": body("UpdateThing"),
                "responses": {"200": body("Thing")},
            }}},
            "components": {"schemas": {
                "Thing": {"properties": {
                    "id": {"type": "integer"},
                    "note": {"type": ["string", "null"]},
                    "place": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Place"}]},
                    "odd": {"type": "boolean"},
                }, "required": ["id"]},
                "UpdateThing": {"properties": {
                    "note": {"type": ["string", "null"]},
                    "place": {"$ref": "#/components/schemas/Place"},
                }},
                "Place": {
                    "properties": {"name": {"type": ["string", "null"]}},
                    "additionalProperties": false,
                },
            }},
        })
    }

    #[test]
    fn a_field_that_may_be_null_is_always_answered() {
        let mut document = document();
        require(&mut document);
        let schemas = &document["components"]["schemas"];
        assert_eq!(schemas["Thing"]["required"], json!(["id", "note", "place"]));
        assert_eq!(schemas["UpdateThing"].get("required"), None);
    }

    #[test]
    fn what_is_answered_and_sent_has_two_forms() {
        let mut document = document();
        require(&mut document);
        let schemas = &document["components"]["schemas"];
        assert_eq!(
            schemas["Place"],
            json!({
                "properties": {"name": {"type": ["string", "null"]}},
                "required": ["name"],
            })
        );
        let place = &schemas["UpdateThing"]["properties"]["place"];
        assert_eq!(place["$ref"], "#/components/schemas/PlaceInput");
        assert_eq!(schemas["PlaceInput"].get("required"), None);
        assert_eq!(schemas["PlaceInput"]["additionalProperties"], false);
    }
}
