//! People with accounts and todos, made through the API.

use std::net::SocketAddr;
use std::sync::Arc;

use crate::failure::{Failure, Outcome};
use crate::http::{Connection, Draft, Request, block_on};

/// The password of everybody.
pub(crate) const PASSWORD: &str = "seven green lanterns";

/// A password of the same length that is nobody's.
pub(crate) const WRONG_PASSWORD: &str = "seven green lampions";

/// Connections over which people are made at a time.
const CONNECTIONS: usize = 8;

/// Somebody with an account and a session.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    /// The name to sign in with.
    pub(crate) username: String,
    /// The session, as `name=value`.
    pub(crate) cookie: String,
}

/// Makes the first admin of an empty server, who lets everybody register.
pub(crate) fn open_registration(server: SocketAddr) -> Outcome {
    block_on(async {
        let mut connection = Connection::open(server).await?;
        let body = format!(r#"{{"username":"admin","password":"{PASSWORD}"}}"#);
        let setup = Request::send("POST", "/api/auth/setup", &body).to(server);
        let cookie = session(connection.expect(&setup).await?.cookie("session"))?;
        let open = Request::send("PUT", "/api/admin/config", r#"{"allow_registration":true}"#);
        connection.expect(&open.cookie(&cookie).to(server)).await.map(drop)
    })
}

/// Makes an account with `todos` todos for each name, in no particular order.
pub(crate) fn register(server: SocketAddr, names: &[String], todos: usize) -> Outcome<Vec<Person>> {
    block_on(async {
        let names: Arc<[String]> = names.into();
        let tasks: Vec<_> = (0..CONNECTIONS)
            .map(|first| tokio::spawn(register_some(server, Arc::clone(&names), first, todos)))
            .collect();
        let mut people = Vec::new();
        for task in tasks {
            people.extend(task.await.map_err(Failure::when("a connection died"))??);
        }
        Ok(people)
    })
}

async fn register_some(
    server: SocketAddr,
    names: Arc<[String]>,
    first: usize,
    todos: usize,
) -> Outcome<Vec<Person>> {
    let mut connection = Connection::open(server).await?;
    let mut people = Vec::new();
    for username in names.iter().skip(first).step_by(CONNECTIONS) {
        let body = format!(r#"{{"username":"{username}","password":"{PASSWORD}"}}"#);
        let request = Request::send("POST", "/api/auth/register", &body).to(server);
        let cookie = session(connection.expect(&request).await?.cookie("session"))?;
        for number in 0..todos {
            connection.expect(&todo(number).cookie(&cookie).to(server)).await?;
        }
        people.push(Person { username: username.clone(), cookie });
    }
    Ok(people)
}

/// A sign-in.
pub(crate) fn login(username: &str, password: &str) -> Draft {
    let body = format!(r#"{{"username":"{username}","password":"{password}"}}"#);
    Request::send("POST", "/api/auth/login", &body)
}

/// A todo to write down: every third one has a description, every second one a date.
pub(crate) fn todo(number: usize) -> Draft {
    let description = match number % 3 {
        0 => format!(r#","description":"{}""#, "Some words of description. ".repeat(4)),
        _ => String::new(),
    };
    let due = match number % 2 {
        0 => format!(r#","due_date":"2030-{:02}-{:02}""#, 1 + number % 12, 1 + number % 28),
        _ => String::new(),
    };
    let body = format!(
        r#"{{"title":"Todo number {number} to be done","priority":"medium"{description}{due}}}"#
    );
    Request::send("POST", "/api/todos", &body)
}

fn session(cookie: Option<String>) -> Outcome<String> {
    cookie.ok_or_else(|| Failure::new("signing in gave no session cookie"))
}
