//! What a storm of sign-ins does to everything else, and how fast it is served.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use clap::Args;

use crate::bare_hash;
use crate::dice::Dice;
use crate::environment;
use crate::failure::{Failure, Outcome};
use crate::http::{self, Load, Measured, Request};
use crate::people::{self, PASSWORD, Person};
use crate::report::{Report, Row, Verdict, per_second, time};
use crate::server::{Daemon, Home, Umbra, mebibytes};

/// The share of its rate that reading has to keep.
const LEAST_RATE: f64 = 0.75;

/// How many times its p99 reading may take.
const MOST_P99: f64 = 1.3;

/// The share of the bare hash rate that sign-ins have to reach.
const LEAST_LOGINS: f64 = 0.95;

/// What the server may have in RAM, in bytes.
const MOST_MEMORY: u64 = 90 * 1024 * 1024;

/// People who sign in. Those who read are others: signing in often ends one's oldest sessions.
const SIGNING_IN: usize = 50;

/// People who read.
const READING: usize = 20;

/// Todos that each of them has; 50 are read at a time.
const TODOS: usize = 60;

/// How long a load runs before it is counted: the queue has to fill.
const WARM_UP: Duration = Duration::from_secs(1);

/// Options of the storm.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// Sign-ins under way at a time.
    #[arg(long, default_value_t = 200)]
    pub(crate) clients: usize,
    /// Connections that read todos.
    #[arg(long, default_value_t = 16)]
    pub(crate) readers: usize,
    /// Rounds of each measurement, interleaved; the middle one counts.
    #[arg(long, default_value_t = 8)]
    pub(crate) rounds: usize,
    /// Seconds that each measurement is counted.
    #[arg(long, default_value_t = 4)]
    pub(crate) seconds: u64,
}

/// The measurements of all rounds.
#[derive(Default)]
struct Rounds {
    bare: Vec<Measured>,
    huge: Vec<Measured>,
    logins: Vec<Measured>,
    calm: Vec<Measured>,
    storm: Vec<Measured>,
}

/// Measures reading with and without a storm, and the storm beside the bare hash.
pub(crate) fn run(umbra: &Umbra, home: &Home, options: &Options) -> Outcome<Report> {
    let server = umbra.start(home)?;
    let mut dice = Dice::seeded(Dice::seed());
    people::open_registration(server.address)?;
    let mut some = |count: usize| (0..count).map(|_| dice.name()).collect::<Vec<_>>();
    let readers = people::register(server.address, &some(READING), TODOS)?;
    let others = people::register(server.address, &some(SIGNING_IN), 0)?;
    let counted = Duration::from_secs(options.seconds.max(1));
    let reading = reading(&server, &readers, options.readers, counted);
    let signing_in = signing_in(&server, &others, options.clients, counted);
    let mut rounds = Rounds::default();
    for _ in 0..options.rounds.max(1) {
        rounds.calm.push(http::run(&reading)?);
        let (read, _) = both(&reading, &signing_in)?;
        rounds.storm.push(read);
        rounds.bare.push(bare(counted, false)?);
        rounds.logins.push(http::run(&signing_in)?);
        rounds.huge.push(bare(counted, true)?);
    }
    let memory = server.memory();
    let mut report = Report::default();
    rounds.report(options, &mut report);
    let what = "most memory, ever";
    report.row(match memory {
        Ok(memory) => Row {
            what: what.into(),
            limit: mebibytes(MOST_MEMORY),
            measured: mebibytes(memory.peak),
            ratio: format!("{:.2}", memory.peak as f64 / MOST_MEMORY as f64),
            verdict: Verdict::of(memory.peak < MOST_MEMORY),
        },
        Err(why) => Row::skipped(what, why.to_string()),
    });
    Ok(report)
}

fn bare(counted: Duration, huge_pages: bool) -> Outcome<Measured> {
    let rate = bare_hash::measure(environment::cores(), counted, huge_pages)?;
    Ok(Measured { rate, ..Measured::default() })
}

