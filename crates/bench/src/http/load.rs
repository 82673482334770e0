//! Load: connections that send one request after the other.

use std::net::SocketAddr;
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::{Connection, Request, block_on};
use crate::failure::{Failure, Outcome};
use crate::statistics::Samples;

/// What is sent, by how many, for how long.
#[derive(Debug, Clone)]
pub(crate) struct Load {
    /// Where to.
    pub(crate) server: SocketAddr,
    /// The requests, sent in turn.
    pub(crate) requests: Arc<[Request]>,
    /// Connections, each with one request under way at any time.
    pub(crate) connections: usize,
    /// How long requests are sent without being counted.
    pub(crate) warm_up: Duration,
    /// How long answers are counted.
    pub(crate) counted: Duration,
}

/// What came of a load.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Measured {
    /// Answers a second.
    pub(crate) rate: f64,
    /// Half of the answers took no longer.
    pub(crate) p50: Duration,
    /// 99 of 100 answers took no longer.
    pub(crate) p99: Duration,
    /// Answers whose status was another than 200 and 201.
    pub(crate) refused: usize,
}

/// Seconds that the counted answers on one connection took, and how many were refused.
type Counted = (Vec<f32>, usize);

/// Sends the load from this thread and waits for the last answer.
pub(crate) fn run(load: &Load) -> Outcome<Measured> {
    block_on(async {
        let mut connections = Vec::new();
        for _ in 0..load.connections {
            connections.push(Connection::open(load.server).await?);
        }
        let begin = Instant::now() + load.warm_up;
        let counted = begin..begin + load.counted;
        let tasks: Vec<_> = connections
            .into_iter()
            .enumerate()
            .map(|(number, connection)| {
                let turns = (number..).step_by(load.connections);
                let (requests, counted) = (Arc::clone(&load.requests), counted.clone());
                tokio::spawn(keep_sending(connection, requests, turns, counted))
            })
            .collect();
        let (mut seconds, mut refused) = (Samples::default(), 0);
        for task in tasks {
            let (took, refusals) = task.await.map_err(Failure::when("a connection died"))??;
            took.into_iter().for_each(|took| seconds.push(f64::from(took)));
            refused += refusals;
        }
        let quantile = |share| Duration::try_from_secs_f64(seconds.quantile(share));
        Ok(Measured {
            rate: seconds.len() as f64 / load.counted.as_secs_f64(),
            p50: quantile(0.5).unwrap_or_default(),
            p99: quantile(0.99).unwrap_or_default(),
            refused,
        })
    })
}

async fn keep_sending(
    mut connection: Connection,
    requests: Arc<[Request]>,
    turns: impl Iterator<Item = usize>,
    counted: Range<Instant>,
) -> Outcome<Counted> {
    let (mut seconds, mut refused) = (Vec::new(), 0);
    for turn in turns {
        let sent = Instant::now();
        if sent >= counted.end {
            break;
        }
        let request = requests.get(turn % requests.len().max(1));
        let request = request.ok_or_else(|| Failure::new("a load without requests"))?;
        let status = connection.exchange(request).await?.status;
        refused += usize::from(!matches!(status, 200 | 201));
        // The rate is what was answered within the window, whenever it was sent.
        let answered = Instant::now();
        if counted.contains(&answered) {
            seconds.push((answered - sent).as_secs_f32());
        }
    }
    Ok((seconds, refused))
}

/// Returns the middle one of several runs, field by field; refusals are added up.
pub(crate) fn middle(runs: &[Measured]) -> Measured {
    let of = |field: fn(&Measured) -> f64| runs.iter().map(field).collect::<Samples>().median();
    let time = |field| Duration::try_from_secs_f64(of(field)).unwrap_or_default();
    Measured {
        rate: of(|run| run.rate),
        p50: time(|run| run.p50.as_secs_f64()),
        p99: time(|run| run.p99.as_secs_f64()),
        refused: runs.iter().map(|run| run.refused).sum(),
    }
}

/// Returns the middle of the ratios of each two runs that followed each other. Whatever else the
/// machine did then happened to both, so this moves less than the ratio of two middles.
pub(crate) fn ratio(these: &[Measured], those: &[Measured], of: impl Fn(&Measured) -> f64) -> f64 {
    these.iter().zip(those).map(|(this, that)| of(this) / of(that)).collect::<Samples>().median()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_compared_with_their_neighbours() {
        let runs = |rates: [f64; 3]| rates.map(|rate| Measured { rate, ..Measured::default() });
        let (storm, calm) = (runs([90.0, 9.0, 900.0]), runs([100.0, 10.0, 1000.0]));
        assert!((ratio(&storm, &calm, |run| run.rate) - 0.9).abs() < 1e-9);
    }

    #[test]
    fn the_middle_is_taken_field_by_field() {
        let run = |rate, p99, refused| Measured {
            rate,
            p50: Duration::ZERO,
            p99: Duration::from_millis(p99),
            refused,
        };
        let middle = middle(&[run(3.0, 1, 0), run(1.0, 3, 1), run(2.0, 2, 1)]);
        assert_eq!((middle.rate, middle.p99.as_millis(), middle.refused), (2.0, 2, 2));
    }
}
