//! What it takes somebody to see today, the coming days and a month, with ever more behind them: ten
//! years of events, todos, tasks and reminders, and people whom they know.

mod filler;
mod shown;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::calendar::{
    Options, account, compared,
    filled::{Account, Filled, filled, owner},
    in_turn,
    invented::later,
    load, row, statements, thousands,
};
use crate::failure::{Failure, Outcome};
use crate::http::{Connection, Request, block_on};
use crate::report::Report;
use crate::server::{self, Database, Home, Postgres, Umbra};

/// How many times as long a request may take with the most rows as with the fewest.
const MAX_GROWTH_RATIO: f64 = 1.5;

/// How many SQL statements each request may take, one of which finds the session.
const MAX_STATEMENTS: [f64; 3] = [4.0, 4.0, 5.0];

/// Measures everything on both databases, with a thousand rows and ten times as many each time up to
/// `most`; the days that are asked for show the same of each.
pub(crate) fn run(umbra: &Umbra, options: &Options, most: usize) -> Outcome<Report> {
    let sizes = std::iter::successors(Some(1_000), |size| Some(size * 10));
    let sizes: Vec<usize> = sizes.take_while(|&size| size <= most).collect();
    let mut report = server::on_both("what lies ahead", |postgres, report| {
        on_one(umbra, postgres, options, &sizes, report)
    })?;
    report.remark(
        "What lies ahead is the same for everybody, and made through the API; the rows behind it are \
         of ten years: of 100 there are 40 events, 25 todos, 15 tasks, 10 reminders, 5 people, and 5 \
         completions of one todo that recurs each day.",
    );
    Ok(report)
}

fn on_one(
    umbra: &Umbra,
    postgres: Option<&Postgres>,
    options: &Options,
    sizes: &[usize],
    report: &mut Report,
) -> Outcome {
    let on = if postgres.is_some() { "PostgreSQL" } else { "SQLite" };
    let day = this_day();
    let mut grown = Vec::new();
    for &size in sizes {
        eprintln!("{on}: {} rows of ten years …", thousands(size));
        let home = match postgres {
            Some(postgres) => {
                Home::make(Database::Postgres(postgres.create(&format!("ahead{size}"))?))
            }
            None => Home::make(Database::Sqlite),
        };
        let filled = filled(umbra, home?, 1, async |store, accounts| {
            let [Account { calendars, .. }] = accounts else {
                return Err(Failure::new("nobody is there"));
            };
            let calendar = calendars.first().ok_or_else(|| Failure::new("no calendar"))?;
            let who = owner(store, *calendar).await?;
            filler::fill(store, (who, *calendar), day, size).await
        })?;
        shown::make(&filled, day)?;
        grown.push(filled);
    }
    for (name, path) in asked(day) {
        let requests =
            grown.iter().map(|filled| get(filled, &path)).collect::<Outcome<Vec<_>>>()?;
        let mut counts = Vec::new();
        for (filled, request) in grown.iter().zip(&requests) {
            counts.push(counted(filled, request)?);
        }
        let first = counts.first().copied().unwrap_or_default();
        if first < 10 || counts.iter().any(|count| *count != first) {
            return Err(Failure::new(format!("{name} shows {counts:?}, not always the same")));
        }
        let loads = grown.iter().zip(requests).map(|(filled, request)| load(filled, request));
        let runs = in_turn(&loads.collect::<Vec<_>>(), options)?;
        let (Some((fewest, more)), Some((least, larger))) =
            (runs.split_first(), sizes.split_first())
        else {
            return Ok(());
        };
        let what = format!("{name} of {} rows, {on}", thousands(*least));
        report.row(row(what, fewest, String::new(), String::new(), format!("{first} shown")));
        for (size, runs) in larger.iter().zip(more) {
            let what = format!("{name} of {} rows, {on}", thousands(*size));
            let fewest = (fewest.as_slice(), "of the fewest");
            report.row(compared(what, runs, fewest, MAX_GROWTH_RATIO));
        }
    }
    if let (Some(postgres), Some(mut left)) = (postgres, grown.pop()) {
        for ((name, path), most) in asked(day).into_iter().zip(MAX_STATEMENTS) {
            let what = format!("SQL statements for the {name}");
            let request = |filled: &Filled| get(filled, &path);
            let (row, again) = statements::count(umbra, left, postgres, (&what, most), &request)?;
            report.row(row);
            left = again;
        }
    }
    Ok(())
}

/// Tells what is asked for, and under which name.
fn asked(day: Date) -> [(&'static str, String); 3] {
    let (from, to) = (day.first_of_month(), later(day.last_of_month(), 1));
    [
        ("dashboard", "/api/dashboard".to_owned()),
        ("coming week", "/api/upcoming?days=7".to_owned()),
        ("month of everything", format!("/api/agenda?start={from}&end={to}")),
    ]
}

fn get(filled: &Filled, path: &str) -> Outcome<Request> {
    Ok(Request::get(path).cookie(&account(filled, 0)?.cookie).to(filled.server.address))
}

/// Counts what an answer shows.
pub(crate) fn counted(filled: &Filled, request: &Request) -> Outcome<usize> {
    block_on(async {
        let mut connection = Connection::open(filled.server.address).await?;
        let body = connection.expect(request).await?.body();
        let answer: serde_json::Value =
            serde_json::from_slice(body).map_err(Failure::when("an answer is no JSON"))?;
        let lists = answer.as_object().into_iter().flat_map(|answer| answer.values());
        let lists = lists.chain(answer.is_array().then_some(&answer));
        Ok(lists.filter_map(|list| list.as_array()).map(Vec::len).sum())
    })
}

/// Tells which day it is for the server, whose people live in UTC.
#[expect(clippy::disallowed_methods, reason = "a server that is measured has the system's clock")]
pub(crate) fn this_day() -> Date {
    TimeZone::UTC.to_datetime(Timestamp::now()).date()
}
