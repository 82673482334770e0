//! `umbra backup`, and what comes of it elsewhere.

mod damage;
mod load;
mod restore;

use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

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

on_both! {
    a_backup_restores_elsewhere
}

fn a_backup_restores_elsewhere(umbra: &Umbra) {
    let running = umbra.serve(&[]);
    let address = running.address("ready");
    let (secret, todo) = people(address);
    let key = Key::make(umbra);
    let told = key.create(umbra, "home.backup");
    let copy = umbra.folder.path().join("home.backup");
    assert_eq!(mode(&copy), 0o600);
    let secret_key = umbra.folder.path().join("data/secret.key");
    assert!(told.contains(&format!("the file {}", secret_key.display())), "{told}");
    let told = key.verify(umbra, "home.backup");
    assert!(told.contains("holds what was saved"), "{told}");
    running.stop();

    let elsewhere = like(umbra);
    let told = key.restore(&elsewhere, &copy, &[]);
    assert!(told.contains("which isn't here yet: put it back"), "{told}");
    let data = elsewhere.folder.path().join("data");
    fs::create_dir_all(&data).unwrap();
    fs::copy(&secret_key, data.join("secret.key")).unwrap();
    let running = elsewhere.serve(&[]);
    assert_all_there(&running, &secret, &todo);
    running.stop();
    assert!(elsewhere.done(&["admin", "verify-audit"]).contains(" entries, up to "));
    let again = key.command(&elsewhere, &["restore"], &copy, &[]);
    assert_eq!(again.status.code(), Some(3), "{}", said(&again));
}

#[test]
fn a_backup_overwrites_nothing_and_leaves_nothing_half_done() {
    let umbra = Umbra::new();
    let key = Key::make(&umbra);
    let create =
        |file: &str| key.run(&umbra, &["backup", "create", file, "--recipient", &key.public]);
    let nothing = create("copy.backup");
    assert_eq!(nothing.status.code(), Some(3));
    assert!(said(&nothing).contains("there is no database"), "{}", said(&nothing));
    assert_eq!(names(umbra.folder.path()), ["backup.key"]);

    umbra.done(&["migrate", "up"]);
    let file = umbra.folder.path().join("copy.backup");
    fs::write(&file, "precious").unwrap();
    let refused = create("copy.backup");
    assert_eq!(refused.status.code(), Some(3));
    assert!(said(&refused).contains("choose another name"), "{}", said(&refused));
    assert_eq!(fs::read_to_string(&file).unwrap(), "precious");
    let nowhere = create("nowhere/copy.backup");
    assert_eq!(nowhere.status.code(), Some(3), "{}", said(&nowhere));
    let no_key = umbra.run(&["backup", "create", "other.backup"]);
    assert!(said(&no_key).contains("UMBRA_BACKUP_RECIPIENTS"), "{}", said(&no_key));
    let keygen = umbra.run(&["backup", "keygen", "backup.key"]);
    assert_eq!(keygen.status.code(), Some(3), "{}", said(&keygen));
    assert_eq!(names(umbra.folder.path()), ["backup.key", "copy.backup", "data"]);
    let data = names(&umbra.folder.path().join("data"));
    assert!(!data.contains(&".umbra-backup.db".to_owned()), "{data:?}");
}

#[test]
fn a_backup_needs_postgres_own_programs_on_postgres_binaries() {
    let umbra = Umbra::on_postgres();
    umbra.done(&["migrate", "up"]);
    let key = Key::make(&umbra);
    let arguments = ["backup", "create", "copy.backup", "--recipient", &key.public];
    let missing = umbra.command(&arguments).env("PATH", umbra.folder.path()).output().unwrap();
    assert_eq!(missing.status.code(), Some(3));
    assert!(said(&missing).contains("PostgreSQL's client programs"), "{}", said(&missing));
    assert_eq!(names(umbra.folder.path()), ["backup.key"], "nothing is left of it");

    // Before the first account, and without a server to restore it on.
    key.create(&umbra, "copy.backup");
    let copy = umbra.folder.path().join("copy.backup");
    let partly = key.command(&Umbra::new(), &["verify"], &copy, &[]);
    assert_eq!(partly.status.code(), Some(0), "{}", said(&partly));
    assert!(said(&partly).contains("Checked in part only"), "{}", said(&partly));
    let sqlite = key.command(&Umbra::new(), &["restore"], &copy, &[]);
    assert_eq!(sqlite.status.code(), Some(3));
    assert!(said(&sqlite).contains("`umbra copy`"), "{}", said(&sqlite));
}

