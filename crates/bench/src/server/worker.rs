//! A worker as a child process.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::failure::{Failure, Outcome};

/// How long a worker may take until it works.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long to wait before looking again whether it does.
const PAUSE: Duration = Duration::from_millis(5);

/// A running worker; asked to end, and waited for, when dropped.
#[derive(Debug)]
pub(crate) struct Worker {
    child: Child,
}

impl Worker {
    /// Starts one, and waits until it says that it works.
    pub(super) fn start(command: &mut Command, log: PathBuf) -> Outcome<Self> {
        let writing = || Failure::when(log.display());
        let output = File::create(&log).map_err(writing())?;
        let errors = output.try_clone().map_err(writing())?;
        command.stdin(Stdio::null()).stdout(output).stderr(errors);
        let child = command.spawn().map_err(Failure::when("can't run a worker"))?;
        let mut worker = Self { child };
        let began = Instant::now();
        loop {
            let said = fs::read_to_string(&log).unwrap_or_default();
            if said.contains("\"working\"") {
                return Ok(worker);
            }
            let ended = worker.child.try_wait().map_err(Failure::when("can't wait"))?;
            if ended.is_some() || began.elapsed() > PATIENCE {
                return Err(Failure::new(format!("a worker doesn't work; it said:\n{said}")));
            }
            rest(PAUSE);
        }
    }

    /// Tells for how long it used a processor so far, on Linux.
    pub(crate) fn processor_time(&self) -> Outcome<Duration> {
        let path = format!("/proc/{}/stat", self.child.id());
        let stat = fs::read_to_string(&path).map_err(Failure::when(&path))?;
        ticks(&stat)
            .map(|ticks| Duration::from_millis(ticks * 10))
            .ok_or_else(|| Failure::new(path))
    }
}

/// Reads the time in user and kernel mode, in hundredths of a second: the 14th and 15th field, which are counted
/// from the end of the name, for that may hold anything.
fn ticks(stat: &str) -> Option<u64> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_ascii_whitespace().skip(11);
    let (user, kernel): (u64, u64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some(user + kernel)
}

impl Drop for Worker {
    fn drop(&mut self) {
        // One that has ended already can't be told to; it is waited for all the same.
        if let Some(process) = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw) {
            let _ = kill_process(process, Signal::TERM);
        }
        let _ = self.child.wait();
    }
}

/// Lets time pass for what runs in other processes.
#[expect(clippy::disallowed_methods, reason = "real time has to pass for real processes")]
pub(crate) fn rest(time: Duration) {
    thread::sleep(time);
}

#[cfg(test)]
mod tests {
    use super::ticks;

    #[test]
    fn the_time_is_read_whatever_the_name() {
        let stat = "7 (a b) c) S 1 7 7 0 -1 4194560 100 0 0 0 21 4 0 0 20 0 3 0 9 1 2 3";
        assert_eq!(ticks(stat), Some(25));
    }
}
