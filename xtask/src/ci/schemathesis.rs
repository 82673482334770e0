//! Requests that schemathesis makes of the served OpenAPI document, sound and unsound ones: of one process on
//! SQLite, and of several on PostgreSQL, behind nginx.

use std::panic::resume_unwind;
use std::path::Path;
use std::thread;

use umbra_testkit_postgres::find_binaries;

use super::server::Server;
use super::{Done, python, steps};
use crate::failure::{Failure, Outcome};
use crate::process;

/// What schemathesis needs.
const PYTHON: python::Environment =
    python::Environment { folder: "python", requirements: ".ci/requirements.txt" };

/// What to check and how much to try.
const CONFIGURATION: &str = ".ci/schemathesis.toml";

/// Operations that can end or lock the session with which they are called, in groups. Each group is
/// tried with a session of its own, for behind them everything else answers 401 or 423.
const ENDING_SESSIONS: [&str; 5] = [
    "^/api/(auth/(logout|lock|change-password|sessions)|admin/users/.*/(sessions|enforce-mfa))",
    // A session ends with the tenth wrong password that is given in it.
    "^/api/auth/(verify-password|totp/disable|totp/backup-codes)",
    "^/api/auth/passkeys/(register/begin|passwordless/enable|[{])",
    "^/api/auth/me",
    // Whoever gets an account or signs in leaves the session that they had.
    "^/api/auth/(register|login)",
];

const ADMIN: &str = r#"{"username":"admin","password":"seven-otters-knit-quietly"}"#;

pub(super) fn run() -> Outcome<Done> {
    let Some(program) = python::program(&PYTHON, "schemathesis")? else {
        return steps::without("there is no Python 3".to_owned());
    };
    if !process::exists("nginx") {
        return steps::without("there is no nginx".to_owned());
    }
    if let Err(missing) = find_binaries() {
        return steps::without(missing.to_string());
    }
    let umbra = process::umbra()?;
    // At the same time: most of it is one program's thinking.
    let tried = thread::scope(|scope| {
        let alone = scope.spawn(|| all("SQLite", Server::alone(&umbra)?, &program));
        let spread = Server::spread(&umbra)
            .and_then(|server| all("PostgreSQL, three processes behind nginx", server, &program));
        let alone = alone.join().unwrap_or_else(|panic| resume_unwind(panic));
        [alone, spread]
    });
    // Both, so that all that is wrong is told at once.
    let wrong: Vec<_> = tried.into_iter().filter_map(Result::err).collect();
    match &wrong[..] {
        [] => Ok(Done::Passed),
        wrong => {
            Err(Failure::new(wrong.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))
        }
    }
}

/// Tries all operations on one installation, and tells of it at once in the end.
fn all(name: &str, mut server: Server, program: &Path) -> Outcome {
    let mut said = format!("--- {name}\n");
    let outcome = operations(&server, program, &mut said).and(server.check());
    println!("{said}");
    outcome.map_err(|failure| {
        Failure::new(format!("{name}: {failure}; what was logged:\n{}", server.log()))
    })
}

fn operations(server: &Server, program: &Path, said: &mut String) -> Outcome {
    let session = server.call(("POST", "/api/auth/setup"), "", ADMIN)?;
    let open = r#"{"allow_registration":true}"#;
    server.call(("PUT", "/api/admin/config"), &session, open)?;
    let apart: Vec<String> = ENDING_SESSIONS
        .iter()
        .map(|_| server.call(("POST", "/api/auth/login"), "", ADMIN))
        .collect::<Outcome<_>>()?;
    let others = ENDING_SESSIONS.join("|");
    let mut outcome = attempt(program, server, &session, ("--exclude-path-regex", &others), said)
        .and_then(|()| is_signed_in(server, &session));
    for (paths, session) in ENDING_SESSIONS.iter().zip(&apart) {
        let tried = attempt(program, server, session, ("--include-path-regex", paths), said);
        outcome = outcome.and(tried);
    }
    outcome
}

/// Checks that the attempt before saw more than refusals to its end.
fn is_signed_in(server: &Server, cookie: &str) -> Outcome {
    server.call(("GET", "/api/settings"), cookie, "").map(drop).map_err(|failure| {
        Failure::new(format!(
            "{failure}: an operation ended the session and belongs to `ENDING_SESSIONS` in \
             xtask/src/ci/schemathesis.rs"
        ))
    })
}

/// Tries the operations whose path does, or doesn't, end sessions.
fn attempt(
    program: &Path,
    server: &Server,
    cookie: &str,
    paths: (&str, &str),
    said: &mut String,
) -> Outcome {
    let mut command = process::command(program);
    command
        .arg("--config-file")
        .arg(process::root().join(CONFIGURATION))
        .args(["run", paths.0, paths.1])
        .args(["--header", &format!("Cookie: {cookie}")])
        // Without it, every unsafe method answers 403.
        .args(["--header", "X-Requested-With: XMLHttpRequest"])
        .arg(format!("http://127.0.0.1:{}/api/openapi.json", server.port()))
        // It leaves files where it stands.
        .current_dir(server.folder())
        .env("NO_COLOR", "1");
    let output = command.output().map_err(|error| process::not_started(&command, &error))?;
    for part in [&output.stdout, &output.stderr] {
        said.push_str(&String::from_utf8_lossy(part));
    }
    process::succeeded(&command, output.status)
}
