//! What a month and today take with fifty calendars that somebody else shares, beside the same events
//! in calendars of one's own.

use jiff::civil::Date;
use umbra_domain::{CalendarId, UserId};
use umbra_store::Store;

use crate::ahead::{counted, this_day};
use crate::calendar::{
    MADE, MAX_STATEMENTS, Options, account, compared,
    filled::{Account, Filled, filled, numbers, owner},
    filler::{at, execute, insert},
    in_turn,
    invented::{later, single, timed},
    load, row, statements,
};
use crate::failure::{Failure, Outcome};
use crate::http::Request;
use crate::report::Report;
use crate::server::{self, Database, Home, Postgres, Umbra};

/// How many calendars each has.
const CALENDARS: usize = 50;

/// How many events are in each, all of this month.
const EVENTS: usize = 20;

/// How many times as long a request may take with calendars that are shared as with one's own.
const MAX_SHARED_RATIO: f64 = 1.3;

/// How many SQL statements the dashboard may take, one of which finds the session.
const MAX_DASHBOARD_STATEMENTS: f64 = 4.0;

/// Measures both on both databases.
pub(crate) fn run(umbra: &Umbra, options: &Options) -> Outcome<Report> {
    let mut report = server::on_both("shared calendars", |postgres, report| {
        on_one(umbra, postgres, options, report)
    })?;
    report.remark(
        "Both have a calendar of their own beside the fifty, a reminder on every second event and a \
         star on every twentieth. What is shared may be looked at.",
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
    eprintln!("{on}: {CALENDARS} calendars …");
    let home = match postgres {
        Some(postgres) => Home::make(Database::Postgres(postgres.create("shared")?)),
        None => Home::make(Database::Sqlite),
    };
    let day = this_day();
    let mut both =
        filled(umbra, home?, 3, async |store, accounts| fill(store, accounts, day).await)?;
    for (name, path, most) in asked(day) {
        let requests = [OWN, SHARED].map(|who| get(&both, who, &path));
        let [own, shared] = requests;
        let (own, shared) = (own?, shared?);
        let counts = (counted(&both, &own)?, counted(&both, &shared)?);
        if counts.0 < 10 || counts.0 != counts.1 {
            return Err(Failure::new(format!("{name} shows {counts:?}, not twice the same")));
        }
        let runs = in_turn(&[load(&both, own), load(&both, shared)], options)?;
        let [own, shared] = &runs[..] else { return Err(Failure::new("a run is missing")) };
        let what = format!("{name} of {CALENDARS} calendars");
        let seen = format!("{} shown", counts.0);
        report.row(row(format!("{what}, {on}"), own, String::new(), String::new(), seen));
        let beside = (own.as_slice(), "of one's own");
        report.row(compared(
            format!("{what} that are shared, {on}"),
            shared,
            beside,
            MAX_SHARED_RATIO,
        ));
        if let Some(postgres) = postgres {
            let what = format!("SQL statements for the {name} of shared calendars");
            let request = |filled: &Filled| get(filled, SHARED, &path);
            let (row, again) = statements::count(umbra, both, postgres, (&what, most), &request)?;
            report.row(row);
            both = again;
        }
    }
    Ok(())
}

/// Who has calendars of their own.
const OWN: usize = 0;

/// With whom others share theirs.
const SHARED: usize = 1;

fn asked(day: Date) -> [(&'static str, String, f64); 2] {
    let (from, to) = (day.first_of_month(), later(day.last_of_month(), 1));
    [
        ("month", format!("/api/events?start={from}&end={to}"), MAX_STATEMENTS),
        ("dashboard", "/api/dashboard".to_owned(), MAX_DASHBOARD_STATEMENTS),
    ]
}

fn get(filled: &Filled, who: usize, path: &str) -> Outcome<Request> {
    Ok(Request::get(path).cookie(&account(filled, who)?.cookie).to(filled.server.address))
}

/// Gives the first one calendars, and the third one the same, who shares them with the second one.
async fn fill(store: &Store, accounts: &[Account], day: Date) -> Outcome {
    let mut people = Vec::new();
    for account in accounts {
        let first = account.calendars.first().ok_or_else(|| Failure::new("no calendar"))?;
        people.push(owner(store, *first).await?);
    }
    let [own, guest, sharer] = people[..] else { return Err(Failure::new("nobody is there")) };
    for who in [own, sharer] {
        let made = at(MADE);
        let rows = (0..CALENDARS).map(|number| {
            format!(
                "({who}, 1, 'Shelf {number}', 'shelf {number}', '#3366cc', FALSE, TRUE, {number}, \
                 {made}, {made})"
            )
        });
        let rows = rows.collect::<Vec<_>>().join(",");
        let text = format!(
            "INSERT INTO calendars (user_id, version, name, name_key, color, is_default, \
             is_visible, sort_order, created_at, updated_at) VALUES {rows}"
        );
        execute(store, text).await?;
        for calendar in shelves(store, who).await? {
            let events = (0..EVENTS).map(|number| {
                let day = later(day.first_of_month(), (number * 3 % 28) as u32);
                // One in each calendar is today.
                let day = if number == 0 { this_day() } else { day };
                let time = timed(day.at(8 + (number % 10) as i8, 0, 0, 0), 60, "Europe/Vienna")?;
                single(calendar, number, time)
            });
            insert(store, &events.collect::<Outcome<Vec<_>>>()?).await?;
        }
    }
    let shared = format!(
        "INSERT INTO calendar_members (calendar_id, user_id, held) \
         SELECT id, {guest}, 2 FROM calendars WHERE user_id = {sharer} AND name LIKE 'Shelf %'"
    );
    execute(store, shared).await?;
    let personal = format!(
        "INSERT INTO event_personal \
         (event_id, user_id, calendar_id, version, updated_at, is_starred, reminders) \
         SELECT e.id, m.user_id, e.calendar_id, 0, 0, e.id % 20 = 0, '15' FROM events e \
         JOIN calendar_members m ON m.calendar_id = e.calendar_id AND m.user_id = {guest} \
         WHERE e.id % 2 = 0"
    );
    execute(store, personal).await
}

async fn shelves(store: &Store, UserId(who): UserId) -> Outcome<Vec<CalendarId>> {
    let text = "SELECT id FROM calendars WHERE user_id = $1 AND name LIKE 'Shelf %' ORDER BY id";
    Ok(numbers(store, text, who).await?.into_iter().map(CalendarId).collect())
}

#[cfg(test)]
mod tests {
    use umbra_domain::user::Username;
    use umbra_store::user::{self, NewUser};

    use super::*;
    use crate::http::block_on;
    use crate::testing::store_with_account;

    #[test]
    fn what_is_shared_is_as_much_as_what_is_ones_own() {
        block_on(async {
            let (_folder, store) = store_with_account(MADE).await?;
            for name in ["ben", "mia"] {
                let username = Username::parse(name).unwrap();
                let new = NewUser::standard(&username, "x");
                store.write(async |tx| user::create(tx, &new, MADE).await).await?;
            }
            let account = |id| Account { cookie: String::new(), calendars: vec![CalendarId(id)] };
            fill(&store, &[account(1), account(2), account(3)], this_day()).await?;
            let text = "SELECT e.id FROM events e JOIN calendar_members m \
                ON m.calendar_id = e.calendar_id WHERE m.user_id = $1";
            for who in [1, 2, 3] {
                let shown = numbers(&store, text, who).await?;
                assert_eq!(shown.len(), CALENDARS * EVENTS, "{who}");
            }
            store.close().await;
            Ok(())
        })
        .unwrap();
    }
}
