//! `umbra backup create`

use std::fs::File;
use std::io::{self, BufWriter, Read, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use umbra_domain::{Clock as _, SystemClock, report::chain};
use umbra_store::{StoreError, snapshot::Snapshot};
use url::Url;

use super::kind;
use crate::backup::archive::Writer;
use crate::backup::folder;
use crate::backup::keys::Lock;
use crate::backup::work::{self, Work};
use crate::backup::{BackupError, Kind, Manifest, Progress, programs};
use crate::config::{Config, Database, Source, key_file};
use crate::database::{self, Opening};
use crate::failure::Failure;
use crate::output::print;

/// Saves the database to a new file, and says what belongs to it.
///
/// It needs no secret key, changes nothing and works with any schema: before an upgrade, the newer
/// program can save what the older one has left.
pub(super) async fn run(config: &Config, file: &Path, lock: &Lock) -> Result<(), Failure> {
    let failed = BackupError::write(file);
    if file.symlink_metadata().is_ok() {
        return Err(failed(io::ErrorKind::AlreadyExists.into()).into());
    }
    let folder = folder::folder(file);
    // Beside its place and moved there when whole: what stands there is a backup, also after a
    // crash. It is made with mode 0600.
    let unfinished =
        tempfile::Builder::new().prefix(".umbra-backup.").tempfile_in(folder).map_err(&failed)?;
    work::gone_when_interrupted(vec![unfinished.path().to_owned()])
        .map_err(|error| Failure::Io("can't wait for signals", error))?;
    let out = Unfinished { unfinished: &unfinished, file, lock };
    let manifest = match config.database() {
        Database::Sqlite(database) => out.of_sqlite(config, &database).await?,
        Database::Postgres(url) => out.of_postgres(config, &url).await?,
    };
    unfinished.as_file().sync_all().map_err(&failed)?;
    let size = unfinished.as_file().metadata().map_err(&failed)?.len();
    unfinished.persist_noclobber(file).map_err(|error| failed(error.error))?;
    folder::sync(folder)?;
    print(format_args!(
        "{}: {} KiB, {} rows in {} tables\n\nIt belongs to the secret key, which is not in it: {}.\n\
         Keep that, too, and not beside it. Without it no second factor (TOTP) can be checked,\n\
         sessions end, and the audit log can't be verified.\n\n\
         To see that it can be restored, where the key to it is:\n\n  \
         umbra backup verify --identity KEY_FILE {}\n",
        file.display(),
        size.div_ceil(1024),
        manifest.rows(),
        manifest.tables.len(),
        key(config),
        file.display(),
    ))
}

/// A backup that is being written.
struct Unfinished<'a> {
    unfinished: &'a NamedTempFile,
    file: &'a Path,
    lock: &'a Lock,
}

impl Unfinished<'_> {
    async fn of_sqlite(&self, config: &Config, database: &Path) -> Result<Manifest, Failure> {
        let store = database::open(config, Opening::Existing).await?;
        let copied = async {
            // What needs a whole file in the clear has it beside the database.
            let work = Work::beside(database)?;
            let _progress = Watched::begin(work.file(), "copying");
            store.copy_sqlite_to(work.file()).await.map_err(|error| uncopied(config, error))?;
            Ok::<_, Failure>(work)
        }
        .await;
        store.close().await;
        let work = copied?;
        let mut snapshot = Snapshot::of_file(work.file()).await.map_err(Failure::Store)?;
        // What restoring asks, too: nothing is saved that couldn't be restored.
        if let Some(found) = snapshot.damage().await.map_err(Failure::Store)? {
            return Err(unsound(config, found));
        }
        let (manifest, _) = manifest(Kind::Sqlite, snapshot).await?;
        let mut copy = File::open(work.file()).map_err(BackupError::read(work.file()))?;
        let size = copy.metadata().map_err(BackupError::read(work.file()))?.len();
        self.write(&manifest, &mut copy, Some(size))?;
        Ok(manifest)
    }

    async fn of_postgres(&self, config: &Config, url: &Url) -> Result<Manifest, Failure> {
        let database = config.database();
        let opened = Snapshot::of_postgres(&database::url(&database)?).await;
        let snapshot =
            opened.map_err(|source| Failure::Database { database: database.redacted(), source })?;
        let (manifest, mut snapshot) = manifest(kind(&database), snapshot).await?;
        let name = snapshot.export().await.map_err(Failure::Store)?;
        let mut dump = programs::dump(url, &name)?;
        let written = self.write(&manifest, &mut dump, None);
        match written {
            Ok(()) => dump.end()?,
            Err(error) => {
                dump.kill();
                return Err(error.into());
            }
        }
        snapshot.end().await.map_err(Failure::Store)?;
        Ok(manifest)
    }

    fn write(
        &self,
        manifest: &Manifest,
        database: &mut dyn Read,
        size: Option<u64>,
    ) -> Result<(), BackupError> {
        let mut progress = Progress::new("saving");
        let failed = BackupError::write(self.file);
        let out = BufWriter::with_capacity(1 << 16, self.unfinished.as_file());
        let mut writer = Writer::begin(out, self.lock, manifest).map_err(&failed)?;
        let mut bytes = vec![0; 1 << 16];
        let mut done = 0;
        loop {
            let length = database.read(&mut bytes).map_err(&failed)?;
            if length == 0 {
                break;
            }
            writer.write_all(&bytes[..length]).map_err(&failed)?;
            done += length as u64;
            progress.bytes(done, size);
        }
        writer.finish().and_then(|mut out| out.flush()).map_err(failed)
    }
}

/// Tells why an SQLite database can't be copied: unless the system is to blame, it isn't sound.
fn uncopied(config: &Config, error: StoreError) -> Failure {
    match error {
        StoreError::Unavailable(_) | StoreError::Corrupt(_) => Failure::Store(error),
        error => unsound(config, chain(&error)),
    }
}

fn unsound(config: &Config, reason: String) -> Failure {
    BackupError::Unsound { database: config.database().located(), reason }.into()
}

/// Reads what a database holds.
async fn manifest(database: Kind, mut snapshot: Snapshot) -> Result<(Manifest, Snapshot), Failure> {
    let created_at = SystemClock.now();
    let mut progress = Progress::new("reading");
    let read = async {
        Ok(Manifest {
            format: crate::backup::FORMAT,
            umbra: env!("CARGO_PKG_VERSION").to_owned(),
            database,
            created_at,
            schema: snapshot.schema().await?,
            key_id: snapshot.key_id().await?,
            tables: snapshot.digests(&mut |rows| progress.rows(rows)).await?,
        })
    };
    let manifest = read.await.map_err(Failure::Store)?;
    Ok((manifest, snapshot))
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

/// Tells how a file grows that the database writes by itself.
struct Watched(tokio::task::JoinHandle<()>);

impl Watched {
    fn begin(file: &Path, what: &'static str) -> Self {
        let file = file.to_owned();
        Self(tokio::spawn(async move {
            let mut progress = Progress::new(what);
            loop {
                tokio::time::sleep(std::time::Duration::from_millis(250)).await;
                if let Ok(metadata) = file.metadata() {
                    progress.bytes(metadata.len(), None);
                }
            }
        }))
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.0.abort();
    }
}
