//! The command line.

use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand};
use umbra_domain::audit::Mark;

const EXIT_CODES: &str = "\
Exit codes:
  0  done, or shut down in an orderly way
  1  the configuration was refused; every error is on standard error
  2  the command line was not understood
  3  the command failed, for example because the database is away
  4  `admin verify-audit` found the audit log damaged, or `backup` a backup or what it was to save";

/// Umbra, a self-hosted server for todos, calendars, reminders and more.
///
/// Without a command it serves the API and runs the jobs, in one process.
#[derive(Debug, Parser)]
#[command(name = "umbra", version, after_help = EXIT_CODES)]
#[command(disable_help_subcommand = true)]
pub struct Cli {
    /// What to do; `serve` when left out.
    #[command(subcommand)]
    pub command: Option<Command>,

    /// The configuration file [default: $UMBRA_CONFIG, or umbra.toml when there is one].
    #[arg(long, value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,

    /// Options of `serve`.
    #[command(flatten)]
    pub serve: ServeOptions,
}

impl Cli {
    /// Gives the command, by default `serve`.
    ///
    /// # Errors
    /// When an option of `serve` stands before another command, where it would do nothing.
    pub fn into_command(self) -> Result<Command, clap::Error> {
        match self.command {
            None => Ok(Command::Serve(self.serve)),
            Some(_) if self.serve.no_workers => Err(Self::command().error(
                ErrorKind::ArgumentConflict,
                "`--no-workers` belongs to `serve` and has to stand behind it",
            )),
            Some(command) => Ok(command),
        }
    }
}

/// What the program is asked to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serves the API, and runs the jobs too by default.
    Serve(ServeOptions),
    /// Runs the jobs only; any number of these may run beside any number of servers.
    Worker,
    /// Applies, reverts or lists the migrations of the database.
    #[command(subcommand)]
    Migrate(Migrate),
    /// Makes an admin, helps people who can't sign in, and looks after keys and the audit log.
    #[command(subcommand)]
    Admin(Admin),
    /// Makes, verifies and restores encrypted backups (docs/backup.md).
    #[command(subcommand)]
    Backup(Backup),
    /// Copies everything from SQLite to PostgreSQL, or back, with all servers stopped (docs/backup.md).
    Copy {
        /// The database to copy, as in DATABASE_URL. A password is better in PGPASSWORD or ~/.pgpass.
        #[arg(long, value_name = "URL")]
        from: String,
        /// The database to copy to, which is empty or, on SQLite, doesn't exist.
        #[arg(long, value_name = "URL")]
        to: String,
    },
    /// Checks the configuration and shows each value with its origin, without secrets.
    CheckConfig,
    /// Asks the server on this machine whether it is ready, with the settings that it runs with.
    Health,
    /// Fills a database that has no accounts, to look at Umbra without typing.
    Seed {
        /// With a demo household: a family and their neighbour, with half a year behind them.
        #[arg(long, required = true)]
        demo: bool,
    },
    /// Prints the tables of the database as Markdown.
    #[command(hide = true)]
    Schema,
    /// Prints the reference of all settings as Markdown.
    #[command(hide = true)]
    ConfigReference,
    /// Prints the reference of all error codes as Markdown.
    #[command(hide = true)]
    ErrorReference,
    /// Prints the reference of all metrics as Markdown.
    #[command(hide = true)]
    MetricReference,
    /// Prints the description of the API as OpenAPI 3.1.
    #[command(name = "openapi", hide = true)]
    OpenApi,
}

/// Options of `serve`.
#[derive(Debug, Default, Args)]
pub struct ServeOptions {
    /// Leaves the jobs to `umbra worker` processes.
    #[arg(long)]
    pub no_workers: bool,
}

/// What to do with the migrations.
#[derive(Debug, Subcommand)]
pub enum Migrate {
    /// Applies the pending ones.
    Up {
        /// How many; all when left out.
        steps: Option<u32>,
    },
    /// Reverts the last ones, and loses what only they can hold.
    Down {
        /// How many.
        #[arg(default_value_t = 1)]
        steps: u32,
        /// Does so though there are accounts, or in production.
        #[arg(long)]
        force: bool,
    },
    /// Lists all of them.
    Status,
    /// Reverts all of them and applies them again: an empty database.
    Fresh {
        /// Does so though there are accounts, or in production.
        #[arg(long)]
        force: bool,
    },
}

