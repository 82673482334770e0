//! A file for every test, copied from a template.

use std::{env, fs, path::PathBuf, sync::OnceLock};

use tempfile::TempDir;
use umbra_store::DatabaseUrl;
use umbra_testkit_postgres::scratch_folder;

use super::migrate;
use crate::once::block_on;

/// The name of the database's file in its folder.
const FILE: &str = "umbra.sqlite";

/// A folder with a database in it.
#[derive(Debug)]
pub(super) struct SqliteDatabase(TempDir);

impl SqliteDatabase {
    /// Copies the template.
    pub(super) fn create() -> Self {
        let database = Self::empty();
        fs::write(database.0.path().join(FILE), template()).expect("a database file");
        database
    }

    /// Makes a copy of a database that nobody has open.
    pub(super) fn copy(&self) -> Self {
        let copy = Self::empty();
        fs::write(copy.0.path().join(FILE), self.content()).expect("a database file");
        copy
    }

    /// Reads the whole database: when the last connection closes, it takes the write-ahead log into
    /// the file.
    fn content(&self) -> Vec<u8> {
        let log = self.0.path().join(format!("{FILE}-wal"));
        assert!(!log.exists(), "part of the database is still in {}", log.display());
        fs::read(self.0.path().join(FILE)).expect("the database is readable")
    }

    fn empty() -> Self {
        static PARENT: OnceLock<PathBuf> = OnceLock::new();
        let parent = PARENT.get_or_init(|| scratch_folder().unwrap_or_else(env::temp_dir));
        let folder = tempfile::Builder::new().prefix("umbra-test-").tempdir_in(parent);
        Self(folder.expect("a temporary folder"))
    }

    pub(super) fn url(&self) -> DatabaseUrl {
        let url = format!("sqlite:{}", self.0.path().join(FILE).display());
        DatabaseUrl::parse(&url).expect("an SQLite URL")
    }

    pub(super) fn remove(self) {
        // What stays of a temporary folder is no reason to fail a test.
        let _ = self.0.close();
    }
}

/// Gives the bytes of a migrated database, made once in a process.
fn template() -> &'static [u8] {
    static TEMPLATE: OnceLock<Vec<u8>> = OnceLock::new();
    TEMPLATE.get_or_init(|| block_on(make_template))
}

async fn make_template() -> Vec<u8> {
    let database = SqliteDatabase::empty();
    migrate(database.url()).await;
    database.content()
}
