//! What it takes to tell people on their phones: very much at once by several workers, how late what comes due is,
//! and what it costs when nothing is.

mod filler;
mod rates;
mod sink;

use std::time::Duration;

use clap::Args;
use jiff::{SignedDuration, Timestamp};

use self::filler::in_database;
use self::sink::Sink;
use crate::calendar::thousands;
use crate::failure::{Failure, Outcome};
use crate::report::{Report, Row, Verdict, time};
use crate::server::{self, Database, Home, Postgres, Umbra, rest};
use crate::statistics::Samples;

/// How late what comes due may be sent, at the median.
const LATEST: Duration = Duration::from_secs(2);

/// How many reminders come due in a second where that is measured.
const A_SECOND: usize = 10;

/// Options of the measurement.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// Messages that are due at once.
    #[arg(long, default_value_t = 100_000)]
    pub(crate) items: usize,
    /// People whom they are for.
    #[arg(long, default_value_t = 200)]
    pub(crate) people: usize,
    /// How many workers send them on PostgreSQL, one number after the other; on SQLite one does.
    #[arg(long, value_delimiter = ',', default_values_t = [1, 2, 4])]
    pub(crate) workers: Vec<usize>,
    /// Seconds in which reminders come due, and then none do.
    #[arg(long, default_value_t = 60)]
    pub(crate) seconds: u64,
}

/// Measures everything on both databases.
pub(crate) fn run(umbra: &Umbra, options: &Options) -> Outcome<Report> {
    let mut report =
        server::on_both("deliveries", |postgres, report| on_one(umbra, postgres, options, report))?;
    report.remark(
        "Workers, database and the server that plays ntfy share the machine. The rate counts from the \
         first message to the last one, each of which came once. Messages have buttons.",
    );
    Ok(report)
}

fn on_one(
    umbra: &Umbra,
    postgres: Option<&Postgres>,
    options: &Options,
    report: &mut Report,
) -> Outcome {
    let on = if postgres.is_some() { "PostgreSQL" } else { "SQLite" };
    let home = match postgres {
        Some(postgres) => Home::make(Database::Postgres(postgres.create("deliveries")?)),
        None => Home::make(Database::Sqlite),
    }?;
    // The first start makes the database.
    drop(umbra.start(&home)?);
    let sink = Sink::start()?;
    let each = options.items / options.people.max(1);
    eprintln!("{on}: {} messages …", thousands(each * options.people));
    in_database(&home, async |store| {
        filler::people(store, options.people, before(0)).await?;
        filler::told(store, each, before(0)).await
    })?;
    let bench = Bench { umbra, postgres, home: &home, sink: &sink, on };
    let one = [1];
    let workers = if postgres.is_some() { options.workers.as_slice() } else { &one };
    for &count in workers {
        bench.at_once(count, each * options.people, report)?;
        in_database(&home, filler::again)?;
    }
    in_database(&home, filler::nothing)?;
    bench.ringing(each.div_ceil(10) * options.people, report)?;
    in_database(&home, filler::nothing)?;
    bench.lateness(options.seconds, report)?;
    bench.idle(options.seconds, report)
}

/// One database, and who sends what is in it.
struct Bench<'a> {
    umbra: &'a Umbra,
    postgres: Option<&'a Postgres>,
    home: &'a Home,
    sink: &'a Sink,
    on: &'static str,
}

impl Bench<'_> {
    /// Measures how late reminders are sent that come due, ten in each second.
    fn lateness(&self, seconds: u64, report: &mut Report) -> Outcome {
        let count = usize::try_from(seconds).unwrap_or_default() * A_SECOND;
        // After the worker has started.
        let first = whole(before(-5));
        in_database(self.home, async |store| filler::coming(store, count, A_SECOND, first).await)?;
        let worker = self.umbra.work(self.home, 0, &self.sink.url())?;
        self.wait(count)?;
        drop(worker);
        let mut lags = Samples::default();
        for (says, at) in self.sink.take().messages.into_values() {
            let second = filler::second(&says).ok_or_else(|| Failure::new("what was sent?"))?;
            let due = first + SignedDuration::from_secs(i64::from(second));
            let at = Timestamp::try_from(at).map_err(Failure::when("a time"))?;
            lags.push(at.duration_since(due).as_secs_f64());
        }
        let quantile = |share| {
            Duration::try_from_secs_f64(lags.quantile(share)).map_err(Failure::when("a time"))
        };
        let (middle, late) = (quantile(0.5)?, quantile(0.99)?);
        report.row(Row {
            what: format!("due to sent, {A_SECOND} reminders a second, {}", self.on),
            limit: format!("{} at the median", time(LATEST)),
            measured: format!("{}, p99 {}", time(middle), time(late)),
            ratio: format!("{:.2}", middle.as_secs_f64() / LATEST.as_secs_f64()),
            verdict: Verdict::of(middle <= LATEST),
        });
        Ok(())
    }

    /// Waits until there were so many different messages.
    fn wait(&self, count: usize) -> Outcome {
        let (mut before, mut still) = (0, 0);
        while before < count {
            rest(rates::LOOK);
            let now = self.sink.count();
            still = if now == before { still + 1 } else { 0 };
            if rates::LOOK * still > rates::PATIENCE {
                return Err(Failure::new(format!("{now} of {count} messages came, and no more")));
            }
            before = now;
        }
        Ok(())
    }
}

/// Returns the instant so many seconds ago.
fn before(seconds: i64) -> Timestamp {
    use umbra_domain::{Clock as _, SystemClock};
    SystemClock.now() - SignedDuration::from_secs(seconds)
}

/// Cuts to whole seconds.
fn whole(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}
