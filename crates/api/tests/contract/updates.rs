//! `PUT` and `PATCH`, which do the same: what isn't sent stays, and `null` clears.

use std::time::Duration;

use serde_json::{Value, json};
use umbra_domain::Clock as _;
use umbra_testkit::{Client, Created, Reply, TestApp, umbra_test};

use crate::contract::{
    resource::{Resource, assert_unchanged},
    table::resources,
};

const METHODS: [&str; 2] = ["PUT", "PATCH"];

async fn full(resource: &Resource, client: &Client) -> Created {
    client.draft(&resource.path, resource.full()).create().await
}

/// Checks that a change did what it said to these fields, and nothing to others but to those that
/// follow. Returns what the row is like now.
#[track_caller]
fn assert_changed(
    resource: &Resource,
    t: &TestApp,
    before: &Value,
    change: &Value,
    reply: &Reply,
) -> Value {
    let after = reply.json();
    let mut expected = before.clone();
    for (name, value) in change.as_object().unwrap() {
        expected[name] = value.clone();
    }
    expected["updated_at"] = t.clock.now().to_string().into();
    expected["version"] = (before["version"].as_i64().unwrap() + 1).into();
    for name in &resource.derived {
        expected[name] = after[name].clone();
    }
    assert_eq!(after, expected, "{change}: {reply:?}");
    after
}

#[umbra_test]
async fn a_change_touches_only_what_is_sent(t: TestApp) {
    let ana = t.user("ana").await;
    for resource in resources() {
        let resource = resource.of(&ana).await;
        for method in METHODS {
            let made = full(&resource, &ana).await;
            let mut row = made.body.clone();
            let mut changes: Vec<_> =
                resource.fields.iter().map(|field| json!({field.name: field.other})).collect();
            // All at once, and back to what they were.
            changes.push(resource.full());
            for (version, change) in (2..).zip(changes) {
                t.clock.advance(Duration::from_secs(60));
                let reply = ana.request(method, made.url(), &change).await.assert_status(200);
                row = assert_changed(&resource, &t, &row, &change, &reply);
                assert_eq!(reply.etag(), format!("\"{version}\""), "{change}");
                assert_unchanged(&ana, &made.url(), &row, reply.etag()).await;
            }
        }
    }
}

#[umbra_test]
async fn null_clears_what_can_be_empty_and_is_refused_otherwise(t: TestApp) {
    let ana = t.user("ana").await;
    for resource in resources() {
        let resource = resource.of(&ana).await;
        for method in METHODS {
            let made = full(&resource, &ana).await;
            let (mut row, mut etag) = (made.body.clone(), made.etag.clone());
            for field in &resource.fields {
                t.clock.advance(Duration::from_secs(60));
                let request = ana.request(method, made.url(), json!({field.name: null}));
                let Some(empty) = &field.empty else {
                    if !field.is_required {
                        continue;
                    }
                    let problem = request.await.assert_problem(422, "invalid");
                    problem.assert_field(&format!("/{}", field.name), "required");
                    continue;
                };
                let reply = request.await.assert_status(200);
                let change = json!({field.name: empty});
                row = assert_changed(&resource, &t, &row, &change, &reply);
                assert_ne!(reply.etag(), etag);
                etag = reply.etag().to_owned();
            }
            assert_unchanged(&ana, &made.url(), &row, &etag).await;
        }
    }
}

#[umbra_test]
async fn a_change_that_changes_nothing_keeps_the_version(t: TestApp) {
    let ana = t.user("ana").await;
    for resource in resources() {
        let resource = resource.of(&ana).await;
        let (least, all) = (resource.draft(&ana).create().await, full(&resource, &ana).await);
        t.clock.advance(Duration::from_secs(60));
        let mut as_it_is: Vec<_> =
            resource.fields.iter().map(|field| json!({field.name: field.one})).collect();
        as_it_is.extend([json!({}), resource.full()]);
        let mut empty = resource.least();
        for field in resource.fields.iter().filter(|field| field.empty.is_some()) {
            empty[field.name] = Value::Null;
        }
        for (made, bodies) in [(&all, as_it_is), (&least, vec![json!({}), empty])] {
            for body in &bodies {
                for method in METHODS {
                    let reply = ana.request(method, made.url(), body).await.assert_status(200);
                    assert_eq!((&reply.json(), reply.etag()), (&made.body, &*made.etag), "{body}");
                }
            }
            assert_unchanged(&ana, &made.url(), &made.body, &made.etag).await;
        }
    }
}
