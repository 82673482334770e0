//! The stack of the service that Umbra replaces, with the same routes.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::contestant::{Contestant, TODOS};
use crate::bare_hash;
use crate::environment;
use crate::failure::{Failure, Outcome};
use crate::http::{Connection, Draft, Request, block_on};
use crate::people::PASSWORD;
use crate::server::{Daemon, Postgres, free_address};

/// The names of its two ways to be written.
pub(super) const NAMES: [&str; 2] = ["old stack", "old stack, lean"];

/// What to do when it isn't there.
pub(super) const HOW_TO_PREPARE: &str =
    "its Python packages are missing; `cargo xtask bench prepare-peer` installs them";

/// Makes a Python environment with the packages of the old stack in the build folder. Needs
/// `python3` with `venv`, and the package index.
pub(crate) fn prepare() -> Outcome {
    let environment = environment()?;
    succeed(Command::new("python3").args(["-m", "venv"]).arg(&environment))?;
    let mut pip = Command::new(environment.join("bin/pip"));
    succeed(pip.args(["install", "--quiet", "--requirement"]).arg(file("requirements.txt")))
}

/// Starts the old stack in both ways on a database of its own; `None` when its packages are
/// missing.
pub(super) fn contestants<'a>(
    postgres: &Postgres,
    logs: &Path,
    people: usize,
) -> Outcome<Option<Vec<Contestant<'a>>>> {
    let python = environment()?.join("bin/python");
    let probe = ["-c", "import fastapi, sqlalchemy, asyncpg, argon2, itsdangerous, uvicorn"];
    if !Command::new(&python).args(probe).output().is_ok_and(|probed| probed.status.success()) {
        return Ok(None);
    }
    let url = postgres.create("peer")?;
    let variables = [
        format!("people={people}"),
        format!("todos={TODOS}"),
        format!("hash={}", bare_hash::stored(PASSWORD)?),
    ];
    postgres.run_file(&url, &file("database.sql"), &variables)?;
    let mut contestants = Vec::new();
    for (name, mode) in NAMES.into_iter().zip(["orm", "core"]) {
        let server = start(&python, &url, mode, logs)?;
        let cookies = block_on(sign_in(&server, people))?;
        contestants.push(Contestant::http(name, server, &cookies, |_| todo()));
    }
    Ok(Some(contestants))
}

/// Starts it as its documentation says for production, with a process for each of two cores and
/// without an access log.
fn start(python: &Path, url: &str, mode: &str, logs: &Path) -> Outcome<Daemon> {
    let address = free_address()?;
    let url = url.replacen("postgres://", "postgresql+asyncpg://", 1);
    let mut command = Command::new(python);
    command
        .args(["-m", "uvicorn", "app:app", "--app-dir"])
        .arg(file(""))
        .args(["--host", &address.ip().to_string(), "--port", &address.port().to_string()])
        .args(["--workers", "2", "--loop", "uvloop", "--http", "httptools"])
        .args(["--no-access-log", "--log-level", "warning", "--timeout-graceful-shutdown", "2"])
        .env_clear()
        .envs(environment::inherited())
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("PEER_MODE", mode)
        .env("DATABASE_URL", url);
    Daemon::start(&mut command, address, &logs.join(format!("peer-{mode}.log")))
}

async fn sign_in(server: &Daemon, people: usize) -> Outcome<Vec<String>> {
    let mut connection = Connection::open(server.address).await?;
    let mut cookies = Vec::new();
    for number in 0..people {
        let body = format!(r#"{{"email":"person{number}@example.test","password":"{PASSWORD}"}}"#);
        let request = Request::send("POST", "/api/auth/login", &body).to(server.address);
        let cookie = connection.expect(&request).await?.cookie("session");
        cookies.push(cookie.ok_or_else(|| Failure::new("the old stack gave no cookie"))?);
    }
    Ok(cookies)
}

/// The same todo as for Umbra, in this service's words.
fn todo() -> Draft {
    let description = "Some words of description. ".repeat(4);
    let body = format!(
        r#"{{"title":"Todo number 6 to be done","priority":3,"description":"{description}","due_at":"2030-07-07T00:00:00Z"}}"#
    );
    Request::send("POST", "/api/todos", &body)
}

/// Gives the folder of the Python environment: beside the folder with this program.
fn environment() -> Outcome<PathBuf> {
    let own = std::env::current_exe().map_err(Failure::when("where is this program"))?;
    let target = own.ancestors().nth(2).unwrap_or(&own);
    Ok(target.join("umbra-bench").join("venv"))
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("peer").join(name)
}

fn succeed(command: &mut Command) -> Outcome {
    let program = Path::new(command.get_program()).display().to_string();
    let status = command.status().map_err(Failure::when(format_args!("can't run {program}")))?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::new(format!("{program} failed ({status})")))
}
