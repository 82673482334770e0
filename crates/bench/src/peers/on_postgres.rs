//! The peers on PostgreSQL, FastAPI and Node, which share a database and a contract; and its limit.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::json;

use super::contestant::{Contestant, Script};
use super::load::{Load, Who};
use super::tools::{Tools, source};
use super::world::World;
use super::{COPIES, DESCRIPTION, DUE, Field, TITLE};
use crate::bare_hash;
use crate::environment;
use crate::failure::{Failure, Outcome};
use crate::http::{Connection, Request, block_on};
use crate::people::PASSWORD;
use crate::server::{Daemon, Postgres, free_address};

/// Fills the database of the peers and gives its URL.
pub(super) fn fill(postgres: &Postgres, folder: &Path, world: &World) -> Outcome<String> {
    let url = postgres.create("peers")?;
    postgres.run_file(&url, &source("database.sql"), &[])?;
    let rows = folder.join("rows.sql");
    let text = world.sql(&bare_hash::stored(PASSWORD)?);
    fs::write(&rows, text).map_err(Failure::when(rows.display()))?;
    postgres.run_file(&url, &rows, &[])?;
    // Somebody with very many todos: those of the first one, again and again.
    let last = world.people.len() + 1;
    for statement in [
        format!(
            "INSERT INTO users (email, password_hash, display_name) \
             SELECT 'person{}@example.test', password_hash, 'Grown' FROM users WHERE id = 1",
            last - 1
        ),
        format!(
            "INSERT INTO todos (user_id, title, description, status, priority, due_at, created_at) \
             SELECT {last}, title, description, status, priority, due_at, created_at \
             FROM todos, generate_series(0, {COPIES}) WHERE user_id = 1"
        ),
        "VACUUM ANALYZE".to_owned(),
    ] {
        postgres.query(&url, &statement)?;
    }
    Ok(url)
}

/// Starts FastAPI in both ways, and Node.
pub(super) fn contestants<'a>(
    field: &mut Field<'a>,
    tools: &Tools,
    url: &str,
    folder: &Path,
    world: &World,
) -> Outcome {
    match tools.python() {
        Ok(python) => {
            for (who, mode) in [(Who::FastApi, "orm"), (Who::FastApiLean, "core")] {
                let start = || fastapi(&python, url, mode, folder);
                field.add(of_contract(Contestant::start(who, folder, start)?, world)?);
            }
        }
        Err(why) => field.skip("FastAPI", why),
    }
    match tools.node() {
        Ok(node) => {
            let start = || start_node(&node, url, folder);
            field.add(of_contract(Contestant::start(Who::Node, folder, start)?, world)?);
        }
        Err(why) => field.skip("Node", why),
    }
    Ok(())
}

/// Starts it as its documentation says for production, with a process for each of two cores and without an
/// access log.
fn fastapi(python: &Path, url: &str, mode: &str, logs: &Path) -> Outcome<Daemon> {
    let address = free_address()?;
    let mut command = Command::new(python);
    command
        .args(["-m", "uvicorn", "app:app", "--app-dir"])
        .arg(source("fastapi"))
        .args(["--host", &address.ip().to_string(), "--port", &address.port().to_string()])
        .args(["--workers", "2", "--loop", "uvloop", "--http", "httptools"])
        .args(["--no-access-log", "--log-level", "warning", "--timeout-graceful-shutdown", "2"])
        .env_clear()
        .envs(environment::inherited())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("PEER_MODE", mode)
        .env("DATABASE_URL", url.replacen("postgres://", "postgresql+asyncpg://", 1));
    Daemon::start(&mut command, address, &logs.join(format!("fastapi-{mode}.log")))
}

/// Starts two workers, whose hashes have a thread for each core together.
fn start_node(node: &Path, url: &str, logs: &Path) -> Outcome<Daemon> {
    let address = free_address()?;
    let mut command = Command::new("node");
    command
        .arg(node.join("server.js"))
        .env_clear()
        .envs(environment::inherited())
        .env("NODE_ENV", "production")
        .env("PORT", address.port().to_string())
        .env("DATABASE_URL", url);
    Daemon::start(&mut command, address, &logs.join("node.log"))
}

