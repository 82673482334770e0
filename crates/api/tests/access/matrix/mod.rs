//! Every operation, tried by everybody.
//!
//! The operations are the document's, what each needs is in [`table`], what somebody gets who holds
//! this or that is in [`people`], and ids in bodies and queries are in [`ids`]. An operation or an id
//! without a row there fails the suite.

mod ids;
mod newer;
mod people;
mod table;
mod world;

use umbra_testkit::{Client, Dump, Reply, Request, TestApp, umbra_test};

use self::{
    people::{Actor, Outcome},
    table::{Needs, needs},
    world::World,
};
use crate::access::{
    operations::{Operation, assert_known},
    sample::resolve,
    strangers,
};

/// Tables in which a request leaves traces whatever comes of it.
const TRACES: [&str; 4] = ["sessions", "audit_log", "audit_head", "login_counters"];

/// Everything that is stored but traces, in an order that doesn't depend on what happened to it.
fn everything(dump: &Dump) -> Vec<(String, Vec<String>)> {
    let tables = dump.tables().filter(|name| !TRACES.contains(name));
    let sorted = tables.map(|name| {
        let mut rows = dump.table(name).to_vec();
        rows.sort_unstable();
        (name.to_owned(), rows)
    });
    sorted.collect()
}

/// Checks that all is as it was.
#[track_caller]
fn assert_same(before: &[(String, Vec<String>)], after: &[(String, Vec<String>)], what: &str) {
    for ((table, before), (_, after)) in before.iter().zip(after) {
        assert_eq!(before, after, "{what}: a refusal changed {table}");
    }
}

/// What an answer says, without what names the request.
fn said(reply: &Reply) -> String {
    let body: Option<serde_json::Value> = serde_json::from_slice(reply.bytes()).ok();
    let id = body.as_ref().and_then(|body| body["request_id"].as_str());
    let text = id.map_or_else(|| reply.text().to_owned(), |id| reply.text().replace(id, ""));
    format!("{} {text}", reply.status())
}

/// Tells whether an answer says that somebody may not do this, or that there is no such thing.
fn is_denied(reply: &Reply) -> bool {
    const DENIED: [&str; 6] =
        ["unauthenticated", "admin_only", "read_only", "comment_only", "not_yours", "not_found"];
    let body: Option<serde_json::Value> = serde_json::from_slice(reply.bytes()).ok();
    let code = body.as_ref().and_then(|body| body["code"].as_str());
    (400..500).contains(&reply.status()) && code.is_some_and(|code| DENIED.contains(&code))
}

/// Prepares an operation on rows, with a body that does.
fn send(world: &World, operation: &Operation, client: &Client, ids: &[i64]) -> Request {
    let request = operation.on(client, ids);
    match world.body(operation) {
        Some(body) => request.json(body),
        None => request,
    }
}

#[test]
fn every_operation_has_a_row_and_every_row_an_operation() {
    let all = Operation::all();
    let without: Vec<_> =
        all.iter().filter(|one| needs(one).is_none()).map(Operation::name).collect();
    assert!(without.is_empty(), "matrix/table.rs has no row for {without:#?}");
    assert_known(&table::names());
}

#[umbra_test]
async fn everybody_may_do_what_the_table_says_and_nothing_else(t: TestApp) {
    let world = World::begin(&t).await;
    for (number, operation) in Operation::all().into_iter().enumerate() {
        let (name, needs) = (operation.name(), needs(&operation).unwrap());
        let mut ids = Some(rows(&t, &world, &operation, needs, number).await);
        let once = match needs {
            Needs::Event(_) => world.invited_once(&operation.path).await,
            _ => ids.clone().unwrap_or_default(),
        };
        let (refused, allowed): (Vec<_>, Vec<_>) =
            Actor::ALL.into_iter().partition(|who| who.outcome(needs) != Outcome::Allowed);
        if !refused.is_empty() {
            let ids = ids.as_deref().unwrap_or_default();
            let nowhere = vec![i64::MAX; ids.len()];
            let missing = if refused.iter().any(|who| who.outcome(needs) == Outcome::Missing) {
                said(&send(&world, &operation, &world.owner, &nowhere).await)
            } else {
                String::new()
            };
            let before = everything(&t.database_dump().await);
            for who in refused {
                let ids = if who == Actor::InvitedOnce { &*once } else { ids };
                let reply = send(&world, &operation, world.client(who), ids).await;
                assert!(reply.status() < 500, "{name} by {who:?}: {reply:?}");
                match who.outcome(needs) {
                    Outcome::Allowed => {}
                    Outcome::Missing => assert_eq!(said(&reply), missing, "{name} by {who:?}"),
                    Outcome::Unauthenticated => {
                        assert_eq!(reply.status(), 401, "{name} by {who:?}: {reply:?}");
                        reply.assert_problem(401, "unauthenticated");
                    }
                    Outcome::Forbidden(code) => {
                        assert_eq!(reply.status(), 403, "{name} by {who:?}: {reply:?}");
                        reply.assert_problem(403, code);
                    }
                }
            }
            assert_same(&before, &everything(&t.database_dump().await), &name);
        }
        for who in allowed {
            if who == Actor::InvitedOnce && matches!(needs, Needs::Event(_)) {
                may(&t, &world, &operation, who, &once, number).await;
                continue;
            }
            // What one has used is gone for the next one.
            let ids = match ids.take() {
                Some(ids) => ids,
                None => rows(&t, &world, &operation, needs, number).await,
            };
            may(&t, &world, &operation, who, &ids, number).await;
        }
    }
}

