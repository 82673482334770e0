//! Umbra beside others on the same loads: a Node peer, the stack of the service that it replaces, PocketBase, and
//! the same SQL without a server.

mod aims;
mod contestant;
mod load;
mod on_postgres;
mod pocketbase;
mod same;
mod tools;
mod umbra;
mod world;
mod wrk;

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use aims::Runs;
use contestant::Contestant;
use load::{Load, Who};
use tools::Tools;
use world::World;

use crate::failure::{Failure, Outcome};
use crate::report::{Report, Row};
use crate::server::{self, Database, Home, Postgres, Umbra};

/// Options of the comparison.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// Connections of the rounds that are compared with the aims.
    #[arg(long, default_value_t = 16)]
    pub(crate) connections: usize,
    /// Rounds of each measurement, interleaved; the middle one counts.
    #[arg(long, default_value_t = 3)]
    pub(crate) rounds: usize,
    /// Seconds that each measurement takes; those of one connection take a second.
    #[arg(long, default_value_t = 3)]
    pub(crate) seconds: u64,
    /// People in each database.
    #[arg(long, default_value_t = 50)]
    pub(crate) people: usize,
    /// Another build of `umbra`, of before a change, which is measured in the same run.
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Leave out the peers whose packages aren't installed, instead of installing them.
    #[arg(long)]
    pub(crate) no_install: bool,
}

/// The todo that is created, in the words of the peers; Umbra's is `people::todo(6)`.
const TITLE: &str = "Todo number 6 to be done";
const DESCRIPTION: &str = "Some words of description. ";
const DUE: &str = "2030-07-07";

/// Who has very many todos, and how often a hundred of them are copied for that.
const GROWN: &str = "grown";
const COPIES: usize = 999;

/// How long a measurement of one connection takes, and the round that warms up.
const SHORT: Duration = Duration::from_secs(1);

/// Those who are measured, and why others aren't.
#[derive(Default)]
struct Field<'a> {
    contestants: Vec<Contestant<'a>>,
    skipped: Vec<Row>,
}

impl<'a> Field<'a> {
    fn add(&mut self, contestant: Contestant<'a>) {
        self.contestants.push(contestant);
    }

    fn skip(&mut self, what: &str, why: String) {
        self.skipped.push(Row::skipped(what, why));
    }
}

/// Measures every load, everybody taking turns.
pub(crate) fn run(umbra: &Umbra, options: &Options) -> Outcome<Report> {
    let mut report = Report::default();
    if let Err(why) = Tools::wrk() {
        report.row(Row::skipped("Umbra beside others", why));
        return Ok(report);
    }
    let tools = Tools::beside_the_build(!options.no_install)?;
    let world = World::invent(options.people.max(1));
    let baseline = options.baseline.as_deref();
    let baseline = baseline.map(|file| Umbra::find(Some(file), umbra.profile())).transpose()?;
    let builds: Vec<_> = std::iter::once(umbra).chain(&baseline).collect();
    let postgres = Postgres::start();
    // The folders have to outlive the servers.
    let mut homes = Vec::new();
    let mut field = Field::default();
    match &postgres {
        Ok(postgres) => {
            on_postgres(&mut field, &mut homes, postgres, &builds, &tools, &world)?;
            report.remark(server::THROW_AWAY);
        }
        Err(why) => field.skip("everything on PostgreSQL", why.to_string()),
    }
    on_sqlite(&mut field, &mut homes, &builds, &tools, &world)?;
    let Field { contestants, skipped } = field;
    skipped.into_iter().for_each(|row| report.row(row));
    for told in same::check(&contestants)? {
        report.remark(told);
    }
    let counted = Duration::from_secs(options.seconds.max(1));
    let mut all = Vec::new();
    for load in Load::ALL {
        warm_up(&contestants, load)?;
        for (connections, counted) in [(1, SHORT.min(counted)), (options.connections, counted)] {
            // Many rows are many rows for one connection, too.
            if load == Load::Grown && connections == 1 {
                continue;
            }
            eprintln!("{}, {connections} at a time …", load.name());
            let runs = measure(&contestants, load, (connections, counted), options.rounds)?;
            all.push((load, connections, runs));
        }
    }
    report.lead(aims::table(&contestants, &all));
    aims::judge(&all, options.connections, &mut report);
    report.remark(
        "PocketBase hashes with bcrypt at cost 10, everybody else with Argon2id (t = 2, 19 MiB). It \
         commits without waiting for the disk (synchronous=NORMAL); Umbra waits on SQLite, too.",
    );
    Ok(report)
}

fn on_postgres<'a>(
    field: &mut Field<'a>,
    homes: &mut Vec<Home>,
    postgres: &'a Postgres,
    builds: &[&Umbra],
    tools: &Tools,
    world: &World,
) -> Outcome {
    let mut own = None;
    for (build, who) in builds.iter().zip([Who::UmbraPostgres, Who::BaselinePostgres]) {
        eprintln!("{}: filled …", who.name());
        let url = postgres.create(&format!("umbra{}", homes.len()))?;
        let home = Home::make(Database::Postgres(url.clone()))?;
        field.add(umbra::contestant(who, build, &home, world)?);
        own = own.or(Some(url));
        homes.push(home);
    }
    let logs = homes.first().ok_or_else(|| Failure::new("no build to measure"))?.folder();
    eprintln!("peers on PostgreSQL: filled …");
    let url = on_postgres::fill(postgres, logs, world)?;
    match own {
        Some(own) if postgres.has_pgbench() => {
            field.add(on_postgres::limit(postgres, (&own, &url), world)?);
        }
        _ => field.skip("the same SQL without a server", "pgbench isn't installed".into()),
    }
    on_postgres::contestants(field, tools, &url, logs, world)
}

fn on_sqlite(
    field: &mut Field<'_>,
    homes: &mut Vec<Home>,
    builds: &[&Umbra],
    tools: &Tools,
    world: &World,
) -> Outcome {
    for (build, who) in builds.iter().zip([Who::UmbraSqlite, Who::BaselineSqlite]) {
        eprintln!("{}: filled …", who.name());
        let home = Home::make(Database::Sqlite)?;
        field.add(umbra::contestant(who, build, &home, world)?);
        homes.push(home);
    }
    match (tools.pocketbase(), homes.last()) {
        (Ok(program), Some(home)) => {
            eprintln!("PocketBase: filled …");
            field.add(pocketbase::contestant(&program, home.folder(), world)?);
        }
        (Err(why), _) => field.skip("PocketBase", why),
        _ => {}
    }
    Ok(())
}

fn warm_up(field: &[Contestant<'_>], load: Load) -> Outcome {
    field.iter().try_for_each(|contestant| contestant.measure(load, 4, SHORT).map(drop))
}

/// Measures one load in rounds, in each of which everybody has their turn.
fn measure(
    field: &[Contestant<'_>],
    load: Load,
    (connections, counted): (usize, Duration),
    rounds: usize,
) -> Outcome<Runs> {
    let mut runs = vec![Vec::new(); field.len()];
    for round in 0..rounds.max(1) {
        let mut order: Vec<_> = (0..field.len()).collect();
        if round % 2 == 1 {
            order.reverse();
        }
        for number in order {
            runs[number].extend(field[number].measure(load, connections, counted)?);
        }
    }
    Ok(field.iter().map(|contestant| contestant.who).zip(runs).collect())
}

/// Names the `number`th person.
fn account_name(number: usize) -> String {
    format!("person{number:03}")
}
