//! Opening the configured database.

use std::path::Path;
use std::time::Duration;

use umbra_store::{DatabaseSettings, DatabaseUrl, Store, user};

use crate::backup::replace;
use crate::config::{Config, Database, key_file};
use crate::failure::Failure;
use crate::zones;

/// What to do about a database that doesn't exist, or isn't there yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// Makes the data folder and the SQLite file, and waits for a PostgreSQL server that is about
    /// to start.
    Make,
    /// Makes nothing and waits for nobody: in a wrong folder, an empty database would be taken for
    /// the one that was meant.
    Existing,
}

/// Opens the configured database.
///
/// # Errors
/// [`Failure`] when a folder or the database is missing, or it doesn't answer.
pub async fn open(config: &Config, opening: Opening) -> Result<Store, Failure> {
    open_settings(config, &config.database(), opening, false).await
}

/// Opens a database for a command that looks for running servers, and must not take itself for one.
///
/// # Errors
/// As [`open`].
pub(crate) async fn open_for_command(
    config: &Config,
    database: &Database,
    opening: Opening,
) -> Result<Store, Failure> {
    open_settings(config, database, opening, true).await
}

async fn open_settings(
    config: &Config,
    database: &Database,
    opening: Opening,
    command: bool,
) -> Result<Store, Failure> {
    if let Database::Sqlite(file) = database {
        replace::finish(file)?;
        match opening {
            Opening::Make => make_room(config, file)?,
            Opening::Existing if !file.exists() => {
                return Err(Failure::NoDatabase(database.located()));
            }
            Opening::Existing => {}
        }
    }
    let url = url(database)?;
    let mut settings = DatabaseSettings::new(url);
    settings.max_connections = config.database_max_connections;
    settings.statement_timeout = Duration::from_secs(config.database_statement_timeout_seconds);
    settings.zones = zones::load(config)?;
    settings.create = opening == Opening::Make;
    settings.command = command;
    if opening == Opening::Make {
        settings.patience = Duration::from_secs(config.database_wait_seconds);
    }
    Store::connect(&settings)
        .await
        .map_err(|source| Failure::Database { database: database.redacted(), source })
}

/// Counts the accounts in a database, which may have any schema or none.
///
/// # Errors
/// [`Failure`] when it can't be read.
pub async fn accounts(store: &Store) -> Result<u64, Failure> {
    if store.has_table("users").await.map_err(Failure::Store)? {
        user::count(store.autocommit()).await.map_err(Failure::Store)
    } else {
        Ok(0)
    }
}

/// Gives the URL of a database for the store.
pub(crate) fn url(database: &Database) -> Result<DatabaseUrl, Failure> {
    DatabaseUrl::parse(&database.url()).ok_or_else(|| Failure::UnknownDatabase(database.redacted()))
}

/// Makes the data folder if the file is to lie in it; other folders have to be there.
pub(crate) fn make_room(config: &Config, file: &Path) -> Result<(), Failure> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    if file.starts_with(&config.data_dir) {
        key_file::create_data_dir(&config.data_dir)?;
    }
    match folder {
        Some(folder) if !folder.is_dir() => Err(Failure::NoFolder(folder.to_owned())),
        _ => Ok(()),
    }
}
