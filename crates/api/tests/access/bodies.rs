//! Request bodies: as the document describes them, and with fields that nobody asked for.

use serde_json::json;
use umbra_testkit::{TestApp, umbra_test};

use crate::access::{
    operations::{Operation, assert_known},
    sample::{resolve, sample},
};

#[umbra_test]
async fn every_body_is_what_the_document_says(t: TestApp) {
    for operation in Operation::all() {
        let Some(schema) = operation.body_schema() else { continue };
        // A session of its own each, and no row: what is done here is not to be seen elsewhere.
        let admin = t.admin().await;
        let reply = operation.on(&admin, &[i64::MAX; 4]).await;
        let refused: Vec<_> = match reply.status() {
            422 => reply.json()["errors"].as_array().cloned().unwrap_or_default(),
            400 => vec![reply.json()],
            _ => continue,
        };
        let of_shape = ["unknown_field", "missing_field", "invalid_type", "malformed_json"];
        for error in refused {
            let code = error["code"].as_str().unwrap();
            let sent = sample(schema);
            assert!(!of_shape.contains(&code), "{}: {sent}: {reply:?}", operation.name());
        }
    }
}

/// Operations on somebody else, whom the body names. They look for what is between the caller and them.
const ON_OTHERS: &[&str] = &[
    "POST /api/connections/blocked",
    "POST /api/projects/{id}/members",
    "POST /api/shared-calendars/{calendar_id}/members",
];

#[umbra_test]
async fn every_body_refuses_fields_that_would_give_more_than_was_asked_for(t: TestApp) {
    let admin = t.admin().await;
    assert_known(ON_OTHERS);
    for operation in Operation::all() {
        let Some(schema) = operation.body_schema() else { continue };
        let known = resolve(schema)["properties"].as_object().unwrap();
        for field in ["id", "user_id", "owner_id", "is_admin", "created_at", "version"] {
            if field == "user_id" && operation.is_in(ON_OTHERS) {
                continue;
            }
            assert!(!known.contains_key(field), "{} takes {field}", operation.name());
            let mut body = sample(schema);
            body[field] = json!(1);
            let refused = operation.of(&admin).json(body).await;
            let problem = refused.assert_problem(422, "invalid");
            problem.assert_field(&format!("/{field}"), "unknown_field");
        }
    }
}

#[test]
fn the_document_says_that_every_object_in_a_body_is_closed() {
    fn check(schema: &serde_json::Value, name: &str) {
        let schema = resolve(schema);
        for word in ["oneOf", "anyOf", "allOf"] {
            for part in schema[word].as_array().into_iter().flatten() {
                check(part, name);
            }
        }
        if let Some(items) = schema.get("items") {
            check(items, name);
        }
        // What a browser makes of a passkey has more members with every version.
        let is_open = name.contains("/passkeys/") && schema["properties"]["rawId"].is_object();
        if let Some(properties) = schema["properties"].as_object()
            && !is_open
        {
            assert_eq!(schema["additionalProperties"], false, "{name}: {schema}");
            properties.values().for_each(|property| check(property, name));
        }
    }
    for operation in Operation::all() {
        if let Some(schema) = operation.body_schema() {
            check(schema, &operation.name());
        }
    }
}
