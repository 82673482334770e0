//! `umbra backup restore`

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use umbra_domain::{Clock as _, SystemClock};
use umbra_store::{
    StoreError, migration_names,
    snapshot::{self, ExclusiveConnection},
};
use url::Url;

use super::{described, kind, postgres, secret_key, sqlite};
use crate::backup::keys::Keys;
use crate::backup::work::Work;
use crate::backup::{BackupError, Manifest, Progress, archive, replace};
use crate::config::{Config, Database};
use crate::database;
use crate::failure::Failure;
use crate::output::print;

/// Restores a backup into the configured database: all of it, or nothing.
pub(super) async fn run(
    config: &Config,
    file: &Path,
    keys: &Keys,
    replaces: bool,
) -> Result<(), Failure> {
    let database = config.database();
    let there = is_there(&database).await?;
    if there && !replaces && matches!(database, Database::Sqlite(_)) {
        return Err(BackupError::Occupied(database.located()).into());
    }
    if there && matches!(database, Database::Postgres(_)) {
        return Err(BackupError::NotEmpty(database.redacted()).into());
    }
    // To its end, before anything is made of it.
    let checking = Progress::new("checking");
    let refused = BackupError::write(file);
    let read = archive::extract(file, keys, &mut io::sink(), &refused, checking)?;
    if read.database != kind(&database) {
        let (saved, configured) = (read.database, kind(&database));
        return Err(BackupError::OtherDatabase { saved, configured }.into());
    }
    let (manifest, kept) = match &database {
        Database::Sqlite(to) => of_sqlite(config, file, keys, to).await?,
        Database::Postgres(url) => (of_postgres(file, keys, url).await?, None),
    };
    print(format_args!(
        "{}: {}\nIt is restored to the {}, and holds what was saved.\n",
        file.display(),
        described(&manifest),
        database.located(),
    ))?;
    if let Some(kept) = kept {
        print(format_args!("The database that was there before is {} now.\n", kept.display()))?;
    }
    print(format_args!("\n{}\n{}\n", secret_key(config, &manifest), next(&manifest)))
}

/// Tells whether there is something in the place.
async fn is_there(database: &Database) -> Result<bool, Failure> {
    match database {
        Database::Sqlite(to) => {
            replace::finish(to)?;
            Ok(to.symlink_metadata().is_ok())
        }
        Database::Postgres(_) => {
            let empty = snapshot::is_empty(&database::url(database)?).await;
            let failed = |source| Failure::Database { database: database.redacted(), source };
            Ok(!empty.map_err(failed)?)
        }
    }
}

/// Says what comes next.
fn next(manifest: &Manifest) -> &'static str {
    let names = migration_names();
    match &manifest.schema {
        Some(schema) if !names.contains(schema) => {
            "A newer version of Umbra made it: start that one, or a newer one (docs/upgrade.md)."
        }
        _ => "Run `umbra admin verify-audit`, and start Umbra.",
    }
}

/// Restores beside the database, and moves it there when it is whole. Gives the name that the database
/// has now which was there before.
async fn of_sqlite(
    config: &Config,
    file: &Path,
    keys: &Keys,
    to: &Path,
) -> Result<(Manifest, Option<PathBuf>), Failure> {
    database::make_room(config, to)?;
    let work = Work::beside(to)?;
    let manifest = sqlite::restore(file, keys, work.file()).await?;
    let alone = if to.exists() { take(to).await? } else { None };
    let at = SystemClock.now().strftime("%Y-%m-%dT%H-%M-%SZ").to_string();
    let kept = replace::put(work.file(), to, &at, alone.is_some())?;
    if let Some(alone) = alone {
        // It is of the file that was there before, and says nothing new about that.
        let _ = alone.end().await;
    }
    Ok((manifest, kept))
}

/// Locks a database that is to be replaced. One that is damaged can't be locked, and is why somebody
/// restores a backup; one that is whole isn't taken for that because a disk is full. What doesn't even begin as
/// a database isn't opened: SQLite may delete the log beside such a file, in which somebody's last days may be.
async fn take(to: &Path) -> Result<Option<ExclusiveConnection>, Failure> {
    if !begins_as_a_database(to).map_err(BackupError::read(to))? {
        return Ok(None);
    }
    match ExclusiveConnection::take(to).await {
        Ok(alone) => Ok(Some(alone)),
        Err(error) if error.is_locked() => {
            Err(BackupError::InUse(Database::Sqlite(to.to_owned()).located()).into())
        }
        Err(error @ StoreError::Unavailable(_)) => Err(Failure::Store(error)),
        Err(_) => Ok(None),
    }
}

fn begins_as_a_database(file: &Path) -> io::Result<bool> {
    // <https://www.sqlite.org/fileformat.html#magic_header_string>
    const MAGIC: &[u8; 16] = b"SQLite format 3\0";
    let mut begin = Vec::with_capacity(MAGIC.len());
    File::open(file)?.take(16).read_to_end(&mut begin)?;
    Ok(begin == MAGIC)
}

async fn of_postgres(file: &Path, keys: &Keys, url: &Url) -> Result<Manifest, Failure> {
    postgres::restore(file, keys, url).await
}
