//! The shell that keeps the server, and ends it together with its owner.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use crate::account::Account;
use crate::binaries::Binaries;
use crate::error::StartError;

/// Makes a cluster, serves it, and removes it when standard input ends.
///
/// The owner holds the other end of that pipe and never writes. The operating system closes it
/// when the owner ends, however that happens, so nothing has to be done for the server to go.
/// The signals that a terminal sends to everyone are ignored: the owner's end decides.
const SCRIPT: &str = r#"
trap '' HUP INT TERM
bin=$1 home=$2 user=$3 locale=$4
shift 4
if "$bin/initdb" --pgdata="$home/data" --username="$user" --auth=trust --no-sync \
    --encoding=UTF8 --locale="$locale" --lc-messages=C >&2
then
    "$bin/postgres" -D "$home/data" "$@" >&2 &
    server=$!
    exec 2>/dev/null
    cat >/dev/null
    kill -QUIT "$server"
    wait "$server"
fi
rm -rf "$home"
"#;

/// Sorts by bytes, as every machine does alike, and knows upper and lower case beyond ASCII.
const LOCALE: &str = if cfg!(target_os = "macos") { "en_US.UTF-8" } else { "C.UTF-8" };

/// What the server says, with messages in English, when it accepts connections.
const READY: &str = "database system is ready to accept connections";

/// What it says when another process took its port in the meantime.
const PORT_TAKEN: &str = "could not bind";

/// Seconds that the server gets to become ready; it takes about one.
const PATIENCE_SECONDS: u64 = 60;

/// What a server is made from.
pub(crate) struct Plan<'a> {
    pub(crate) binaries: &'a Binaries,
    pub(crate) home: &'a Path,
    pub(crate) account: Option<Account>,
    pub(crate) superuser: &'a str,
    /// Settings of the server as `name=value`.
    pub(crate) settings: &'a [String],
}

/// Starts the watcher, which owns the folder from then on.
pub(crate) fn spawn(plan: &Plan<'_>) -> Result<Child, StartError> {
    let mut command = Command::new("sh");
    command
        .args(["-c", SCRIPT, "umbra-test-postgres"])
        .args([plan.binaries.folder(), plan.home])
        .args([plan.superuser, LOCALE])
        .args(plan.settings.iter().flat_map(|setting| ["-c", setting]))
        .env_remove("PGDATA")
        .env("LC_ALL", "C")
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .process_group(0);
    if let Some(account) = plan.account {
        command.uid(account.user).gid(account.group);
    }
    command.spawn().map_err(StartError::System)
}

/// How a start went.
pub(crate) enum Outcome {
    Ready,
    PortTaken,
}

/// Waits until the server accepts connections.
pub(crate) fn wait(watcher: &mut Child) -> Result<Outcome, StartError> {
    let Some(stderr) = watcher.stderr.take() else {
        return Err(StartError::Ended(String::new()));
    };
    match listen(stderr).recv_timeout(Duration::from_secs(PATIENCE_SECONDS)) {
        Ok(Ok(())) => Ok(Outcome::Ready),
        Ok(Err(log)) if log.contains(PORT_TAKEN) => Ok(Outcome::PortTaken),
        Ok(Err(log)) => Err(StartError::Ended(log)),
        Err(RecvTimeoutError::Disconnected) => Err(StartError::Ended(String::new())),
        Err(RecvTimeoutError::Timeout) => Err(StartError::Silent(PATIENCE_SECONDS)),
    }
}

/// Reads what the server says as long as it lives, for a full pipe would stop it, and tells the
/// first of two things: that it is ready, or what it said until it ended.
fn listen(stderr: impl Read + Send + 'static) -> Receiver<Result<(), String>> {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let mut ready = false;
        let mut log = String::new();
        for line in BufReader::new(stderr).split(b'\n').map_while(Result::ok) {
            if ready {
                continue;
            }
            let line = String::from_utf8_lossy(&line);
            log.push_str(&line);
            log.push('\n');
            if line.contains(READY) {
                ready = true;
                // Nobody listens any more when the owner lost patience.
                let _ = tell.send(Ok(()));
            }
        }
        if !ready {
            let _ = tell.send(Err(log));
        }
    });
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_ready_when_it_says_so() {
        let said = format!("LOG:  starting\nLOG:  {READY}\nLOG:  more\n");
        assert_eq!(listen(std::io::Cursor::new(said)).recv().unwrap(), Ok(()));
    }

    #[test]
    fn a_server_that_ended_leaves_its_last_words() {
        let said = "LOG:  starting\nFATAL:  no space\n";
        assert_eq!(listen(said.as_bytes()).recv().unwrap(), Err(said.to_owned()));
    }
}
