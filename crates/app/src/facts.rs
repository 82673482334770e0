//! Acting on committed facts.

use umbra_domain::{
    OutboxId,
    audit::{Entry, Mark},
};
use umbra_store::{StoreError, audit, outbox};

use crate::App;

/// Audit entries that are read at a time.
const MIRRORED_AT_ONCE: u64 = 200;

impl App {
    /// Reads the oldest facts in the outbox.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn pending_facts(&self, limit: u64) -> Result<Vec<outbox::Pending>, StoreError> {
        outbox::pending(self.store.reader(), limit).await
    }

    /// Forgets facts whose jobs are safely in the queue.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn forget_facts(&self, ids: &[OutboxId]) -> Result<(), StoreError> {
        outbox::delete(self.store.autocommit(), ids).await
    }

    /// Writes all audit entries that weren't yet to the log stream, where somebody who can change
    /// the database can't reach them. An entry may appear twice after a crash, or when two workers
    /// do this at once; its place tells.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn mirror_audit_log(&self) -> Result<(), StoreError> {
        let todo = audit::begin_mirroring(self.store.autocommit()).await?;
        let mut place = todo.mirrored_id;
        while place < todo.last_id {
            let entries = audit::after(self.store.reader(), place, MIRRORED_AT_ONCE).await?;
            let Some(last) = entries.last() else { break };
            place = last.id.0;
            entries.iter().for_each(mirror);
            audit::mirrored(self.store.autocommit(), place).await?;
        }
        Ok(())
    }
}

fn mirror(entry: &Entry) {
    tracing::info!(
        target: "audit",
        place = entry.id.0,
        mark = %Mark { id: entry.id, mac: entry.mac },
        at = %entry.at,
        actor = entry.actor.map(|user| user.0),
        action = entry.action,
        subject = entry.target.map(|user| user.0),
        outcome = entry.outcome,
        address = entry.address,
        detail = entry.detail,
        "audit"
    );
}
