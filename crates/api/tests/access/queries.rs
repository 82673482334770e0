//! Query strings: parameters that nobody knows are refused, for a filter that is misspelt would show
//! everything.

use serde_json::Value;
use umbra_testkit::{TestApp, umbra_test};

use crate::access::{operations::Operation, sample::sample};

#[umbra_test]
async fn every_query_refuses_parameters_that_it_does_not_know(t: TestApp) {
    let admin = t.admin().await;
    let mut checked = 0;
    for operation in Operation::all() {
        let Some(query) = query_of(&operation) else { continue };
        checked += 1;
        let refused = operation.of(&admin).query(&format!("{query}nonsense=1")).await;
        let problem = refused.assert_problem(422, "invalid");
        problem.assert_field("/nonsense", "unknown_field");
    }
    assert!(checked > 8, "the document lists hardly any parameters");
}

/// Returns what the query has to have, with a `&` after each; none if there are no parameters.
fn query_of(operation: &Operation) -> Option<String> {
    let parameters = operation.described["parameters"].as_array()?;
    let in_query: Vec<_> = parameters.iter().filter(|one| one["in"] == "query").collect();
    if in_query.is_empty() {
        return None;
    }
    let required = in_query.into_iter().filter(|one| one["required"] == true);
    let pair = |one: &Value| match sample(&one["schema"]) {
        Value::String(text) => format!("{}={text}&", one["name"].as_str().unwrap()),
        other => format!("{}={other}&", one["name"].as_str().unwrap()),
    };
    Some(required.map(pair).collect())
}
