//! Why a command ends before its time, told to a person.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use umbra_app::admin::{CreateUserError, OperatorError};
use umbra_auth::{KeyId, hash_pool::StartError};
use umbra_domain::{Invalid, report::chain};
use umbra_jobs::QueueError;
use umbra_outbound::ClientError;
use umbra_store::{StoreError, copy::CopyError};

use crate::backup::BackupError;
use crate::config::ConfigError;
use crate::config::key_file::KeyFileError;
use crate::metrics::MetricsError;
use crate::telemetry::TelemetryError;
use crate::zones::ZonesError;

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Settings are wrong.
    #[error("the configuration was refused")]
    Config(Vec<ConfigError>),
    /// The key file can't be used.
    #[error("there is no secret key to work with")]
    KeyFile(#[from] KeyFileError),
    /// Logging can't be set up.
    #[error("can't log")]
    Telemetry(#[from] TelemetryError),
    /// There is no client for servers outside.
    #[error("can't call other servers")]
    Outbound(#[from] ClientError),
    /// Metrics can't be served.
    #[error("can't serve metrics")]
    Metrics(#[from] MetricsError),
    /// The folder of the SQLite file is missing.
    #[error("the folder `{}` of the database does not exist", .0.display())]
    NoFolder(PathBuf),
    /// The store has no driver for the database.
    #[error("no driver for the database, {0}")]
    UnknownDatabase(String),
    /// The database can't be opened.
    #[error("can't open the database, {database}")]
    Database {
        /// Where it is, without the password.
        database: String,
        /// What it said.
        source: StoreError,
    },
    /// There is no database where a command was to work on one.
    #[error("there is no database, {0}")]
    NoDatabase(String),
    /// The database belongs to another secret key.
    #[error("the database belongs to the secret key {expected}, and this is {given} ({database})")]
    WrongKey {
        /// Where the database is, without the password.
        database: String,
        /// The name of its key.
        expected: String,
        /// The name of the configured key.
        given: KeyId,
    },
    /// The database belongs to a secret key, and there is none.
    #[error("{} is missing, the secret key that the database belongs to ({database})", .path.display())]
    KeyMissing {
        /// Where the database is, without the password.
        database: String,
        /// Where the key is expected.
        path: PathBuf,
    },
    /// A newer version has migrated the database.
    #[error(
        "this database is newer than {}: it has {}, which this version doesn't know",
        env!("CARGO_PKG_VERSION"), .0.join(", ")
    )]
    Newer(Vec<String>),
    /// PostgreSQL's user lacks rights.
    #[error("the database's user lacks rights that migrations need")]
    Rights(Vec<String>),
    /// A backup wasn't made, verified or restored.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// Nothing was copied.
    #[error("nothing was copied")]
    Copy(#[source] CopyError),
    /// The time zone database can't be used.
    #[error("there is no time zone database to work with")]
    Zones(#[from] ZonesError),
    /// A migration failed.
    #[error("can't migrate the database")]
    Migration(#[source] StoreError),
    /// The schema is not what this version works with, and may not be changed by itself.
    #[error("pending migrations: {0}")]
    Pending(usize),
    /// A database that has to be empty isn't.
    #[error("the database is not empty")]
    NotEmpty,
    /// Demo data was to be put into a production database.
    #[error("demo data has no place in production")]
    DemoInProduction,
    /// A use case refused demo data.
    #[error("can't make demo data")]
    Seed(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A command that destroys something was not confirmed.
    #[error("this would delete {0}")]
    Unconfirmed(String),
    /// The API's address can't be listened on.
    #[error("can't listen on {address}")]
    Bind {
        /// The configured address.
        address: SocketAddr,
        /// The refusal of the system.
        source: io::Error,
    },
    /// The server on this machine doesn't answer.
    #[error("no server answers at {address}")]
    NoAnswer {
        /// Where it was expected.
        address: SocketAddr,
        /// The refusal of the system.
        source: io::Error,
    },
    /// The server on this machine answers that it isn't ready.
    #[error("the server isn't ready: {0}")]
    NotReady(String),
    /// The database failed.
    #[error(transparent)]
    Store(StoreError),
    /// The job queue failed.
    #[error(transparent)]
    Queue(#[from] QueueError),
    /// The threads that hash passwords did not start.
    #[error("can't hash passwords")]
    Hashing(#[from] StartError),
    /// The HTTP server ended by itself.
    #[error("the HTTP server ended")]
    Server(#[source] io::Error),
    /// What was given at the command line is not acceptable.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// A token for creating the first admin was asked for, and there are accounts.
    #[error("there is an account already, so the setup token is of no use")]
    SetUpAlready,
    /// A token for creating the first admin was asked for, and nobody may do that over HTTP.
    #[error("UMBRA_SETUP is `off`, so the setup token is of no use")]
    SetUpOff,
    /// There is nobody to ask for a password.
    #[error("there is no terminal to ask for the password")]
    NoTerminal,
    /// A new password was not repeated as it was.
    #[error("the passwords differ")]
    PasswordsDiffer,
    /// The admin could not be made.
    #[error(transparent)]
    CreateAdmin(#[from] CreateUserError),
    /// The operator's wish was not done.
    #[error(transparent)]
    Operator(#[from] OperatorError),
    /// The file to import is none.
    #[error("the file to import was refused: {0}")]
    ImportFile(String),
    /// Accounts of a file were not imported.
    #[error("{0} accounts were not imported")]
    NotImported(usize),
    /// Secrets at rest don't open.
    #[error("{0} sealed secrets don't open")]
    Unopened(usize),
    /// The audit log is not what was recorded.
    #[error("the audit log is damaged in {0} places")]
    AuditDamaged(u64),
    /// The system refused something else.
    #[error("{0}")]
    Io(&'static str, #[source] io::Error),
}

impl Failure {
    /// Takes a use case's refusal of demo data.
    pub fn seed(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Seed(Box::new(error))
    }

    /// Gives the exit code that `umbra --help` documents.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Config(_)
            | Self::KeyFile(_)
            | Self::WrongKey { .. }
            | Self::KeyMissing { .. } => ExitCode::from(1),
            Self::AuditDamaged(_) => ExitCode::from(4),
            Self::Backup(error) if error.is_damage() => ExitCode::from(4),
            _ => ExitCode::from(3),
        }
    }

    /// Tells what helps, where that is known.
    fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Config(_) => Some("docs/config.md explains every setting"),
            Self::NoFolder(_) => {
                Some("in a SQLite URL three slashes begin a relative path and four an absolute one")
            }
            Self::Database { .. } => {
                Some("is DATABASE_URL right and the database running? see `umbra check-config`")
            }
            Self::NoDatabase(_) => Some(
                "run this in the server's folder, or with its --config, UMBRA_DATA_DIR or \
                 DATABASE_URL; `umbra migrate up` makes a new database",
            ),
            Self::WrongKey { .. } => Some(
                "put the earlier key back, or the database that belongs to this one; if the key \
                 was replaced on purpose, list the earlier one in UMBRA_OLD_SECRET_KEYS; if it is \
                 lost, see docs/backup.md",
            ),
            Self::KeyMissing { .. } => Some(
                "put it back from a backup, or set SECRET_KEY or SECRET_KEY_FILE; if it is lost, \
                 see docs/backup.md",
            ),
            Self::Newer(_) => Some(NEWER),
            Self::Backup(error) => error.hint(),
            Self::Copy(CopyError::SameKind) => Some(
                "between two of a kind, `umbra backup create` and `umbra backup restore` do it",
            ),
            Self::Migration(error) | Self::Queue(QueueError::Tables(error)) => {
                Some(hint_on_migrating(error))
            }
            Self::Pending(_) => Some("run `umbra migrate up`"),
            Self::NotEmpty => Some("`umbra migrate fresh --force` empties it"),
            Self::Unconfirmed(_) => {
                Some("save it with `umbra backup create FILE`, and then say so with `--force`")
            }
            Self::ImportFile(_) => Some("nothing was imported; see docs/legacy-import.md"),
            Self::Unopened(_) => {
                Some("is a secret key missing from UMBRA_OLD_SECRET_KEYS? see the ids above")
            }
            Self::SetUpAlready | Self::SetUpOff => {
                Some("`umbra admin create-admin NAME` makes an admin")
            }
            Self::NoTerminal => Some("give it with `--password-stdin`"),
            Self::Bind { source, .. } | Self::Metrics(MetricsError::Bind { source, .. }) => {
                match source.kind() {
                    io::ErrorKind::AddrInUse => {
                        Some("another program, perhaps another Umbra, uses this address")
                    }
                    io::ErrorKind::PermissionDenied => Some("ports under 1024 need privileges"),
                    io::ErrorKind::AddrNotAvailable => Some("this machine has no such address"),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Tells a person what went wrong and what helps.
    ///
    /// # Errors
    /// Only those of `out`.
    pub fn report(&self, out: &mut dyn io::Write) -> io::Result<()> {
        writeln!(out, "umbra: {}", chain(self))?;
        if let Self::Config(errors) = self {
            for error in errors {
                writeln!(out, "  {error}")?;
            }
        }
        if let Self::Rights(statements) = self {
            writeln!(out, "hint: let an administrator of PostgreSQL run this in the database:")?;
            for statement in statements {
                writeln!(out, "  {statement}")?;
            }
        }
        if let Some(hint) = self.hint() {
            writeln!(out, "hint: {hint}")?;
        }
        Ok(())
    }
}

const NEWER: &str = "start the version that migrated it, or a newer one; or restore the backup from \
                     before the upgrade: see docs/upgrade.md";

/// Tells what helps where migrations failed: each failure takes back what they did.
const fn hint_on_migrating(error: &StoreError) -> &'static str {
    match error {
        StoreError::InUse(..) => {
            "what was begun is undone; let the processes of PostgreSQL finish that the warnings name, such as a \
             backup, or end them with `SELECT pg_terminate_backend(PID)`, and start again"
        }
        StoreError::Unavailable(_) => "nothing was changed; start again when the database answers",
        StoreError::Newer(_) => NEWER,
        _ => "nothing was changed, and the version before still works; see docs/upgrade.md",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(failure: &Failure) -> String {
        let mut out = Vec::new();
        failure.report(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_taken_port_is_explained() {
        let address = SocketAddr::from(([127, 0, 0, 1], 8000));
        let failure = Failure::Bind { address, source: io::ErrorKind::AddrInUse.into() };
        assert_eq!(
            told(&failure),
            "umbra: can't listen on 127.0.0.1:8000: address in use\n\
             hint: another program, perhaps another Umbra, uses this address\n"
        );
    }

    #[test]
    fn a_table_that_others_keep_is_explained() {
        let cause = sea_orm::DbErr::Custom("canceling statement due to lock timeout".to_owned());
        let failure = Failure::Migration(StoreError::InUse("todos".to_owned(), cause));
        let told = told(&failure);
        let said = "umbra: can't migrate the database: others don't let go of the table todos: ";
        assert!(told.starts_with(said), "{told}");
        let hint = "\nhint: what was begun is undone; let the processes";
        assert!(told.contains(hint), "{told}");

        let cause = sea_orm::DbErr::Custom("canceling statement due to lock timeout".to_owned());
        let of_queue = StoreError::InUse("apalis.jobs".to_owned(), cause);
        let told = self::told(&QueueError::Tables(of_queue).into());
        let said = "umbra: the job queue's tables can't be migrated: others don't let go of the table apalis.jobs: ";
        assert!(told.starts_with(said) && told.contains(hint), "{told}");
    }

    #[test]
    fn every_error_of_the_configuration_has_a_line() {
        let errors = crate::config::Config::load(&crate::config::Sources::from_pairs([
            ("UMBRA_LISTEN", "x"),
            ("ENVIRONMENT", "x"),
        ]));
        let told = told(&Failure::Config(errors.unwrap_err()));
        assert_eq!(told.lines().count(), 4, "{told}");
    }
}
