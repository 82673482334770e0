//! What a newer version adds to the tables disturbs nobody: while processes are replaced one by one, older ones go on
//! beside it, with connections on which their statements are prepared.

use umbra_testkit::{TestApp, umbra_test};

use super::{
    may,
    people::{Actor, Outcome},
    rows,
    table::needs,
    world::World,
};
use crate::{
    access::operations::Operation,
    ntfy::{set_up, with_ntfy},
};

/// How the names of tables begin that belong to libraries and to indexes.
const FOREIGN: [&str; 4] = ["seaql_", "sqlite_", "_", "people_trigrams"];

/// Who knows whom, and wants to or doesn't.
const MET: [&str; 5] = [
    "connection_blocks",
    "connections",
    "connection_requests",
    "connection_rejections",
    "connection_allowances",
];

#[umbra_test(with = with_ntfy)]
async fn columns_that_a_newer_version_adds_disturb_no_operation(t: TestApp) {
    let world = World::begin(&t).await;
    set_up(&world.owner).await;
    do_everything(&t, &world, 0).await;
    let tables = t.database_dump().await;
    let is_ours = |name: &&str| {
        let is_foreign = FOREIGN.iter().any(|beginning| name.starts_with(beginning));
        !is_foreign && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
    };
    let ours: Vec<_> = tables.tables().filter(is_ours).collect();
    assert!(ours.len() > 40, "{ours:?}");
    for table in ours {
        t.execute(&format!("ALTER TABLE {table} ADD COLUMN of_a_newer_version integer")).await;
    }
    // Behind the server's back, so that all of them meet again.
    for table in MET {
        t.execute(&format!("DELETE FROM {table}")).await;
    }
    let world = World::begin(&t).await;
    do_everything(&t, &world, 1000).await;
}

/// Does each operation once, and what workers do; `first` tells one time from another.
async fn do_everything(t: &TestApp, world: &World, first: usize) {
    let mut left_out = Vec::new();
    for (number, operation) in (first..).zip(Operation::all()) {
        let needs = needs(&operation).unwrap();
        // What ends sessions is tried by somebody whose session isn't needed.
        let first =
            if operation.path.starts_with("/api/auth/") { Actor::Stranger } else { Actor::Owner };
        let who = [first, Actor::Owner, Actor::Admin, Actor::Anonymous];
        // What a link leads to needs one, and is tried where links are made.
        let Some(who) = who.into_iter().find(|who| who.outcome(needs) == Outcome::Allowed) else {
            left_out.push(operation.path);
            continue;
        };
        let ids = rows(t, world, &operation, needs, number).await;
        may(t, world, &operation, who, &ids, number).await;
    }
    assert!(left_out.len() < 10, "{left_out:?}");
    world.owner.reminder("Tablets", "2026-03-02T07:00:00Z").create().await;
    assert!(!t.fire_reminders().await.is_empty());
    t.notify_due().await;
    t.drain_jobs().await;
    assert!(!t.deliver().await.is_empty());
    t.app.purge_expired().await.unwrap();
}
