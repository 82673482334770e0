//! What a search for people takes, among ever more of them: for a name that few have, for what
//! everybody has, for a telephone number, and for two letters, of which there is no index.

mod filler;

use umbra_store::Store;

use crate::calendar::{
    MAX_STATEMENTS, Options, account, compared,
    filled::{Account, Filled, filled, owner},
    in_turn, load, row, shown, statements, thousands,
};
use crate::failure::{Failure, Outcome};
use crate::http::Request;
use crate::report::Report;
use crate::server::{self, Database, Home, Postgres, Umbra};

/// How many people somebody knows; of each, [`filler::RARE`] have the rare name.
const SIZES: [usize; 4] = [1_000, 10_000, 100_000, 1_000_000];

/// How many times as long a search among the most people may take as among the fewest.
const MAX_GROWTH_RATIO: f64 = 1.5;

/// Searches that an index answers: what they are called, and how many they have to show.
const SEARCHES: [(&str, &str, usize); 3] = [
    ("a name that 20 have", "maria+zwettler", filler::RARE),
    ("what everybody has", "example.org", 100),
    ("a telephone number", "0664+9000007", 1),
];

/// Two letters in the rare name only.
const SHORT: &str = "zw";

/// Measures everything on both databases.
pub(crate) fn run(umbra: &Umbra, options: &Options) -> Outcome<Report> {
    server::on_both("contacts", |postgres, report| on_one(umbra, postgres, options, report))
}

fn on_one(
    umbra: &Umbra,
    postgres: Option<&Postgres>,
    options: &Options,
    report: &mut Report,
) -> Outcome {
    let on = if postgres.is_some() { "PostgreSQL" } else { "SQLite" };
    let mut grown = Vec::new();
    for size in SIZES {
        eprintln!("{on}: {} people …", thousands(size));
        let home = match postgres {
            Some(postgres) => {
                Home::make(Database::Postgres(postgres.create(&format!("met{size}"))?))
            }
            None => Home::make(Database::Sqlite),
        };
        grown.push(filled(umbra, home?, 1, async |store, accounts| {
            fill(store, accounts, size).await
        })?);
    }
    for (name, text, count) in SEARCHES {
        let requests =
            grown.iter().map(|filled| search(filled, text)).collect::<Outcome<Vec<_>>>()?;
        for (filled, request) in grown.iter().zip(&requests) {
            let found = shown(filled, request)?.0;
            if found != count {
                return Err(Failure::new(format!("{name} shows {found} people, not {count}")));
            }
        }
        let loads = grown.iter().zip(requests).map(|(filled, request)| load(filled, request));
        let runs = in_turn(&loads.collect::<Vec<_>>(), options)?;
        let Some((fewest, more)) = runs.split_first() else { return Ok(()) };
        for (size, runs) in SIZES[1..].iter().zip(more) {
            let what = format!("search for {name} among {}, {on}", thousands(*size));
            report.row(compared(what, runs, (fewest, "among 1,000"), MAX_GROWTH_RATIO));
        }
    }
    let many = grown.get(2).ok_or_else(|| Failure::new("a size is missing"))?;
    let runs = in_turn(&[load(many, search(many, SHORT)?)], options)?;
    let what = format!("search for two letters among {}, {on}", thousands(SIZES[2]));
    report.row(row(what, &runs[0], String::new(), String::new(), "no index of those".into()));
    if let Some(postgres) = postgres {
        let many = grown.swap_remove(2);
        let request = |filled: &Filled| search(filled, SEARCHES[0].1);
        let what = "SQL statements for a search for people";
        report.row(statements::count(umbra, many, postgres, (what, MAX_STATEMENTS), &request)?.0);
    }
    Ok(())
}

async fn fill(store: &Store, accounts: &[Account], size: usize) -> Outcome {
    let [Account { calendars, .. }] = accounts else { return Err(Failure::new("nobody is there")) };
    let calendar = calendars.first().ok_or_else(|| Failure::new("somebody has no calendar"))?;
    filler::fill(store, owner(store, *calendar).await?, size).await
}

fn search(filled: &Filled, text: &str) -> Outcome<Request> {
    let request = Request::get(&format!("/api/people?search={text}"));
    Ok(request.cookie(&account(filled, 0)?.cookie).to(filled.server.address))
}
