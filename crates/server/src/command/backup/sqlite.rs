//! Restoring an SQLite file.

use std::fs::File;
use std::path::Path;

use umbra_store::snapshot::Snapshot;

use crate::backup::keys::Keys;
use crate::backup::{BackupError, Manifest, Progress, archive, compare};
use crate::failure::Failure;

/// Restores a backup to a new file, with mode 0600, and compares that with what was saved.
pub(super) async fn restore(file: &Path, keys: &Keys, to: &Path) -> Result<Manifest, Failure> {
    let failed = BackupError::write(to);
    let mut out = File::create_new(to).map_err(&failed)?;
    let manifest = archive::extract(file, keys, &mut out, &failed, Progress::new("restoring"))?;
    out.sync_all().map_err(failed)?;
    check(file, &manifest, to).await?;
    Ok(manifest)
}

async fn check(file: &Path, manifest: &Manifest, database: &Path) -> Result<(), Failure> {
    let damaged = |reason: String| BackupError::Damaged { file: file.to_owned(), reason };
    let no_database = |_| damaged("what is in it is no SQLite database".to_owned());
    let mut snapshot = Snapshot::of_file(database).await.map_err(no_database)?;
    if let Some(found) = snapshot.damage().await.map_err(no_database)? {
        return Err(damaged(format!("SQLite says of the database: {found}")).into());
    }
    let mut progress = Progress::new("comparing");
    let found = snapshot.digests(&mut |rows| progress.rows(rows)).await.map_err(Failure::Store)?;
    snapshot.end().await.map_err(Failure::Store)?;
    Ok(compare(manifest, &found)?)
}
