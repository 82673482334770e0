//! Umbra, filled through its API.

use std::time::Duration;

use serde_json::Value;
use umbra_store::{DatabaseSettings, DatabaseUrl, Store};

use super::contestant::{Contestant, send_all};
use super::load::{Load, Who};
use super::world::World;
use super::{COPIES, GROWN, account_name};
use crate::calendar::filler::execute;
use crate::failure::{Failure, Outcome};
use crate::http::{Request, block_on};
use crate::people::{self, login, todo};
use crate::server::{Home, Umbra};

/// How long a statement that fills may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// The columns of a todo that are copied.
const COPIED: &str = "user_id, version, title, title_key, description, priority, due_rank, \
    completed_at, search_text, recurrence_done, created_at, updated_at";

/// Fills a home, and starts the server that is measured.
pub(super) fn contestant<'a>(
    who: Who,
    umbra: &Umbra,
    home: &Home,
    world: &World,
) -> Outcome<Contestant<'a>> {
    let cookies = fill(umbra, home, world)?;
    grow(home)?;
    let mut contestant = Contestant::start(who, home.folder(), || umbra.start(home))?;
    let (shared, grown) = cookies.split_at(world.people.len());
    let each = |path: &str, cookies: &[String]| {
        cookies.iter().map(|cookie| Request::get(path).cookie(cookie)).collect::<Vec<_>>()
    };
    let (first, after) = world.month();
    contestant.sends(Load::Health, vec![Request::get("/health")])?;
    contestant.sends(Load::Status, each("/api/auth/status", shared))?;
    contestant.sends(Load::Todos, each("/api/todos?limit=50", shared))?;
    contestant.sends(Load::Grown, each("/api/todos?limit=50", grown))?;
    let month = format!("/api/events?start={first}&end={after}");
    contestant.sends(Load::Month, each(&month, shared))?;
    contestant.sends(Load::Dashboard, each("/api/dashboard", shared))?;
    let creating = shared.iter().map(|cookie| todo(6).cookie(cookie));
    contestant.sends(Load::Create, creating.collect())?;
    let names = (0..world.people.len()).map(account_name);
    let signing_in = names.map(|name| login(&name, people::PASSWORD));
    contestant.sends(Load::SignIn, signing_in.collect())?;
    Ok(contestant)
}

/// Makes everybody and what they have; gives their cookies, the last one that of who has the most todos.
fn fill(umbra: &Umbra, home: &Home, world: &World) -> Outcome<Vec<String>> {
    let server = umbra.start(home)?;
    people::open_registration(server.address)?;
    let mut names: Vec<_> = (0..world.people.len()).map(account_name).collect();
    names.push(GROWN.to_owned());
    let people = people::register(server.address, &names, 0)?;
    let cookies = names.iter().map(|name| {
        let found = people.iter().find(|person| person.username == *name);
        found.map(|person| person.cookie.clone()).ok_or_else(|| Failure::new("nobody is there"))
    });
    let cookies = cookies.collect::<Outcome<Vec<_>>>()?;
    let mut drafts = Vec::new();
    let grown = world.people.first().into_iter();
    for (things, cookie) in world.people.iter().chain(grown).zip(&cookies) {
        let mut make = |path: &str, body: &Value| {
            drafts.push(Request::send("POST", path, &body.to_string()).cookie(cookie));
        };
        things.todos.iter().for_each(|todo| make("/api/todos", &todo.for_umbra()));
        things.events.iter().for_each(|event| make("/api/events", &event.for_umbra()));
        let reminders = things.reminders.iter();
        reminders.for_each(|reminder| make("/api/reminders", &reminder.for_umbra()));
    }
    send_all(server.address, drafts)?;
    Ok(cookies)
}

/// Copies the todos of one person very often, by a statement that both databases understand.
fn grow(home: &Home) -> Outcome {
    let url = DatabaseUrl::parse(&home.database_url());
    let url = url.ok_or_else(|| Failure::new("the database has no URL"))?;
    let settings = DatabaseSettings { statement_timeout: PATIENCE, ..DatabaseSettings::new(url) };
    let of = COPIED.split(", ").map(|column| format!("t.{column}")).collect::<Vec<_>>().join(", ");
    let text = format!(
        "INSERT INTO todos ({COPIED}) WITH RECURSIVE n(i) AS \
         (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {COPIES}) \
         SELECT {of} FROM todos t CROSS JOIN n \
         WHERE t.user_id = (SELECT id FROM users WHERE username = '{GROWN}')"
    );
    block_on(async {
        let store = Store::connect(&settings).await?;
        execute(&store, text).await?;
        // PostgreSQL's own vacuum would come some time later, in the middle of a measurement.
        let analyze = if store.is_postgres() { "VACUUM (ANALYZE)" } else { "ANALYZE" };
        execute(&store, analyze.to_owned()).await?;
        store.close().await;
        Ok(())
    })
}
