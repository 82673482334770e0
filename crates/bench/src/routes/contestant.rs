//! Who is measured: Umbra, the old stack, and PostgreSQL alone.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::Route;
use crate::dice::Dice;
use crate::failure::{Failure, Outcome};
use crate::http::{self, Draft, Load, Measured, Request, Window};
use crate::people;
use crate::server::{Daemon, Home, Postgres, Umbra};

/// The name of PostgreSQL alone.
pub(super) const LIMIT: &str = "limit";

/// Todos of each person.
pub(super) const TODOS: usize = 100;

/// How long a load runs before it is counted.
const WARM_UP: Duration = Duration::from_millis(300);

/// One that is measured.
pub(super) struct Contestant<'a> {
    pub(super) name: &'static str,
    way: Way<'a>,
}

enum Way<'a> {
    /// Over HTTP.
    Http { server: Daemon, requests: Vec<(Route, Arc<[Request]>)> },
    /// By PostgreSQL's own benchmark.
    Pgbench { postgres: &'a Postgres, url: String, variables: Vec<String> },
}

impl<'a> Contestant<'a> {
    /// Starts Umbra and fills its database through its API.
    pub(super) fn umbra(
        name: &'static str,
        umbra: &Umbra,
        home: &Home,
        count: usize,
    ) -> Outcome<Self> {
        let server = umbra.start(home)?;
        let mut dice = Dice::seeded(Dice::seed());
        let names: Vec<_> = (0..count).map(|_| dice.name()).collect();
        people::open_registration(server.address)?;
        let people = people::register(server.address, &names, TODOS)?;
        let cookies: Vec<_> = people.into_iter().map(|person| person.cookie).collect();
        Ok(Self::http(name, server, &cookies, |_| people::todo(6)))
    }

    /// Takes a server that offers the routes.
    pub(super) fn http(
        name: &'static str,
        server: Daemon,
        cookies: &[String],
        todo: impl Fn(SocketAddr) -> Draft,
    ) -> Self {
        let address = server.address;
        let for_everybody = |draft: Draft| {
            cookies.iter().map(|cookie| draft.clone().cookie(cookie).to(address)).collect()
        };
        let requests = vec![
            (Route::Health, [Request::get("/health").to(address)].into()),
            (Route::Status, for_everybody(Request::get("/api/auth/status"))),
            (Route::Todos, for_everybody(Request::get("/api/todos?limit=50"))),
            (Route::Create, for_everybody(todo(address))),
        ];
        Self { name, way: Way::Http { server, requests } }
    }

    /// Takes the database of an Umbra that was filled, to run the same SQL in it.
    pub(super) fn limit(postgres: &'a Postgres, url: &str) -> Outcome<Self> {
        postgres.run_file(url, &script("prepare"), &[])?;
        // The accounts were made one after the other, so their numbers leave no gap.
        let bounds = postgres.query(url, "SELECT min(id), max(id), count(*) FROM users")?;
        let [first, last, count] = bounds.split('|').collect::<Vec<_>>()[..] else {
            return Err(Failure::new("nobody has an account"));
        };
        let number = |text: &str| text.parse::<i64>().map_err(Failure::when("an account"));
        if number(last)? - number(first)? + 1 != number(count)? {
            return Err(Failure::new("the numbers of the accounts have gaps"));
        }
        let variables = vec![format!("first={first}"), format!("last={last}")];
        Ok(Self { name: LIMIT, way: Way::Pgbench { postgres, url: url.to_owned(), variables } })
    }

    /// Measures a route; `None` when there is nothing to measure.
    pub(super) fn measure(
        &self,
        route: Route,
        connections: usize,
        counted: Duration,
    ) -> Outcome<Option<Measured>> {
        match &self.way {
            Way::Http { server, requests } => {
                let Some((_, requests)) = requests.iter().find(|(known, _)| *known == route) else {
                    return Ok(None);
                };
                let (server, requests) = (server.address, Arc::clone(requests));
                let load = Load { server, requests, connections };
                http::run(&load, Window { warm_up: WARM_UP, counted }).map(Some)
            }
            Way::Pgbench { postgres, url, variables } => {
                let script = script(match route {
                    Route::Health => return Ok(None),
                    Route::Status => "status",
                    Route::Todos => "todos",
                    Route::Create => "create",
                });
                postgres.pgbench(url, &script, variables, connections, counted).map(Some)
            }
        }
    }
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sql").join(name).with_extension("sql")
}
