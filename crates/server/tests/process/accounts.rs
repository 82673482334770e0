//! `umbra admin`: accounts that are made, brought over and helped.

use std::io::Write;
use std::process::Stdio;

use crate::http::Browser;
use crate::umbra::{Umbra, said};

const PASSWORD: &str = "correct horse battery";

on_both! {
    a_reset_password_signs_in_and_ends_what_was_before
    a_locked_account_is_unlocked_while_the_server_runs
}

fn a_reset_password_signs_in_and_ends_what_was_before(umbra: &Umbra) {
    let running = umbra.serve(&[]);
    let address = running.address("ready");
    let mut before = Browser::new(address);
    assert_eq!(before.set_up("ana", PASSWORD).status, 200);
    assert_eq!(before.get("/api/todos").status, 200);

    let printed = umbra.done(&["admin", "reset-password", "ana"]);
    let password = printed.strip_suffix('\n').unwrap();
    assert_eq!(before.get("/api/todos").status, 401, "the session has ended");
    let old = Browser::new(address).sign_in("ana", PASSWORD);
    assert_eq!(old.status, 401, "{old:?}");

    let mut after = Browser::new(address);
    let signed_in = after.sign_in("ana", password);
    assert_eq!(signed_in.status, 200, "{signed_in:?}");
    assert_eq!(signed_in.body["must_change_password"], true, "{signed_in:?}");
    assert_eq!(after.get("/api/todos").status, 403, "the password comes first");
    running.stop();
}

fn a_locked_account_is_unlocked_while_the_server_runs(umbra: &Umbra) {
    let running = umbra.serve(&[]);
    let address = running.address("ready");
    assert_eq!(Browser::new(address).set_up("ana", PASSWORD).status, 200);
    // Each time a browser that is not known: what is counted is where they come from.
    let sign_in = |password: &str| Browser::new(address).sign_in("ana", password);
    assert_eq!(sign_in(PASSWORD).status, 200);
    for attempt in 1..=10 {
        assert_eq!(sign_in("wrong horse battery").status, 401, "{attempt}");
    }
    let locked = sign_in(PASSWORD);
    assert_eq!(locked.status, 401, "{locked:?}");

    assert_eq!(umbra.done(&["admin", "unlock", "ana"]), "ana can sign in again.\n");
    assert_eq!(umbra.done(&["admin", "unlock", "ana"]), "ana was not locked.\n");
    let unlocked = sign_in(PASSWORD);
    assert_eq!(unlocked.status, 200, "{unlocked:?}");
    running.stop();
}

#[test]
fn an_admin_is_made_with_a_password_from_standard_input() {
    let umbra = Umbra::new();
    umbra.done(&["migrate", "up"]);
    let create = |password: &str| {
        let mut child = umbra
            .command(&["admin", "create-admin", "ana", "--password-stdin"])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        writeln!(child.stdin.take().unwrap(), "{password}").unwrap();
        child.wait_with_output().unwrap()
    };
    let refused = create("short");
    assert_eq!(refused.status.code(), Some(3));
    assert!(said(&refused).contains("at least 8 characters"), "{}", said(&refused));
    assert_eq!(create("correct horse battery").status.code(), Some(0));
    assert_eq!(create("correct horse battery").status.code(), Some(3), "the name is taken");

    let reset = umbra.command(&["admin", "reset-password", "ana"]).output().unwrap();
    assert_eq!(reset.status.code(), Some(0));
    assert_eq!(String::from_utf8(reset.stdout).unwrap().lines().count(), 1);
    let unlock = umbra.command(&["admin", "unlock", "nobody"]).output().unwrap();
    assert_eq!(unlock.status.code(), Some(3));
}

#[test]
fn accounts_are_brought_over_once() {
    let umbra = Umbra::new();
    umbra.done(&["migrate", "up"]);
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/legacy-import.example.json");
    let import = |file: &str| umbra.command(&["admin", "import-legacy", file]).output().unwrap();
    let imported = import(example);
    assert_eq!(imported.status.code(), Some(0), "{}", said(&imported));
    assert_eq!(String::from_utf8(imported.stdout).unwrap(), "ana: imported\nben: imported\n");
    let again = import(example);
    assert_eq!(again.status.code(), Some(3));
    let told = String::from_utf8(again.stdout).unwrap();
    assert!(told.starts_with("ana: not imported: the username is taken\n"), "{told}");

    let file = umbra.folder.path().join("users.json");
    std::fs::write(&file, r#"{"version": 1, "users": [], "extra": 1}"#).unwrap();
    let refused = import(file.to_str().unwrap());
    assert_eq!(refused.status.code(), Some(3));
    assert!(said(&refused).contains("unknown field `extra`"), "{}", said(&refused));
}
