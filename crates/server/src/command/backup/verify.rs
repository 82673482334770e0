//! `umbra backup verify`

use std::path::Path;

use super::{described, postgres, sqlite};
use crate::backup::keys::Keys;
use crate::backup::{BackupError, Kind, Progress, archive, work};
use crate::config::Database;
use crate::failure::Failure;
use crate::output::{print, tell};

/// Proves that a backup can be restored, or as much of that as can be proved here.
pub(super) async fn run(file: &Path, keys: &Keys, scratch: Option<&str>) -> Result<(), Failure> {
    let scratch = scratch.map(server).transpose()?;
    // All of it, before anything is made of it.
    let read = archive::extract(
        file,
        keys,
        &mut std::io::sink(),
        &BackupError::write(file),
        Progress::new("checking"),
    );
    let manifest = read?;
    let whole = match (manifest.database, scratch) {
        (Kind::Sqlite, _) => {
            let folder = tempfile::tempdir().map_err(|error| {
                Failure::Io("can't make a folder for the scratch database", error)
            })?;
            work::gone_when_interrupted(vec![folder.path().to_owned()])
                .map_err(|error| Failure::Io("can't wait for signals", error))?;
            let database = folder.path().join("scratch.db");
            sqlite::restore(file, keys, &database).await?;
            true
        }
        (Kind::Postgres, Some(server)) => {
            postgres::restore_to_scratch(file, keys, &server).await?;
            true
        }
        (Kind::Postgres, None) => {
            postgres::read(file, keys)?;
            false
        }
    };
    print(format_args!("{}: {}\n", file.display(), described(&manifest)))?;
    tell(if whole {
        "It was restored into a scratch database, and holds what was saved."
    } else {
        "Checked in part only: it is as it was written, and the dump in it can be read to its end. With \
         `--scratch postgres://…` it is restored into a scratch database and compared with what was \
         saved."
    });
    Ok(())
}

/// Reads the URL of a server for scratch databases.
fn server(url: &str) -> Result<url::Url, Failure> {
    match Database::parse(url) {
        Ok(Database::Postgres(url)) => Ok(url),
        _ => Err(Failure::UnknownDatabase(
            "`--scratch` takes `postgres://user@host/name`".to_owned(),
        )),
    }
}
