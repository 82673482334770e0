//! Where the configuration comes from.

use std::fs;

use rustix::process::Signal;

use crate::umbra::{Umbra, printed, said};

/// Runs `check-config` and gives the number of seconds for the end, and where it came from.
fn shutdown(umbra: &Umbra, arguments: &[&str], settings: &[(&str, &str)]) -> String {
    let mut command = umbra.command(&[&["check-config"], arguments].concat());
    let output = command.envs(settings.iter().copied()).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let printed = printed(&output);
    let line = printed.lines().find(|line| line.starts_with("UMBRA_SHUTDOWN_SECONDS "));
    line.unwrap().split_once("= ").unwrap().1.to_owned()
}

#[test]
fn the_nearest_source_of_a_setting_wins() {
    let umbra = Umbra::new();
    let write = |name: &str, seconds: u32| {
        let text = format!("[server]\nshutdown_seconds = {seconds}\n");
        fs::write(umbra.folder.path().join(name), text).unwrap();
    };
    assert_eq!(shutdown(&umbra, &[], &[]), "30  (default)");
    write("umbra.toml", 1);
    assert_eq!(shutdown(&umbra, &[], &[]), "1  (umbra.toml line 2)");
    write("named.toml", 2);
    let named = ("UMBRA_CONFIG", "named.toml");
    assert_eq!(shutdown(&umbra, &[], &[named]), "2  (named.toml line 2)");
    write("given.toml", 3);
    let given = ["--config", "given.toml"];
    assert_eq!(shutdown(&umbra, &given, &[named]), "3  (given.toml line 2)");
    let variable = ("UMBRA_SHUTDOWN_SECONDS", "4");
    assert_eq!(shutdown(&umbra, &given, &[named, variable]), "4  (environment)");
}

#[test]
fn a_server_obeys_its_file_wherever_that_is() {
    let umbra = Umbra::new();
    let text = "[metrics]\nlisten = \"127.0.0.1:0\"\n";
    let elsewhere = tempfile::tempdir().unwrap();
    let named = elsewhere.path().join("settings");
    fs::write(&named, text).unwrap();
    let running = umbra.serve(&[("UMBRA_CONFIG", named.to_str().unwrap())]);
    running.address("serving metrics");
    running.address("ready");
    running.stop();

    fs::write(umbra.folder.path().join("umbra.toml"), text).unwrap();
    let running = umbra.serve(&[]);
    running.address("serving metrics");
    running.address("ready");
    running.signal(Signal::INT);
    assert_eq!(running.exit_code(), Some(0));
}

#[test]
fn a_named_file_has_to_be_there_and_right() {
    let umbra = Umbra::new();
    let run = |file: &str| umbra.command(&[]).env("UMBRA_CONFIG", file).output().unwrap();
    let missing = run("missing.toml");
    assert_eq!(missing.status.code(), Some(1));
    assert!(said(&missing).contains("missing.toml"), "{}", said(&missing));

    fs::write(umbra.folder.path().join("wrong.toml"), "[server]\nlistem = 1\n").unwrap();
    let wrong = run("wrong.toml");
    assert_eq!(wrong.status.code(), Some(1));
    assert!(said(&wrong).contains("server.listem (wrong.toml line 2)"), "{}", said(&wrong));
}
