//! Bringing SQLite's write-ahead log into the database's file.
//!
//! SQLite does so by itself when 1,000 pages have gathered, which in a household takes weeks: until
//! then nearly everything is in the log beside the file, and who copies only the file copies
//! nothing. Here it is done at the start, when a minute has passed, and at the end.

use sea_orm::ConnectionTrait;

use crate::{Store, StoreError};

impl Store {
    /// Moves what is committed from the write-ahead log into the file of an SQLite database; does
    /// nothing on PostgreSQL.
    ///
    /// Waits for nobody (`PASSIVE`): what a reader still needs to find unchanged stays in the log
    /// until the next time.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn checkpoint(&self) -> Result<(), StoreError> {
        if !self.is_postgres() {
            self.writer.0.execute_unprepared("PRAGMA wal_checkpoint(PASSIVE)").await?;
        }
        Ok(())
    }
}