fn reading(server: &Daemon, people: &[Person], connections: usize, counted: Duration) -> Load {
    let list = |person: &Person| {
        Request::get("/api/todos?limit=50").cookie(&person.cookie).to(server.address)
    };
    let requests: Arc<[Request]> = people.iter().map(list).collect();
    Load { server: server.address, requests, connections, warm_up: WARM_UP, counted }
}

/// Sign-ins, each client at an address of its own.
fn signing_in(server: &Daemon, people: &[Person], connections: usize, counted: Duration) -> Load {
    let login = |client: usize| {
        let username = &people[client % people.len()].username;
        let source = format!("198.18.{}.{}", client / 250, 1 + client % 250);
        people::login(username, PASSWORD).forwarded_for(&source).to(server.address)
    };
    let requests: Arc<[Request]> = (0..connections).map(login).collect();
    Load { server: server.address, requests, connections, warm_up: WARM_UP, counted }
}

/// Runs two loads at once.
fn both(here: &Load, there: &Load) -> Outcome<(Measured, Measured)> {
    thread::scope(|scope| {
        let other = scope.spawn(|| http::run(there));
        let own = http::run(here);
        let other = other.join().map_err(|_| Failure::new("the load's thread died"))?;
        Ok((own?, other?))
    })
}

impl Rounds {
    fn report(&self, options: &Options, report: &mut Report) {
        let [calm, storm, logins] =
            [&self.calm, &self.storm, &self.logins].map(|runs| http::middle(runs));
        let refused = calm.refused + storm.refused + logins.refused;
        let reads = format!("50 todos, {} connections", options.readers);
        let rate = http::ratio(&self.storm, &self.calm, |run| run.rate);
        report.row(Row {
            what: format!("{reads}, during {} sign-ins", options.clients),
            limit: format!("{} without them", per_second(calm.rate)),
            measured: per_second(storm.rate),
            ratio: format!("{rate:.2} (≥ {LEAST_RATE})"),
            verdict: Verdict::of(rate >= LEAST_RATE && refused == 0),
        });
        let slower = http::ratio(&self.storm, &self.calm, |run| run.p99.as_secs_f64());
        report.row(Row {
            what: "the same, p99".into(),
            limit: format!("{} without them", time(calm.p99)),
            measured: time(storm.p99),
            ratio: format!("{slower:.2} (≤ {MOST_P99})"),
            verdict: Verdict::of(slower <= MOST_P99),
        });
        let bare = http::middle(&self.bare).rate;
        let share = http::ratio(&self.logins, &self.bare, |run| run.rate);
        report.row(Row {
            what: format!("{} sign-ins at a time", options.clients),
            limit: format!("{} bare Argon2id", per_second(bare)),
            measured: format!("{}, p99 {}", per_second(logins.rate), time(logins.p99)),
            ratio: format!("{share:.2} (≥ {LEAST_LOGINS})"),
            verdict: Verdict::of(share >= LEAST_LOGINS),
        });
        let huge = http::middle(&self.huge).rate;
        let share = http::ratio(&self.logins, &self.huge, |run| run.rate);
        report.row(Row {
            what: "the same".into(),
            limit: format!("{} bare, huge pages", per_second(huge)),
            measured: per_second(logins.rate),
            ratio: format!("{share:.2}"),
            verdict: Verdict::Shown("what Umbra itself costs".into()),
        });
        if refused > 0 {
            report.remark(format!("{refused} requests of the storm were refused."));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_request_is_a_missed_goal() {
        let p99 = Duration::from_millis(1);
        let run = Measured { rate: 100.0, p99, ..Measured::default() };
        let refused = Measured { refused: 1, ..run };
        let runs = || vec![run];
        let mut rounds =
            Rounds { bare: runs(), huge: runs(), logins: runs(), calm: runs(), storm: runs() };
        let options = Options { clients: 200, readers: 16, rounds: 1, seconds: 1 };
        let missed = |rounds: &Rounds| {
            let mut report = Report::default();
            rounds.report(&options, &mut report);
            report.to_string().matches("MISSED").count()
        };
        assert_eq!(missed(&rounds), 0);
        rounds.logins[0] = refused;
        assert_eq!(missed(&rounds), 1);
    }
}
