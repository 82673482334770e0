//! What an idle server needs, and how fast it is there.

use std::time::Duration;

use clap::Args;

use crate::failure::{Failure, Outcome};
use crate::http::block_on;
use crate::people;
use crate::report::{Report, Row, Verdict, time};
use crate::server::{Daemon, Home, Profile, Umbra, mebibytes};
use crate::statistics::Samples;

/// How long a start may take until the first answer.
const MAX_START: Duration = Duration::from_millis(150);

/// People in the database, with todos.
const PEOPLE: usize = 20;
const TODOS: usize = 60;

/// Options of the measurement.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// Starts; the middle one counts.
    #[arg(long, default_value_t = 15)]
    pub(crate) starts: usize,
    /// Seconds without requests before memory is read: hash threads keep theirs for a while.
    #[arg(long, default_value_t = 20)]
    pub(crate) idle_seconds: u64,
}

/// Starts the server on a database that exists, several times, and reads its memory when idle:
/// after a start and after having worked.
pub(crate) fn run(umbra: &Umbra, home: &Home, options: &Options) -> Outcome<Report> {
    let idle = Duration::from_secs(options.idle_seconds);
    let names: Vec<_> = (0..PEOPLE).map(|number| format!("person{number:02}")).collect();
    let first = umbra.start(home)?;
    people::open_registration(first.address)?;
    people::register(first.address, &names, TODOS)?;
    let mut report = Report::default();
    let limit = max_memory(umbra.profile());
    let worked = idle_row(&first, idle, limit, "idle memory after work");
    drop(first);

    let mut starts = Samples::default();
    for _ in 1..options.starts.max(1) {
        starts.push(umbra.start(home)?.started_in.as_secs_f64());
    }
    let last = umbra.start(home)?;
    starts.push(last.started_in.as_secs_f64());
    let start = Duration::try_from_secs_f64(starts.median()).map_err(Failure::when("a time"))?;
    report.row(Row {
        what: format!("start to first answer, middle of {}", starts.len()),
        limit: time(MAX_START),
        measured: time(start),
        ratio: format!("{:.2}", start.as_secs_f64() / MAX_START.as_secs_f64()),
        verdict: Verdict::of(start < MAX_START),
    });
    report.row(idle_row(&last, idle, limit, "idle memory after the start")?);
    report.row(worked?);
    Ok(report)
}

fn idle_row(server: &Daemon, idle: Duration, limit: u64, what: &str) -> Outcome<Row> {
    block_on(async {
        tokio::time::sleep(idle).await;
        Ok(())
    })?;
    Ok(match server.memory() {
        Ok(memory) => Row {
            what: what.into(),
            limit: mebibytes(limit),
            measured: format!(
                "{} (PSS {})",
                mebibytes(memory.resident),
                mebibytes(memory.proportional)
            ),
            ratio: format!("{:.2}", memory.resident as f64 / limit as f64),
            verdict: Verdict::of(memory.resident < limit),
        },
        Err(why) => Row::skipped(what, why.to_string()),
    })
}

/// Returns what an idle server may have in RAM, in bytes: mostly pages of the program.
fn max_memory(profile: Profile) -> u64 {
    let mebibytes = match profile {
        Profile::Release => 36,
        Profile::Dist => 28,
    };
    mebibytes * 1024 * 1024
}