/// Signs everybody in and says what is sent by the contract that both have.
fn of_contract<'a>(mut contestant: Contestant<'a>, world: &World) -> Outcome<Contestant<'a>> {
    let sign_in = |number: usize| {
        let words = json!({"email": format!("person{number}@example.test"), "password": PASSWORD});
        Request::send("POST", "/api/auth/login", &words.to_string())
    };
    let people = world.people.len();
    let address = contestant.address()?;
    let cookies = block_on(async {
        let mut connection = Connection::open(address).await?;
        let mut cookies = Vec::new();
        for number in 0..=people {
            let cookie = connection.expect(&sign_in(number).to(address)).await?.cookie("session");
            cookies.push(cookie.ok_or_else(|| Failure::new("a peer gave no cookie"))?);
        }
        Ok(cookies)
    })?;
    let (shared, grown) = cookies.split_at(people);
    let each = |path: &str, cookies: &[String]| {
        cookies.iter().map(|cookie| Request::get(path).cookie(cookie)).collect::<Vec<_>>()
    };
    contestant.sends(Load::Health, vec![Request::get("/health")])?;
    contestant.sends(Load::Status, each("/api/auth/status", shared))?;
    contestant.sends(Load::Todos, each("/api/todos?limit=50", shared))?;
    contestant.sends(Load::Grown, each("/api/todos?limit=50", grown))?;
    if contestant.who != Who::Node {
        let (first, after) = world.month();
        let month = format!("/api/events?start={first}T00:00:00Z&end={after}T00:00:00Z");
        contestant.sends(Load::Month, each(&month, shared))?;
        contestant.sends(Load::Dashboard, each("/api/dashboard", shared))?;
    }
    let todo = json!({"title": TITLE, "priority": 3, "description": DESCRIPTION.repeat(4),
        "due_at": format!("{DUE}T00:00:00Z")});
    let creating = shared
        .iter()
        .map(|cookie| Request::send("POST", "/api/todos", &todo.to_string()).cookie(cookie));
    contestant.sends(Load::Create, creating.collect())?;
    contestant.sends(Load::SignIn, (0..people).map(sign_in).collect())?;
    Ok(contestant)
}

/// Takes the databases of an Umbra and of the peers, which were filled, to run their statements without a server:
/// of what reads rows alone Umbra's own, of what computes occurrences those of FastAPI.
pub(super) fn limit<'a>(
    postgres: &'a Postgres,
    (umbra, peers): (&str, &str),
    world: &World,
) -> Outcome<Contestant<'a>> {
    let prepare = Path::new(env!("CARGO_MANIFEST_DIR")).join("sql/prepare.sql");
    postgres.run_file(umbra, &prepare, &[])?;
    // The accounts were made one after the other, so their numbers leave no gap.
    let bounds = postgres.query(umbra, "SELECT min(id), max(id), count(*) FROM users")?;
    let [first, last, count] = bounds.split('|').collect::<Vec<_>>()[..] else {
        return Err(Failure::new("nobody has an account"));
    };
    let number = |text: &str| text.parse::<i64>().map_err(Failure::when("an account"));
    if number(last)? - number(first)? + 1 != number(count)? {
        return Err(Failure::new("the numbers of the accounts have gaps"));
    }
    let own = [format!("first={first}"), format!("last={last}")];
    let theirs = [format!("people={}", world.people.len())];
    let script = |load, name, url: &str, variables: &[String]| {
        (load, Script { url: url.to_owned(), name, variables: variables.to_vec() })
    };
    Ok(Contestant::pgbench(
        postgres,
        vec![
            script(Load::Status, "status", umbra, &own),
            script(Load::Todos, "todos", umbra, &own),
            script(Load::Create, "create", umbra, &own),
            script(Load::Month, "month", peers, &theirs),
            script(Load::Dashboard, "dashboard", peers, &theirs),
        ],
    ))
}
