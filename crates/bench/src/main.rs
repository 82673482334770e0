//! Benchmarks of an optimised build: `cargo xtask bench`.
//!
//! Each number stands beside its limit, measured in the same run and interleaved with it: numbers
//! of one machine say little on another, and little on the same one an hour later. What is
//! measured is the binary itself, as a child process, over loopback.
#![expect(clippy::print_stdout, reason = "standard output is where the results go")]

mod ahead;
mod bare_hash;
mod calendar;
mod contacts;
mod delivery;
mod dice;
mod enumeration;
mod environment;
mod failure;
mod footprint;
mod http;
mod logins;
mod peers;
mod people;
mod projects;
mod report;
mod server;
mod shared;
mod statistics;
#[cfg(test)]
mod testing;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use failure::Outcome;
use report::{Report, Row};
use server::{Database, Home, Postgres, Profile, Umbra};

const EXIT_CODES: &str = "\
Exit codes:
  0  every number is what it has to be
  1  some number isn't
  2  the command line was not understood
  3  something could not be run";

/// Measures the release build of Umbra; all benchmarks with short settings when none is named.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask bench", bin_name = "cargo xtask bench", after_help = EXIT_CODES)]
struct Arguments {
    /// An optimised build of `umbra`; built when left out.
    #[arg(long, value_name = "FILE", global = true)]
    umbra: Option<PathBuf>,

    /// The Cargo profile of `umbra`.
    #[arg(long, value_enum, default_value_t, global = true)]
    profile: Profile,

    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Whether the time of a failed sign-in tells if the account exists or is locked.
    Enumeration {
        #[command(flatten)]
        options: enumeration::Options,
        /// Where the accounts are.
        #[arg(long, value_enum, default_value_t)]
        database: On,
    },
    /// Sign-ins and reading alone and beside each other, and the memory that sign-ins take.
    Logins {
        #[command(flatten)]
        options: logins::Options,
        /// Where the accounts are.
        #[arg(long, value_enum, default_value_t)]
        database: On,
    },
    /// How much memory an idle server has, and how long it takes to start, on SQLite.
    Footprint(footprint::Options),
    /// Umbra beside others on the same loads: FastAPI, Node, PocketBase, and the same SQL without a server.
    Peers(peers::Options),
    /// What a month of a calendar takes, whatever lies outside it, on both databases.
    Calendar(calendar::Options),
    /// What a project with 10,000 tasks takes, whatever others there are, on both databases.
    Projects(projects::Options),
    /// What a search for people takes, among ever more of them, on both databases.
    Contacts(calendar::Options),
    /// What today, the coming days and a month take, with ever more years behind, on both databases.
    Ahead {
        #[command(flatten)]
        options: calendar::Options,
        /// How many rows somebody has at most: a thousand, and ten times as many each time.
        #[arg(long, default_value_t = 1_000_000)]
        rows: usize,
    },
    /// What a month and today take with calendars that others share, on both databases.
    Shared(calendar::Options),
    /// How fast and how late people are told on their phones, and what that costs, on both databases.
    Delivery(delivery::Options),
    /// Hash for some seconds and print the rate.
    #[command(hide = true)]
    BareHash(bare_hash::Options),
}

/// Which database a server uses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum On {
    #[default]
    Sqlite,
    Postgres,
}

fn main() -> ExitCode {
    match run(Arguments::parse()) {
        Ok(None) => ExitCode::SUCCESS,
        Ok(Some(report)) => {
            print!("{report}");
            if report.has_missed() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
        }
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(3)
        }
    }
}

