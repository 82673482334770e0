//! `umbra migrate`, and what happens without it.

use crate::database::execute;
use crate::http::Browser;
use crate::http::get;
use crate::umbra::{Umbra, said};

const BY_HAND: [(&str, &str); 1] = [("UMBRA_AUTO_MIGRATE", "false")];

on_both! {
    migrations_are_listed_applied_and_reverted
    steps_to_the_newest_migration_make_the_queue_too
    a_server_that_may_not_migrate_refuses_an_older_schema
    what_people_have_is_not_deleted_without_force
    a_database_of_a_newer_version_is_left_alone
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

fn what_people_have_is_not_deleted_without_force(umbra: &Umbra) {
    let running = umbra.serve(&[]);
    let mut ana = Browser::new(running.address("ready"));
    assert_eq!(ana.set_up("ana", "correct horse battery").status, 200);
    running.stop();
    let before = umbra.done(&["migrate", "status"]);
    let names: Vec<_> = before.lines().filter_map(|line| line.split("  ").nth(1)).collect();
    let newest = names[names.len() - 2];
    for (command, lost) in [
        (
            &["migrate", "down"][..],
            format!("what only {newest} can hold, in a database with 1 acc"),
        ),
        (&["migrate", "down", "999"], "everything in the database: 1 account and all".to_owned()),
        (&["migrate", "fresh"], "everything in the database: 1 account and all".to_owned()),
    ] {
        let refused = umbra.run(command);
        assert_eq!(refused.status.code(), Some(3), "{command:?}: {}", said(&refused));
        assert!(said(&refused).contains(&lost), "{command:?}: {}", said(&refused));
        assert!(
            said(&refused).contains("umbra backup create FILE"),
            "{command:?}: {}",
            said(&refused)
        );
        assert!(said(&refused).contains("`--force`"), "{command:?}: {}", said(&refused));
        assert_eq!(umbra.done(&["migrate", "status"]), before);
    }
    umbra.done(&["migrate", "down", "--force"]);
    let running = umbra.serve(&[]);
    ana.moved_to(running.address("ready"));
    assert_eq!(ana.get("/api/todos").status, 200, "ana is still there");
    running.stop();
    assert_eq!(umbra.done(&["migrate", "fresh", "--force"]), before);
    let running = umbra.serve(&[]);
    assert_eq!(running.entry("ready")["setup_required"], true);
    running.stop();
}

fn a_database_of_a_newer_version_is_left_alone(umbra: &Umbra) {
    umbra.done(&["migrate", "up"]);
    let running = umbra.serve(&[]);
    let address = running.address("ready");
    execute(umbra, "INSERT INTO seaql_migrations VALUES ('m9999_to_come', 0)");
    // Who runs meanwhile goes on: the newer version has only added something.
    assert!(get(address, "/health/ready").starts_with("HTTP/1.1 200"));
    running.stop();

    let status = umbra.run(&["migrate", "status"]);
    assert_eq!(status.status.code(), Some(0), "{}", said(&status));
    let listed = crate::umbra::printed(&status);
    assert!(listed.contains("\nunknown  m9999_to_come\n"), "{listed}");
    let newer = format!("this database is newer than {}: it has m9999_to_come", VERSION);
    for command in [
        &["serve"][..],
        &["worker"],
        &["admin", "verify-audit"],
        &["migrate", "up"],
        &["migrate", "up", "1"],
        &["migrate", "down", "--force"],
        &["migrate", "fresh", "--force"],
    ] {
        let (code, said) = umbra.start(command, &[]).refusal();
        assert_eq!(code, Some(3), "{command:?}: {said}");
        assert!(said.contains(&newer) && said.contains("docs/upgrade.md"), "{command:?}: {said}");
    }
    let after = umbra.done(&["migrate", "status"]);
    assert_eq!(after, listed);
}

const VERSION: &str = env!("CARGO_PKG_VERSION");

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
    let mut down = umbra.command(&["migrate", "down"]);
    assert_eq!(down.envs(settings).output().unwrap().status.code(), Some(3));
    let mut fresh = umbra.command(&["migrate", "fresh", "--force"]);
    assert_eq!(fresh.envs(settings).output().unwrap().status.code(), Some(0));
}
