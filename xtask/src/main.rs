//! The commands that developers and CI run: `cargo xtask <command>`.
#![expect(clippy::print_stdout, reason = "standard output is where a command answers")]

mod ci;
mod codegen;
mod environment;
mod failure;
mod json;
mod layers;
mod node;
mod process;
mod tally;
mod test;
mod upgrade;
mod web;

use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use failure::Outcome;

/// The commands that developers and CI run.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run everything that CI runs, or the named steps of it.
    Ci {
        /// Steps to run, in CI's order; all when none is named.
        #[arg(value_enum)]
        steps: Vec<ci::Step>,
    },
    /// Run the tests, on PostgreSQL too where a server or its binaries are found.
    Test(test::Arguments),
    /// Replace processes of an older version by those of this one, while people work on PostgreSQL.
    Upgrade(upgrade::Arguments),
    /// Check which crate uses which against the architecture's table.
    Layers,
    /// Write the generated files under docs/.
    Codegen {
        /// Change nothing; fail when a file isn't what would be written.
        #[arg(long)]
        check: bool,
    },
    /// Build the web client's files, which are part of the repository, with Node.
    Web {
        /// Change nothing; fail when the files aren't what would be built.
        #[arg(long)]
        check: bool,
    },
    /// Change the schema of the configured database.
    Migrate {
        direction: Direction,
        /// Further arguments of `umbra migrate`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        rest: Vec<String>,
    },
    /// Fill the configured database with a demo household.
    Seed {
        /// Arguments of `umbra seed`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        rest: Vec<String>,
    },
    /// Measure the release build (`--profile dist`: what is deployed), beside its limits.
    Bench {
        /// Arguments of the benchmarks.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        rest: Vec<String>,
    },
}

#[derive(Clone, Copy, ValueEnum)]
enum Direction {
    /// Apply what is pending.
    Up,
    /// Undo the last migration.
    Down,
    /// List the migrations and which are applied.
    Status,
    /// Drop everything and start anew.
    Fresh,
}

impl Direction {
    fn name(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Down => "down",
            Self::Status => "status",
            Self::Fresh => "fresh",
        }
    }
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Outcome {
    match command {
        Command::Ci { steps } => ci::run(&steps),
        Command::Test(arguments) => test::run(&arguments).map(drop).and(web_too(&arguments)),
        Command::Upgrade(arguments) => upgrade::run(&arguments),
        Command::Layers => layers::check(),
        Command::Codegen { check: false } => codegen::write(),
        Command::Codegen { check: true } => codegen::check(),
        Command::Web { check: false } => web::write(),
        Command::Web { check: true } => web::check(),
        Command::Migrate { direction, rest } => umbra(&["migrate", direction.name()], &rest),
        Command::Seed { rest } => umbra(&["seed", "--demo"], &rest),
        Command::Bench { rest } => process::run(
            process::cargo()
                .args(["run", "--quiet", "--release", "--package", "umbra-bench", "--"])
                .args(rest),
        ),
    }
}

/// Runs the web client's tests where all were asked for, and says so plainly where they can't run.
fn web_too(arguments: &test::Arguments) -> Outcome {
    if arguments.are_for_all()
        && let web::Tests::Without(reason) = web::test()?
    {
        println!("web client skipped: {reason}");
    }
    Ok(())
}

fn umbra(command: &[&str], rest: &[String]) -> Outcome {
    process::run(process::command(process::umbra()?).args(command).args(rest))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_holds_together() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn what_follows_is_passed_on() {
        let parsed =
            Arguments::try_parse_from(["xtask", "migrate", "down", "--steps", "2"]).unwrap();
        let Command::Migrate { direction, rest } = parsed.command else { panic!("not migrate") };
        assert_eq!((direction.name(), rest), ("down", vec!["--steps".into(), "2".into()]));
    }
}