/// What to do with backups.
#[derive(Debug, Subcommand)]
pub enum Backup {
    /// Makes a secret key for backups in a new file, and prints its public one.
    Keygen {
        /// The file, which must not exist yet. Keep it, and not on the server.
        file: PathBuf,
    },
    /// Saves the database to a new, encrypted file, also while servers run.
    Create {
        /// The file, which must not exist yet.
        file: PathBuf,
        /// A public key to encrypt to, `age1…`. May be repeated [default: UMBRA_BACKUP_RECIPIENTS].
        #[arg(long, value_name = "KEY", conflicts_with = "passphrase_file")]
        recipient: Vec<String>,
        /// Encrypts with the passphrase in the first line of this file instead.
        #[arg(long, value_name = "FILE")]
        passphrase_file: Option<PathBuf>,
    },
    /// Decrypts a backup, restores it into a scratch database and compares that with what was saved.
    Verify {
        /// The backup.
        file: PathBuf,
        /// What opens it.
        #[command(flatten)]
        keys: BackupKeys,
        /// A PostgreSQL server that a scratch database is made on and dropped again, as
        /// `postgres://user@host/postgres`; without it a backup of PostgreSQL is checked in part.
        #[arg(long, value_name = "URL")]
        scratch: Option<String>,
    },
    /// Restores a backup into the configured database, which must not exist yet, or be empty.
    Restore {
        /// The backup.
        file: PathBuf,
        /// What opens it.
        #[command(flatten)]
        keys: BackupKeys,
        /// Puts it in the place of an SQLite database that is there, and keeps that one beside it.
        #[arg(long)]
        replace: bool,
    },
}

/// What opens a backup.
#[derive(Debug, Args)]
pub struct BackupKeys {
    /// A file with a secret key, `AGE-SECRET-KEY-…`. May be repeated.
    #[arg(long, value_name = "FILE")]
    pub identity: Vec<PathBuf>,
    /// A file whose first line is the passphrase.
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

/// What to do about accounts, keys and the audit log.
#[derive(Debug, Subcommand)]
pub enum Admin {
    /// Makes an account with all rights; asks for its password.
    CreateAdmin {
        /// The name to sign in with.
        username: String,
        /// Reads the password from the first line of standard input.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Prints the token with which the first admin is created over HTTP.
    SetupToken,
    /// Prints a new password that has to be changed at the next sign-in, and ends all sessions.
    ResetPassword {
        /// The name of the account.
        username: String,
    },
    /// Lifts the locks after too many failed sign-ins and codes.
    Unlock {
        /// The name of the account.
        username: String,
    },
    /// Seals the secrets at rest anew after SECRET_KEY was replaced; servers may run meanwhile.
    RotateKeys,
    /// Goes on with the present SECRET_KEY though the database belongs to one that is lost.
    ReplaceLostKey {
        /// Does so; without it, only says what is lost.
        #[arg(long)]
        force: bool,
    },
    /// Verifies that the audit log is as it was recorded; servers may run meanwhile.
    VerifyAudit {
        /// An entry that has to be there: the end as an earlier run printed it. May be repeated.
        #[arg(long, value_name = "ID:MAC")]
        expect: Vec<Mark>,
    },
    /// Brings accounts over from the service that Umbra replaces (docs/legacy-import.md).
    ImportLegacy {
        /// The JSON file.
        file: PathBuf,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Result<Cli, clap::Error> {
        Cli::try_parse_from([&["umbra"], arguments].concat())
    }

    #[test]
    fn the_definition_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn serving_is_the_default() {
        for arguments in [&["--no-workers"][..], &["serve", "--no-workers"]] {
            let command = parsed(arguments).unwrap().into_command().unwrap();
            assert!(matches!(command, Command::Serve(ServeOptions { no_workers: true })));
        }
        let command = parsed(&[]).unwrap().into_command().unwrap();
        assert!(matches!(command, Command::Serve(ServeOptions { no_workers: false })));
    }

    #[test]
    fn the_file_can_be_named_anywhere() {
        for arguments in [
            &["--config", "a.toml"][..],
            &["--config", "a.toml", "serve", "--no-workers"],
            &["serve", "--no-workers", "--config", "a.toml"],
            &["migrate", "--config", "a.toml", "status"],
            &["migrate", "status", "--config", "a.toml"],
        ] {
            let cli = parsed(arguments).unwrap();
            assert_eq!(cli.config, Some(PathBuf::from("a.toml")), "{arguments:?}");
        }
    }

    #[test]
    fn options_of_serve_are_refused_elsewhere() {
        let cli = parsed(&["--no-workers", "migrate", "status"]).unwrap();
        assert!(cli.into_command().is_err());
        assert!(parsed(&["migrate", "status", "--no-workers"]).is_err());
    }
}
