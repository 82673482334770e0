//! `umbra health`, by which a container is watched from within.

use umbra_testkit_postgres::free_address;

use crate::database::execute;
use crate::umbra::{Umbra, printed, said};

#[test]
fn a_server_that_is_not_there_is_told_to_who_asks_for_its_health() {
    let umbra = Umbra::new();
    let listen = free_address().unwrap().to_string();
    let health = || {
        let mut command = umbra.command(&["health"]);
        command.env("UMBRA_LISTEN", &listen).output().unwrap()
    };
    let before = health();
    assert_eq!(before.status.code(), Some(3));
    let told = said(&before);
    assert!(told.starts_with(&format!("umbra: no server answers at {listen}: ")), "{told}");
    let running = umbra.serve(&[("UMBRA_LISTEN", &listen)]);
    running.entry("ready");
    let ready = health();
    assert_eq!((ready.status.code(), printed(&ready)), (Some(0), "ready\n".into()));
    // A newer version has taken a migration away that this one needs.
    execute(
        &umbra,
        "DELETE FROM seaql_migrations WHERE version = (SELECT max(version) FROM seaql_migrations)",
    );
    let pending = health();
    assert_eq!(pending.status.code(), Some(3));
    let told = said(&pending);
    assert!(told.starts_with("umbra: the server isn't ready: 503"), "{told}");
    running.stop();
}
