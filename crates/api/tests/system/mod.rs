//! What the whole server promises, whatever the operation, on both databases.

mod bodies;
mod connections;
mod documents;
mod echoes;
mod faults;
mod headers;
mod health;
mod home;
mod hostile;
mod housekeeping;
mod locks;
mod routing;
mod web;
mod wire;
mod writers;

use std::collections::BTreeMap;

use serde_json::Value;
use umbra_api::{Rate, Rates};
use umbra_testkit::{Reply, Setup, TestApp};

/// Lets one address send as many requests as a test likes.
fn without_rates(setup: &mut Setup) {
    let plenty = Rate::per_minute(1_000_000);
    setup.api.rates = Rates { auth: plenty, registration: plenty, admin: plenty, export: plenty };
}

/// Switches the web client off.
fn without_web(setup: &mut Setup) {
    setup.api.web = false;
}

/// Reads the document of the API.
async fn document(t: &TestApp) -> Value {
    t.anonymous().get("/api/openapi.json").await.assert_status(200).json()
}

/// Lists the document's paths with their methods in upper case.
fn paths(document: &Value) -> BTreeMap<String, Vec<String>> {
    let verbs = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
    let methods = |item: &Value| {
        let documented = item.as_object().unwrap().keys().filter(|key| verbs.contains(&&***key));
        documented.map(|verb| verb.to_uppercase()).collect()
    };
    let paths = document["paths"].as_object().unwrap();
    paths.iter().map(|(path, item)| (path.clone(), methods(item))).collect()
}

/// Checks that an answer carries what every answer does.
#[track_caller]
fn assert_protected(reply: &Reply) {
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
    ] {
        assert_eq!(reply.header(name), Some(value), "{name} of {reply:?}");
    }
    let policy = reply.header("content-security-policy").unwrap();
    for part in ["default-src 'none'", "frame-ancestors 'none'"] {
        assert!(policy.contains(part), "{part} in {reply:?}");
    }
    assert!(!policy.contains("unsafe"), "{reply:?}");
    assert!(reply.header("x-request-id").is_some_and(|id| !id.is_empty()), "{reply:?}");
    for name in ["server", "x-powered-by", "access-control-allow-origin"] {
        assert_eq!(reply.header(name), None, "{name} of {reply:?}");
    }
}

/// Finds the values of an attribute in a page.
fn attributes<'p>(page: &'p str, name: &str) -> Vec<&'p str> {
    let pattern = format!("{name}=\"");
    let values = page.split(pattern.as_str()).skip(1);
    values.filter_map(|rest| rest.split('"').next()).collect()
}
