//! Whether the server can work.

use umbra_store::StoreError;

use crate::App;

/// What keeps the server from working, if anything does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readiness {
    /// Nothing.
    Ready,
    /// The database's schema is older than this version needs.
    MigrationsPending,
}

impl App {
    /// Finds out whether the server can work: the database answers and has this version's schema.
    ///
    /// # Errors
    /// [`StoreError`] when the database doesn't answer.
    pub async fn readiness(&self) -> Result<Readiness, StoreError> {
        let migrations = self.store.migrations().await?;
        let pending = migrations.iter().any(|migration| !migration.applied);
        Ok(if pending { Readiness::MigrationsPending } else { Readiness::Ready })
    }
}
