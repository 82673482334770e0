//! The rates of a few routes, beside the same SQL without a server and beside the old stack.

mod contestant;
mod peer;

pub(crate) use peer::prepare as prepare_peer;

use std::time::Duration;

use clap::Args;

use contestant::Contestant;

use crate::failure::Outcome;
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
}

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
    let sqlite = Home::make(Database::Sqlite)?;
    let mut field = vec![Contestant::umbra("Umbra, SQLite", umbra, &sqlite, options.people)?];
    let on_postgres;
    if let Some(postgres) = &postgres {
        report.remark(server::THROW_AWAY);
        let url = postgres.create("umbra")?;
        on_postgres = Home::make(Database::Postgres(url.clone()))?;
        let umbra = Contestant::umbra("Umbra, PostgreSQL", umbra, &on_postgres, options.people)?;
        field.insert(0, umbra);
        if postgres.has_pgbench() {
            field.insert(0, Contestant::limit(postgres, &url)?);
        } else {
            report.row(Row::skipped("the limit", "pgbench isn't installed"));
        }
        match peer::contestants(postgres, on_postgres.folder(), options.people)? {
            Some(peers) => field.extend(peers),
            None => report.row(Row::skipped("the old stack", peer::HOW_TO_PREPARE)),
        }
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

/// Writes a row for each of Umbra's databases; the limit is PostgreSQL's, the proportion is to
/// the old stack.
fn rows(route: Route, connections: usize, runs: &Runs, report: &mut Report) {
    let limit = runs.iter().find(|(name, _)| *name == contestant::LIMIT).map(|(_, run)| run);
    let plural = if connections == 1 { "" } else { "s" };
    for (name, run) in runs.iter().filter(|(name, _)| name.starts_with("Umbra")) {
        let limit = limit.filter(|_| name.ends_with("PostgreSQL"));
        let against: Vec<_> = runs
            .iter()
            .filter(|(other, _)| peer::NAMES.contains(other))
            .map(|(other, peer)| {
                format!("{:.1} × {other} ({})", run.rate / peer.rate, per_second(peer.rate))
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
            (peer::NAMES[0], run(400.0)),
        ];
        let mut report = Report::default();
        rows(Route::Todos, 16, &runs, &mut report);
        let text = report.to_string();
        assert!(text.contains("8,000/s same SQL by pgbench"), "{text}");
        assert!(text.contains("| 0.25 "), "{text}");
        assert!(text.contains("10.0 × old stack (400/s)"), "{text}");
    }
}
