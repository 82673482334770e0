//! `umbra backup`, and what comes of it elsewhere.

use std::fs::{self, Permissions};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use jiff::SignedDuration;
use serde_json::{Value, json};
use umbra_auth::TotpSecret;
use umbra_domain::{Clock, SystemClock};
use umbra_testkit_postgres::find_binaries;

use crate::http::Browser;
use crate::umbra::{Running, Umbra, printed, said};

const PASSWORD: &str = "correct horse battery";

/// A step of authenticator apps. Codes of the next one are taken, too.
const STEP: SignedDuration = SignedDuration::from_secs(30);

#[test]
fn a_backup_of_sqlite_restores_elsewhere() {
    let umbra = Umbra::new();
    let running = umbra.serve(&[]);
    let address = running.address("ready");
    let (secret, todo) = people(address);
    let told = umbra.done(&["backup", "copy.db"]);
    let copy = umbra.folder.path().join("copy.db");
    assert_eq!(mode(&copy), 0o600);
    let key = umbra.folder.path().join("data/secret.key");
    assert!(told.contains(&format!("the file {}", key.display())), "{told}");
    running.stop();

    let elsewhere = Umbra::new();
    let data = elsewhere.folder.path().join("data");
    fs::create_dir(&data).unwrap();
    fs::set_permissions(&data, Permissions::from_mode(0o700)).unwrap();
    fs::copy(&copy, data.join("umbra.db")).unwrap();
    let refused = elsewhere.run(&[]);
    assert_eq!(refused.status.code(), Some(1), "the key belongs to it");
    fs::copy(&key, data.join("secret.key")).unwrap();
    let running = elsewhere.serve(&[]);
    assert_all_there(&running, &secret, &todo);
    running.stop();
    assert!(elsewhere.done(&["admin", "verify-audit"]).contains(" entries, up to "));
}

#[test]
fn a_backup_restores_elsewhere_on_postgres_binaries() {
    let programs = find_binaries().unwrap();
    let umbra = Umbra::on_postgres();
    let running = umbra.serve(&[]);
    let address = running.address("ready");
    let (secret, todo) = people(address);
    let backup = |file: &str, path: &Path| {
        umbra.command(&["backup", file]).env("PATH", path).output().unwrap()
    };
    let missing = backup("copy.dump", umbra.folder.path());
    assert_eq!(missing.status.code(), Some(3));
    assert!(said(&missing).contains("PostgreSQL's client programs"), "{}", said(&missing));
    assert_eq!(names(umbra.folder.path()), ["data"], "nothing is left of it");
    let done = backup("copy.dump", programs.folder());
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    assert!(printed(&done).contains("pg_restore --no-owner"), "{}", printed(&done));
    let copy = umbra.folder.path().join("copy.dump");
    assert_eq!(mode(&copy), 0o600);
    running.stop();

    let elsewhere = Umbra::on_postgres();
    let restored = Command::new(programs.folder().join("pg_restore"))
        .args(["--no-owner", "--no-privileges", "--exit-on-error", "--dbname"])
        .arg(elsewhere.postgres_url().unwrap())
        .arg(&copy)
        .output()
        .unwrap();
    assert!(restored.status.success(), "{}", said(&restored));
    let data = elsewhere.folder.path().join("data");
    fs::create_dir(&data).unwrap();
    fs::copy(umbra.folder.path().join("data/secret.key"), data.join("secret.key")).unwrap();
    let running = elsewhere.serve(&[]);
    assert_all_there(&running, &secret, &todo);
    running.stop();
}

#[test]
fn a_backup_overwrites_nothing_and_leaves_nothing_half_done() {
    let umbra = Umbra::new();
    let nothing = umbra.run(&["backup", "copy.db"]);
    assert_eq!(nothing.status.code(), Some(3));
    assert!(said(&nothing).contains("there is no database"), "{}", said(&nothing));
    assert!(names(umbra.folder.path()).is_empty());

    umbra.done(&["migrate", "up"]);
    let file = umbra.folder.path().join("copy.db");
    fs::write(&file, "precious").unwrap();
    let refused = umbra.run(&["backup", "copy.db"]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(said(&refused).contains("choose another name"), "{}", said(&refused));
    assert_eq!(fs::read_to_string(&file).unwrap(), "precious");
    let nowhere = umbra.run(&["backup", "nowhere/copy.db"]);
    assert_eq!(nowhere.status.code(), Some(3), "{}", said(&nowhere));
    assert_eq!(names(umbra.folder.path()), ["copy.db", "data"]);
}

/// Lets ana come, with TOTP, and write a todo down.
fn people(address: SocketAddr) -> (TotpSecret, Value) {
    let mut ana = Browser::new(address);
    assert_eq!(ana.set_up("ana", PASSWORD).status, 200);
    let begun = ana.post("/api/auth/totp/setup", &json!({}));
    assert_eq!(begun.status, 200, "{begun:?}");
    let secret = TotpSecret::from_base32(begun.body["secret"].as_str().unwrap()).unwrap();
    let code = &*secret.code(SystemClock.now());
    let confirmed = ana.post("/api/auth/totp/confirm", &json!({"code": code}));
    assert_eq!(confirmed.status, 200, "{confirmed:?}");
    let todo = ana.post("/api/todos", &json!({"title": "Buy milk"}));
    assert_eq!(todo.status, 201, "{todo:?}");
    (secret, todo.body)
}

/// Signs in as ana with a code that was not used yet, and finds her todo.
fn assert_all_there(running: &Running, secret: &TotpSecret, todo: &Value) {
    let mut ana = Browser::new(running.address("ready"));
    let first = ana.sign_in("ana", PASSWORD);
    assert_eq!((first.status, &first.body["authenticated"]), (200, &json!(false)), "{first:?}");
    let code = &*secret.code(SystemClock.now() + STEP);
    let body = json!({"mfa_token": first.body["mfa_token"], "code": code});
    let second = ana.post("/api/auth/totp-verify", &body);
    assert_eq!(second.status, 200, "{second:?}");
    assert_eq!(ana.list("/api/todos"), json!([todo]));
}

fn names(folder: &Path) -> Vec<String> {
    let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name();
    let mut names: Vec<_> =
        folder.read_dir().unwrap().map(|entry| name(entry).into_string().unwrap()).collect();
    names.sort_unstable();
    names
}

fn mode(file: &Path) -> u32 {
    file.metadata().unwrap().permissions().mode() & 0o7777
}
