//! Why no cluster could be started.

use std::path::PathBuf;
use std::{error, fmt, io};

use crate::binaries::NotFound;

/// Tells why no cluster could be started.
#[derive(Debug)]
pub enum StartError {
    /// There are no PostgreSQL binaries on this machine.
    Binaries(NotFound),
    /// The temporary folder couldn't be made.
    Folder(PathBuf, io::Error),
    /// The process runs as root, which PostgreSQL refuses, and there is neither a user
    /// `postgres` nor a user `nobody`.
    NoAccount,
    /// A process or a port couldn't be had from the operating system.
    System(io::Error),
    /// The server ended before it accepted connections; this is what it said.
    Ended(String),
    /// The server neither accepted connections nor ended for this many seconds.
    Silent(u64),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Binaries(error) => error.fmt(f),
            Self::Folder(path, error) => write!(f, "can't make {}: {error}", path.display()),
            Self::NoAccount => {
                f.write_str("PostgreSQL refuses to run as root, and there is no user `postgres`")
            }
            Self::System(error) => write!(f, "can't start PostgreSQL: {error}"),
            Self::Ended(log) => write!(f, "PostgreSQL ended at its start:\n{log}"),
            Self::Silent(seconds) => write!(f, "PostgreSQL wasn't ready after {seconds} s"),
        }
    }
}

impl error::Error for StartError {}
