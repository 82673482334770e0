//! Sign-ins and reading beside each other: neither may starve the other.

use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use crate::bare_hash;
use crate::dice::Dice;
use crate::environment;
use crate::failure::Outcome;
use crate::http::{self, Load, Measured, Request, Window};
use crate::people::{self, PASSWORD, Person};
use crate::report::{Report, Row, Verdict, per_second, time};
use crate::server::{Daemon, Home, Umbra, mebibytes};

/// The share of the bare hash rate that sign-ins alone have to reach.
const MIN_ALONE: f64 = 0.85;

/// The share of their own rate that sign-ins have to keep while others read.
const MIN_SIGN_INS: f64 = 0.20;

/// What 99 of 100 sign-ins may take while others read.
const MAX_SIGN_IN: Duration = Duration::from_secs(3);

/// The share of its own rate that reading has to keep while others sign in.
const MIN_READS: f64 = 0.60;

/// How many times its own p99 reading may take while others sign in.
const MAX_SLOWER: f64 = 3.0;

/// What the server may ever have had in RAM, in bytes.
const MAX_MEMORY: u64 = 100 * 1024 * 1024;

/// Connections that read.
const FEW_READERS: usize = 3;
const READERS: usize = 16;

/// Connections that sign in.
const CLIENTS: usize = 16;
const STORM: usize = 200;

/// People who sign in. Those who read are others: signing in often ends one's oldest sessions.
const SIGNING_IN: usize = 50;

/// People who read.
const READING: usize = 20;

/// Todos that each of them has; 50 are read at a time.
const TODOS: usize = 60;

/// How long loads run before they are counted: the queue has to fill.
const WARM_UP: Duration = Duration::from_secs(1);

/// Options of the measurement.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// Rounds of each measurement, interleaved; the middle one counts.
    #[arg(long, default_value_t = 5)]
    pub(crate) rounds: usize,
    /// Seconds that each measurement is counted.
    #[arg(long, default_value_t = 4)]
    pub(crate) seconds: u64,
}

/// The runs of all rounds.
#[derive(Default)]
struct Rounds {
    bare: Vec<Measured>,
    /// Each side without the other.
    alone: Sides,
    /// `CLIENTS` sign-ins beside `FEW_READERS`.
    few: Sides,
    /// `CLIENTS` sign-ins beside `READERS`.
    many: Sides,
    /// `STORM` sign-ins beside `READERS`.
    storm: Sides,
}

/// The runs of those who sign in and of those who read.
#[derive(Default)]
struct Sides {
    sign_ins: Vec<Measured>,
    reads: Vec<Measured>,
}

/// Measures sign-ins and reading alone and beside each other.
pub(crate) fn run(umbra: &Umbra, home: &Home, options: &Options) -> Outcome<Report> {
    let server = umbra.start(home)?;
    let mut dice = Dice::seeded(Dice::seed());
    people::open_registration(server.address)?;
    let mut some = |count: usize| (0..count).map(|_| dice.name()).collect::<Vec<_>>();
    let readers = people::register(server.address, &some(READING), TODOS)?;
    let others = people::register(server.address, &some(SIGNING_IN), 0)?;
    let counted = Duration::from_secs(options.seconds.max(1));
    let window = Window { warm_up: WARM_UP, counted };
    let reading = |connections| reading(&server, &readers, connections);
    let signing_in = |connections| signing_in(&server, &others, connections);
    let mut rounds = Rounds::default();
    for _ in 0..options.rounds.max(1) {
        let rate = bare_hash::measure(environment::cores(), counted)?;
        rounds.bare.push(Measured { rate, ..Measured::default() });
        rounds.alone.sign_ins.push(http::run(&signing_in(CLIENTS), window)?);
        rounds.few.run(&signing_in(CLIENTS), &reading(FEW_READERS), window)?;
        rounds.many.run(&signing_in(CLIENTS), &reading(READERS), window)?;
        rounds.alone.reads.push(http::run(&reading(READERS), window)?);
        rounds.storm.run(&signing_in(STORM), &reading(READERS), window)?;
    }
    let mut report = Report::default();
    let on = home.database();
    rounds.report(on, &mut report);
    let what = format!("most memory in a storm of {STORM}, {on}");
    report.row(match server.memory() {
        Ok(memory) => Row {
            what,
            limit: mebibytes(MAX_MEMORY),
            measured: mebibytes(memory.peak),
            ratio: format!("{:.2}", memory.peak as f64 / MAX_MEMORY as f64),
            verdict: Verdict::of(memory.peak < MAX_MEMORY),
        },
        Err(why) => Row::skipped(what, why.to_string()),
    });
    Ok(report)
}

fn reading(server: &Daemon, people: &[Person], connections: usize) -> Load {
    let list = |person: &Person| {
        Request::get("/api/todos?limit=50").cookie(&person.cookie).to(server.address)
    };
    let requests: Arc<[Request]> = people.iter().map(list).collect();
    Load { server: server.address, requests, connections }
}

/// Sign-ins, each client at an address of its own.
fn signing_in(server: &Daemon, people: &[Person], connections: usize) -> Load {
    let login = |client: usize| {
        let username = &people[client % people.len()].username;
        let source = format!("198.18.{}.{}", client / 250, 1 + client % 250);
        people::login(username, PASSWORD).forwarded_for(&source).to(server.address)
    };
    let requests: Arc<[Request]> = (0..connections).map(login).collect();
    Load { server: server.address, requests, connections }
}

