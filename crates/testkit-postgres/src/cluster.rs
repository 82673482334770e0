//! The cluster and its life.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::path::{Path, PathBuf};
use std::process::Child;

use crate::account::Account;
use crate::binaries::{Binaries, find_binaries};
use crate::error::StartError;
use crate::folder::Folder;
use crate::port::free_address;
use crate::watcher::{self, Outcome, Plan};

/// Settings that trade safety after a crash for speed, and room for parallel tests.
const SETTINGS: &[&str] = &[
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    // The log is for recovering, which nothing here needs for long, and may lie in memory.
    "max_wal_size=128MB",
    "max_connections=300",
    "listen_addresses=127.0.0.1",
    "timezone=UTC",
    // The superuser's name is all that keeps other users of the machine out: keep it from `ps`.
    "update_process_title=off",
];

/// Settings for tests, whose databases are gone before they need it, and some of which count what PostgreSQL does.
const FOR_TESTS: &[&str] = &["autovacuum=off"];

/// How often another port is tried when one was taken between being chosen and being used.
const ATTEMPTS: usize = 5;

/// Makes the folder of a cluster.
type MakeFolder = fn() -> Result<Folder, StartError>;

/// A running PostgreSQL server with a cluster of its own in a temporary folder.
///
/// It is stopped, and its folder removed, when it is dropped and also when the process that
/// started it ends in any other way, `SIGKILL` included.
#[derive(Debug)]
pub struct Cluster {
    watcher: Child,
    folder: PathBuf,
    url: String,
}

impl Cluster {
    /// Makes and starts a cluster for tests from the binaries that [`find_binaries`] finds, and
    /// waits until it accepts connections (about a second). Its data are in memory where there is
    /// room. As root, the server runs as the user `postgres`, or else `nobody`.
    ///
    /// # Errors
    /// [`StartError`], with the server's own words when it wouldn't start.
    pub fn start() -> Result<Self, StartError> {
        let binaries = find_binaries().map_err(StartError::Binaries)?;
        Self::start_in(Folder::create, &binaries, FOR_TESTS)
    }

    /// Does what [`Cluster::start`] does with these binaries, on disk: for much data, and for
    /// measuring.
    ///
    /// # Errors
    /// [`StartError`], with the server's own words when it wouldn't start.
    pub fn start_on_disk(binaries: &Binaries) -> Result<Self, StartError> {
        Self::start_in(Folder::create_on_disk, binaries, &[])
    }

    fn start_in(make: MakeFolder, binaries: &Binaries, more: &[&str]) -> Result<Self, StartError> {
        for _ in 1..ATTEMPTS {
            if let Some(cluster) = Self::attempt(make()?, binaries, more)? {
                return Ok(cluster);
            }
        }
        let last = Self::attempt(make()?, binaries, more)?;
        last.ok_or_else(|| StartError::Ended("no free port".to_owned()))
    }

    /// Gives the URL of the database `postgres` for a superuser of the cluster.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Gives the folder of the Unix socket, for clients that are given a folder as the host.
    pub fn socket_folder(&self) -> &Path {
        &self.folder
    }

    /// Starts a server; `None` when its port was taken.
    fn attempt(
        folder: Folder,
        binaries: &Binaries,
        more: &[&str],
    ) -> Result<Option<Self>, StartError> {
        let account = if folder.is_of_root() { Some(Account::unprivileged()?) } else { None };
        if let Some(account) = account {
            folder.give_to(account)?;
        }
        let port = free_address().map_err(StartError::System)?.port();
        let superuser = superuser();
        let mut settings: Vec<String> =
            SETTINGS.iter().chain(more).map(|&setting| setting.to_owned()).collect();
        settings.push(format!("port={port}"));
        settings.push(format!("unix_socket_directories={}", folder.path().display()));
        let watcher = watcher::spawn(&Plan {
            binaries,
            home: folder.path(),
            account,
            superuser: &superuser,
            settings: &settings,
        })?;
        let url = format!("postgres://{superuser}@127.0.0.1:{port}/postgres");
        let mut cluster = Self { watcher, folder: folder.release(), url };
        match watcher::wait(&mut cluster.watcher)? {
            Outcome::Ready => Ok(Some(cluster)),
            Outcome::PortTaken => Ok(None),
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Waiting closes the pipe first, upon which the watcher cleans up.
        let _ = self.watcher.wait();
    }
}

/// Makes a name that nobody can guess: everyone on the machine can reach the port, no password
/// is asked, and no other name is known to the cluster.
fn superuser() -> String {
    let chance = || RandomState::new().build_hasher().finish();
    format!("umbra_{:016x}{:016x}", chance(), chance())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_superuser_has_another_name() {
        assert_ne!(superuser(), superuser());
    }
}
