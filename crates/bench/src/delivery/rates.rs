//! How many messages are sent in a second, and what one takes.

use std::time::Duration;

use super::filler::{self, in_database};
use super::{Bench, before, whole};
use crate::calendar::thousands;
use crate::failure::{Failure, Outcome};
use crate::report::{Report, Row, Verdict, per_second, time};
use crate::server::rest;

/// How often to look how many messages came.
pub(super) const LOOK: Duration = Duration::from_millis(20);

/// How long no message may come before nobody waits any more.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// How many messages are to be sent in a second.
const WANTED: f64 = 2_000.0;

/// How many statements a message may take.
const MAX_STATEMENTS: f64 = 1.0;

/// How long a worker runs before it counts that nothing is due.
const SETTLED: Duration = Duration::from_secs(3);

impl Bench<'_> {
    /// Measures how fast workers send what is due at once.
    pub(super) fn at_once(&self, workers: usize, count: usize, report: &mut Report) -> Outcome {
        let run = self.send(workers, count)?;
        report.row(Row {
            what: format!("{} due at once, {workers} workers, {}", thousands(count), self.on),
            limit: per_second(WANTED),
            measured: format!(
                "{}, {} of a worker's processor each, {} connections",
                per_second(run.rate),
                time(run.processor_time),
                run.connections
            ),
            ratio: format!("{:.2}", run.rate / WANTED),
            verdict: Verdict::of(run.rate >= WANTED),
        });
        if let Some(each) = run.statements {
            report.row(Row {
                what: format!("SQL statements for each of them, {workers} workers"),
                limit: format!("{MAX_STATEMENTS}"),
                measured: format!("{each:.2}"),
                ratio: format!("{:.2}", each / MAX_STATEMENTS),
                verdict: Verdict::of(each <= MAX_STATEMENTS),
            });
        }
        Ok(())
    }

    /// Measures how fast a worker sends reminders that come due at once, which ring first.
    pub(super) fn ringing(&self, count: usize, report: &mut Report) -> Outcome {
        in_database(self.home, async |store| {
            filler::coming(store, count, count, whole(before(10))).await
        })?;
        let run = self.send(1, count)?;
        let statements = run.statements.map(|each| format!(", {each:.1} statements each"));
        report.row(Row {
            what: format!(
                "{} reminders that ring at once, 1 worker, {}",
                thousands(count),
                self.on
            ),
            limit: String::new(),
            measured: per_second(run.rate) + &statements.unwrap_or_default(),
            ratio: String::new(),
            verdict: Verdict::Shown(format!(
                "{} of a worker's processor each",
                time(run.processor_time)
            )),
        });
        Ok(())
    }

    /// Counts what a worker asks of the database when nothing is due.
    pub(super) fn idle(&self, seconds: u64, report: &mut Report) -> Outcome {
        if self.postgres.is_none() {
            return Ok(());
        }
        let run = |longer: Duration| -> Outcome<(f64, Duration)> {
            let before = self.committed()?.unwrap_or_default();
            let worker = self.umbra.work(self.home, 0, &self.sink.url())?;
            rest(SETTLED + longer);
            let used = worker.processor_time()?;
            drop(worker);
            Ok((self.committed()?.unwrap_or_default() - before, used))
        };
        let longer = Duration::from_secs(seconds);
        let ((short, _), (long, used)) = (run(Duration::ZERO)?, run(longer)?);
        let minute = (long - short) / longer.as_secs_f64() * 60.0;
        report.row(Row {
            what: format!("SQL statements a minute when nothing is due, 1 worker, {}", self.on),
            limit: String::new(),
            measured: format!("{minute:.0}"),
            ratio: String::new(),
            verdict: Verdict::Shown(format!("{} of a processor in {seconds} s", time(used))),
        });
        Ok(())
    }

    /// Lets workers send everything that is due.
    fn send(&self, workers: usize, count: usize) -> Outcome<Sent> {
        self.sink.take();
        let before = self.committed()?;
        let workers =
            (0..workers).map(|number| self.umbra.work(self.home, number, &self.sink.url()));
        let workers = workers.collect::<Outcome<Vec<_>>>()?;
        self.wait(count)?;
        let mut used = Duration::ZERO;
        for worker in &workers {
            used += worker.processor_time()?;
        }
        drop(workers);
        let seen = self.sink.take();
        if seen.messages.len() != count || seen.published != count {
            let (different, all) = (seen.messages.len(), seen.published);
            return Err(Failure::new(format!("{all} messages came, {different} different ones")));
        }
        let (first, last) = seen.span().ok_or_else(|| Failure::new("no message came"))?;
        let took = last.duration_since(first).map_err(Failure::when("the clock went back"))?;
        let each = |all: f64| all / count as f64;
        let statements = self.committed()?.zip(before).map(|(after, before)| each(after - before));
        Ok(Sent {
            rate: count as f64 / took.as_secs_f64(),
            statements,
            processor_time: used.div_f64(count as f64),
            connections: seen.connections,
        })
    }

    /// Counts the transactions so far, which is what a statement outside one is, as PostgreSQL does when
    /// connections have ended.
    fn committed(&self) -> Outcome<Option<f64>> {
        let Some(postgres) = self.postgres else { return Ok(None) };
        let text = "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()";
        let count = postgres.query(&self.home.database_url(), text)?;
        count.parse().map(Some).map_err(Failure::when("a count"))
    }
}

/// What came of sending.
struct Sent {
    /// Messages a second.
    rate: f64,
    /// Statements a message, of the workers' starts too.
    statements: Option<f64>,
    /// How long all workers used a processor for a message.
    processor_time: Duration,
    /// Over how many connections.
    connections: usize,
}
