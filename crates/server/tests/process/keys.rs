//! `umbra admin rotate-keys` and `verify-audit`.

use std::io::Write;
use std::process::{Output, Stdio};

use crate::umbra::{Umbra, printed, said};

#[test]
fn the_end_of_the_audit_log_is_noted_and_expected() {
    let umbra = Umbra::new();
    umbra.done(&["migrate", "up"]);
    let verify = |marks: &[&str]| {
        let marks = marks.iter().flat_map(|mark| ["--expect", mark]);
        let arguments: Vec<_> = ["admin", "verify-audit"].into_iter().chain(marks).collect();
        umbra.run(&arguments)
    };
    let end = |output: &Output| {
        let printed = printed(output);
        let last = printed.lines().last().unwrap();
        last.split_once("up to ").unwrap().1.to_owned()
    };
    let create = |name: &str| {
        let mut command = umbra.command(&["admin", "create-admin", name, "--password-stdin"]);
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        writeln!(child.stdin.take().unwrap(), "correct horse battery").unwrap();
        assert!(child.wait().unwrap().success());
    };
    let nothing = end(&verify(&[]));
    assert!(nothing.starts_with("0:0000"), "{nothing}");
    create("ana");
    let one = end(&verify(&[&nothing]));
    create("ben");
    let all = verify(&[&nothing, &one]);
    assert_eq!(all.status.code(), Some(0), "{}", said(&all));
    assert!(end(&all).starts_with("2:"), "{}", printed(&all));

    let forged = one.replacen("1:", "2:", 1);
    let refused = verify(&[&forged]);
    assert_eq!(refused.status.code(), Some(4), "{}", said(&refused));
    assert!(printed(&refused).starts_with("2: not the entry"), "{}", printed(&refused));
    assert_eq!(verify(&["2:abc"]).status.code(), Some(2));
}

#[test]
fn keys_are_rotated_and_the_audit_log_verifies() {
    let umbra = Umbra::new();
    umbra.done(&["migrate", "up"]);
    let (old, new) = ("9f2c4b7e1a0d83566b1ce9247f0a5d38", "c1d7e0a94f6b28351e8d7c6b5a493827");
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/legacy-import.example.json");
    let run = |arguments: &[&str], settings: &[(&str, &str)]| {
        let mut command = umbra.command(arguments);
        command.envs(settings.iter().copied()).output().unwrap()
    };
    let imported = run(&["admin", "import-legacy", example], &[("SECRET_KEY", old)]);
    assert_eq!(imported.status.code(), Some(0), "{}", said(&imported));
    let rotate = |settings: &[(&str, &str)]| run(&["admin", "rotate-keys"], settings);
    let lost = rotate(&[("SECRET_KEY", new)]);
    assert_eq!(lost.status.code(), Some(1));
    assert!(said(&lost).contains("UMBRA_OLD_SECRET_KEYS"), "{}", said(&lost));
    let both = [("SECRET_KEY", new), ("UMBRA_OLD_SECRET_KEYS", old)];
    let rotated = rotate(&both);
    assert_eq!(rotated.status.code(), Some(0), "{}", said(&rotated));
    let told = String::from_utf8(rotated.stdout).unwrap();
    assert!(told.starts_with("1 secrets, 1 sealed anew\n1 are sealed by "), "{told}");
    assert!(String::from_utf8(rotate(&both).stdout).unwrap().starts_with("1 secrets, 0 sealed"));

    let verified = run(&["admin", "verify-audit"], &both);
    assert_eq!(verified.status.code(), Some(0), "{}", said(&verified));
    let forgotten = run(&["admin", "verify-audit"], &[("SECRET_KEY", new)]);
    assert_eq!(forgotten.status.code(), Some(4), "{}", said(&forgotten));
}
