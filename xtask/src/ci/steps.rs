//! The steps that are one or two commands.

use std::process::Stdio;

use super::{Done, tools};
use crate::failure::{Failure, Outcome};
use crate::{
    codegen as generated, environment, layers as house, process, test as tests, web as client,
};

pub(super) fn fmt() -> Outcome<Done> {
    process::run(process::cargo().args(["fmt", "--all", "--check"]))?;
    Ok(Done::Passed)
}

pub(super) fn layers() -> Outcome<Done> {
    house::check()?;
    Ok(Done::Passed)
}

pub(super) fn clippy() -> Outcome<Done> {
    // The last one isn't among all targets: it takes an older program (`cargo xtask upgrade`).
    for targets in [&["--all-targets"][..], &["--test", "rolling"]] {
        let mut clippy = process::cargo();
        clippy.args(["clippy", "--workspace", "--locked"]).args(targets);
        process::run(clippy.args(["--", "--deny", "warnings"]))?;
    }
    Ok(Done::Passed)
}

pub(super) fn doc() -> Outcome<Done> {
    // There are no examples. Asking for them gives dependencies the features that Clippy's and the
    // tests' have, so that none is checked once more.
    let arguments = ["doc", "--workspace", "--no-deps", "--lib", "--bins", "--examples"];
    process::run(process::cargo().args(arguments).env("RUSTDOCFLAGS", "--deny warnings"))?;
    Ok(Done::Passed)
}

pub(super) fn test() -> Outcome<Done> {
    tests::run_all().map(Done::With)
}

pub(super) fn codegen() -> Outcome<Done> {
    generated::check()?;
    Ok(Done::Passed)
}

pub(super) fn web() -> Outcome<Done> {
    match client::test()? {
        client::Tests::Passed => {}
        client::Tests::Without(reason) => return without(reason),
    }
    client::check()?;
    Ok(Done::Passed)
}

pub(super) fn deny() -> Outcome<Done> {
    let mut command = process::command(tools::DENY.get()?);
    // Duplicates are warnings, for a person who looks for them with `cargo deny check bans`.
    command.args(["--log-level", "error", "check", "--hide-inclusion-graph"]);
    process::run(command.args(["bans", "licenses", "sources"]))?;
    Ok(Done::Passed)
}

/// What cargo-deny says when the list of vulnerabilities can't be had.
const UNREACHABLE: &str = "failed to fetch advisory database";

pub(super) fn advisories() -> Outcome<Done> {
    let mut command = process::command(tools::DENY.get()?);
    command.args(["check", "advisories"]).env("GIT_TERMINAL_PROMPT", "0");
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| process::not_started(&command, &error))?;
    let said = String::from_utf8_lossy(&output.stderr);
    if said.contains(UNREACHABLE) {
        return Ok(Done::Skipped("the database of advisories can't be reached".to_owned()));
    }
    eprint!("{said}");
    process::succeeded(&command, output.status)?;
    Ok(Done::Passed)
}

pub(super) fn unused() -> Outcome<Done> {
    process::run(process::command(tools::MACHETE.get()?).args(["--skip-target-dir", "."]))?;
    Ok(Done::Passed)
}

/// Gives up a step for want of something: a failure in CI, where everything has to be there.
pub(super) fn without(reason: String) -> Outcome<Done> {
    if environment::is_ci() { Err(Failure::new(reason)) } else { Ok(Done::Skipped(reason)) }
}
