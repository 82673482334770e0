//! Having an SQLite file for oneself.

use std::{path::Path, time::Duration};

use sea_orm::sqlx::{
    self, ConnectOptions as _, Connection as _, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteLockingMode},
};

use super::failed;
use crate::StoreError;

/// How long to wait for others to end, such as a server that is stopping.
const PATIENCE: Duration = Duration::from_secs(2);

/// A lock on an SQLite file that nobody else has open, and nobody can open meanwhile.
#[derive(Debug)]
pub struct ExclusiveConnection(pub(crate) SqliteConnection);

impl ExclusiveConnection {
    /// Takes the file, and brings its write-ahead log into it.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] when somebody has it open, another one when it is damaged.
    pub async fn take(file: &Path) -> Result<Self, StoreError> {
        let mut connection = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(false)
            // A connection in this mode shares the write-ahead log with nobody, so that it fails while
            // others are connected, also those that do nothing.
            .locking_mode(SqliteLockingMode::Exclusive)
            .busy_timeout(PATIENCE)
            .pragma("trusted_schema", "OFF")
            .disable_statement_logging()
            .connect()
            .await
            .map_err(failed)?;
        // Without a log of its own the file is all there is.
        let mode: String = sqlx::query_scalar("PRAGMA journal_mode = DELETE")
            .fetch_one(&mut connection)
            .await
            .map_err(failed)?;
        if mode != "delete" {
            return Err(StoreError::Corrupt("journal mode"));
        }
        // Also without any log the lock is taken by writing.
        sqlx::raw_sql("BEGIN EXCLUSIVE; COMMIT").execute(&mut connection).await.map_err(failed)?;
        Ok(Self(connection))
    }

    /// Gives the file back.
    ///
    /// # Errors
    /// [`StoreError`] when it can't be closed.
    pub async fn end(self) -> Result<(), StoreError> {
        self.0.close().await.map_err(failed)
    }
}
