//! Servers of our own, in a temporary folder, on free ports of this machine.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use umbra_testkit_postgres::{Cluster, free_address};

use super::{http, proxy::Proxy};
use crate::failure::{Failure, Outcome};
use crate::process;

/// How long a server gets to answer for the first time.
const PATIENCE: Duration = Duration::from_secs(60);

/// API processes behind nginx, and workers.
const PROCESSES: (usize, usize) = (3, 2);

/// Lines of a log that a failure shows.
const SHOWN_LINES: usize = 40;

/// A running installation, gone with its data when it is dropped.
pub(super) struct Server {
    processes: Vec<Process>,
    proxy: Option<Proxy>,
    // Goes after those who use it.
    _cluster: Option<Cluster>,
    port: u16,
    folder: process::Scratch,
}

impl Server {
    /// Starts one process on SQLite, as without any configuration, and waits until it answers.
    pub(super) fn alone(umbra: &Path) -> Outcome<Self> {
        let folder = process::Scratch::in_memory("umbra-ci-sqlite")?;
        let port = free_port()?;
        let mut serve = command(umbra, folder.path(), port);
        serve.env("UMBRA_LISTEN", format!("127.0.0.1:{port}"));
        let processes = vec![Process::start("umbra", serve, folder.path())?];
        let mut server = Self { processes, proxy: None, _cluster: None, port, folder };
        server.wait(port)?;
        Ok(server)
    }

    /// Starts API processes behind nginx and workers, on one PostgreSQL database, and waits until all answer.
    pub(super) fn spread(umbra: &Path) -> Outcome<Self> {
        let folder = process::Scratch::in_memory("umbra-ci-postgres")?;
        let cluster = Cluster::start().map_err(|error| Failure::new(error.to_string()))?;
        let port = free_port()?;
        let start = |name: String, arguments: &[&str], listen: u16| {
            let mut one = command(umbra, folder.path(), port);
            one.args(arguments)
                .env("DATABASE_URL", cluster.url())
                .env("UMBRA_LISTEN", format!("127.0.0.1:{listen}"))
                .env("UMBRA_TRUSTED_PROXIES", "127.0.0.1");
            Process::start(&name, one, folder.path())
        };
        let (mut ports, mut processes) = (Vec::new(), Vec::new());
        for number in 1..=PROCESSES.0 {
            ports.push(free_port()?);
            let listen = ports[number - 1];
            processes.push(start(format!("api-{number}"), &["serve", "--no-workers"], listen)?);
        }
        for number in 1..=PROCESSES.1 {
            processes.push(start(format!("worker-{number}"), &["worker"], 0)?);
        }
        let proxy = Some(Proxy::start(port, &ports, folder.path().join("nginx"))?);
        let mut server = Self { processes, proxy, _cluster: Some(cluster), port, folder };
        for port in ports.into_iter().chain([port]) {
            server.wait(port)?;
        }
        Ok(server)
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    /// Gives a folder that goes with the server.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Sends a request and gives the cookies that the answer sets, in the form in which they
    /// are sent back.
    pub(super) fn call(&self, what: (&str, &str), cookie: &str, body: &str) -> Outcome<String> {
        call(self.port, what, cookie, body)
    }

    /// Checks that all processes run, that none logged an error, and that nginx spread the requests.
    pub(super) fn check(&mut self) -> Outcome {
        self.processes.iter_mut().try_for_each(Process::check)?;
        self.proxy.as_mut().map_or(Ok(()), Proxy::check)
    }

    /// Gives the last lines of the logs.
    pub(super) fn log(&self) -> String {
        let logs = self.processes.iter().map(|process| {
            let log = process.log();
            let lines: Vec<&str> = log.lines().collect();
            let last = &lines[lines.len().saturating_sub(SHOWN_LINES)..];
            format!("{}:\n{}", process.name, last.join("\n"))
        });
        logs.collect::<Vec<_>>().join("\n")
    }

    #[expect(clippy::disallowed_methods, reason = "no event to wait for; bounded by a deadline")]
    fn wait(&mut self, port: u16) -> Outcome {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if call(port, ("GET", "/health/ready"), "", "").is_ok() {
                return Ok(());
            }
            self.processes.iter_mut().try_for_each(Process::check)?;
            thread::sleep(Duration::from_millis(20));
        }
        Err(Failure::new(format!("umbra doesn't answer:\n{}", self.log())))
    }
}

