//! The files of a SQLite database: where the data are, and who can read them.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use rustix::process::Signal;
use sea_orm::sqlx::{Connection, SqliteConnection, query_scalar};

use crate::http::Browser;
use crate::postgres::block_on;
use crate::umbra::Umbra;

#[test]
fn the_file_alone_has_everything_after_a_start_and_after_an_end() {
    let umbra = Umbra::new();
    let file = umbra.folder.path().join("data/umbra.db");
    let running = umbra.serve(&[]);
    let address = running.address("ready");
    assert_eq!(accounts_in_a_copy(&file), 0, "the migrations are in it");
    assert_eq!(Browser::new(address).set_up("ana", "correct horse battery").status, 200);
    running.signal(Signal::KILL);
    assert_eq!(running.exit_code(), None);

    // What a killed server has left is in it once the next one is ready.
    let running = umbra.serve(&[]);
    running.entry("ready");
    assert_eq!(accounts_in_a_copy(&file), 1);
    running.stop();
    assert_eq!(accounts_in_a_copy(&file), 1);
    assert!(!file.with_file_name("umbra.db-wal").exists(), "nothing is beside it");
}

/// Counts the accounts in a copy of the file, without what is beside it.
fn accounts_in_a_copy(file: &Path) -> i64 {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.db");
    fs::copy(file, &copy).unwrap();
    block_on(async {
        let url = format!("sqlite://{}", copy.display());
        let mut connection = SqliteConnection::connect(&url).await.unwrap();
        query_scalar("SELECT COUNT(*) FROM users").fetch_one(&mut connection).await.unwrap()
    })
}

#[test]
fn nobody_else_on_the_machine_reads_the_database() {
    let umbra = Umbra::new();
    let data = umbra.folder.path().join("data");
    fs::create_dir(&data).unwrap();
    set_mode(&data, 0o755);
    let running = umbra.serve(&[]);
    let address = running.address("ready");
    assert_eq!(Browser::new(address).set_up("ana", "correct horse battery").status, 200);
    for name in ["secret.key", "umbra.db", "umbra.db-shm", "umbra.db-wal"] {
        let mode = data.join(name).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o7777, 0o600, "{name}");
    }
    assert!(!running.stop().iter().any(|message| message.contains("chmod")));

    // An earlier version made it with what was usual.
    let file = data.join("umbra.db");
    set_mode(&file, 0o644);
    let told = umbra.done(&["check-config"]);
    assert!(told.contains("warning: others on this machine can read the database"), "{told}");
    assert!(told.contains("`chmod go= ./data/umbra.db`"), "{told}");
    set_mode(&file, 0o600);
    assert!(!umbra.done(&["check-config"]).contains("chmod"));
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}