impl Sides {
    fn run(&mut self, signing_in: &Load, reading: &Load, window: Window) -> Outcome {
        let (sign_ins, reads) = http::run_both(signing_in, reading, window)?;
        self.sign_ins.push(sign_ins);
        self.reads.push(reads);
        Ok(())
    }

    fn refused(&self) -> usize {
        self.sign_ins.iter().chain(&self.reads).map(|run| run.refused).sum()
    }
}

impl Rounds {
    fn report(&self, on: &str, report: &mut Report) {
        let bare = http::middle(&self.bare);
        let alone = http::middle(&self.alone.sign_ins);
        let share = http::ratio(&self.alone.sign_ins, &self.bare, |run| run.rate);
        report.row(Row {
            what: format!("{CLIENTS} sign-ins at a time, {on}"),
            limit: format!("{} bare Argon2id", per_second(bare.rate)),
            measured: format!("{}, p99 {}", per_second(alone.rate), time(alone.p99)),
            ratio: format!("{share:.2} (≥ {MIN_ALONE})"),
            verdict: Verdict::of(share >= MIN_ALONE && alone.refused == 0),
        });
        for (sides, readers) in [(&self.few, FEW_READERS), (&self.many, READERS)] {
            self.sign_ins(sides, readers, on, report);
        }
        for (sides, clients) in [(&self.many, CLIENTS), (&self.storm, STORM)] {
            self.reads(sides, clients, on, report);
        }
        let all = [&self.alone, &self.few, &self.many, &self.storm];
        let refused: usize = all.map(Sides::refused).iter().sum();
        if refused > 0 {
            report.remark(format!("{refused} requests were refused."));
        }
    }

    fn sign_ins(&self, sides: &Sides, readers: usize, on: &str, report: &mut Report) {
        let runs = &sides.sign_ins;
        let (alone, beside) = (http::middle(&self.alone.sign_ins), http::middle(runs));
        let share = http::ratio(runs, &self.alone.sign_ins, |run| run.rate);
        report.row(Row {
            what: format!("{CLIENTS} sign-ins while {readers} read, {on}"),
            limit: format!("{} alone", per_second(alone.rate)),
            measured: per_second(beside.rate),
            ratio: format!("{share:.2} (≥ {MIN_SIGN_INS:.2})"),
            verdict: Verdict::of(share >= MIN_SIGN_INS && sides.refused() == 0),
        });
        report.row(Row {
            what: "the same, p99".into(),
            limit: time(MAX_SIGN_IN),
            measured: time(beside.p99),
            ratio: format!("{:.2}", beside.p99.as_secs_f64() / MAX_SIGN_IN.as_secs_f64()),
            verdict: Verdict::of(beside.p99 < MAX_SIGN_IN),
        });
    }

    fn reads(&self, sides: &Sides, clients: usize, on: &str, report: &mut Report) {
        let runs = &sides.reads;
        let (alone, beside) = (http::middle(&self.alone.reads), http::middle(runs));
        let share = http::ratio(runs, &self.alone.reads, |run| run.rate);
        report.row(Row {
            what: format!("50 todos, {READERS} connections, while {clients} sign in, {on}"),
            limit: format!("{} alone", per_second(alone.rate)),
            measured: per_second(beside.rate),
            ratio: format!("{share:.2} (≥ {MIN_READS:.2})"),
            verdict: Verdict::of(share >= MIN_READS && alone.refused + sides.refused() == 0),
        });
        let slower = http::ratio(runs, &self.alone.reads, |run| run.p99.as_secs_f64());
        report.row(Row {
            what: "the same, p99".into(),
            limit: format!("{} alone", time(alone.p99)),
            measured: time(beside.p99),
            ratio: format!("{slower:.2} (≤ {MAX_SLOWER})"),
            verdict: Verdict::of(slower <= MAX_SLOWER),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUN: Measured = Measured {
        rate: 100.0,
        p50: Duration::from_millis(1),
        p99: Duration::from_millis(1),
        refused: 0,
    };

    fn rounds() -> Rounds {
        let sides = || Sides { sign_ins: vec![RUN], reads: vec![RUN] };
        Rounds { bare: vec![RUN], alone: sides(), few: sides(), many: sides(), storm: sides() }
    }

    /// Counts the goals that are missed after a change of rounds that meet all of them.
    fn missed_after(change: impl FnOnce(&mut Rounds)) -> usize {
        let (mut rounds, mut report) = (rounds(), Report::default());
        change(&mut rounds);
        rounds.report("SQLite", &mut report);
        report.to_string().matches("MISSED").count()
    }

    #[test]
    fn each_goal_can_be_missed() {
        let rate = |rate| Measured { rate, ..RUN };
        let p99 = |millis| Measured { p99: Duration::from_millis(millis), ..RUN };
        assert_eq!(missed_after(|_| ()), 0);
        assert_eq!(missed_after(|rounds| rounds.bare[0] = rate(120.0)), 1);
        assert_eq!(missed_after(|rounds| rounds.few.sign_ins[0] = rate(19.0)), 1);
        assert_eq!(missed_after(|rounds| rounds.many.sign_ins[0] = p99(3000)), 1);
        assert_eq!(missed_after(|rounds| rounds.many.reads[0] = rate(59.0)), 1);
        assert_eq!(missed_after(|rounds| rounds.storm.reads[0] = p99(4)), 1);
    }

    #[test]
    fn a_refused_request_is_a_missed_goal() {
        let refused = Measured { refused: 1, ..RUN };
        assert_eq!(missed_after(|rounds| rounds.few.sign_ins[0] = refused), 1);
        assert_eq!(missed_after(|rounds| rounds.storm.sign_ins[0] = refused), 1);
    }
}
