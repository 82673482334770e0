//! Forgetting what the audit log has recorded, after as long as the operator keeps it.

use std::time::Duration;

use umbra_domain::{
    AuditId,
    audit::{Action, Mark},
};
use umbra_store::{StoreError, audit};

use crate::App;

const DAY: Duration = Duration::from_hours(24);

/// Entries of how long a time are deleted at once, and at most once a day. They don't come back: a clock
/// that is wrong by a year for an hour mustn't cost them all.
const AT_ONCE: Duration = Duration::from_hours(7 * 24);

impl App {
    /// Deletes the audit entries that are older than they are kept, those of a week at most and once a
    /// day at most, and returns how many. What was deleted is said by an entry of the chain, which so can be verified as before.
    ///
    /// Nothing goes that hasn't reached the log stream. Running it twice at once does no harm, and
    /// what a crash leaves is deleted the next time.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn trim_audit_log(&self) -> Result<u64, StoreError> {
        if let Some(upto) = self.too_old().await? {
            self.store
                .write(async |tx| {
                    let head = audit::lock_head(tx).await?;
                    let upto = AuditId(upto.0.min(head.mirrored));
                    if upto.0 <= head.trimmed {
                        return Ok(());
                    }
                    let mark =
                        audit::link(tx, upto).await?.ok_or(StoreError::Corrupt("audit log"))?;
                    let entry =
                        self.operator_entry(Action::TrimAudit, None, &Mark::to_string(&mark));
                    self.record(tx, entry).await?;
                    audit::trim(tx, upto).await
                })
                .await?;
            self.ring_outbox();
        }
        let mut deleted = 0;
        loop {
            match audit::delete_trimmed(self.store.autocommit()).await? {
                0 => return Ok(deleted),
                some => deleted += some,
            }
        }
    }

    /// Finds the last of the entries that are too old, if it is time to delete some.
    async fn too_old(&self) -> Result<Option<AuditId>, StoreError> {
        let Some(kept) = self.settings.audit_kept else { return Ok(None) };
        let db = self.store.reader();
        let now = self.clock.now();
        let Some(oldest) = audit::oldest(db).await? else { return Ok(None) };
        let last = audit::last_trim(db).await?;
        if last.is_some_and(|last| now.duration_since(last.at).unsigned_abs() < DAY) {
            return Ok(None);
        }
        if now.saturating_sub(kept + DAY).is_ok_and(|late| oldest.at > late) {
            return Ok(None);
        }
        let since = now.checked_sub(kept).unwrap_or(jiff::Timestamp::MIN);
        let since = since.min(oldest.at.checked_add(AT_ONCE).unwrap_or(since));
        let first = audit::untrimmed_from(db, since).await?;
        let head = audit::head(db).await?;
        // The newest entry stays whatever its age: the chain goes on from it.
        Ok(Some(AuditId(first.map_or(head.last, |first| first.0) - 1)))
    }
}
