//! A server as a child process.

use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use super::Memory;
use crate::failure::{Failure, Outcome};
use crate::http::{Connection, Request, block_on};

/// How long a server may take to its first answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long to wait between two tries to get an answer.
const PAUSE: Duration = Duration::from_millis(1);

/// Lines of its log that are shown when a server ended.
const LAST_WORDS: usize = 12;

/// A running server; asked to end, and waited for, when dropped.
#[derive(Debug)]
pub(crate) struct Daemon {
    child: Child,
    log: PathBuf,
    /// Where it answers.
    pub(crate) address: SocketAddr,
    /// The time from its start to its first answer.
    pub(crate) started_in: Duration,
}

impl Daemon {
    /// Starts a server that is going to listen at `address`, and waits until `/health` answers.
    /// What it says goes to `log`.
    pub(crate) fn start(command: &mut Command, address: SocketAddr, log: &Path) -> Outcome<Self> {
        Self::start_asking("/health", command, address, log)
    }

    /// Starts a server that tells at another path that it is well.
    pub(crate) fn start_asking(
        health: &str,
        command: &mut Command,
        address: SocketAddr,
        log: &Path,
    ) -> Outcome<Self> {
        let writing = || Failure::when(log.display());
        let output = File::create(log).map_err(writing())?;
        let errors = output.try_clone().map_err(writing())?;
        command.stdin(Stdio::null()).stdout(output).stderr(errors);
        let began = Instant::now();
        let child = command.spawn();
        let program = Path::new(command.get_program()).display();
        let child = child.map_err(Failure::when(format_args!("can't run {program}")))?;
        let mut daemon =
            Self { child, log: log.to_owned(), address, started_in: Duration::default() };
        daemon.wait_for_answer(health, began)?;
        daemon.started_in = began.elapsed();
        Ok(daemon)
    }

    /// Reads how much memory the process has.
    pub(crate) fn memory(&self) -> Outcome<Memory> {
        Memory::of(self.child.id())
    }

    /// Sums up the memory of the process and all that it started, in bytes; what they share is counted once.
    pub(crate) fn memory_of_all(&self) -> Outcome<u64> {
        Memory::of_all(self.child.id())
    }

    fn wait_for_answer(&mut self, health: &str, began: Instant) -> Outcome {
        let request = Request::get(health).to(self.address);
        block_on(async {
            loop {
                if let Ok(mut connection) = Connection::open(self.address).await
                    && let Ok(reply) = connection.exchange(&request).await
                    && reply.status == 200
                {
                    return Ok(());
                }
                let ended = self.child.try_wait().map_err(Failure::when("can't wait"))?;
                if ended.is_some() || began.elapsed() > PATIENCE {
                    return Err(self.last_words());
                }
                tokio::time::sleep(PAUSE).await;
            }
        })
    }

    fn last_words(&self) -> Failure {
        let log = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<_> = log.lines().collect();
        let last = lines[lines.len().saturating_sub(LAST_WORDS)..].join("\n");
        Failure::new(format!("a server didn't answer; it said:\n{last}"))
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        // A server that has ended already can't be told to; it is waited for all the same.
        if let Some(process) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process(process, Signal::TERM);
        }
        let _ = self.child.wait();
    }
}

/// Finds an address at which nothing listens.
pub(crate) fn free_address() -> Outcome<SocketAddr> {
    umbra_testkit_postgres::free_address().map_err(Failure::when("no free port"))
}
