//! What the program refuses, and with which exit code.

use crate::umbra::{Umbra, said};

#[test]
fn a_refused_configuration_ends_with_code_1_and_every_error() {
    let umbra = Umbra::new();
    for command in ["serve", "worker", "check-config"] {
        let output = umbra
            .command(&[command])
            .envs([("UMBRA_LISTEN", "nowhere"), ("SECRET_KEY", "short")])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(1), "{command}");
        let said = said(&output);
        assert!(said.contains("UMBRA_LISTEN") && said.contains("SECRET_KEY"), "{said}");
        assert!(!said.contains("short\n") && !said.contains("`short`"), "{said}");
    }
    assert_eq!(umbra.folder.path().read_dir().unwrap().count(), 0, "nothing was made");
}

#[test]
fn an_unknown_command_ends_with_code_2() {
    assert_eq!(Umbra::new().run(&["sevre"]).status.code(), Some(2));
}

#[test]
fn a_taken_port_ends_with_code_3_and_a_hint() {
    let umbra = Umbra::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = umbra.command(&[]).env("UMBRA_LISTEN", address).output().unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(said(&output).contains("hint: another program"), "{}", said(&output));
}