fn run(arguments: Arguments) -> Outcome<Option<Report>> {
    if let Some(Command::BareHash(options)) = arguments.command {
        println!("{}", bare_hash::run(&options)?);
        return Ok(None);
    }
    let umbra = Umbra::find(arguments.umbra.as_deref(), arguments.profile)?;
    println!("{}\n", environment::machine());
    let report = match arguments.command {
        Some(Command::Enumeration { options, database }) => {
            on(database, |home| enumeration::run(&umbra, home, &options))
        }
        Some(Command::Logins { options, database }) => {
            on(database, |home| logins::run(&umbra, home, &options))
        }
        Some(Command::Footprint(options)) => {
            on(On::Sqlite, |home| footprint::run(&umbra, home, &options))
        }
        Some(Command::Peers(options)) => peers::run(&umbra, &options),
        Some(Command::Calendar(options)) => calendar::run(&umbra, &options),
        Some(Command::Projects(options)) => projects::run(&umbra, &options),
        Some(Command::Contacts(options)) => contacts::run(&umbra, &options),
        Some(Command::Ahead { options, rows }) => ahead::run(&umbra, &options, rows),
        Some(Command::Shared(options)) => shared::run(&umbra, &options),
        Some(Command::Delivery(options)) => delivery::run(&umbra, &options),
        _ => all(&umbra),
    };
    report.map(Some)
}

/// Runs a benchmark in a home of its own.
fn on(database: On, benchmark: impl FnOnce(&Home) -> Outcome<Report>) -> Outcome<Report> {
    match database {
        On::Sqlite => benchmark(&Home::make(Database::Sqlite)?),
        On::Postgres => on_postgres(&Postgres::start()?, benchmark),
    }
}

fn on_postgres(
    postgres: &Postgres,
    benchmark: impl FnOnce(&Home) -> Outcome<Report>,
) -> Outcome<Report> {
    let url = postgres.create("umbra")?;
    let mut report = benchmark(&Home::make(Database::Postgres(url))?)?;
    report.remark(server::THROW_AWAY);
    Ok(report)
}

/// Runs everything, with settings that take about ten minutes.
fn all(umbra: &Umbra) -> Outcome<Report> {
    let mut report = Report::default();
    let footprint = footprint::Options { starts: 9, idle_seconds: 20 };
    eprintln!("footprint …");
    report.append(on(On::Sqlite, |home| footprint::run(umbra, home, &footprint))?);
    let logins = logins::Options { rounds: 2, seconds: 3 };
    eprintln!("logins …");
    report.append(on(On::Sqlite, |home| logins::run(umbra, home, &logins))?);
    match Postgres::start() {
        Ok(postgres) => {
            report.append(on_postgres(&postgres, |home| logins::run(umbra, home, &logins))?);
        }
        Err(why) => report.row(Row::skipped("logins on PostgreSQL", why.to_string())),
    }
    let enumeration = enumeration::Options { samples: 300, seed: None };
    eprintln!("enumeration …");
    report.append(on(On::Sqlite, |home| enumeration::run(umbra, home, &enumeration))?);
    let peers = peers::Options {
        connections: 16,
        rounds: 1,
        seconds: 2,
        people: 20,
        baseline: None,
        no_install: true,
    };
    eprintln!("peers …");
    report.append(peers::run(umbra, &peers)?);
    eprintln!("calendar …");
    let short = calendar::Options { rounds: 3, seconds: 1 };
    report.append(calendar::run(umbra, &short)?);
    eprintln!("projects …");
    report.append(projects::run(umbra, &projects::Options { rounds: 3, seconds: 1 })?);
    eprintln!("contacts …");
    report.append(contacts::run(umbra, &short)?);
    eprintln!("ahead …");
    report.append(ahead::run(umbra, &short, 1_000_000)?);
    report.append(shared::run(umbra, &short)?);
    eprintln!("delivery …");
    let delivery =
        delivery::Options { items: 20_000, people: 200, workers: vec![1, 2], seconds: 10 };
    report.append(delivery::run(umbra, &delivery)?);
    report.remark(
        "Settings were short: `cargo xtask bench enumeration` takes the 2,000 samples of each \
         kind that decide, and each of the others has longer defaults, too.",
    );
    Ok(report)
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
    fn the_binary_can_be_named_on_either_side_of_the_command() {
        for line in [&["bench", "--umbra", "u", "peers"], &["bench", "peers", "--umbra", "u"]] {
            assert_eq!(Arguments::try_parse_from(line).unwrap().umbra, Some("u".into()));
        }
    }
}