/// Prepares a process that people reach on a port.
fn command(umbra: &Path, folder: &Path, port: u16) -> Command {
    let mut command = process::command(umbra);
    // The developer's own settings would lead to the developer's own database.
    command
        .env_clear()
        .current_dir(folder)
        .env("UMBRA_DATA_DIR", folder.join("data"))
        .env("UMBRA_PUBLIC_URL", format!("http://127.0.0.1:{port}"))
        // CI calls no server outside; what comes of a call is tested against one of its own.
        .env("UMBRA_WEATHER_FORECAST_URL", "off")
        .env("UMBRA_WEATHER_GEOCODING_URL", "off")
        .env("UMBRA_LOG", "warn")
        .env("UMBRA_LOG_FORMAT", "json");
    for kind in ["AUTH", "REGISTRATION", "ADMIN"] {
        command.env(format!("UMBRA_RATE_{kind}_PER_MINUTE"), "1000000");
    }
    command
}

/// A process of the installation.
struct Process {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Process {
    fn start(name: &str, mut command: Command, folder: &Path) -> Outcome<Self> {
        let log = folder.join(format!("{name}.log"));
        let file = File::create(&log).map_err(Failure::about(&log))?;
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(file)
            .spawn()
            .map_err(|error| process::not_started(&command, &error))?;
        Ok(Self { name: name.to_owned(), child, log })
    }

    fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Checks that it runs and has logged no error.
    fn check(&mut self) -> Outcome {
        let log = self.log();
        if let Ok(Some(status)) = self.child.try_wait() {
            return Err(Failure::new(format!("{} ended ({status}):\n{log}", self.name)));
        }
        match log.lines().find(|line| is_error(line)) {
            Some(line) => Err(Failure::new(format!("{} logged an error: {line}", self.name))),
            None => Ok(()),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where the HTTP library tells at the level of errors that a client sent what isn't HTTP.
const NO_HTTP: (&str, &str) = ("actix_http::h1::dispatcher", "stream error: request parse error: ");

/// Tells whether a line of the log is an error of the server, or none of the log's own: a panic, for one.
fn is_error(line: &str) -> bool {
    let Ok(entry) = serde_json::from_str::<Value>(line) else { return true };
    let (target, begin) = NO_HTTP;
    let is_of_client = entry["target"] == target
        && entry["message"].as_str().is_some_and(|message| message.starts_with(begin));
    entry["level"] == "ERROR" && !is_of_client
}

fn call(port: u16, what: (&str, &str), cookie: &str, body: &str) -> Outcome<String> {
    let (method, path) = what;
    let answer = http::send(port, what, cookie, body)
        .map_err(|error| Failure::new(format!("{method} {path}: {error}")))?;
    if !(200..300).contains(&answer.status) {
        return Err(Failure::new(format!("{method} {path} answered {}", answer.status)));
    }
    Ok(answer.cookies.join("; "))
}

fn free_port() -> Outcome<u16> {
    free_address()
        .map(|address| address.port())
        .map_err(|error| Failure::new(format!("no free port: {error}")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn errors_and_panics_are_found_in_a_log() {
        assert!(!is_error(r#"{"level":"WARN","message":"ERROR is only a word"}"#));
        assert!(is_error(r#"{"level":"ERROR","message":"it failed"}"#));
        let nonsense = "stream error: request parse error: invalid Header provided";
        let entry = |target| json!({"level": "ERROR", "message": nonsense, "target": target});
        assert!(!is_error(&entry("actix_http::h1::dispatcher").to_string()));
        assert!(is_error(&entry("umbra_api").to_string()));
        assert!(is_error("thread 'main' panicked at src/main.rs:1:1:"));
    }
}
