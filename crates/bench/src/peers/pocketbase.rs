//! PocketBase, with its own SQLite.

use std::path::Path;
use std::process::{Command, Stdio};

use sea_orm::sqlx::{AssertSqlSafe, SqlitePool, raw_sql};
use serde_json::{Value, json};

use super::contestant::{Contestant, send_all};
use super::load::{Load, Who};
use super::tools::source;
use super::world::World;
use super::{COPIES, DESCRIPTION, DUE, TITLE};
use crate::environment;
use crate::failure::{Failure, Outcome};
use crate::http::{Connection, Draft, Request, block_on};
use crate::people::PASSWORD;
use crate::server::{Daemon, free_address};

const USERS: &str = "/api/collections/users/records";
const TODOS: &str = "/api/collections/todos/records";
const SIGN_IN: &str = "/api/collections/users/auth-with-password";

/// The newest 50, without counting all of them: Umbra doesn't either.
const LIST: &str = "?perPage=50&sort=-created,-id&skipTotal=1";

/// Somebody who is signed in.
struct Person {
    id: String,
    token: String,
}

impl Person {
    fn get(&self, path: &str) -> Draft {
        Request::get(path).header("Authorization", &self.token)
    }

    fn post(&self, path: &str, words: &Value) -> Draft {
        Request::send("POST", path, &words.to_string()).header("Authorization", &self.token)
    }
}

/// Makes the collections and everybody's todos, and starts the server that is measured.
pub(super) fn contestant<'a>(
    program: &Path,
    folder: &Path,
    world: &World,
) -> Outcome<Contestant<'a>> {
    // A superuser, or else it opens a browser to have one made.
    let superuser = ["superuser", "upsert", "admin@example.test", PASSWORD];
    let mut make = command(program, folder, &superuser);
    let made = make.stdin(Stdio::null()).output().map_err(Failure::when("can't run PocketBase"))?;
    if !made.status.success() {
        return Err(Failure::new(String::from_utf8_lossy(&made.stderr).into_owned()));
    }
    let people = fill(program, folder, world)?;
    let mut contestant = Contestant::start(Who::PocketBase, folder, || serve(program, folder))?;
    let (shared, grown) = people.split_at(world.people.len());
    let all = |people: &[Person], path: &str| {
        people.iter().map(|person| person.get(path)).collect::<Vec<_>>()
    };
    let list = format!("{TODOS}{LIST}");
    // Shorter, for longer answers of Go's have no Content-Length.
    let ids = format!("{list}&fields=id");
    let todo = |person: &Person| {
        let words = json!({"owner": person.id, "title": TITLE, "priority": 3,
            "description": DESCRIPTION.repeat(4), "due": format!("{DUE} 00:00:00.000Z")});
        person.post(TODOS, &words)
    };
    let itself = |person: &Person| person.get(&format!("{USERS}/{}", person.id));
    contestant.sends(Load::Health, vec![Request::get("/api/health")])?;
    contestant.sends(Load::Status, shared.iter().map(itself).collect())?;
    contestant.sends_and_asks(Load::Todos, all(shared, &list), all(shared, &ids))?;
    contestant.sends_and_asks(Load::Grown, all(grown, &list), all(grown, &ids))?;
    contestant.sends(Load::Create, shared.iter().map(todo).collect())?;
    contestant.sends(Load::SignIn, (0..shared.len()).map(sign_in).collect())?;
    Ok(contestant)
}

/// Makes everybody, the last one with very many todos.
fn fill(program: &Path, folder: &Path, world: &World) -> Outcome<Vec<Person>> {
    let server = serve(program, folder)?;
    let address = server.address;
    let everybody = 0..=world.people.len();
    let accounts = everybody.clone().map(|number| {
        let words = json!({"email": email(number), "password": PASSWORD,
            "passwordConfirm": PASSWORD});
        Request::send("POST", USERS, &words.to_string())
    });
    send_all(address, accounts.collect())?;
    let people = block_on(async {
        let mut connection = Connection::open(address).await?;
        let mut people = Vec::new();
        for number in everybody {
            let body = connection.expect(&sign_in(number).to(address)).await?.body();
            let told: Value = serde_json::from_slice(body).map_err(Failure::when("a sign-in"))?;
            let (id, token) = (told["record"]["id"].as_str(), told["token"].as_str());
            let person =
                id.zip(token).map(|(id, token)| Person { id: id.into(), token: token.into() });
            people.push(person.ok_or_else(|| Failure::new("PocketBase signed nobody in"))?);
        }
        Ok(people)
    })?;
    let grown = world.people.first().into_iter();
    let todos = world.people.iter().chain(grown).zip(&people).flat_map(|(things, person)| {
        things.todos.iter().map(|todo| person.post(TODOS, &todo.for_pocketbase(&person.id)))
    });
    send_all(address, todos.collect())?;
    drop(server);
    if let Some(last) = people.last() {
        block_on(grow(&folder.join("pocketbase/data.db"), &last.id))?;
    }
    Ok(people)
}

async fn grow(database: &Path, owner: &str) -> Outcome {
    let text = format!(
        "INSERT INTO todos (completed, created, description, due, owner, priority, title, updated) \
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {COPIES}) \
         SELECT t.completed, t.created, t.description, t.due, t.owner, t.priority, t.title, t.updated \
         FROM todos t CROSS JOIN n WHERE t.owner = '{owner}'; ANALYZE"
    );
    let failed = || Failure::when("todos can't be copied");
    let url = format!("sqlite:{}", database.display());
    let pool = SqlitePool::connect(&url).await.map_err(failed())?;
    raw_sql(AssertSqlSafe(text)).execute(&pool).await.map_err(failed())?;
    pool.close().await;
    Ok(())
}

fn serve(program: &Path, folder: &Path) -> Outcome<Daemon> {
    let address = free_address()?;
    let mut command = command(program, folder, &["serve", "--http", &address.to_string()]);
    Daemon::start_asking("/api/health", &mut command, address, &folder.join("pocketbase.log"))
}

fn command(program: &Path, folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .arg("--dir")
        .arg(folder.join("pocketbase"))
        .arg("--migrationsDir")
        .arg(source("pocketbase/migrations"))
        .args(["--automigrate=false", "--hooksWatch=false"])
        .current_dir(folder)
        .env_clear()
        .envs(environment::inherited());
    command
}

fn email(number: usize) -> String {
    format!("person{number}@example.test")
}

fn sign_in(number: usize) -> Draft {
    let words = json!({"identity": email(number), "password": PASSWORD});
    Request::send("POST", SIGN_IN, &words.to_string())
}
