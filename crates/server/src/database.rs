//! Opening the configured database.

use std::path::Path;
use std::time::Duration;

use umbra_store::{DatabaseSettings, DatabaseUrl, Store};

use crate::config::{Config, Database, key_file};
use crate::failure::Failure;

/// Opens the configured database, making the data folder when the database is to be in it.
///
/// # Errors
/// [`Failure`] when a folder is missing or the database doesn't answer.
pub async fn open(config: &Config) -> Result<Store, Failure> {
    let database = config.database();
    if let Database::Sqlite(file) = &database {
        make_room(config, file)?;
    }
    let url = DatabaseUrl::parse(&database.url())
        .ok_or_else(|| Failure::UnknownDatabase(database.redacted()))?;
    let mut settings = DatabaseSettings::new(url);
    settings.max_connections = config.database_max_connections;
    settings.statement_timeout = Duration::from_secs(config.database_statement_timeout_seconds);
    Store::connect(&settings)
        .await
        .map_err(|source| Failure::Database { database: database.redacted(), source })
}

fn make_room(config: &Config, file: &Path) -> Result<(), Failure> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    if file.starts_with(&config.data_dir) {
        key_file::create_data_dir(&config.data_dir)?;
    }
    match folder {
        Some(folder) if !folder.is_dir() => Err(Failure::NoFolder(folder.to_owned())),
        _ => Ok(()),
    }
}