#[test]
fn a_backup_opens_without_umbra() {
    let umbra = Umbra::new();
    umbra.done(&["seed", "--demo"]);
    let key = Key::make(&umbra);
    key.create(&umbra, "home.backup");

    // As `age --decrypt --identity backup.key home.backup | tar -xz` does.
    let identity = fs::read_to_string(&key.file).unwrap();
    let identity: age::x25519::Identity = identity.lines().last().unwrap().parse().unwrap();
    let encrypted = fs::read(umbra.folder.path().join("home.backup")).unwrap();
    let archive = umbra.folder.path().join("home.tar.gz");
    fs::write(&archive, age::decrypt(&identity, &encrypted).unwrap()).unwrap();
    let member = |name: &str| {
        let mut tar = Command::new("tar");
        let output = tar.args(["-xzO", "-f"]).arg(&archive).arg(name).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
        output.stdout
    };
    let manifest: Value = serde_json::from_slice(&member("manifest.json")).unwrap();
    assert_eq!((&manifest["format"], &manifest["database"]), (&json!(1), &json!("sqlite")));
    assert_eq!(manifest["tables"]["users"]["rows"], 4);
    let elsewhere = Umbra::new();
    fs::create_dir(elsewhere.folder.path().join("data")).unwrap();
    fs::write(elsewhere.folder.path().join("data/umbra.db"), member("database")).unwrap();
    assert!(elsewhere.done(&["migrate", "status"]).starts_with("applied"));
}

/// A secret key for backups.
struct Key {
    file: PathBuf,
    public: String,
}

impl Key {
    fn make(umbra: &Umbra) -> Self {
        let public = umbra.done(&["backup", "keygen", "backup.key"]).trim().to_owned();
        assert!(public.starts_with("age1"), "{public}");
        let file = umbra.folder.path().join("backup.key");
        assert_eq!(mode(&file), 0o600);
        Self { file, public }
    }

    /// Runs a command that finds PostgreSQL's programs.
    fn run(&self, umbra: &Umbra, arguments: &[&str]) -> Output {
        let mut command = umbra.command(arguments);
        if umbra.postgres_url().is_some() || arguments.contains(&"verify") {
            command.env("PATH", find_binaries().unwrap().folder());
        }
        command.output().unwrap()
    }

    fn create(&self, umbra: &Umbra, file: &str) -> String {
        let output = self.run(umbra, &["backup", "create", file, "--recipient", &self.public]);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        printed(&output)
    }

    /// Runs a command that opens a backup.
    fn command(&self, umbra: &Umbra, action: &[&str], file: &Path, more: &[&str]) -> Output {
        let (file, key) = (file.to_str().unwrap(), self.file.to_str().unwrap());
        self.run(umbra, &[&["backup"], action, &[file, "--identity", key], more].concat())
    }

    /// Verifies a backup in full, and gives what was said.
    fn verify(&self, umbra: &Umbra, file: &str) -> String {
        let url = umbra.postgres_url();
        let scratch = url.as_deref().map(|url| ["--scratch", url]);
        let more = scratch.as_ref().map_or(&[][..], |scratch| &scratch[..]);
        let output = self.command(umbra, &["verify"], &umbra.folder.path().join(file), more);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        said(&output)
    }

    fn restore(&self, umbra: &Umbra, file: &Path, more: &[&str]) -> String {
        let output = self.command(umbra, &["restore"], file, more);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        printed(&output)
    }
}

/// Prepares the program elsewhere, with an empty database of the same kind.
fn like(umbra: &Umbra) -> Umbra {
    if umbra.postgres_url().is_some() { Umbra::on_postgres() } else { Umbra::new() }
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
