//! A throw-away PostgreSQL, its client programs, and its own benchmark.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use umbra_testkit_postgres::{Cluster, find_binaries};

use crate::failure::{Failure, Outcome};
use crate::http::Measured;
use crate::report::{Report, Row};

/// What is said wherever the throw-away cluster is used.
pub(crate) const THROW_AWAY: &str = "PostgreSQL is a throw-away cluster with fsync=off and \
    synchronous_commit=off for all contestants: commits cost less than on a real disk.";

/// Measures on a throw-away PostgreSQL, which is skipped where there is none, and then on SQLite.
pub(crate) fn on_both(
    what: &str,
    on_one: impl Fn(Option<&Postgres>, &mut Report) -> Outcome,
) -> Outcome<Report> {
    let mut report = Report::default();
    match Postgres::start() {
        Ok(postgres) => {
            on_one(Some(&postgres), &mut report)?;
            report.remark(THROW_AWAY);
        }
        Err(why) => report.row(Row::skipped(format!("{what} on PostgreSQL"), why.to_string())),
    }
    on_one(None, &mut report)?;
    Ok(report)
}

/// A running cluster.
#[derive(Debug)]
pub(crate) struct Postgres {
    cluster: Cluster,
    programs: PathBuf,
}

impl Postgres {
    /// Starts one from the binaries that are installed.
    pub(crate) fn start() -> Outcome<Self> {
        let binaries = find_binaries().map_err(|error| Failure::new(error.to_string()))?;
        let cluster = Cluster::start_on_disk(&binaries);
        Ok(Self {
            cluster: cluster.map_err(|error| Failure::new(error.to_string()))?,
            programs: binaries.folder().to_owned(),
        })
    }

    /// Makes a database and gives its URL.
    pub(crate) fn create(&self, name: &str) -> Outcome<String> {
        self.query(self.cluster.url(), &format!("CREATE DATABASE {name}"))?;
        let server = self.cluster.url().strip_suffix("postgres").unwrap_or(self.cluster.url());
        Ok(format!("{server}{name}"))
    }

    /// Runs a statement and gives what it answers, without a heading and unaligned.
    pub(crate) fn query(&self, url: &str, statement: &str) -> Outcome<String> {
        self.psql(url, &["--command", statement])
    }

    /// Runs a file of statements with variables.
    pub(crate) fn run_file(&self, url: &str, file: &Path, variables: &[String]) -> Outcome {
        let file = file.to_string_lossy();
        let mut arguments = vec!["--file", &*file];
        variables.iter().for_each(|variable| arguments.extend(["--set", variable]));
        self.psql(url, &arguments).map(drop)
    }

    /// Tells whether PostgreSQL's own benchmark is installed beside it.
    pub(crate) fn has_pgbench(&self) -> bool {
        self.programs.join("pgbench").is_file()
    }

    /// Runs a script from `clients` connections, with prepared statements and variables, and tells
    /// how often a second it was run. Its percentiles aren't told.
    pub(crate) fn pgbench(
        &self,
        url: &str,
        script: &Path,
        variables: &[String],
        clients: usize,
        counted: Duration,
    ) -> Outcome<Measured> {
        let mut pgbench = Command::new(self.programs.join("pgbench"));
        pgbench.args(["--no-vacuum", "--protocol", "prepared", "--file"]).arg(script);
        pgbench.args(["--client", &clients.to_string()]);
        pgbench.args(["--jobs", &clients.min(2).to_string()]);
        pgbench.args(["--time", &counted.as_secs().max(1).to_string()]);
        for variable in variables {
            pgbench.args(["--define", variable]);
        }
        let text = output(pgbench.arg(url))?;
        let number = |before: &str| -> Option<f64> {
            let rest = text.split(before).nth(1)?.trim_start();
            rest.split(|c: char| c != '.' && !c.is_ascii_digit()).next()?.parse().ok()
        };
        let (rate, latency) = (number("tps ="), number("latency average ="));
        let (Some(rate), Some(latency)) = (rate, latency) else {
            return Err(Failure::new(format!("pgbench told no rate:\n{text}")));
        };
        let p50 = Duration::try_from_secs_f64(latency / 1e3).unwrap_or_default();
        Ok(Measured { rate, p50, ..Measured::default() })
    }

    fn psql(&self, url: &str, arguments: &[&str]) -> Outcome<String> {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args(["--no-psqlrc", "--quiet", "--tuples-only", "--no-align"]);
        psql.args(["--set", "ON_ERROR_STOP=1"]).args(arguments).arg(url);
        Ok(output(&mut psql)?.trim().to_owned())
    }
}

/// Runs a program to its end and gives its standard output.
fn output(command: &mut Command) -> Outcome<String> {
    let program = Path::new(command.get_program()).display().to_string();
    let output = command.stdin(Stdio::null()).output();
    let output = output.map_err(Failure::when(format_args!("can't run {program}")))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(Failure::new(format!("{program} failed: {}", said.trim())));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
