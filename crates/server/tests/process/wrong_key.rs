//! The secret key and the database belong together.

use std::fs;
use std::path::PathBuf;

use serde_json::json;

use crate::database::execute;
use crate::http::Browser;
use crate::umbra::{Umbra, said};

const OLD: &str = "9f2c4b7e1a0d83566b1ce9247f0a5d38";
const NEW: &str = "c1d7e0a94f6b28351e8d7c6b5a493827";

on_both! {
    a_database_is_not_started_without_its_key
    a_database_is_not_started_with_another_key
    a_key_that_was_replaced_counts_once_the_earlier_one_is_listed
    processes_that_start_together_agree_on_one_key
    a_lost_key_is_replaced_by_force
    a_database_from_before_takes_the_key_that_opens_its_secrets
}

fn key_file(umbra: &Umbra) -> PathBuf {
    umbra.folder.path().join("data/secret.key")
}

fn refused(umbra: &Umbra, settings: &[(&str, &str)]) -> String {
    for command in ["serve", "worker"] {
        let (code, said) = umbra.start(&[command], settings).refusal();
        assert_eq!(code, Some(1), "{command}: {said}");
    }
    let output = umbra.command(&["admin", "verify-audit"]).envs(settings.iter().copied()).output();
    let output = output.unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    said(&output)
}

fn accepted(umbra: &Umbra, settings: &[(&str, &str)]) {
    let running = umbra.serve(settings);
    running.entry("ready");
    running.stop();
}

fn a_database_is_not_started_without_its_key(umbra: &Umbra) {
    accepted(umbra, &[]);
    let key = fs::read(key_file(umbra)).unwrap();
    fs::remove_file(key_file(umbra)).unwrap();
    let told = refused(umbra, &[]);
    assert!(told.contains("data/secret.key is missing"), "{told}");
    assert!(told.contains("put it back from a backup"), "{told}");
    assert!(!key_file(umbra).exists(), "no new one was made");

    // Named in another way it is as good.
    let key = String::from_utf8(key).unwrap();
    accepted(umbra, &[("SECRET_KEY", key.trim_end())]);
}

fn a_database_is_not_started_with_another_key(umbra: &Umbra) {
    let running = umbra.serve(&[("SECRET_KEY", OLD)]);
    let mut ana = Browser::new(running.address("ready"));
    assert_eq!(ana.set_up("ana", "correct horse battery").status, 200);
    running.stop();
    let told = refused(umbra, &[("SECRET_KEY", NEW)]);
    assert!(told.contains("the database belongs to the secret key "), "{told}");
    assert!(told.contains("UMBRA_OLD_SECRET_KEYS"), "{told}");
    assert!(!told.contains(OLD) && !told.contains(NEW), "{told}");

    let running = umbra.serve(&[("SECRET_KEY", OLD)]);
    ana.moved_to(running.address("ready"));
    assert_eq!(ana.list("/api/todos"), json!([]), "the session holds");
    running.stop();
}

fn a_key_that_was_replaced_counts_once_the_earlier_one_is_listed(umbra: &Umbra) {
    accepted(umbra, &[("SECRET_KEY", OLD)]);
    accepted(umbra, &[("SECRET_KEY", NEW), ("UMBRA_OLD_SECRET_KEYS", OLD)]);
    accepted(umbra, &[("SECRET_KEY", NEW)]);
    // What the new one has sealed, the old one alone can't open.
    refused(umbra, &[("SECRET_KEY", OLD)]);
    accepted(umbra, &[("SECRET_KEY", OLD), ("UMBRA_OLD_SECRET_KEYS", NEW)]);
}

fn a_lost_key_is_replaced_by_force(umbra: &Umbra) {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/legacy-import.example.json");
    umbra.done(&["migrate", "up"]);
    // The file that a server would make; here it is lost after the import.
    let running = umbra.serve(&[]);
    let mut mia = Browser::new(running.address("ready"));
    assert_eq!(mia.set_up("mia", "correct horse battery").status, 200);
    running.stop();
    umbra.done(&["admin", "import-legacy", example]);
    fs::remove_file(key_file(umbra)).unwrap();

    let asked = umbra.run(&["admin", "replace-lost-key"]);
    assert_eq!(asked.status.code(), Some(3), "{}", said(&asked));
    assert!(said(&asked).contains("second factors (TOTP and backup codes) of 1 accounts"));
    assert!(!key_file(umbra).exists(), "asking changes nothing");
    assert!(refused(umbra, &[]).contains("secret.key is missing"));

    let told = umbra.done(&["admin", "replace-lost-key", "--force"]);
    assert!(told.ends_with("1 accounts have to set up TOTP.\n"), "{told}");
    let running = umbra.serve(&[]);
    mia.moved_to(running.address("ready"));
    assert_eq!(mia.get("/api/todos").status, 401, "her session has ended");
    let signed_in = mia.sign_in("mia", "correct horse battery");
    assert_eq!((signed_in.status, &signed_in.body["authenticated"]), (200, &json!(true)));
    running.stop();
    let again = umbra.done(&["admin", "replace-lost-key", "--force"]);
    assert!(again.ends_with(" 0 accounts have to set up TOTP.\n"), "{again}");
}

fn processes_that_start_together_agree_on_one_key(umbra: &Umbra) {
    let all: Vec<_> = (0..4).map(|_| umbra.serve(&[])).collect();
    for running in &all {
        running.entry("ready");
    }
    for running in all {
        running.stop();
    }
    accepted(umbra, &[]);
}

fn a_database_from_before_takes_the_key_that_opens_its_secrets(umbra: &Umbra) {
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/legacy-import.example.json");
    umbra.done(&["migrate", "up"]);
    let mut import = umbra.command(&["admin", "import-legacy", example]);
    let imported = import.env("SECRET_KEY", OLD).output().unwrap();
    assert_eq!(imported.status.code(), Some(0), "{}", said(&imported));
    execute(umbra, "DELETE FROM key_check");

    let told = refused(umbra, &[("SECRET_KEY", NEW)]);
    assert!(told.contains("the database belongs to the secret key "), "{told}");
    // In use without a check value: a key that is missing isn't made up, either.
    assert!(refused(umbra, &[]).contains("secret.key is missing"));
    accepted(umbra, &[("SECRET_KEY", OLD)]);
    refused(umbra, &[("SECRET_KEY", NEW)]);
}
