//! Copying an SQLite database while it is in use.

use std::path::Path;

use crate::{Store, StoreError, sql};

impl Store {
    /// Writes a copy of an SQLite database to a file that is empty or doesn't exist. The copy is
    /// consistent, needs no other file beside it, and writers don't wait for it.
    ///
    /// It may be in the system's memory only afterwards: whoever relies on it writes it out.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails, or on PostgreSQL, which has programs of its own for
    /// this.
    pub async fn copy_sqlite_to(&self, file: &Path) -> Result<(), StoreError> {
        let file = file.to_str().ok_or(StoreError::Corrupt("name of a file"))?;
        sql::execute(&self.writer.0, "VACUUM INTO $1", [file.into()]).await?;
        Ok(())
    }
}
