//! `cargo xtask test`: every test, on both databases where that is possible.

use std::io::{self, BufRead, BufReader, IsTerminal, Write};
use std::process::{Command, Stdio};
use std::time::Instant;

use clap::ValueEnum;
use umbra_testkit_postgres::{Cluster, StartError, find_binaries};

use crate::environment;
use crate::failure::{Failure, Outcome};
use crate::process;
use crate::tally::Tally;

/// The zone of the machine while CI runs the tests. Umbra does the same everywhere, so it is one in
/// which a mistake shows: far from UTC, and it has left a day out. A test of the program itself
/// (`zones` in `crates/server/tests/process`) has two others.
const ZONE: &str = "Pacific/Apia";

/// Names the server that tests use; its user must be allowed to create databases.
const URL_VARIABLE: &str = "UMBRA_TEST_POSTGRES_URL";

/// Says over how many processes the requests of a test on PostgreSQL are spread, and how many `--spread`
/// means. On SQLite there is one.
const PROCESSES: (&str, &str) = ("UMBRA_TEST_PROCESSES", "3");

/// Says how many tests of a program run at once.
const THREADS_VARIABLE: &str = "RUST_TEST_THREADS";

/// Every test on PostgreSQL has this in its name.
const POSTGRES_TESTS: &str = "on_postgres";

/// Tests that need PostgreSQL's programs, and not only a server, have this in their names.
const BINARIES_TESTS: &str = "on_postgres_binaries";

#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// What to do about the tests on PostgreSQL.
    #[arg(long, value_enum, default_value_t)]
    postgres: Postgres,
    /// Test one package, or several, instead of the whole workspace.
    #[arg(long, short, value_name = "NAME")]
    package: Vec<String>,
    /// The time zone of the test programs. Default: that of the machine.
    #[arg(long, value_name = "ZONE")]
    timezone: Option<String>,
    /// Spread the requests of each test on PostgreSQL over three processes.
    #[arg(long)]
    spread: bool,
    /// Leave out the examples in the documentation, which are built anew each time.
    #[arg(long)]
    without_examples: bool,
    /// Parts of names that tests must have, and further arguments of the test programs.
    #[arg(last = true, value_name = "FILTER")]
    rest: Vec<String>,
}

impl Arguments {
    /// Tells whether they ask for every test.
    pub(crate) fn are_for_all(&self) -> bool {
        self.package.is_empty() && self.rest.is_empty()
    }
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Postgres {
    /// Fail unless they can run.
    Required,
    /// Run them on the server that `UMBRA_TEST_POSTGRES_URL` names, else on a throw-away one
    /// from installed binaries, else not.
    #[default]
    Auto,
    /// Don't run them.
    Off,
}

/// Runs the tests that were asked for and gives their sum in one line.
pub(crate) fn run(arguments: &Arguments) -> Outcome<String> {
    let server = Server::get(arguments.postgres)?;
    let mut command = process::cargo();
    // Unit, integration and documentation tests. One failing program doesn't hide the others.
    command.args(["test", "--no-fail-fast"]);
    if arguments.package.is_empty() {
        command.arg("--workspace");
    }
    for package in &arguments.package {
        command.args(["--package", package]);
    }
    if let Some(zone) = &arguments.timezone {
        command.env("TZ", zone);
    }
    if arguments.spread {
        command.env(PROCESSES.0, PROCESSES.1);
    }
    // Tests wait for the disk, for hashes and for processes half of their time.
    if environment::variable(THREADS_VARIABLE).is_none() {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        command.env(THREADS_VARIABLE, (2 * processors).to_string());
    }
    if arguments.without_examples {
        command.arg("--tests");
    }
    command.arg("--").args(&arguments.rest);
    if io::stdout().is_terminal() {
        // The programs write to this one and not to the terminal.
        command.args(["--color", "always"]);
    }
    match &server {
        Server::External if find_binaries().is_err() => {
            command.args(["--skip", BINARIES_TESTS]);
        }
        Server::External => {}
        Server::Own(cluster) => {
            command.env(URL_VARIABLE, cluster.url());
        }
        Server::None(_) => {
            command.args(["--skip", POSTGRES_TESTS]).env_remove(URL_VARIABLE);
        }
    }
    let started = Instant::now();
    let (tally, outcome) = count(&mut command)?;
    println!("\nall tests: {tally}; {:.0} s", started.elapsed().as_secs_f64());
    println!("{}", server.remark());
    outcome.map(|()| tally.to_string())
}

/// Runs everything as CI does.
pub(crate) fn run_all() -> Outcome<String> {
    println!("the clock of the tests: {ZONE}");
    run(&Arguments {
        postgres: Postgres::Required,
        package: Vec::new(),
        timezone: Some(ZONE.to_owned()),
        spread: true,
        without_examples: false,
        rest: Vec::new(),
    })
}

/// Runs a command, passes its output on and adds up the results in it.
fn count(command: &mut Command) -> Outcome<(Tally, Outcome)> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| process::not_started(command, &error))?;
    let mut tally = Tally::default();
    if let Some(output) = child.stdout.take() {
        let mut stdout = io::stdout();
        for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
            tally.add(&String::from_utf8_lossy(&line));
            // Whoever reads this may leave early; the tests still run to their end.
            let _ = stdout.write_all(&line).and_then(|()| stdout.write_all(b"\n"));
        }
    }
    let status = child.wait().map_err(|error| process::not_started(command, &error))?;
    Ok((tally, process::succeeded(command, status)))
}

/// Where tests on PostgreSQL run.
enum Server {
    External,
    Own(Cluster),
    None(String),
}

impl Server {
    fn get(wanted: Postgres) -> Outcome<Self> {
        if wanted == Postgres::Off {
            return Ok(Self::None("as asked for".to_owned()));
        }
        if environment::variable(URL_VARIABLE).is_some() {
            return Ok(Self::External);
        }
        match Cluster::start() {
            Ok(cluster) => Ok(Self::Own(cluster)),
            Err(error) if wanted == Postgres::Required => {
                Err(Failure::new(format!("the tests need PostgreSQL: {}", reason(&error))))
            }
            Err(error) => Ok(Self::None(reason(&error))),
        }
    }

    /// Says which database the tests ran on, and plainly when one half didn't run.
    fn remark(&self) -> String {
        match self {
            Self::External => format!("PostgreSQL: the server that {URL_VARIABLE} names"),
            Self::Own(_) => "PostgreSQL: a throw-away server from installed binaries".to_owned(),
            Self::None(reason) => format!("PostgreSQL half skipped: {reason}"),
        }
    }
}

fn reason(error: &StartError) -> String {
    match error {
        StartError::Binaries(missing) => format!("no server ({URL_VARIABLE}) and {missing}"),
        other => other.to_string(),
    }
}
