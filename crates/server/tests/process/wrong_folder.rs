//! Commands where there is no database.

use crate::umbra::{Umbra, said};

/// Somebody's public key.
const RECIPIENT: &str = "age1t7rxyev2z3rw82stdlrrepyc39nvn86l5078zqkf5uasdy86jp6svpy7pa";

const COMMANDS: [&[&str]; 8] = [
    &["admin", "create-admin", "ana", "--password-stdin"],
    &["admin", "reset-password", "ana"],
    &["admin", "unlock", "ana"],
    &["admin", "rotate-keys"],
    &["admin", "verify-audit"],
    &["backup", "create", "copy.db", "--recipient", RECIPIENT],
    &["migrate", "down"],
    &["migrate", "status"],
];

#[test]
fn a_command_in_the_wrong_folder_makes_nothing_and_says_where_it_looked() {
    let umbra = Umbra::new();
    let database = umbra.folder.path().join("data/umbra.db");
    for command in COMMANDS {
        let mut command_line = umbra.command(command);
        let stdin = std::fs::File::open(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"));
        let output = command_line.stdin(stdin.unwrap()).output().unwrap();
        let said = said(&output);
        let expected = if command[1] == "status" { 0 } else { 3 };
        assert_eq!(output.status.code(), Some(expected), "{command:?}: {said}");
        let located = format!("Database: SQLite file {}\n", database.display());
        assert!(said.contains(&located), "{command:?}: {said}");
        let why = if expected == 0 { "There is no such database" } else { "there is no database" };
        assert!(said.contains(why), "{command:?}: {said}");
        assert_eq!(umbra.folder.path().read_dir().unwrap().count(), 0, "{command:?} made it");
    }
}

on_both! {
    a_command_migrates_nothing
}

fn a_command_migrates_nothing(umbra: &Umbra) {
    if umbra.postgres_url().is_some() {
        let output = umbra.run(&["admin", "verify-audit"]);
        assert_eq!(output.status.code(), Some(3), "{}", said(&output));
        assert!(said(&output).contains("there is no database"), "{}", said(&output));
    }
    let pending = umbra.done(&["migrate", "status"]);
    umbra.done(&["migrate", "up", "3"]);
    let output = umbra.run(&["admin", "verify-audit"]);
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    assert!(said(&output).contains("run `umbra migrate up`"), "{}", said(&output));
    let after = umbra.done(&["migrate", "status"]);
    assert_eq!(after.matches("applied").count(), 3, "{after}");
    assert_eq!(after.lines().count(), pending.lines().count());
    umbra.done(&["migrate", "up"]);
    assert!(umbra.done(&["admin", "verify-audit"]).contains("0 entries"));
}
