//! Backups that are not as they were written.

use std::fs;

use super::{Key, names};
use crate::database::{execute, number};
use crate::dice::Dice;
use crate::umbra::{Umbra, said};

/// How many places are damaged.
const PLACES: u64 = 24;

#[test]
fn a_damaged_backup_is_refused_wherever_the_damage_is() {
    let umbra = Umbra::new();
    umbra.done(&["migrate", "up"]);
    let key = Key::make(&umbra);
    key.create(&umbra, "sound.backup");
    let sound = fs::read(umbra.folder.path().join("sound.backup")).unwrap();
    let elsewhere = Umbra::new();
    let damaged = elsewhere.folder.path().join("damaged.backup");
    let assert_refused = |bytes: &[u8], what: &str| {
        fs::write(&damaged, bytes).unwrap();
        let verified = key.command(&elsewhere, &["verify"], &damaged, &[]);
        let told = said(&verified);
        assert!(matches!(verified.status.code(), Some(3 | 4)), "{what}: {told}");
        assert_eq!(told.lines().filter(|line| line.starts_with("umbra: ")).count(), 1, "{told}");
        verified.status.code()
    };

    let length = sound.len();
    for end in [0, 1, 100] {
        assert_refused(&sound[..end], &format!("cut off at {end}"));
    }
    // What opens, and isn't as it was written.
    for end in [length / 2, length - 1] {
        assert_eq!(assert_refused(&sound[..end], &format!("cut off at {end}")), Some(4));
    }
    assert_eq!(assert_refused(&[&sound[..], b"x"].concat(), "longer by a byte"), Some(4));
    assert_refused(b"SQLite format 3\0", "an SQLite file");
    let mut dice = Dice::new(20_261_129);
    for place in 0..PLACES {
        // Some of them at its beginning, which has the keys.
        let at = dice.below(if place < PLACES / 3 { 200 } else { length as u64 });
        let at = usize::try_from(at).unwrap();
        let mut bytes = sound.clone();
        bytes[at] ^= 1 << (at % 8);
        assert_refused(&bytes, &format!("a bit at {at}"));
    }

    // The last one that was written is no better for restoring.
    let restored = key.command(&elsewhere, &["restore"], &damaged, &[]);
    assert!(matches!(restored.status.code(), Some(3 | 4)), "{}", said(&restored));
    assert_eq!(names(elsewhere.folder.path()), ["damaged.backup"], "nothing was made");
}

#[test]
fn a_damaged_dump_is_refused_and_restores_nothing_on_postgres_binaries() {
    let umbra = Umbra::on_postgres();
    umbra.done(&["migrate", "up"]);
    let key = Key::make(&umbra);
    key.create(&umbra, "sound.backup");
    let sound = umbra.folder.path().join("sound.backup");
    let mut bytes = fs::read(&sound).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let elsewhere = Umbra::on_postgres();
    let damaged = elsewhere.folder.path().join("damaged.backup");
    fs::write(&damaged, bytes).unwrap();
    let url = elsewhere.postgres_url().unwrap();
    for (action, more) in [("verify", &[][..]), ("verify", &["--scratch", &url]), ("restore", &[])]
    {
        let refused = key.command(&elsewhere, &[action], &damaged, more);
        let told = said(&refused);
        assert_eq!(refused.status.code(), Some(4), "{action} {more:?}: {told}");
        assert_eq!(told.lines().filter(|line| line.starts_with("umbra: ")).count(), 1, "{told}");
    }
    // Only an empty database is restored into.
    key.restore(&elsewhere, &sound, &[]);
    assert!(elsewhere.done(&["migrate", "status"]).contains("applied  job queue"));
}

#[test]
fn a_damaged_database_is_not_saved() {
    let umbra = Umbra::new();
    umbra.done(&["seed", "--demo"]);
    let key = Key::make(&umbra);
    let assert_refused = |what: &str| {
        let arguments = ["backup", "create", "damaged.backup", "--recipient", &key.public];
        let output = key.run(&umbra, &arguments);
        let told = said(&output);
        assert_eq!(output.status.code(), Some(4), "{told}");
        assert!(told.contains("umbra: the database is damaged, SQLite file "), "{told}");
        assert!(told.contains(what), "{told}");
        let all = names(umbra.folder.path());
        assert!(!all.iter().any(|name| name.starts_with("damaged") || name.starts_with('.')));
    };
    // A row that refers to none.
    let missing = "INSERT INTO todo_completions (todo_id, due_date, completed_at) \
        VALUES (987654, '2026-03-01', '2026-03-01 08:00:00+00:00')";
    execute(&umbra, &format!("PRAGMA foreign_keys = OFF; {missing}"));
    assert_refused("todo_completions");
    execute(&umbra, "DELETE FROM todo_completions WHERE todo_id = 987654");
    key.create(&umbra, "sound.backup");

    // A part of the file that was written over: an index, and then the table itself.
    let file = umbra.folder.path().join("data/umbra.db");
    let size = number(&umbra, "PRAGMA page_size");
    let index = "SELECT rootpage FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'todos'";
    let table = "SELECT rootpage FROM sqlite_schema WHERE name = 'todos'";
    for page in [index, table].map(|sql| number(&umbra, sql)) {
        let mut bytes = fs::read(&file).unwrap();
        let begin = usize::try_from((page - 1) * size).unwrap();
        bytes[begin..begin + usize::try_from(size).unwrap()].fill(0xAA);
        fs::write(&file, bytes).unwrap();
        assert_refused("malformed");
    }
}

#[test]
fn a_backup_opens_for_its_keys_only() {
    let umbra = Umbra::new();
    umbra.done(&["migrate", "up"]);
    let key = Key::make(&umbra);
    key.create(&umbra, "home.backup");
    let copy = umbra.folder.path().join("home.backup");
    let stranger = Umbra::new();
    let other = Key::make(&stranger);
    let refused = other.command(&stranger, &["verify"], &copy, &[]);
    assert_eq!(refused.status.code(), Some(3));
    assert!(said(&refused).contains("is not encrypted to the key"), "{}", said(&refused));
    let without = stranger.run(&["backup", "verify", copy.to_str().unwrap()]);
    assert!(said(&without).contains("`--identity FILE`"), "{}", said(&without));

    let folder = umbra.folder.path();
    fs::write(folder.join("right"), "correct horse battery staple\n").unwrap();
    fs::write(folder.join("wrong"), "wrong horse battery staple\n").unwrap();
    umbra.done(&["backup", "create", "phrase.backup", "--passphrase-file", "right"]);
    let verify = |phrase: &str| {
        umbra.run(&["backup", "verify", "phrase.backup", "--passphrase-file", phrase])
    };
    assert_eq!(verify("right").status.code(), Some(0), "{}", said(&verify("right")));
    assert_eq!(verify("wrong").status.code(), Some(3), "{}", said(&verify("wrong")));
}

#[test]
fn keys_from_the_configuration_each_open_a_backup() {
    let umbra = Umbra::new();
    umbra.done(&["migrate", "up"]);
    let key = Key::make(&umbra);
    let other = Key::make(&Umbra::new());
    let recipients = format!("{}, {}", other.public, key.public);
    let created = umbra
        .command(&["backup", "create", "home.backup"])
        .env("UMBRA_BACKUP_RECIPIENTS", &recipients)
        .output()
        .unwrap();
    assert_eq!(created.status.code(), Some(0), "{}", said(&created));
    key.verify(&umbra, "home.backup");
    let refused = umbra
        .command(&["check-config"])
        .env("UMBRA_BACKUP_RECIPIENTS", "age1nonsense")
        .output()
        .unwrap();
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
}
