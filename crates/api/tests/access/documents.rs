//! What answers may hold.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::access::{operations::Operation, sample::resolve};

/// Answers that show a secret to whom it belongs, once.
const SHOWN: &[&str] = &[
    "POST /api/admin/users: temporary_password",
    "POST /api/admin/users/{id}/reset-password: temporary_password",
    "POST /api/auth/totp/backup-codes/regenerate: backup_codes",
    "POST /api/auth/totp/setup: backup_codes",
    "POST /api/auth/totp/setup: secret",
    "POST /api/auth/totp/enforce-setup: backup_codes",
    "POST /api/auth/totp/enforce-setup: secret",
];

/// Names that a secret could have.
const SHAPES: [&str; 7] = ["password", "hash", "secret", "token", "key", "codes", "sealed"];

/// Lists the names of all fields in a schema.
fn fields(schema: &Value, depth: usize, found: &mut Vec<String>) {
    assert!(depth < 20, "a schema that goes round in circles: {schema}");
    let schema = resolve(schema);
    for word in ["oneOf", "anyOf", "allOf"] {
        for part in schema[word].as_array().into_iter().flatten() {
            fields(part, depth + 1, found);
        }
    }
    if let Some(items) = schema.get("items") {
        fields(items, depth + 1, found);
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        // A number, a yes or no, or an instant tells no secret.
        let types = property["type"].to_string();
        let tells_none = types.contains("boolean") || types.contains("integer");
        if !tells_none && property["format"] != "date-time" {
            found.push(name.clone());
        }
        fields(property, depth + 1, found);
    }
}

#[test]
fn no_answer_has_a_field_that_looks_like_a_secret_unless_it_is_meant_to() {
    for operation in Operation::all() {
        let answers = operation.described["responses"].as_object().unwrap();
        for (status, answer) in answers {
            let answer = resolve(answer);
            let Some(content) = answer["content"].as_object() else { continue };
            let mut found = Vec::new();
            for media in content.values() {
                fields(&media["schema"], 0, &mut found);
            }
            for field in found {
                let entry = format!("{}: {field}", operation.name());
                let looks_secret = SHAPES.iter().any(|shape| field.contains(shape));
                let is_meant = SHOWN.contains(&entry.as_str()) || is_of_a_step(&field, answer);
                assert!(!looks_secret || is_meant, "{entry} in the answer {status}");
            }
        }
    }
}

/// Tells whether a field is the token between two steps of a sign-in or of a ceremony.
fn is_of_a_step(field: &str, answer: &Value) -> bool {
    let schema = &answer["content"]["application/json"]["schema"]["$ref"];
    let of_a_step = [
        ("mfa_token", "#/components/schemas/SignInAnswer"),
        ("challenge_token", "#/components/schemas/PasskeyRegistration"),
        ("challenge_token", "#/components/schemas/PasskeyChallenge"),
    ];
    of_a_step.iter().any(|(name, of)| field == *name && schema == of)
}

/// Fields that answers have only sometimes.
const SOMETIMES: &[&str] = &[
    "Event: timezone_unknown",
    "Problem: attempts_left",
    "Problem: errors",
    "Reminder: timezone_unknown",
    "Settings: timezone_unknown",
];

#[test]
fn the_document_says_of_each_field_of_answers_that_it_is_always_sent_unless_it_is_not() {
    let mut found = BTreeSet::new();
    for operation in Operation::all() {
        for answer in operation.described["responses"].as_object().unwrap().values() {
            for media in resolve(answer)["content"].as_object().into_iter().flat_map(Map::values) {
                optional(&media["schema"], "", &mut found);
            }
        }
    }
    assert!(found.iter().map(String::as_str).eq(SOMETIMES.iter().copied()), "{found:?}");
}

/// Notes the fields in a schema that needn't be there.
fn optional(schema: &Value, name: &str, found: &mut BTreeSet<String>) {
    let name = schema["$ref"].as_str().and_then(|at| at.rsplit('/').next()).unwrap_or(name);
    let schema = resolve(schema);
    for part in ["oneOf", "anyOf", "allOf"].iter().filter_map(|word| schema[word].as_array()) {
        part.iter().for_each(|part| optional(part, name, found));
    }
    if let Some(items) = schema.get("items") {
        optional(items, name, found);
    }
    for (field, property) in schema["properties"].as_object().into_iter().flatten() {
        let required = schema["required"].as_array().is_some_and(|all| all.contains(&json!(field)));
        // What WebAuthn defines isn't ours to describe to the last member.
        if !required && !name.starts_with("Passkey") {
            found.insert(format!("{name}: {field}"));
        }
        optional(property, name, found);
    }
}