/// Makes the rows that an operation is about, and returns the ids in its path.
async fn rows(
    t: &TestApp,
    world: &World,
    operation: &Operation,
    needs: Needs,
    number: usize,
) -> Vec<i64> {
    if !operation.has_id() {
        return Vec::new();
    }
    match needs {
        Needs::Calendar(_) | Needs::Event(_) | Needs::Project(_) | Needs::Comment => {
            world.rows(t, &operation.path).await
        }
        Needs::Admin if operation.path.starts_with("/api/admin/deliveries/") => {
            let id = 1_000 + i64::try_from(number).unwrap();
            failed_delivery(t, world.owner.id, id).await;
            vec![id]
        }
        Needs::Admin => vec![t.user(&format!("somebody{number}")).await.id.0],
        Needs::Own | Needs::Nobody | Needs::Link | Needs::Anybody => {
            let ids = strangers::row(t, &world.owner, &operation.path).await;
            ids.unwrap_or_else(|| panic!("strangers.rs has no row for {}", operation.name()))
        }
    }
}

/// Lets something have failed to reach somebody's phone.
async fn failed_delivery(t: &TestApp, who: umbra_domain::UserId, id: i64) {
    let now = "2026-03-02T08:00:00+00:00";
    let row = format!(
        "INSERT INTO deliveries (id, user_id, channel, notification_id, notice, item_key, state, \
         due_at, attempts, created_at, updated_at) VALUES ({id}, {who}, 'ntfy', {id}, 'reminded', \
         'item {id}', 4, '{now}', 1, '{now}', '{now}')"
    );
    t.execute(&row).await;
}

/// Checks that somebody may.
async fn may(
    t: &TestApp,
    world: &World,
    operation: &Operation,
    who: Actor,
    ids: &[i64],
    number: usize,
) {
    let name = operation.name();
    let is_about_rows = operation.has_id() && !operation.path.starts_with("/api/admin");
    if !operation.path.starts_with("/api/auth/") || operation.is_safe() || is_about_rows {
        let reply = send(world, operation, world.client(who), ids).await;
        let is_refused = is_denied(&reply) || reply.status() >= 500;
        let is_done = (200..300).contains(&reply.status()) || (!is_about_rows && !is_refused);
        assert!(is_done, "{name} by {who:?}: {reply:?}");
        return;
    }
    // What ends sessions and changes accounts is tried by somebody else, once.
    let somebody = match who {
        Actor::Anonymous => t.anonymous(),
        Actor::Stranger => (*t.user(&format!("throwaway{number}")).await).clone(),
        _ => return,
    };
    let reply = send(world, operation, &somebody, ids).await;
    assert!(!is_denied(&reply) && reply.status() < 500, "{name} by {who:?}: {reply:?}");
}

/// Returns the properties of a body, and the parameters of a query, each with its schema.
fn inputs(operation: &Operation) -> Vec<(String, serde_json::Value)> {
    let mut all = Vec::new();
    if let Some(schema) = operation.body_schema() {
        let properties = resolve(schema)["properties"].as_object().into_iter().flatten();
        all.extend(properties.map(|(name, schema)| (name.clone(), schema.clone())));
    }
    let parameters = operation.described["parameters"].as_array().into_iter().flatten();
    let queries = parameters.map(resolve).filter(|one| one["in"] == "query");
    all.extend(
        queries.map(|one| (one["name"].as_str().unwrap().to_owned(), one["schema"].clone())),
    );
    all
}
