//! `umbra migrate`, and what happens without it.

use crate::http::get;
use crate::umbra::{Umbra, said};

const BY_HAND: [(&str, &str); 1] = [("UMBRA_AUTO_MIGRATE", "false")];

on_both! {
    migrations_are_listed_applied_and_reverted
    steps_to_the_newest_migration_make_the_queue_too
    a_server_that_may_not_migrate_refuses_an_older_schema
}

fn migrations_are_listed_applied_and_reverted(umbra: &Umbra) {
    let empty = umbra.done(&["migrate", "status"]);
    assert!(empty.starts_with("pending  m0001_accounts\n"), "{empty}");
    assert!(empty.ends_with("\npending  job queue\n"), "{empty}");
    assert!(empty.lines().all(|line| line.starts_with("pending  ")), "{empty}");
    assert_eq!(umbra.done(&["migrate", "status"]), empty, "looking changes nothing");

    let first = umbra.done(&["migrate", "up", "1"]);
    assert_eq!(first, empty.replacen("pending", "applied", 1));
    let all = umbra.done(&["migrate", "up"]);
    assert_eq!(all, empty.replace("pending", "applied"));
    assert_eq!(umbra.done(&["migrate", "status"]), all);

    let newest = all.lines().nth_back(1).unwrap();
    let one_pending = all.replace(newest, &newest.replace("applied", "pending"));
    assert_eq!(umbra.done(&["migrate", "down"]), one_pending);
    assert_eq!(umbra.done(&["migrate", "status"]), one_pending);
    // The queue keeps its tables: what lies in them may still have to be done.
    let without = empty.replace("pending  job queue", "applied  job queue");
    assert_eq!(umbra.done(&["migrate", "down", "100"]), without);
    assert_eq!(umbra.done(&["migrate", "up"]), all);
}

fn steps_to_the_newest_migration_make_the_queue_too(umbra: &Umbra) {
    let steps = umbra.done(&["migrate", "status"]).lines().count() - 1;
    let all_but_one = umbra.done(&["migrate", "up", &(steps - 1).to_string()]);
    assert!(all_but_one.ends_with("\npending  job queue\n"), "{all_but_one}");
    refused(umbra, "serve");
    let all = umbra.done(&["migrate", "up", "1"]);
    assert!(all.lines().all(|line| line.starts_with("applied  ")), "{all}");
    let running = umbra.serve(&BY_HAND);
    running.entry("ready");
    running.stop();
}

fn a_server_that_may_not_migrate_refuses_an_older_schema(umbra: &Umbra) {
    let pending = umbra.done(&["migrate", "status"]);
    for command in ["serve", "worker"] {
        refused(umbra, command);
    }
    assert_eq!(umbra.done(&["migrate", "status"]), pending);
    umbra.done(&["migrate", "up"]);
    umbra.done(&["migrate", "down"]);
    refused(umbra, "serve");

    umbra.done(&["migrate", "up"]);
    let running = umbra.serve(&BY_HAND);
    let address = running.address("ready");
    assert!(get(address, "/health/ready").starts_with("HTTP/1.1 200"));
    running.stop();
}

fn refused(umbra: &Umbra, command: &str) {
    let (code, said) = umbra.start(&[command], &BY_HAND).refusal();
    assert_eq!(code, Some(3), "{command}: {said}");
    assert!(said.contains("umbra: pending migrations: "), "{command}: {said}");
    assert!(said.ends_with("hint: run `umbra migrate up`"), "{command}: {said}");
}

#[test]
fn a_production_database_is_not_emptied_without_force() {
    let umbra = Umbra::new();
    let settings =
        [("ENVIRONMENT", "production"), ("SECRET_KEY", "9f2c4b7e1a0d83566b1ce9247f0a5d38")];
    let mut fresh = umbra.command(&["migrate", "fresh"]);
    let refused = fresh.envs(settings).output().unwrap();
    assert_eq!(refused.status.code(), Some(3));
    assert!(said(&refused).contains("--force"), "{}", said(&refused));
    let mut fresh = umbra.command(&["migrate", "fresh", "--force"]);
    assert_eq!(fresh.envs(settings).output().unwrap().status.code(), Some(0));
}
