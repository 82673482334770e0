//! Requests that schemathesis makes of the served OpenAPI document, sound and unsound ones.

use std::path::Path;

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
    let server = Server::start(&process::umbra()?)?;
    let session = server.call(("POST", "/api/auth/setup"), "", ADMIN)?;
    let open = r#"{"allow_registration":true}"#;
    server.call(("PUT", "/api/admin/config"), &session, open)?;
    let apart: Vec<String> = ENDING_SESSIONS
        .iter()
        .map(|_| server.call(("POST", "/api/auth/login"), "", ADMIN))
        .collect::<Outcome<_>>()?;
    let all = ENDING_SESSIONS.join("|");
    let mut outcome = attempt(&program, &server, &session, ("--exclude-path-regex", &all))
        .and_then(|()| is_signed_in(&server, &session));
    for (paths, session) in ENDING_SESSIONS.iter().zip(&apart) {
        let tried = attempt(&program, &server, session, ("--include-path-regex", paths));
        outcome = outcome.and(tried);
    }
    match outcome {
        Ok(()) => Ok(Done::Passed),
        Err(failure) => {
            Err(Failure::new(format!("{failure}; the server's log:\n{}", server.log())))
        }
    }
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
fn attempt(program: &Path, server: &Server, cookie: &str, paths: (&str, &str)) -> Outcome {
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
    process::run(&mut command)
}
