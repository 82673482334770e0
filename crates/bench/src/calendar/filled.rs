//! Servers whose databases were filled before they started.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::time::Duration;

use sea_orm::sqlx;
use serde_json::Value;
use umbra_domain::{CalendarId, UserId};
use umbra_store::{DatabaseSettings, DatabaseUrl, Store, calendar};

use super::filler::execute;
use super::invented::{Invented, MADE};
use crate::dice::Dice;
use crate::failure::{Failure, Outcome};
use crate::http::{Connection, Request, block_on};
use crate::people;
use crate::server::{Daemon, Home, Umbra};

/// How long a statement that fills may take.
const PATIENCE: Duration = Duration::from_secs(600);

/// The longest list of calendars that somebody gets here.
const CALENDARS: [&str; 2] = ["Work", "Family"];

/// Gives the owner of each second event a reminder on it, and a star on every twentieth.
const PERSONAL: &str = "INSERT INTO event_personal \
    (event_id, user_id, calendar_id, version, updated_at, is_starred, reminders) \
    SELECT e.id, m.user_id, e.calendar_id, 0, 0, e.id % 20 = 0, '15' FROM events e \
    JOIN calendar_members m ON m.calendar_id = e.calendar_id AND m.held = 6 WHERE e.id % 2 = 0";

/// Somebody with a session and three calendars.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) cookie: String,
    pub(crate) calendars: Vec<CalendarId>,
}

/// A running server, and what it needs as long as it runs.
pub(crate) struct Filled {
    pub(crate) server: Daemon,
    pub(crate) accounts: Vec<Account>,
    pub(crate) home: Home,
}

/// Makes accounts, stops the server, fills its database, and starts it again.
pub(crate) fn filled(
    umbra: &Umbra,
    home: Home,
    people: usize,
    fill: impl AsyncFnOnce(&Store, &[Account]) -> Outcome,
) -> Outcome<Filled> {
    let accounts = accounts(umbra, &home, people)?;
    let url = DatabaseUrl::parse(&home.database_url());
    let url = url.ok_or_else(|| Failure::new("the database has no URL"))?;
    let settings = DatabaseSettings { statement_timeout: PATIENCE, ..DatabaseSettings::new(url) };
    block_on(async {
        let store = Store::connect(&settings).await?;
        fill(&store, &accounts).await?;
        execute(&store, PERSONAL.to_owned()).await?;
        // PostgreSQL's own vacuum would come some time later, in the middle of a measurement.
        let analyze = if store.is_postgres() { "VACUUM (ANALYZE)" } else { "ANALYZE" };
        execute(&store, analyze.to_owned()).await?;
        store.close().await;
        Ok(())
    })?;
    Ok(Filled { server: umbra.start(&home)?, accounts, home })
}

fn accounts(umbra: &Umbra, home: &Home, people: usize) -> Outcome<Vec<Account>> {
    let server = umbra.start(home)?;
    let mut dice = Dice::seeded(Dice::seed());
    let names: Vec<_> = (0..people).map(|_| dice.name()).collect();
    people::open_registration(server.address)?;
    let people = people::register(server.address, &names, 0)?;
    block_on(async {
        let mut connection = Connection::open(server.address).await?;
        let mut accounts = Vec::new();
        for person in people {
            for name in CALENDARS {
                let body = format!(r#"{{"name":"{name}"}}"#);
                let make = Request::send("POST", "/api/calendars", &body).cookie(&person.cookie);
                connection.expect(&make.to(server.address)).await?;
            }
            let list = Request::get("/api/calendars").cookie(&person.cookie).to(server.address);
            let listed = connection.expect(&list).await?;
            let listed: Value = serde_json::from_slice(listed.body())
                .map_err(Failure::when("calendars are no JSON"))?;
            let all = listed.as_array().or_else(|| listed["items"].as_array());
            let ids = all.into_iter().flatten().filter_map(|calendar| calendar["id"].as_i64());
            let calendars: Vec<_> = ids.map(CalendarId).collect();
            if calendars.len() <= CALENDARS.len() {
                return Err(Failure::new("somebody has too few calendars"));
            }
            accounts.push(Account { cookie: person.cookie, calendars });
        }
        Ok(accounts)
    })
}

/// Stores events by the store's own hands, for those whose calendars they are in.
pub(super) async fn store_all(store: &Store, events: Vec<Invented>) -> Outcome {
    let mut owners = HashMap::new();
    for Invented { event, .. } in &events {
        if let Entry::Vacant(unknown) = owners.entry(event.calendar) {
            unknown.insert(owner(store, event.calendar).await?);
        }
    }
    store
        .write(async |tx| {
            for Invented { event, overrides } in events {
                let place = calendar::for_events(tx, owners[&event.calendar], Some(event.calendar));
                let place = place.await?.granted().map_err(Failure::when("a calendar is gone"))?;
                umbra_store::event::create_part(tx, &place, event, &overrides, MADE).await?;
            }
            Ok(())
        })
        .await
}

/// Finds the owner of a calendar.
pub(crate) async fn owner(store: &Store, CalendarId(id): CalendarId) -> Outcome<UserId> {
    let owners = numbers(store, "SELECT user_id FROM calendars WHERE id = $1", id).await?;
    let owner = owners.first().ok_or_else(|| Failure::new("a calendar has no owner"))?;
    Ok(UserId(*owner))
}

/// Reads a column of numbers by a text of ours with one parameter.
pub(crate) async fn numbers(store: &Store, text: &'static str, of: i64) -> Outcome<Vec<i64>> {
    let numbers = match (store.postgres_pool(), store.sqlite_pool()) {
        (Some(pool), _) => sqlx::query_scalar(text).bind(of).fetch_all(&pool).await,
        (_, Some(pool)) => sqlx::query_scalar(text).bind(of).fetch_all(&pool).await,
        _ => return Err(Failure::new("there is no other database")),
    };
    numbers.map_err(Failure::when("a statement failed"))
}
