//! Reads that answer 304 to a client that has the version already.

use serde_json::{Map, Value, json};

use super::tree::each_operation;

/// Describes the condition and the answer, wherever a read answers with an `ETag`.
pub(super) fn describe(document: &mut Value) {
    let components = &mut document["components"];
    components["parameters"]["IfNoneMatch"] = json!({
        "name": "If-None-Match",
        "in": "header",
        "description": "Answer 304 without a body if its `ETag` is one of these. Default: none.",
        "schema": {"type": "string"},
        "example": "\"17\"",
    });
    components["responses"]["NotModified"] = json!({
        "description": "The client has this version already (`If-None-Match`).",
        "headers": {"ETag": etag()},
    });
    each_operation(document, |method, _, operation| {
        let answers = operation.get_mut("responses").and_then(Value::as_object_mut);
        let Some(answers) = answers else { return };
        for answer in answers.values_mut().filter_map(Value::as_object_mut) {
            explain(answer);
        }
        let is_versioned =
            answers.get("200").is_some_and(|answer| answer["headers"]["ETag"].is_object());
        if method != "get" || !is_versioned {
            return;
        }
        answers.insert("304".to_owned(), json!({"$ref": "#/components/responses/NotModified"}));
        let parameters = operation.entry("parameters").or_insert_with(|| json!([]));
        if let Some(parameters) = parameters.as_array_mut() {
            parameters.push(json!({"$ref": "#/components/parameters/IfNoneMatch"}));
        }
    });
}

fn etag() -> Value {
    json!({
        "description": "The version. Send it back as `If-Match` or `If-None-Match`.",
        "required": true,
        "schema": {"type": "string"},
        "example": "\"17\"",
    })
}

/// Says what the headers of an answer mean that many answers have.
fn explain(answer: &mut Map<String, Value>) {
    let Some(headers) = answer.get_mut("headers").and_then(Value::as_object_mut) else { return };
    for (name, header) in headers {
        let text = match name.as_str() {
            "ETag" => {
                *header = etag();
                continue;
            }
            "Location" => "The path of what was made.",
            "Link" => "Where the next page is: `<…>; rel=\"next\"`. The last page has none.",
            "Set-Cookie" => "The cookie of the session.",
            _ => continue,
        };
        header["description"] = text.into();
    }
}
