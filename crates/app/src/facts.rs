//! Acting on committed facts.

use umbra_domain::{
    OutboxId,
    audit::{Entry, Mark},
};
use umbra_store::{StoreError, audit, notification, outbox};

use crate::{App, notification::of_entry};

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
        let mut todo = audit::begin_mirroring(self.store.autocommit()).await?;
        while todo.mirrored_id < todo.last_id {
            let from = todo.mirrored_id;
            let entries = audit::after(self.store.reader(), from, MIRRORED_AT_ONCE).await?;
            let Some(last) = entries.last() else { break };
            entries.iter().for_each(mirror);
            if self.tell_of_entries(&entries, (from, last.id.0)).await? {
                todo.mirrored_id = last.id.0;
            } else {
                // Somebody else mirrors, too: what they haven't done is left.
                todo = audit::begin_mirroring(self.store.autocommit()).await?;
            }
        }
        Ok(())
    }

    /// Tells people what was done to their accounts, and notes in the same transaction that these entries
    /// are done with, so that nobody is told twice. Returns whether nobody else had done so.
    async fn tell_of_entries(
        &self,
        entries: &[Entry],
        (from, place): (i64, i64),
    ) -> Result<bool, StoreError> {
        let told: Vec<_> = entries.iter().flat_map(of_entry).collect();
        if told.is_empty() {
            return audit::mirrored(self.store.autocommit(), from, place).await;
        }
        let now = self.clock.now();
        let done = self.store.write(async |tx| {
            notification::notify(tx, &told, now).await?;
            // Last, for everybody who records something waits for it.
            match audit::mirrored(tx, from, place).await? {
                true => Ok(()),
                false => Err(NotMirrored::Elsewhere),
            }
        });
        match done.await {
            Ok(()) => {
                self.ring_deliveries();
                Ok(true)
            }
            Err(NotMirrored::Elsewhere) => Ok(false),
            Err(NotMirrored::Store(error)) => Err(error),
        }
    }
}

/// Why entries weren't done with here.
#[derive(Debug, thiserror::Error)]
enum NotMirrored {
    #[error("they were mirrored elsewhere")]
    Elsewhere,
    #[error(transparent)]
    Store(#[from] StoreError),
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
