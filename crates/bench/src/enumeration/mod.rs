//! Can the time of an answer tell whether an account exists, is locked or has passkeys?

mod passkeys;
mod passwords;
mod table;

use std::time::Instant;

use clap::Args;

use crate::dice::Dice;
use crate::failure::{Failure, Outcome};
use crate::http::{Connection, Request, block_on};
use crate::people;
use crate::report::Report;
use crate::server::{Home, Umbra};
use crate::statistics::Samples;

use passkeys::Passkeys;
use passwords::Passwords;

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

/// A request whose time has to be the same for three kinds of names.
trait Question {
    /// What is timed.
    const WHAT: &'static str;
    /// The kinds of names.
    const KINDS: [&'static str; 3];
    /// How every one of them is answered.
    const STATUS: u16;

    /// Asks about a name of a kind, from a source that asks for the first time.
    fn ask(&self, kind: usize, round: usize, source: &str) -> Request;
}

/// Takes the samples and compares each two kinds.
pub(crate) fn run(umbra: &Umbra, home: &Home, options: &Options) -> Outcome<Report> {
    let seed = options.seed.unwrap_or_else(Dice::seed);
    let (mut dice, mut sources) = (Dice::seeded(seed), Sources(0));
    let count = usize::try_from(options.samples).map_err(Failure::when("too many samples"))?;
    let server = umbra.start(home)?;
    people::open_registration(server.address)?;
    let passwords = Passwords::set_up(&server, &mut dice, &mut sources, count + WARM_UP)?;
    let passkeys = Passkeys::set_up(&server, &mut dice)?;
    let (passwords, passkeys) = block_on(async {
        let mut connection = Connection::open(server.address).await?;
        let connection = &mut connection;
        let passwords = sample(connection, &passwords, count, &mut dice, &mut sources).await?;
        let passkeys = sample(connection, &passkeys, count, &mut dice, &mut sources).await?;
        Ok((passwords, passkeys))
    })?;
    let mut report = Report::default();
    table::compare::<Passwords>(&mut report, &passwords);
    table::compare::<Passkeys>(&mut report, &passkeys);
    report.remark(format!("Names and order were those of seed {seed}."));
    Ok(report)
}

/// Takes samples in rounds: one of each kind in random order, so that whatever else happens on
/// the machine happens to all of them.
async fn sample<Q: Question>(
    connection: &mut Connection,
    question: &Q,
    count: usize,
    dice: &mut Dice,
    sources: &mut Sources,
) -> Outcome<[Samples; 3]> {
    let mut samples: [Samples; 3] = Default::default();
    for round in 0..WARM_UP + count {
        let mut order = [0, 1, 2];
        dice.shuffle(&mut order);
        for kind in order {
            let request = question.ask(kind, round, &sources.next());
            let began = Instant::now();
            let status = connection.exchange(&request).await?.status;
            let took = began.elapsed();
            if status != Q::STATUS {
                let (what, kind) = (Q::WHAT, Q::KINDS[kind]);
                let wanted = Q::STATUS;
                return Err(Failure::new(format!("{what}, {kind}: {status} instead of {wanted}")));
            }
            if round >= WARM_UP {
                samples[kind].push(took.as_secs_f64() * 1e6);
            }
        }
    }
    Ok(samples)
}

/// Draws names: all equally long, and drawn alike.
fn names(dice: &mut Dice, count: usize) -> Vec<String> {
    (0..count).map(|_| dice.name()).collect()
}

/// Sources of requests: each another address, all equally long. A new source never comes near
/// its own limits.
struct Sources(usize);

impl Sources {
    fn next(&mut self) -> String {
        let digits = |weight: usize| 100 + self.0 / weight % 100;
        let source = format!("198.{}.{}.{}", digits(10_000), digits(100), digits(1));
        self.0 += 1;
        source
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_addresses_that_differ_and_are_equally_long() {
        let mut sources = Sources(0);
        let seen: std::collections::BTreeSet<_> = (0..20_000).map(|_| sources.next()).collect();
        assert_eq!(seen.len(), 20_000);
        assert!(seen.iter().all(|source| source.len() == 15));
        assert!(seen.iter().all(|source| source.parse::<std::net::Ipv4Addr>().is_ok()));
    }
}
