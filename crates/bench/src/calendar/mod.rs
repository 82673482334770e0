//! What a month of a calendar takes: with many events, with old series, and with ever more events
//! outside it.

pub(crate) mod filled;
pub(crate) mod filler;
pub(crate) mod invented;
mod mix;
pub(crate) mod statements;

use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use jiff::civil::{Date, date};
use umbra_domain::CalendarId;

use filled::store_all;
pub(crate) use filled::{Account, Filled, filled};
pub(crate) use invented::MADE;
use invented::{Invented, days, later, timed};

use crate::failure::{Failure, Outcome};
use crate::http::{self, Connection, Load, Measured, Request, Window, block_on};
use crate::report::{Report, Row, Verdict, time};
use crate::server::{self, Database, Home, Postgres, Umbra};

/// What is asked for.
const MONTH: &str = "/api/events?start=2026-03-01&end=2026-04-01";

/// How many times as long as a young series an old one may take.
const MAX_AGE_RATIO: f64 = 1.3;

/// How many events somebody has; the month shows the same of each.
const SIZES: [usize; 4] = [1_000, 10_000, 100_000, 1_000_000];

/// How many times as long the month of the most events may take as that of the fewest.
const MAX_GROWTH_RATIO: f64 = 2.0;

/// How many SQL statements a request may take, one of which finds the session.
pub(crate) const MAX_STATEMENTS: f64 = 2.0;

/// How long a load runs before it is counted.
const WARM_UP: Duration = Duration::from_millis(200);

/// Options of the measurement.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// Rounds of each measurement, interleaved; the middle one counts.
    #[arg(long, default_value_t = 7)]
    pub(crate) rounds: usize,
    /// Seconds that each measurement is counted.
    #[arg(long, default_value_t = 1)]
    pub(crate) seconds: u64,
}

