//! The rates of a few routes, beside the same SQL without a server and beside the old stack.

mod contestant;
mod peer;

pub(crate) use peer::prepare as prepare_peer;

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use contestant::Contestant;

use crate::failure::{Failure, Outcome};
use crate::http::{self, Measured};
use crate::report::{Report, Row, Verdict, per_second, time};
use crate::server::{self, Database, Home, Postgres, Umbra};

/// Options of the comparison.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// Numbers of connections.
    #[arg(long, value_delimiter = ',', default_value = "1,16")]
    pub(crate) connections: Vec<usize>,
    /// Rounds of each measurement, interleaved; the middle one counts.
    #[arg(long, default_value_t = 3)]
    pub(crate) rounds: usize,
    /// Seconds that each measurement is counted.
    #[arg(long, default_value_t = 3)]
    pub(crate) seconds: u64,
    /// People in the database; every one of them has twice the todos that are read at a time.
    #[arg(long, default_value_t = 100)]
    pub(crate) people: usize,
    /// Another build of `umbra`, of before a change, which is measured in the same run.
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
}

/// The names of Umbra on either database, and of another build of it.
const ON_SQLITE: [&str; 2] = ["Umbra, SQLite", "baseline, SQLite"];
const ON_POSTGRES: [&str; 2] = ["Umbra, PostgreSQL", "baseline, PostgreSQL"];

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Route {
    Health,
    Status,
    Todos,
    Create,
}

/// Creating comes last: it makes more rows.
const ROUTES: [Route; 4] = [Route::Health, Route::Status, Route::Todos, Route::Create];

impl Route {
    fn name(self) -> &'static str {
        match self {
            Self::Health => "health",
            Self::Status => "status",
            Self::Todos => "50 todos",
            Self::Create => "create a todo",
        }
    }
}

/// Measures every route with every number of connections, the contestants taking turns.
pub(crate) fn run(umbra: &Umbra, options: &Options) -> Outcome<Report> {
    let mut report = Report::default();
    let postgres = match Postgres::start() {
        Ok(postgres) => Some(postgres),
        Err(why) => {
            report.row(Row::skipped("routes on PostgreSQL, limit, old stack", why.to_string()));
            None
        }
    };
    let mut builds = vec![umbra.clone()];
    if let Some(other) = &options.baseline {
        builds.push(Umbra::find(Some(other.as_path()), umbra.profile())?);
    }
    // The folders have to outlive the servers.
    let mut homes = Vec::new();
    let mut field = Vec::new();
    for (build, name) in builds.iter().zip(ON_SQLITE) {
        let home = Home::make(Database::Sqlite)?;
        field.push(Contestant::umbra(name, build, &home, options.people)?);
        homes.push(home);
    }
    if let Some(postgres) = &postgres {
        report.remark(server::THROW_AWAY);
        let mut filled = Vec::new();
        for (build, name) in builds.iter().zip(ON_POSTGRES) {
            let url = postgres.create(&format!("umbra{}", filled.len()))?;
            let home = Home::make(Database::Postgres(url.clone()))?;
            field.push(Contestant::umbra(name, build, &home, options.people)?);
            filled.push((url, home));
        }
        let Some((url, home)) = filled.first() else {
            return Err(Failure::new("no build to measure"));
        };
        if postgres.has_pgbench() {
            field.insert(0, Contestant::limit(postgres, url)?);
        } else {
            report.row(Row::skipped("the limit", "pgbench isn't installed"));
        }
        match peer::contestants(postgres, home.folder(), options.people)? {
            Some(peers) => field.extend(peers),
            None => report.row(Row::skipped("the old stack", peer::HOW_TO_PREPARE)),
        }
        homes.extend(filled.into_iter().map(|(_, home)| home));
    }
    let counted = Duration::from_secs(options.seconds.max(1));
    for route in ROUTES {
        for &connections in &options.connections {
            let runs = measure(&field, route, connections, options.rounds, counted)?;
            rows(route, connections, &runs, &mut report);
        }
    }
    Ok(report)
}

/// The middle run of each contestant, in the order of the field.
type Runs = Vec<(&'static str, Measured)>;

fn measure(
    field: &[Contestant<'_>],
    route: Route,
    connections: usize,
    rounds: usize,
    counted: Duration,
) -> Outcome<Runs> {
    let mut runs = vec![Vec::new(); field.len()];
    // One round more, to warm up.
    for round in 0..=rounds.max(1) {
        let counted = if round == 0 { Duration::from_secs(1) } else { counted };
        let mut order: Vec<_> = (0..field.len()).collect();
        if round % 2 == 0 {
            order.reverse();
        }
        for number in order {
            if let Some(run) = field[number].measure(route, connections, counted)?
                && round > 0
            {
                runs[number].push(run);
            }
        }
    }
    let middle = field.iter().zip(&runs).filter(|(_, runs)| !runs.is_empty());
    Ok(middle.map(|(contestant, runs)| (contestant.name, http::middle(runs))).collect())
}

/// Writes a row for each of Umbra's databases; the limit is PostgreSQL's, the proportions are to
/// the old stack and to the other build on the same database.
fn rows(route: Route, connections: usize, runs: &Runs, report: &mut Report) {
    let limit = runs.iter().find(|(name, _)| *name == contestant::LIMIT).map(|(_, run)| run);
    let plural = if connections == 1 { "" } else { "s" };
    for [name, baseline] in [ON_POSTGRES, ON_SQLITE] {
        let Some((_, run)) = runs.iter().find(|(known, _)| *known == name) else { continue };
        let limit = limit.filter(|_| name.ends_with("PostgreSQL"));
        let against: Vec<_> = runs
            .iter()
            .filter(|(other, _)| *other == baseline || peer::NAMES.contains(other))
            .map(|(other, peer)| {
                format!("{:.2} × {other} ({})", run.rate / peer.rate, per_second(peer.rate))
            })
            .collect();
        report.row(Row {
            what: format!("{}, {connections} connection{plural}, {name}", route.name()),
            limit: limit.map_or_else(String::new, |limit| {
                format!("{} same SQL by pgbench", per_second(limit.rate))
            }),
            measured: format!(
                "{}, p50 {}, p99 {}",
                per_second(run.rate),
                time(run.p50),
                time(run.p99)
            ),
            ratio: limit.map_or_else(String::new, |limit| format!("{:.2}", run.rate / limit.rate)),
            verdict: if run.refused > 0 {
                Verdict::Missed
            } else {
                Verdict::Shown(against.join(", "))
            },
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_has_the_limit_and_the_old_stack_beside_it() {
        let run = |rate| Measured { rate, ..Measured::default() };
        let runs = vec![
            (contestant::LIMIT, run(8000.0)),
            ("Umbra, PostgreSQL", run(2000.0)),
            ("Umbra, SQLite", run(4000.0)),
            ("baseline, SQLite", run(3200.0)),
            (peer::NAMES[0], run(400.0)),
        ];
        let mut report = Report::default();
        rows(Route::Todos, 16, &runs, &mut report);
        let text = report.to_string();
        assert!(text.contains("8,000/s same SQL by pgbench"), "{text}");
        assert!(text.contains("| 0.25 "), "{text}");
        assert!(text.contains("1.25 × baseline, SQLite (3,200/s)"), "{text}");
        assert!(!text.contains("baseline, PostgreSQL"), "{text}");
        assert!(text.contains("10.00 × old stack (400/s)"), "{text}");
    }
}
