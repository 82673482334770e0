//! Where backups are restored to.

use std::fs;

use serde_json::json;

use super::{Key, PASSWORD, names};
use crate::database::leave_log;
use crate::http::Browser;
use crate::umbra::{Umbra, said};

#[test]
fn a_database_is_replaced_only_when_told_so_and_unused() {
    let umbra = Umbra::new();
    let running = umbra.serve(&[]);
    let mut ana = Browser::new(running.address("ready"));
    assert_eq!(ana.set_up("ana", PASSWORD).status, 200);
    assert_eq!(ana.post("/api/todos", &json!({"title": "Before"})).status, 201);
    let key = Key::make(&umbra);
    key.create(&umbra, "home.backup");
    assert_eq!(ana.post("/api/todos", &json!({"title": "After"})).status, 201);

    let copy = umbra.folder.path().join("home.backup");
    let there = key.command(&umbra, &["restore"], &copy, &[]);
    assert_eq!(there.status.code(), Some(3));
    assert!(said(&there).contains("`--replace`"), "{}", said(&there));
    let in_use = key.command(&umbra, &["restore"], &copy, &["--replace"]);
    assert_eq!(in_use.status.code(), Some(3));
    assert!(said(&in_use).contains("stop all servers"), "{}", said(&in_use));
    assert_eq!(titles(&mut ana), ["After", "Before"], "the server goes on");
    running.stop();

    let told = key.restore(&umbra, &copy, &["--replace"]);
    assert!(told.contains("which is the configured one"), "{told}");
    let running = umbra.serve(&[]);
    ana.moved_to(running.address("ready"));
    assert_eq!(titles(&mut ana), ["Before"]);
    running.stop();

    // The way back.
    let data = umbra.folder.path().join("data");
    let kept = names(&data).into_iter().find(|name| name.contains(".replaced-")).unwrap();
    assert!(told.contains(&kept), "{told}");
    fs::rename(data.join(kept), data.join("umbra.db")).unwrap();
    let running = umbra.serve(&[]);
    ana.moved_to(running.address("ready"));
    assert_eq!(titles(&mut ana), ["After", "Before"]);
    running.stop();
}

#[test]
fn a_damaged_database_can_be_replaced() {
    let umbra = Umbra::new();
    umbra.done(&["migrate", "up"]);
    let key = Key::make(&umbra);
    key.create(&umbra, "home.backup");
    let data = umbra.folder.path().join("data");
    fs::write(data.join("umbra.db"), "this was a database once").unwrap();
    fs::write(data.join("umbra.db-wal"), "and this its log").unwrap();
    key.restore(&umbra, &umbra.folder.path().join("home.backup"), &["--replace"]);
    assert!(umbra.done(&["migrate", "status"]).contains("applied  job queue"));
    let kept = names(&data);
    assert_eq!(kept.iter().filter(|name| name.contains(".replaced-")).count(), 2, "{kept:?}");
}

#[test]
fn a_full_disk_is_not_taken_for_a_database_in_use() {
    let umbra = Umbra::new();
    umbra.done(&["migrate", "up"]);
    let key = Key::make(&umbra);
    key.create(&umbra, "home.backup");
    let copy = umbra.folder.path().join("home.backup");
    // What brings the log into its file needs more than there may be, and the backup itself doesn't.
    let elsewhere = Umbra::new();
    leave_log(&umbra, &elsewhere);
    let data = elsewhere.folder.path().join("data");
    let before = names(&data);
    let (file, identity) = (copy.to_str().unwrap(), key.file.to_str().unwrap());
    let arguments = ["backup", "restore", file, "--identity", identity, "--replace"];
    let full = elsewhere.within("trap '' XFSZ; ulimit -f 8192", &arguments).output().unwrap();
    let told = said(&full);
    assert_eq!(full.status.code(), Some(3), "{told}");
    assert!(told.contains("disk I/O error"), "{told}");
    assert!(!told.contains("in use") && !told.contains("stop all servers"), "{told}");
    let after = names(&data);
    assert!(before.iter().all(|name| after.contains(name)), "{before:?} {after:?}");
    key.restore(&elsewhere, &copy, &["--replace"]);
}

fn titles(ana: &mut Browser) -> Vec<String> {
    let list = ana.list("/api/todos");
    let mut titles: Vec<_> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|todo| todo["title"].as_str().unwrap().to_owned())
        .collect();
    titles.sort_unstable();
    titles
}