/// Measures everything on both databases.
pub(crate) fn run(umbra: &Umbra, options: &Options) -> Outcome<Report> {
    let mut report =
        server::on_both("calendar", |postgres, report| on_one(umbra, postgres, options, report))?;
    report.remark(
        "One connection asks for March 2026. Both databases were filled and then analysed, which \
         takes care of itself where a server has been running for a while.",
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
    let home = |name: &str| match postgres {
        Some(postgres) => Home::make(Database::Postgres(postgres.create(name)?)),
        None => Home::make(Database::Sqlite),
    };
    eprintln!("{on}: 10,000 events …");
    let few = filled(umbra, home("few")?, 3, async |store, accounts| {
        let [person, old, young] = accounts else { return Err(Failure::new("nobody is there")) };
        store_all(store, mix::mix(&person.calendars)?).await?;
        store_all(store, daily(first(old)?, date(1996, 3, 1))?).await?;
        store_all(store, daily(first(young)?, date(2026, 3, 1))?).await
    })?;
    mixed(&few, options, on, report)?;
    aged(&few, options, on, report)?;
    if let Some(postgres) = postgres {
        let what = "SQL statements for a month";
        report.row(
            statements::count(umbra, few, postgres, (what, MAX_STATEMENTS), &|few| month(few, 0))?
                .0,
        );
    }
    let mut grown = Vec::new();
    for size in SIZES {
        eprintln!("{on}: {} events …", thousands(size));
        let home = home(&format!("grown{size}"))?;
        grown.push(filled(umbra, home, 1, async |store, accounts| {
            let [person] = accounts else { return Err(Failure::new("nobody is there")) };
            let shown = of_month(first(person)?)?;
            let rest = size - shown.len();
            store_all(store, shown).await?;
            filler::fill(store, first(person)?, rest).await
        })?);
    }
    growth(&grown, options, on, report)
}

fn first(account: &Account) -> Outcome<CalendarId> {
    account.calendars.first().copied().ok_or_else(|| Failure::new("somebody has no calendar"))
}

/// A daily series that begins on a day.
fn daily(calendar: CalendarId, day: Date) -> Outcome<Vec<Invented>> {
    let when = timed(day.at(9, 0, 0, 0), 60, "Europe/Vienna")?;
    let event = invented::series(calendar, 0, when, "FREQ=DAILY", Vec::new())?;
    Ok(vec![Invented { event, overrides: Vec::new() }])
}

/// What the month always shows: 40 times, 10 days and 10 weekly series.
fn of_month(calendar: CalendarId) -> Outcome<Vec<Invented>> {
    let day = |number: usize| later(date(2026, 3, 1), (number % 31) as u32);
    let time = |day: Date| timed(day.at(10, 0, 0, 0), 60, "Europe/Vienna");
    let events = (0..60).map(|number| match number {
        0..40 => invented::single(calendar, number, time(day(number))?),
        40..50 => invented::single(calendar, number, days(day(number), 1)),
        _ => {
            let when = time(later(date(2024, 1, 1), number as u32))?;
            invented::series(calendar, number, when, "FREQ=WEEKLY", Vec::new())
        }
    });
    events.map(|event| Ok(Invented { event: event?, overrides: Vec::new() })).collect()
}

/// Measures the month among 10,000 events.
fn mixed(few: &Filled, options: &Options, on: &str, report: &mut Report) -> Outcome {
    let plain = month(few, 0)?;
    let (count, bytes) = shown(few, &plain)?;
    let seen = format!("{count} occurrences, {} KiB", bytes / 1024);
    let gzip = Request::get(MONTH).header("Accept-Encoding", "gzip");
    let gzip = gzip.cookie(&account(few, 0)?.cookie).to(few.server.address);
    let compressed = format!("{} KiB", compressed(few, &gzip)? / 1024);
    let runs = in_turn(&[load(few, plain), load(few, gzip)], options)?;
    let what = ["month of 10,000 events, 1,000 of them series", "the same, compressed"];
    for ((what, seen), runs) in what.into_iter().zip([seen, compressed]).zip(&runs) {
        report.row(row(format!("{what}, {on}"), runs, String::new(), String::new(), seen));
    }
    Ok(())
}

/// Measures a daily series of 30 years beside one that began with the month.
fn aged(few: &Filled, options: &Options, on: &str, report: &mut Report) -> Outcome {
    let (old, young) = (month(few, 1)?, month(few, 2)?);
    let counts = [shown(few, &old)?.0, shown(few, &young)?.0];
    if counts != [31, 31] {
        return Err(Failure::new(format!("a daily series shows {counts:?} in a month of 31 days")));
    }
    let runs = in_turn(&[load(few, old), load(few, young)], options)?;
    let [old, young] = &runs[..] else { return Err(Failure::new("a run is missing")) };
    let what = format!("month of a daily series of 30 years, {on}");
    report.row(compared(what, old, (young, "of a new one"), MAX_AGE_RATIO));
    Ok(())
}

/// Measures the same month among ever more events.
fn growth(grown: &[Filled], options: &Options, on: &str, report: &mut Report) -> Outcome {
    let requests = grown.iter().map(|filled| month(filled, 0)).collect::<Outcome<Vec<_>>>()?;
    let mut counts = Vec::new();
    for (filled, request) in grown.iter().zip(&requests) {
        counts.push(shown(filled, request)?.0);
    }
    let same = counts.first().is_some_and(|first| counts.iter().all(|count| count == first));
    if !same || counts[0] < 90 {
        return Err(Failure::new(format!("the month shows {counts:?}, not always the same")));
    }
    let loads = grown.iter().zip(requests).map(|(filled, request)| load(filled, request));
    let runs = in_turn(&loads.collect::<Vec<_>>(), options)?;
    let Some((fewest, more)) = runs.split_first() else { return Ok(()) };
    for (size, runs) in SIZES[1..].iter().zip(more) {
        let what = format!("month of {} events, {} shown, {on}", thousands(*size), counts[0]);
        report.row(compared(what, runs, (fewest, "of 1,000"), MAX_GROWTH_RATIO));
    }
    Ok(())
}

/// Finds somebody who has an account.
pub(crate) fn account(filled: &Filled, number: usize) -> Outcome<&Account> {
    filled.accounts.get(number).ok_or_else(|| Failure::new("nobody is there"))
}

fn month(filled: &Filled, number: usize) -> Outcome<Request> {
    Ok(Request::get(MONTH).cookie(&account(filled, number)?.cookie).to(filled.server.address))
}

pub(crate) fn load(filled: &Filled, request: Request) -> Load {
    Load { server: filled.server.address, requests: Arc::new([request]), connections: 1 }
}

/// Counts the occurrences and the bytes of an answer.
pub(crate) fn shown(filled: &Filled, request: &Request) -> Outcome<(usize, usize)> {
    block_on(async {
        let mut connection = Connection::open(filled.server.address).await?;
        let body = connection.expect(request).await?.body();
        let list: Vec<serde_json::Value> =
            serde_json::from_slice(body).map_err(Failure::when("an answer is no list"))?;
        Ok((list.len(), body.len()))
    })
}

/// Counts the bytes of an answer that has to be compressed.
fn compressed(filled: &Filled, request: &Request) -> Outcome<usize> {
    block_on(async {
        let mut connection = Connection::open(filled.server.address).await?;
        let reply = connection.expect(request).await?;
        if !reply.headers("content-encoding").any(|coding| coding == "gzip") {
            return Err(Failure::new("a month wasn't compressed"));
        }
        Ok(reply.body().len())
    })
}

/// Runs loads in turn, once more than is counted, to warm up.
pub(crate) fn in_turn(loads: &[Load], options: &Options) -> Outcome<Vec<Vec<Measured>>> {
    let counted = Duration::from_secs(options.seconds.max(1));
    let window = Window { warm_up: WARM_UP, counted };
    let mut runs = vec![Vec::new(); loads.len()];
    for round in 0..=options.rounds.max(1) {
        let mut order: Vec<_> = (0..loads.len()).collect();
        if round % 2 == 0 {
            order.reverse();
        }
        for number in order {
            let run = http::run(&loads[number], window)?;
            if round > 0 {
                runs[number].push(run);
            }
        }
    }
    Ok(runs)
}

/// Judges the middle of these runs beside that of others.
pub(crate) fn compared(
    what: String,
    runs: &[Measured],
    beside: (&[Measured], &str),
    most: f64,
) -> Row {
    let (others, name) = beside;
    let ratio = http::ratio(runs, others, |run| run.p50.as_secs_f64());
    let other = http::middle(others);
    let limit = format!("p50 {}, p99 {} {name}", time(other.p50), time(other.p99));
    let mut row = row(what, runs, limit, format!("{ratio:.2} (≤ {most})"), String::new());
    row.verdict = Verdict::of(ratio <= most && http::middle(runs).refused + other.refused == 0);
    row
}

/// Shows the middle of some runs.
pub(crate) fn row(
    what: String,
    runs: &[Measured],
    limit: String,
    ratio: String,
    seen: String,
) -> Row {
    let run = http::middle(runs);
    let measured = format!("p50 {}, p99 {}", time(run.p50), time(run.p99));
    let verdict = if run.refused > 0 { Verdict::Missed } else { Verdict::Shown(seen) };
    Row { what, limit, measured, ratio, verdict }
}

/// Writes a number with its thousands apart.
pub(crate) fn thousands(number: usize) -> String {
    match number {
        0..1_000 => number.to_string(),
        _ => format!("{},{:03}", thousands(number / 1_000), number % 1_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_that_takes_too_long_or_is_refused_is_missed() {
        let run = |millis| Measured { p50: Duration::from_millis(millis), ..Measured::default() };
        let judged = |runs: &[Measured], others: &[Measured]| {
            compared("month".into(), runs, (others, "of 1,000"), 2.0).verdict
        };
        assert_eq!(judged(&[run(19)], &[run(10)]), Verdict::Met);
        assert_eq!(judged(&[run(21)], &[run(10)]), Verdict::Missed);
        let refused = Measured { refused: 1, ..run(10) };
        assert_eq!(judged(&[refused], &[run(10)]), Verdict::Missed);
    }

    #[test]
    fn thousands_are_apart() {
        assert_eq!([1, 1_000, 1_000_000].map(thousands), ["1", "1,000", "1,000,000"]);
    }
}
