//! The program in a fresh folder, with a fresh database.

use std::env;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Output, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;
use umbra_testkit_postgres::scratch_folder;

use crate::postgres::Database;

/// A fresh data folder, and the program working in it.
pub struct Umbra {
    pub folder: TempDir,
    /// Goes with the test.
    _postgres: Option<Database>,
    url: Option<String>,
}

impl Umbra {
    /// Prepares the program as it is without configuration: on SQLite, in the folder.
    pub fn new() -> Self {
        let parent = scratch_folder().unwrap_or_else(env::temp_dir);
        Self { folder: tempfile::tempdir_in(parent).unwrap(), _postgres: None, url: None }
    }

    /// Prepares the program with an empty PostgreSQL database.
    pub fn on_postgres() -> Self {
        let postgres = Database::create();
        Self { url: Some(postgres.url()), _postgres: Some(postgres), ..Self::new() }
    }

    /// Prepares the program with a database that goes some other way.
    pub fn on(url: String) -> Self {
        Self { url: Some(url), ..Self::new() }
    }

    /// Names the PostgreSQL database, unless the program is on SQLite.
    pub fn postgres_url(&self) -> Option<String> {
        self.url.clone()
    }

    /// Names the SQLite database in the folder.
    pub fn sqlite_url(&self) -> String {
        format!("sqlite://{}", self.folder.path().join("data/umbra.db").display())
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        self.program(Path::new(env!("CARGO_BIN_EXE_umbra")), arguments)
    }

    /// Prepares a command of some version of the program.
    pub fn program(&self, program: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(arguments);
        self.prepared(command)
    }

    /// Gives a command the folder, the database and what else all of them get.
    fn prepared(&self, mut command: Command) -> Command {
        command
            .env_clear()
            .current_dir(self.folder.path())
            .env("UMBRA_LISTEN", "127.0.0.1:0")
            .env("UMBRA_LOG_FORMAT", "json")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if let Some(url) = &self.url {
            command.env("DATABASE_URL", url);
        }
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs a command that has to succeed, and gives what it printed.
    pub fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", said(&output));
        printed(&output)
    }

    pub fn serve(&self, settings: &[(&str, &str)]) -> Running {
        self.start(&[], settings)
    }

    /// Starts a command that runs until a signal comes.
    pub fn start(&self, arguments: &[&str], settings: &[(&str, &str)]) -> Running {
        let mut command = self.command(arguments);
        command.envs(settings.iter().copied());
        Running::spawn(command)
    }

    /// Serves within the limits that a shell's command sets.
    pub fn serve_within(&self, limits: &str) -> Running {
        Running::spawn(self.within(limits, &[]))
    }

    /// Prepares a command within the limits that a shell's command sets.
    pub fn within(&self, limits: &str, arguments: &[&str]) -> Command {
        let mut shell = Command::new("/bin/sh");
        let script = format!("{limits}; exec \"$0\" \"$@\"");
        shell.args(["-c", &script, env!("CARGO_BIN_EXE_umbra")]).args(arguments);
        self.prepared(shell)
    }
}

/// How long a test waits for what has to be logged: many migrations on a busy machine, too.
const PATIENCE: Duration = Duration::from_secs(120);

/// A server or worker; killed when a test fails before its end.
pub struct Running {
    child: Child,
    log: Receiver<String>,
}

/// Reads the lines as they come, on a thread of its own: a full pipe would stop the program.
fn listen(stderr: ChildStderr) -> Receiver<String> {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let lines = BufReader::new(stderr).lines().map_while(Result::ok);
        // Nobody listens any more when the test is over.
        lines.map(|line| tell.send(line)).take_while(Result::is_ok).for_each(drop);
    });
    told
}

impl Running {
    /// Starts what was prepared.
    pub fn spawn(mut command: Command) -> Self {
        let mut child = command.spawn().unwrap();
        let log = listen(child.stderr.take().unwrap());
        Self { child, log }
    }

    /// Reads the log until a line is what is looked for, and gives all lines; the last is that one
    /// unless the log ended.
    fn read(&self, wanted: impl Fn(&Value) -> bool) -> Vec<String> {
        let deadline = Instant::now() + PATIENCE;
        let mut lines: Vec<String> = Vec::new();
        loop {
            let line = self.log.recv_timeout(deadline.saturating_duration_since(Instant::now()));
            assert_ne!(line, Err(RecvTimeoutError::Timeout), "waited in vain: {lines:#?}");
            let Ok(line) = line else { return lines };
            let entry = serde_json::from_str(&line).unwrap_or_default();
            lines.push(line);
            if wanted(&entry) {
                return lines;
            }
        }
    }

    /// Reads the log up to a message, and gives its entry.
    pub fn entry(&self, message: &str) -> Value {
        let lines = self.read(|entry| entry["message"] == message);
        let entry = serde_json::from_str(lines.last().unwrap()).unwrap_or(Value::Null);
        assert_eq!(entry["message"], message, "{lines:#?}");
        entry
    }

    /// Reads the log up to a message, and gives the address in it.
    pub fn address(&self, message: &str) -> SocketAddr {
        self.entry(message)["address"].as_str().unwrap().parse().unwrap()
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Reads the log of something that must not start, and gives its exit code and what it said.
    pub fn refusal(self) -> (Option<i32>, String) {
        let started = |entry: &Value| entry["message"] == "ready" || entry["message"] == "working";
        let lines = self.read(started).join("\n");
        let last = lines.lines().last().unwrap_or_default();
        assert!(!started(&serde_json::from_str(last).unwrap_or_default()), "{lines}");
        (self.exit_code(), lines)
    }

    pub fn exit_code(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }

    /// Asks for an orderly end, which has to come, and gives the messages on the way.
    pub fn stop(self) -> Vec<String> {
        let entries = self.end().into_iter();
        entries.map(|entry| entry["message"].as_str().unwrap().to_owned()).collect()
    }

    /// Asks for an orderly end, which has to come, and gives the log since it was read last.
    pub fn end(self) -> Vec<Value> {
        self.signal(Signal::TERM);
        self.rest()
    }

    /// Gives the log to its orderly end, which was asked for.
    pub fn rest(self) -> Vec<Value> {
        let lines = self.read(|_| false);
        assert_eq!(self.exit_code(), Some(0), "{lines:#?}");
        lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended already, unless the test failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if thread::panicking() {
            // Often it says why.
            let lines: Vec<String> = self.log.iter().collect();
            eprintln!("{}", lines.join("\n"));
        }
    }
}

/// What a command told a person.
pub fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// What a command answered.
pub fn printed(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}
