//! Can the time that a failed sign-in takes tell whether an account exists, or is locked?

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::time::Instant;

use clap::Args;

use crate::dice::Dice;
use crate::failure::{Failure, Outcome};
use crate::http::{Connection, Request, block_on};
use crate::people::{self, PASSWORD, WRONG_PASSWORD};
use crate::report::{Report, Row, Verdict};
use crate::server::{Daemon, Home, Umbra};
use crate::statistics::{Samples, welch_t};

/// The |t| from which on two kinds of failures can be told apart.
const MOST_T: f64 = 4.5;

/// The share of the samples, of all kinds together, that is left after trimming. What other
/// programs on the machine do makes a few samples many times as long; they hide a difference
/// rather than make one.
const TRIMMED_TO: f64 = 0.95;

/// Failures that one name gets at most: twenty in half an hour delay further ones.
const FAILURES_A_NAME: usize = 18;

/// Failures that lock a name for its source.
const FAILURES_THAT_LOCK: usize = 10;

/// Names that are locked; sampling doesn't change them, so a few will do.
const LOCKED_NAMES: usize = 20;

/// Samples of each kind that are taken first and forgotten.
const WARM_UP: usize = 20;

/// Options of the comparison.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// Samples of each kind.
    #[arg(long, default_value_t = 2000, value_parser = clap::value_parser!(u64).range(20..=100_000))]
    pub(crate) samples: u64,
    /// Makes the order and the names those of an earlier run.
    #[arg(long)]
    pub(crate) seed: Option<u64>,
}

/// Why a sign-in fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Unknown,
    Wrong,
    Locked,
}

const KINDS: [Kind; 3] = [Kind::Unknown, Kind::Wrong, Kind::Locked];

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown name",
            Self::Wrong => "wrong password",
            Self::Locked => "locked account",
        }
    }
}

/// Takes the samples and compares each two kinds.
pub(crate) fn run(umbra: &Umbra, home: &Home, options: &Options) -> Outcome<Report> {
    let seed = options.seed.unwrap_or_else(Dice::seed);
    let mut dice = Dice::seeded(seed);
    let count = usize::try_from(options.samples).map_err(Failure::when("too many samples"))?;
    let names = Names::throw(&mut dice, count + WARM_UP);
    let server = umbra.start(home)?;
    let accounts = [names.wrong.as_slice(), &names.locked].concat();
    people::open_registration(server.address)?;
    people::register(server.address, &accounts, 0)?;
    let samples = block_on(sample(&server, &names, count, &mut dice))?;
    Ok(report(&samples, seed))
}

/// The names that are tried: all equally long, and drawn alike.
struct Names {
    unknown: Vec<String>,
    wrong: Vec<String>,
    locked: Vec<String>,
}

impl Names {
    fn throw(dice: &mut Dice, failures: usize) -> Self {
        let mut some = |count: usize| (0..count).map(|_| dice.name()).collect();
        let enough = failures.div_ceil(FAILURES_A_NAME);
        Self { unknown: some(enough), wrong: some(enough), locked: some(LOCKED_NAMES) }
    }
}

/// Sources of requests: each another address, all equally long.
struct Sources(usize);

impl Sources {
    fn next(&mut self) -> String {
        let digits = |weight: usize| 100 + self.0 / weight % 100;
        let source = format!("198.{}.{}.{}", digits(10_000), digits(100), digits(1));
        self.0 += 1;
        source
    }
}

/// Samples in rounds: one of each kind in random order, so that whatever else happens on the
/// machine happens to all of them.
async fn sample(
    server: &Daemon,
    names: &Names,
    count: usize,
    dice: &mut Dice,
) -> Outcome<[Samples; 3]> {
    let server = server.address;
    let mut sources = Sources(0);
    let mut connection = Connection::open(server).await?;
    let locked = lock(&mut connection, server, names, &mut sources).await?;
    let mut samples: [Samples; 3] = Default::default();
    for round in 0..WARM_UP + count {
        let mut order = KINDS;
        dice.shuffle(&mut order);
        for kind in order {
            // A new source never comes near its own limits. A name is locked for a source, so
            // there it has to be the same one.
            let request = match kind {
                Kind::Unknown => attempt(&names.unknown, round, &sources.next(), server),
                Kind::Wrong => attempt(&names.wrong, round, &sources.next(), server),
                Kind::Locked => locked[round % locked.len()].clone(),
            };
            let began = Instant::now();
            let status = connection.exchange(&request).await?.status;
            let took = began.elapsed();
            if status != 401 {
                let what = kind.name();
                return Err(Failure::new(format!("{what}: {status} instead of 401")));
            }
            if round >= WARM_UP {
                samples[kind as usize].push(took.as_secs_f64() * 1e6);
            }
        }
    }
    Ok(samples)
}

