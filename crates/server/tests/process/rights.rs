//! PostgreSQL that isn't all there: no rights, or not started yet.

use std::io;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;

use umbra_testkit_postgres::{Cluster, free_address};
use url::Url;

use crate::postgres::Limited;
use crate::umbra::{Umbra, said};

#[test]
fn a_user_without_rights_is_told_the_grants_on_postgres() {
    let limited = Limited::create();
    let umbra = Umbra::on(limited.url());
    let refused = umbra.run(&["migrate", "up"]);
    assert_eq!(refused.status.code(), Some(3));
    let said = said(&refused);
    let told: Vec<_> = said.lines().filter_map(|line| line.strip_prefix("  ")).collect();
    let (role, database) = (limited.role(), limited.name());
    assert_eq!(
        told,
        [
            format!("GRANT USAGE, CREATE ON SCHEMA public TO {role};"),
            format!("GRANT CREATE ON DATABASE {database} TO {role};"),
        ],
        "{said}"
    );
    assert!(!said.contains("permission denied"), "{said}");
    // Nothing was begun, and what was told is enough.
    assert!(!umbra.done(&["migrate", "status"]).contains("applied"));
    limited.administer(&told.join("\n"));
    assert!(!umbra.done(&["migrate", "up"]).contains("pending"));
}

#[test]
fn what_an_administrator_has_made_is_enough_on_postgres() {
    let limited = Limited::create();
    let role = limited.role();
    limited.administer(&format!(
        "CREATE EXTENSION pgcrypto; CREATE EXTENSION hstore; CREATE EXTENSION pg_trgm; \
         GRANT USAGE, CREATE ON SCHEMA public TO {role}; CREATE SCHEMA apalis;"
    ));
    let umbra = Umbra::on(limited.url());
    let refused = umbra.run(&[]);
    let said = said(&refused);
    assert_eq!(refused.status.code(), Some(3), "{said}");
    let grant = format!("  GRANT USAGE, CREATE ON SCHEMA apalis TO {role};\n");
    assert!(said.ends_with(&grant), "{said}");
    limited.administer(&grant);
    let running = umbra.serve(&[]);
    running.entry("ready");
    running.stop();
}

#[test]
fn a_server_that_starts_later_is_waited_for_on_postgres_binaries() {
    let cluster = Cluster::start().unwrap();
    let address = free_address().unwrap();
    let mut url = Url::parse(cluster.url()).unwrap();
    let target = format!("127.0.0.1:{}", url.port().unwrap());
    url.set_port(Some(address.port())).unwrap();
    let umbra = Umbra::on(url.into());
    let running = umbra.serve(&[]);
    let waiting = running.entry("PostgreSQL doesn't answer; waiting for it");
    assert!(waiting["error"].as_str().unwrap().contains("refused"), "{waiting}");
    let listener = TcpListener::bind(address).unwrap();
    thread::spawn(move || {
        for client in listener.incoming() {
            let server = TcpStream::connect(&target).unwrap();
            pass_on(client.unwrap(), server);
        }
    });
    running.entry("ready");
    running.stop();
}

/// Copies what either side says to the other, until one has no more to say.
fn pass_on(client: TcpStream, server: TcpStream) {
    let ways = [(client.try_clone().unwrap(), server.try_clone().unwrap()), (server, client)];
    for (mut from, mut to) in ways {
        thread::spawn(move || {
            let _ = io::copy(&mut from, &mut to);
            let _ = to.shutdown(Shutdown::Both);
        });
    }
}

#[test]
fn the_true_cause_is_told_when_the_time_is_over() {
    let address = free_address().unwrap();
    let umbra = Umbra::on(format!("postgres://umbra:secret@{address}/umbra"));
    let (code, said) = umbra.serve(&[("UMBRA_DATABASE_WAIT_SECONDS", "1")]).refusal();
    assert_eq!(code, Some(3));
    assert!(said.contains("Connection refused") && !said.contains("secret"), "{said}");
    let command = umbra.run(&["admin", "verify-audit"]);
    assert_eq!(command.status.code(), Some(3));
    assert!(!crate::umbra::said(&command).contains("waiting"), "a person is told at once");
}

#[test]
fn a_wrong_name_is_not_waited_for_on_postgres() {
    let limited = Limited::create();
    let mut url = Url::parse(&limited.url()).unwrap();
    url.set_path("umbra_no_such_database");
    let umbra = Umbra::on(url.into());
    let (code, said) = umbra.serve(&[("UMBRA_DATABASE_WAIT_SECONDS", "600")]).refusal();
    assert_eq!(code, Some(3));
    assert!(said.contains("does not exist"), "{said}");
}
