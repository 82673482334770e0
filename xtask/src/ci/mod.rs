//! `cargo xtask ci`: exactly what CI runs.

mod deploy;
mod document;
mod http;
mod proxy;
mod python;
mod schemathesis;
mod server;
mod steps;
mod tools;
mod vectors;

use std::time::{Duration, Instant};

use clap::ValueEnum;

use crate::failure::{Failure, Outcome};

/// A step of CI, in the order in which CI takes them: what tells most soonest comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Step {
    /// The formatting is rustfmt's.
    Fmt,
    /// Crates use only what the architecture lets them.
    Layers,
    /// Clippy has nothing to say, and the lock file is up to date.
    Clippy,
    /// The documentation builds without a warning.
    Doc,
    /// The tests pass on both databases.
    Test,
    /// The generated files are up to date.
    Codegen,
    /// The OpenAPI document is as Redocly and Spectral recommend.
    Document,
    /// No request that schemathesis makes of the OpenAPI document breaks a server, or several behind nginx.
    Schemathesis,
    /// Python's libraries accept what Umbra makes, and make what Umbra accepts.
    Vectors,
    /// The web client is what its sources make, keeps to its sizes, and does what it should in Chromium.
    Web,
    /// The files of `deploy/` are as those take them whom they are for, and a newcomer's path leads to a
    /// server.
    Deploy,
    /// Licences, sources and banned crates.
    Deny,
    /// No dependency has a known vulnerability.
    Advisories,
    /// Every dependency is used.
    Unused,
}

/// How a step ended when it didn't fail.
enum Done {
    Passed,
    /// Passed, with something for the table.
    With(String),
    /// Nothing was checked, for this reason.
    Skipped(String),
}

impl Step {
    fn run(self) -> Outcome<Done> {
        match self {
            Self::Fmt => steps::fmt(),
            Self::Layers => steps::layers(),
            Self::Clippy => steps::clippy(),
            Self::Doc => steps::doc(),
            Self::Test => steps::test(),
            Self::Codegen => steps::codegen(),
            Self::Document => document::run(),
            Self::Schemathesis => schemathesis::run(),
            Self::Vectors => vectors::run(),
            Self::Web => steps::web(),
            Self::Deploy => deploy::run(),
            Self::Deny => steps::deny(),
            Self::Advisories => steps::advisories(),
            Self::Unused => steps::unused(),
        }
    }

    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// A row of the table at the end.
struct Row {
    name: String,
    result: &'static str,
    took: Duration,
    note: String,
}

/// Runs the given steps, or all. A failing step doesn't keep later ones from running.
pub(crate) fn run(chosen: &[Step]) -> Outcome {
    let started = Instant::now();
    let steps =
        Step::value_variants().iter().filter(|step| chosen.is_empty() || chosen.contains(step));
    let rows: Vec<Row> = steps.map(|step| take(*step)).collect();
    println!("\n{}", table(&rows));
    let failed: Vec<&str> =
        rows.iter().filter(|row| row.result == "FAILED").map(|row| row.name.as_str()).collect();
    let took = clock(started.elapsed());
    if failed.is_empty() {
        println!("\nci: passed in {took}");
        return Ok(());
    }
    Err(Failure::new(format!("\nci: FAILED in {took}: {}", failed.join(", "))))
}

fn take(step: Step) -> Row {
    let name = step.name();
    println!("\n=== {name} ===");
    let started = Instant::now();
    let (result, note) = match step.run() {
        Ok(Done::Passed) => ("passed", String::new()),
        Ok(Done::With(note)) => ("passed", note),
        Ok(Done::Skipped(reason)) => ("skipped", reason),
        Err(failure) => {
            println!("{failure}");
            ("FAILED", String::new())
        }
    };
    let took = started.elapsed();
    println!("--- {name}: {result} in {}", clock(took));
    Row { name, result, took, note }
}

fn table(rows: &[Row]) -> String {
    let head = format!("{:<14}{:<9}{:>6}", "step", "result", "time");
    let rows = rows.iter().map(|row| {
        format!("{:<14}{:<9}{:>6}  {}", row.name, row.result, clock(row.took), row.note)
            .trim_end()
            .to_owned()
    });
    std::iter::once(head).chain(rows).collect::<Vec<_>>().join("\n")
}

/// Writes a duration as minutes and seconds.
fn clock(took: Duration) -> String {
    let seconds = took.as_secs();
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_lines_up() {
        let row = |name: &str, result, seconds, note: &str| Row {
            name: name.to_owned(),
            result,
            took: Duration::from_secs(seconds),
            note: note.to_owned(),
        };
        assert_eq!(
            table(&[row("fmt", "passed", 2, ""), row("advisories", "skipped", 754, "no network")]),
            "step          result     time\n\
             fmt           passed     0:02\n\
             advisories    skipped   12:34  no network"
        );
    }

    #[test]
    fn the_steps_are_listed_in_the_order_of_their_running() {
        assert!(Step::value_variants().is_sorted());
    }
}
