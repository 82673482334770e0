//! `cargo xtask web`: the files of the web client, made of its sources with Node.

mod chromium;
mod stage;
mod tests;

use std::fs;

use crate::failure::{Failure, Outcome};
use crate::process;
use stage::{Stage, copy, files};

pub(crate) use tests::{Tests, run as test};

/// The sources, and what is made of them.
const SOURCES: &str = "crates/web/ui";
const DIST: &str = "crates/web/dist";

/// What says how large it is, among other things.
const MANUAL: &str = "docs/web.md";

/// Writes `crates/web/dist`, and how large it is into the manual.
pub(crate) fn write() -> Outcome {
    let Some(stage) = Stage::prepare()? else { return Err(without()) };
    let made = stage.build()?;
    let place = process::root().join(DIST);
    if place.exists() {
        fs::remove_dir_all(&place).map_err(Failure::about(&place))?;
    }
    copy(&made, &place)?;
    println!("web: wrote {DIST}");
    let measured = process::run(stage.script("sizes").args(["--", "--write"]));
    // Also what is over a limit is written down, as it is.
    copy(&stage.manual(), &process::root().join(MANUAL))?;
    measured
}

/// Fails when `crates/web/dist` or the manual isn't what [`write()`] would make, or a size is over its limit.
pub(crate) fn check() -> Outcome {
    let Some(stage) = Stage::prepare()? else { return Err(without()) };
    let (made, place) = (stage.build()?, process::root().join(DIST));
    let (new, present) = (files(&made)?, files(&place)?);
    let differs = |name: &&String| {
        let [one, other] = [&made, &place].map(|folder| fs::read(folder.join(name)).ok());
        one != other
    };
    let mut names: Vec<&String> = new.iter().chain(&present).filter(differs).collect();
    names.sort();
    names.dedup();
    if names.is_empty() {
        println!("web: {DIST} is up to date, {} files", new.len());
        return process::run(&mut stage.script("sizes"));
    }
    let names: Vec<&str> = names.into_iter().map(String::as_str).collect();
    Err(Failure::new(format!(
        "{DIST} isn't up to date, run `cargo xtask web`: {}",
        names.join(", ")
    )))
}

fn without() -> Failure {
    Failure::new("the web client is built with Node 20.19 or newer, and npm: there is none")
}
