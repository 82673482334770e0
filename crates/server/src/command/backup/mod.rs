//! `umbra backup`

mod create;
mod postgres;
mod restore;
mod sqlite;
mod verify;

use std::path::Path;

use umbra_auth::Keys as SecretKeys;

use super::tell_database;
use crate::backup::{Kind, Manifest, keys};
use crate::cli::Backup;
use crate::config::{Config, Database};
use crate::failure::Failure;
use crate::output::print;

/// Makes, verifies or restores a backup.
pub(super) async fn run(config: &Config, action: Backup) -> Result<(), Failure> {
    match action {
        Backup::Keygen { file } => keygen(&file),
        Backup::Create { file, recipient, passphrase_file } => {
            tell_database(config);
            let configured = config.backup_recipients.as_deref().unwrap_or_default();
            let lock = keys::Lock::find(&recipient, passphrase_file.as_deref(), configured)?;
            create::run(config, &file, &lock).await
        }
        Backup::Verify { file, keys, scratch } => {
            let keys = keys::Keys::find(&keys.identity, keys.passphrase_file.as_deref())?;
            verify::run(&file, &keys, scratch.as_deref()).await
        }
        Backup::Restore { file, keys, replace } => {
            tell_database(config);
            let keys = keys::Keys::find(&keys.identity, keys.passphrase_file.as_deref())?;
            restore::run(config, &file, &keys, replace).await
        }
    }
}

/// Makes a pair of keys.
pub(super) fn keygen(file: &Path) -> Result<(), Failure> {
    let public = keys::generate(file)?;
    crate::output::tell(&format!(
        "{} has the secret key: keep it, and not on the server. Without it no backup can be opened. \
         Its public key, for UMBRA_BACKUP_RECIPIENTS:",
        file.display()
    ));
    print(format_args!("{public}\n"))
}

/// Tells which kind of database is configured.
const fn kind(database: &Database) -> Kind {
    match database {
        Database::Sqlite(_) => Kind::Sqlite,
        Database::Postgres(_) => Kind::Postgres,
    }
}

/// Says in a sentence what a backup is.
fn described(manifest: &Manifest) -> String {
    let Manifest { umbra, database, created_at, schema, .. } = manifest;
    let schema = schema.as_deref().unwrap_or("no schema");
    let (tables, rows) = (manifest.tables.len(), manifest.rows());
    format!(
        "{database} at {created_at:.0}, by Umbra {umbra} ({schema}): {rows} rows in {tables} tables"
    )
}

/// Says which secret key a backup belongs to, and whether that is the configured one.
fn secret_key(config: &Config, manifest: &Manifest) -> String {
    let Some(saved) = &manifest.key_id else {
        return "It has never been started, and belongs to no secret key.".to_owned();
    };
    let saved = umbra_domain::audit::neutralise(saved);
    let older = config.old_secret_keys.as_deref().unwrap_or_default();
    match config.existing_secret_key() {
        Ok(Some(key)) => {
            let configured = SecretKeys::derive_ring(&key, older).id().to_string();
            if configured == saved {
                format!("It belongs to the secret key {saved}, which is the configured one.")
            } else {
                format!(
                    "It belongs to the secret key {saved}, and {configured} is configured: put the \
                     former back, or see docs/backup.md."
                )
            }
        }
        _ => format!("It belongs to the secret key {saved}, which isn't here yet: put it back."),
    }
}
