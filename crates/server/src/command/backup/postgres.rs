//! Restoring PostgreSQL's dump.

use std::io;
use std::path::Path;

use umbra_store::snapshot::{Scratch, Snapshot};
use url::Url;

use crate::backup::keys::Keys;
use crate::backup::programs::{self, Running};
use crate::backup::{BackupError, Manifest, Progress, archive, compare};
use crate::config::Database;
use crate::database;
use crate::failure::Failure;
use crate::output::tell;

/// Restores a backup into the empty database that a URL names, all of it or nothing, and compares that
/// with what was saved.
pub(super) async fn restore(file: &Path, keys: &Keys, url: &Url) -> Result<Manifest, Failure> {
    let manifest = feed(file, keys, programs::restore(url)?, "restoring")?;
    let database = Database::Postgres(url.clone());
    let opened = Snapshot::of_postgres(&database::url(&database)?).await;
    let mut snapshot = opened.map_err(Failure::Store)?;
    let mut progress = Progress::new("comparing");
    let found = snapshot.digests(&mut |rows| progress.rows(rows)).await.map_err(Failure::Store)?;
    snapshot.end().await.map_err(Failure::Store)?;
    compare(&manifest, &found)?;
    Ok(manifest)
}

/// Restores a backup into a database that is made for it, and dropped whatever comes of it.
pub(super) async fn restore_to_scratch(
    file: &Path,
    keys: &Keys,
    server: &Url,
) -> Result<(), Failure> {
    let named = Database::Postgres(server.clone());
    let failed = |source| Failure::Database { database: named.redacted(), source };
    let scratch = Scratch::make(&database::url(&named)?).await.map_err(failed)?;
    tell(&format!("The scratch database is {}: drop it if this is interrupted.", scratch.name()));
    let mut url = server.clone();
    url.set_path(scratch.name());
    // As a parameter the name of another database would count more than that.
    let others: Vec<(String, String)> =
        server.query_pairs().into_owned().filter(|(name, _)| name != "dbname").collect();
    url.set_query(None);
    if !others.is_empty() {
        url.query_pairs_mut().extend_pairs(others);
    }
    let restored = restore(file, keys, &url).await;
    let name = scratch.name().to_owned();
    let dropped = scratch.drop().await;
    if dropped.is_err() {
        tell(&format!("The scratch database {name} is still there: drop it."));
    }
    restored?;
    dropped.map_err(failed)
}

/// Reads a dump to its end, as far as there is a program for that.
pub(super) fn read(file: &Path, keys: &Keys) -> Result<(), Failure> {
    match programs::read() {
        Ok(program) => Ok(feed(file, keys, program, "reading").map(drop)?),
        Err(BackupError::NoProgram(name)) => {
            tell(&format!("{name} is not on PATH, so the dump itself was not read."));
            Ok(())
        }
        Err(error) => Err(error.into()),
    }
}

/// Gives the dump in a backup to a program.
fn feed(
    file: &Path,
    keys: &Keys,
    mut program: Running,
    what: &'static str,
) -> Result<Manifest, BackupError> {
    let name = program.name();
    let refused = |error: io::Error| BackupError::Program(name, error.to_string());
    match archive::extract(file, keys, &mut program, &refused, Progress::new(what)) {
        Ok(manifest) => {
            program.end()?;
            Ok(manifest)
        }
        // It ended by itself, and has said why.
        Err(BackupError::Program(..)) => {
            program.end()?;
            Err(BackupError::Program(name, "it ended too early".to_owned()))
        }
        Err(error) => {
            program.kill();
            Err(error)
        }
    }
}