/// Locks the names that are to be locked and returns the requests that are refused for it.
async fn lock(
    connection: &mut Connection,
    server: SocketAddr,
    names: &Names,
    sources: &mut Sources,
) -> Outcome<Vec<Request>> {
    let mut requests = Vec::new();
    for name in &names.locked {
        let source = sources.next();
        let request = people::login(name, WRONG_PASSWORD).forwarded_for(&source).to(server);
        for _ in 0..FAILURES_THAT_LOCK {
            connection.exchange(&request).await?;
        }
        // Were it not locked, the right password would get in.
        let right = people::login(name, PASSWORD).forwarded_for(&source).to(server);
        let status = connection.exchange(&right).await?.status;
        if status != 401 {
            return Err(Failure::new(format!("{status} for the password of a locked account")));
        }
        requests.push(request);
    }
    Ok(requests)
}

fn attempt(names: &[String], round: usize, source: &str, server: SocketAddr) -> Request {
    let name = &names[round % names.len()];
    people::login(name, WRONG_PASSWORD).forwarded_for(source).to(server)
}

fn report(samples: &[Samples; 3], seed: u64) -> Report {
    let limit = Samples::pooled(samples).quantile(TRIMMED_TO);
    let trimmed = samples.each_ref().map(|kind| kind.up_to(limit));
    let mut report = Report::default();
    for (a, b) in [(0, 1), (0, 2), (1, 2)] {
        let all = welch_t(&samples[a], &samples[b]);
        let core = welch_t(&trimmed[a], &trimmed[b]);
        let apart = trimmed[a].mean() - trimmed[b].mean();
        report.row(Row {
            what: format!("sign-in time, {} / {}", KINDS[a].name(), KINDS[b].name()),
            limit: format!("|t| < {MOST_T}"),
            measured: format!("t {all:+.2}; trimmed {core:+.2}, {apart:+.0} µs apart"),
            ratio: String::new(),
            // Written so that a t that is no number is no success.
            verdict: Verdict::of(all.abs() < MOST_T && core.abs() < MOST_T),
        });
    }
    report.remark(table(samples, &trimmed, limit, seed));
    report
}

fn table(samples: &[Samples; 3], trimmed: &[Samples; 3], limit: f64, seed: u64) -> String {
    let mut text = format!(
        "Sign-in times in µs, {} samples each, interleaved, seed {seed}; trimmed: without what \
         took over {limit:.0} µs, the slowest {:.0} % of all kinds together:",
        samples[0].len(),
        (1.0 - TRIMMED_TO) * 100.0,
    );
    for (kind, (all, core)) in KINDS.iter().zip(samples.iter().zip(trimmed)) {
        // Writing to a string doesn't fail.
        let _ = write!(
            text,
            "\n  {:14}  mean {:7.0}  median {:7.0}  sd {:6.0}   trimmed: n {:5}  mean {:7.0}  sd {:6.0}",
            kind.name(),
            all.mean(),
            all.median(),
            all.variance().sqrt(),
            core.len(),
            core.mean(),
            core.variance().sqrt(),
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normal(dice: &mut Dice, mean: f64, count: usize) -> Samples {
        // The sum of twelve uniform numbers is nearly normal, with a variance of 1.
        let mut uniform = move || (dice.roll() >> 11) as f64 / (1_u64 << 53) as f64;
        let mut next = move || (0..12).map(|_| uniform()).sum::<f64>() - 6.0;
        (0..count).map(|_| mean + 300.0 * next()).collect()
    }

    #[test]
    fn kinds_that_take_equally_long_pass() {
        let mut dice = Dice::seeded(7);
        let samples = [(); 3].map(|()| normal(&mut dice, 30_000.0, 2000));
        assert!(!report(&samples, 7).has_missed());
    }

    #[test]
    fn a_kind_that_takes_a_little_longer_is_found() {
        let mut dice = Dice::seeded(7);
        let samples = [30_000.0, 30_000.0, 30_100.0].map(|mean| normal(&mut dice, mean, 2000));
        let text = report(&samples, 7).to_string();
        assert_eq!(text.matches("MISSED").count(), 2, "{text}");
    }

    #[test]
    fn sources_are_addresses_that_differ_and_are_equally_long() {
        let mut sources = Sources(0);
        let seen: std::collections::BTreeSet<_> = (0..20_000).map(|_| sources.next()).collect();
        assert_eq!(seen.len(), 20_000);
        assert!(seen.iter().all(|source| source.len() == 15));
        assert!(seen.iter().all(|source| source.parse::<std::net::Ipv4Addr>().is_ok()));
    }

    #[test]
    fn no_name_fails_so_often_that_it_is_delayed() {
        let names = Names::throw(&mut Dice::seeded(1), 2020);
        assert!(2020_usize.div_ceil(names.wrong.len()) <= FAILURES_A_NAME);
    }
}
