//! Recording what happened, in the transaction in which it happened.

use umbra_domain::{
    AuditId, UserId,
    audit::{Action, Entry, NewEntry, Outcome},
    fact::Fact,
    session::{Identity, Origin},
};
use umbra_store::{StoreError, Tx, audit, outbox};

use crate::App;

impl App {
    /// Appends an entry to the audit log's chain and tells the workers to mirror it, unless they
    /// have been told and haven't begun.
    ///
    /// Call it last in a transaction: it locks the end of the chain until the commit.
    pub(crate) async fn record(&self, tx: &Tx, new: NewEntry) -> Result<(), StoreError> {
        let head = audit::lock_head(tx).await?;
        let at = new.at;
        let id = AuditId(head.last + 1);
        let mut entry = Entry::place(id, new);
        entry.mac = self.keys.audit_mac(&head.mac, &entry.canonical());
        audit::append(tx, &entry).await?;
        if !head.mirror_due {
            outbox::push(tx, &[Fact::AuditRecorded(id)], at).await?;
        }
        Ok(())
    }

    /// Describes something that a person did to their own account.
    pub(crate) fn own_entry(&self, user: UserId, origin: &Origin, action: Action) -> NewEntry {
        NewEntry {
            at: self.clock.now(),
            actor: Some(user),
            action,
            target: Some(user),
            outcome: Outcome::Success,
            address: Some(origin.address.to_string()),
            detail: None,
        }
    }

    /// Describes something that the caller did, to somebody's account or to the server.
    pub(crate) fn entry_by(
        &self,
        caller: &Identity,
        origin: &Origin,
        action: Action,
        target: Option<UserId>,
    ) -> NewEntry {
        NewEntry { target, ..self.own_entry(caller.user, origin, action) }
    }
}
