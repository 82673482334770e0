//! The optimised build of `umbra` that is measured.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::ValueEnum;
use serde_json::Value;
use tempfile::TempDir;

use super::{Daemon, Worker, free_address};
use crate::environment;
use crate::failure::{Failure, Outcome};

/// A rate limit that no load here reaches, in requests a minute.
const NO_LIMIT: &str = "1000000";

/// One of the workspace's profiles that optimise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Profile {
    /// What `cargo run --release` runs.
    #[default]
    Release,
    /// What is deployed.
    Dist,
}

/// The binary.
#[derive(Debug, Clone)]
pub(crate) struct Umbra {
    binary: PathBuf,
    profile: Profile,
}

/// Where a server keeps what it has to know after a restart.
#[derive(Debug)]
pub(crate) struct Home {
    folder: TempDir,
    database: Database,
}

/// Which database a server uses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Database {
    /// A file in its home.
    Sqlite,
    /// A database on a server, by URL.
    Postgres(String),
}

impl Profile {
    /// Returns Cargo's name of it.
    fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Dist => "dist",
        }
    }
}

impl Umbra {
    /// Takes a binary that was built before, or else builds it.
    pub(crate) fn find(built: Option<&Path>, profile: Profile) -> Outcome<Self> {
        if let Some(built) = built {
            let binary = built.canonicalize().map_err(Failure::when(built.display()))?;
            return Ok(Self { binary, profile });
        }
        let mut cargo = environment::cargo();
        cargo
            .args(["build", "--profile", profile.name()])
            .args(["--package", "umbra-server", "--bin", "umbra"])
            .args(["--message-format", "json-render-diagnostics"])
            .stderr(Stdio::inherit());
        let output = cargo.output().map_err(Failure::when("can't run Cargo"))?;
        let messages = String::from_utf8_lossy(&output.stdout);
        let binary = messages.lines().find_map(|line| {
            let message: Value = serde_json::from_str(line).ok()?;
            let is_umbra = message["target"]["name"] == "umbra";
            message["executable"].as_str().filter(|_| is_umbra).map(PathBuf::from)
        });
        let binary = binary.ok_or_else(|| Failure::new("Cargo built no `umbra`"))?;
        Ok(Self { binary, profile })
    }

    /// Returns the profile with which it was built.
    pub(crate) fn profile(&self) -> Profile {
        self.profile
    }

    /// Starts the server as a person would, but for its rate limits and for trusting this machine
    /// to speak for other clients.
    pub(crate) fn start(&self, home: &Home) -> Outcome<Daemon> {
        let address = free_address()?;
        let mut command = self.command(home);
        command
            .env("UMBRA_LISTEN", address.to_string())
            .env("UMBRA_TRUSTED_PROXIES", "127.0.0.1")
            .env("UMBRA_RATE_AUTH_PER_MINUTE", NO_LIMIT)
            .env("UMBRA_RATE_REGISTRATION_PER_MINUTE", NO_LIMIT)
            .env("UMBRA_RATE_ADMIN_PER_MINUTE", NO_LIMIT);
        Daemon::start(&mut command, address, &home.folder.path().join("umbra.log"))
    }

    /// Starts the `number`th worker beside others, which reaches phones over a server on this machine.
    pub(crate) fn work(&self, home: &Home, number: usize, ntfy: &str) -> Outcome<Worker> {
        let mut command = self.command(home);
        command
            .arg("worker")
            .env("UMBRA_OUTBOUND_ALLOW", "127.0.0.0/8")
            .env("UMBRA_NTFY_URL", ntfy);
        Worker::start(&mut command, home.folder.path().join(format!("worker{number}.log")))
    }

    fn command(&self, home: &Home) -> Command {
        let mut command = Command::new(&self.binary);
        command
            .current_dir(home.folder.path())
            .env_clear()
            .env("UMBRA_DATA_DIR", home.folder.path().join("data"))
            .env("UMBRA_LOG_FORMAT", "json")
            .env("UMBRA_SHUTDOWN_SECONDS", "5");
        if let Database::Postgres(url) = &home.database {
            command.env("DATABASE_URL", url);
        }
        command
    }
}

impl Home {
    /// Makes an empty one.
    pub(crate) fn make(database: Database) -> Outcome<Self> {
        let folder = tempfile::Builder::new().prefix("umbra-bench-").tempdir();
        Ok(Self { folder: folder.map_err(Failure::when("no temporary folder"))?, database })
    }

    /// Returns the name of the kind of database.
    pub(crate) fn database(&self) -> &'static str {
        match self.database {
            Database::Sqlite => "SQLite",
            Database::Postgres(_) => "PostgreSQL",
        }
    }

    /// Returns the URL of the database.
    pub(crate) fn database_url(&self) -> String {
        match &self.database {
            Database::Sqlite => {
                format!("sqlite:{}", self.folder.path().join("data/umbra.db").display())
            }
            Database::Postgres(url) => url.clone(),
        }
    }

    /// Returns a folder for what belongs to the measurement.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }
}
