//! How many files a process may have open: each connection is one.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::config::Config;

/// The most connections that are open at a time, over all threads.
const MAX_CONNECTIONS: u64 = 8192;

/// The fewest with which a server is of use.
const MIN_CONNECTIONS: u64 = 16;

/// Descriptors of a connection: the socket, and the second one to end it by.
const FILES_A_CONNECTION: u64 = 2;

/// Files that are open whatever happens: logs, listeners, timers.
const BASE: u64 = 64;

/// Files of an SQLite connection: the database, its write-ahead log, the memory that they share.
const FILES_OF_SQLITE: u64 = 3;

/// Files of an HTTP thread: its part of the event loop.
const FILES_A_THREAD: u64 = 4;

/// Raises the limit on open files as far as it is needed and allowed, and gives the connections
/// that may be open within it.
pub(crate) fn connections(config: &Config) -> usize {
    let threads = config.http_workers() as u64;
    let reserved = BASE
        + FILES_OF_SQLITE * u64::from(config.database_max_connections)
        + FILES_A_THREAD * threads;
    let files = raise(reserved + MAX_CONNECTIONS * FILES_A_CONNECTION);
    let connections = within(files, reserved);
    if connections < MAX_CONNECTIONS {
        tracing::warn!(
            files,
            connections,
            "few files may be open at a time, and so few connections: raise the limit (`ulimit -Hn`, \
             or LimitNOFILE of systemd)"
        );
    }
    usize::try_from(connections).unwrap_or(usize::MAX)
}

/// Counts the connections for which there are files.
fn within(files: u64, reserved: u64) -> u64 {
    (files.saturating_sub(reserved) / FILES_A_CONNECTION).clamp(MIN_CONNECTIONS, MAX_CONNECTIONS)
}

/// Raises the limit to this many files, or as near as it may be, and gives what holds.
fn raise(wanted: u64) -> u64 {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    // `None` is no limit.
    let Some(current) = current.filter(|current| *current < wanted) else { return wanted };
    let possible = maximum.map_or(wanted, |maximum| maximum.min(wanted));
    match setrlimit(Resource::Nofile, Rlimit { current: Some(possible), maximum }) {
        Ok(()) => possible,
        Err(error) => {
            tracing::warn!(%error, "the limit on open files was not raised");
            current
        }
    }
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn connections_are_what_other_files_leave() {
        assert_eq!(within(1024, 100), 462);
        assert_eq!(within(100_000, 100), 8192);
        assert_eq!(within(100, 100), 16, "few, but it serves");
        assert_eq!(within(0, 100), 16);
    }
}
