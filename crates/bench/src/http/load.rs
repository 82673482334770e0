//! Load: connections that send one request after the other.

use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::{Connection, Request, block_on, connection::is_success};
use crate::failure::{Failure, Outcome};
use crate::statistics::Samples;

/// How long after the window loads go on for requests that were under way in it. What isn't
/// answered by then counts as if it had been: that is longer than any goal allows.
const PATIENCE: Duration = Duration::from_secs(5);

/// What is sent, and by how many.
#[derive(Debug, Clone)]
pub(crate) struct Load {
    /// Where to.
    pub(crate) server: SocketAddr,
    /// The requests, sent in turn.
    pub(crate) requests: Arc<[Request]>,
    /// Connections, each with one request under way at any time.
    pub(crate) connections: usize,
}

/// When a load is counted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    /// How long requests are sent without being counted.
    pub(crate) warm_up: Duration,
    /// How long they are counted after that.
    pub(crate) counted: Duration,
}

/// What came of a load.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Measured {
    /// Answers a second, within the window.
    pub(crate) rate: f64,
    /// Half of the requests that were under way in the window took no longer.
    pub(crate) p50: Duration,
    /// 99 of 100 requests that were under way in the window took no longer.
    pub(crate) p99: Duration,
    /// Answers whose status was another than 200, 201 and 204.
    pub(crate) refused: usize,
}

/// Sends a load from this thread.
pub(crate) fn run(load: &Load, window: Window) -> Outcome<Measured> {
    let measured = run_all(&[load], window)?;
    measured.first().copied().ok_or_else(|| Failure::new("a load told nothing"))
}

/// Sends two loads from this thread, counted over the same window. Neither ever runs without the
/// other while something of it is counted: both go on until the last request that either had under
/// way in the window was answered.
pub(crate) fn run_both(here: &Load, there: &Load, window: Window) -> Outcome<(Measured, Measured)> {
    match run_all(&[here, there], window)?[..] {
        [here, there] => Ok((here, there)),
        _ => Err(Failure::new("a load told nothing")),
    }
}

fn run_all(loads: &[&Load], window: Window) -> Outcome<Vec<Measured>> {
    block_on(async {
        let mut connections = Vec::new();
        for load in loads {
            for number in 0..load.connections {
                connections.push((*load, number, Connection::open(load.server).await?));
            }
        }
        let begin = Instant::now() + window.warm_up;
        let end = begin + window.counted;
        let left = Arc::new(AtomicUsize::new(connections.len()));
        let tasks: Vec<_> = connections
            .into_iter()
            .map(|(load, number, connection)| {
                let turns = (number..).step_by(load.connections);
                let (requests, left) = (Arc::clone(&load.requests), Arc::clone(&left));
                let counting = Counting { begin, end, left, tally: Tally::default() };
                tokio::spawn(counting.keep_sending(connection, requests, turns))
            })
            .collect();
        let mut tasks = tasks.into_iter();
        let mut all = Vec::new();
        for load in loads {
            let mut sum = Tally::default();
            for task in tasks.by_ref().take(load.connections) {
                sum.add(task.await.map_err(Failure::when("a connection died"))??);
            }
            all.push(sum.measured(window.counted));
        }
        Ok(all)
    })
}

/// What one connection counts, and when.
struct Counting {
    begin: Instant,
    end: Instant,
    /// Connections whose last counted request wasn't answered yet.
    left: Arc<AtomicUsize>,
    tally: Tally,
}

/// What was counted.
#[derive(Default)]
struct Tally {
    /// Answers within the window, whenever their requests were sent.
    answered: usize,
    /// Seconds that each request took that was under way in the window.
    seconds: Vec<f32>,
    refused: usize,
}

impl Counting {
    async fn keep_sending(
        mut self,
        mut connection: Connection,
        requests: Arc<[Request]>,
        turns: impl Iterator<Item = usize>,
    ) -> Outcome<Tally> {
        let mut patience = pin!(tokio::time::sleep_until((self.end + PATIENCE).into()));
        let mut is_done = false;
        for turn in turns {
            let sent = Instant::now();
            if sent >= self.end {
                if !is_done {
                    is_done = true;
                    self.left.fetch_sub(1, Ordering::Relaxed);
                }
                if self.left.load(Ordering::Relaxed) == 0 {
                    break;
                }
            }
            let request = requests.get(turn % requests.len().max(1));
            let request = request.ok_or_else(|| Failure::new("a load without requests"))?;
            let mut exchange = pin!(connection.exchange(request));
            let status = tokio::select! {
                biased;
                reply = &mut exchange => reply?.status,
                () = &mut patience => {
                    self.note(sent, Instant::now());
                    self.tally.refused += usize::from(!is_success(exchange.await?.status));
                    break;
                }
            };
            self.note(sent, Instant::now());
            self.tally.refused += usize::from(!is_success(status));
        }
        Ok(self.tally)
    }

    fn note(&mut self, sent: Instant, answered: Instant) {
        let Self { begin, end, tally, .. } = self;
        if sent < *end && answered >= *begin {
            tally.seconds.push((answered - sent).as_secs_f32());
        }
        tally.answered += usize::from((*begin..*end).contains(&answered));
    }
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.answered += other.answered;
        self.seconds.extend(other.seconds);
        self.refused += other.refused;
    }

    fn measured(self, counted: Duration) -> Measured {
        let seconds: Samples = self.seconds.into_iter().map(f64::from).collect();
        let quantile = |share| Duration::try_from_secs_f64(seconds.quantile(share));
        Measured {
            rate: self.answered as f64 / counted.as_secs_f64(),
            p50: quantile(0.5).unwrap_or_default(),
            p99: quantile(0.99).unwrap_or_default(),
            refused: self.refused,
        }
    }
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
