//! Acting on committed facts.

use umbra_domain::{AuditId, id::OutboxId};
use umbra_store::{StoreError, audit, outbox};

use crate::App;

impl App {
    /// Reads the oldest facts in the outbox.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn pending_events(&self, limit: u64) -> Result<Vec<outbox::Pending>, StoreError> {
        outbox::pending(self.store.reader(), limit).await
    }

    /// Forgets facts whose jobs are safely in the queue.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn forget_events(&self, ids: &[OutboxId]) -> Result<(), StoreError> {
        outbox::delete(self.store.autocommit(), ids).await
    }

    /// Writes an audit entry to the log stream, where somebody who can change the database can't
    /// reach it. An entry may appear twice after a crash; its place tells.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn mirror_audit_entry(&self, id: AuditId) -> Result<(), StoreError> {
        let Some(entry) = audit::find(self.store.reader(), id).await? else {
            return Ok(());
        };
        tracing::info!(
            target: "audit",
            place = entry.id.0,
            at = %entry.at,
            actor = entry.actor.map(|user| user.0),
            action = entry.action,
            subject = entry.target.map(|user| user.0),
            outcome = entry.outcome,
            address = entry.address,
            detail = entry.detail,
            "audit"
        );
        Ok(())
    }
}
