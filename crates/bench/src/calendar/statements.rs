//! How many SQL statements a request takes, as PostgreSQL counts them.

use std::time::{Duration, Instant};

use super::filled::Filled;
use crate::failure::{Failure, Outcome};
use crate::http::{Connection, Request, block_on};
use crate::report::{Row, Verdict};
use crate::server::{Postgres, Umbra};

/// How many requests are sent: so many that jobs of the server's own are lost among them.
const REQUESTS: u32 = 400;

/// Counts what a request takes, and gives back what was filled. PostgreSQL counts transactions,
/// which is what a statement outside one is, and tells them for sure when a connection has ended. So
/// the server runs twice for the same time, with requests and without.
pub(crate) fn count(
    umbra: &Umbra,
    few: Filled,
    postgres: &Postgres,
    (what, most): (&str, f64),
    request: &dyn Fn(&Filled) -> Outcome<Request>,
) -> Outcome<(Row, Filled)> {
    let Filled { server, accounts, home } = few;
    drop(server);
    let url = home.database_url();
    let committed = || -> Outcome<f64> {
        let text = "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()";
        let count = postgres.query(&url, text)?;
        count.parse().map_err(Failure::when("a count"))
    };
    let before = committed()?;
    let filled = Filled { server: umbra.start(&home)?, accounts, home };
    let took = send(&filled, &request(&filled)?)?;
    let Filled { server, accounts, home } = filled;
    drop(server);
    let with = committed()?;
    let idle = umbra.start(&home)?;
    rest(took);
    drop(idle);
    let without = committed()?;
    let each = ((with - before) - (without - with)) / f64::from(REQUESTS);
    let row = Row {
        what: what.into(),
        limit: format!("{most}, one for the session"),
        measured: format!("{each:.2}"),
        ratio: format!("{:.2}", each / most),
        verdict: Verdict::of(each.round() <= most),
    };
    Ok((row, Filled { server: umbra.start(&home)?, accounts, home }))
}

fn send(filled: &Filled, request: &Request) -> Outcome<Duration> {
    let began = Instant::now();
    block_on(async {
        let mut connection = Connection::open(filled.server.address).await?;
        for _ in 0..REQUESTS {
            connection.expect(request).await?;
        }
        Ok(())
    })?;
    Ok(began.elapsed())
}

/// Lets an idle server do its own jobs for as long as the measurement took.
#[expect(clippy::disallowed_methods, reason = "the time itself is what is measured against")]
fn rest(time: Duration) {
    std::thread::sleep(time);
}
