//! `umbra backup`

mod pg_dump;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::tell_database;
use crate::config::{Config, Database, Source, key_file};
use crate::database::{self, Opening};
use crate::failure::Failure;
use crate::output::print;

/// Copies the database to a new file, and says what belongs to it.
///
/// It needs no secret key, changes nothing and works with any schema: before an upgrade, the newer
/// program can save what the older one has left.
pub(super) async fn run(config: &Config, file: &Path) -> Result<(), Failure> {
    tell_database(config);
    let failed = |source| Failure::BackupFile { file: file.to_owned(), source };
    if file.symlink_metadata().is_ok() {
        return Err(failed(io::ErrorKind::AlreadyExists.into()));
    }
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    // Beside its place and moved there when whole: what stands there is a backup, also after a
    // crash. It is made with mode 0600.
    let unfinished =
        tempfile::Builder::new().prefix(".umbra-backup.").tempfile_in(folder).map_err(failed)?;
    let how = match config.database() {
        Database::Sqlite(database) => {
            let store = database::open(config, Opening::Existing).await?;
            let copied = store.copy_sqlite_to(unfinished.path()).await;
            store.close().await;
            copied.map_err(Failure::Store)?;
            restore_sqlite(file, &database)
        }
        Database::Postgres(url) => {
            pg_dump::run(&url, unfinished.path())?;
            restore_postgres(file)
        }
    };
    unfinished.as_file().sync_all().map_err(failed)?;
    let size = unfinished.as_file().metadata().map_err(failed)?.len();
    unfinished.persist_noclobber(file).map_err(|error| failed(error.error))?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)?;
    print(format_args!(
        "{}: {} KiB\n\nIt belongs to the secret key, which is not in it: {}.\nKeep that, too, and \
         not beside it. Without it no second factor (TOTP) can be checked,\nsessions end, and the \
         audit log can't be verified.\n{how}",
        file.display(),
        size.div_ceil(1024),
        key(config),
    ))
}

/// Says where the secret key is, and not what it is.
fn key(config: &Config) -> String {
    let given = match config.source("SECRET_KEY") {
        None | Some(Source::Default) => {
            format!("the file {}", absolute(&key_file::path(&config.data_dir)).display())
        }
        Some(Source::SecretFile(file)) => format!("the file {}", absolute(file).display()),
        Some(Source::File { path, .. }) => format!("`secret_key` in {}", absolute(path).display()),
        Some(Source::Environment) => "SECRET_KEY in the environment".to_owned(),
    };
    match &config.old_secret_keys {
        Some(old) if !old.is_empty() => format!("{given}; and UMBRA_OLD_SECRET_KEYS"),
        _ => given,
    }
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn restore_sqlite(file: &Path, database: &Path) -> String {
    let (file, database) = (absolute(file), absolute(database));
    format!(
        "\nTo restore it, with Umbra stopped (docs/backup.md):\n\n  rm -f {database}-wal \
         {database}-shm\n  install -m 600 {file} {database}\n",
        file = file.display(),
        database = database.display(),
    )
}

fn restore_postgres(file: &Path) -> String {
    format!(
        "\nTo restore it into a new, empty database (docs/backup.md):\n\n  createdb NAME\n  \
         pg_restore --no-owner --no-privileges --exit-on-error --dbname=NAME {}\n",
        absolute(file).display(),
    )
}
