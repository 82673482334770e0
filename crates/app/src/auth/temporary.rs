//! Passwords that somebody else set: they have to be changed, and soon.

use jiff::Timestamp;
use umbra_auth::attempts::Outcome;
use umbra_domain::audit::Outcome as Audited;
use umbra_store::{StoreError, user::Account};

use super::{Attempt, Claim};
use crate::App;

impl App {
    /// Says when a password that is set now for somebody else stops working.
    pub(crate) fn temporary_until(&self, now: Timestamp) -> Timestamp {
        now + self.settings.temporary_password_lifetime
    }

    /// Tells whether an account's password was set by somebody else and not changed in time.
    pub(crate) fn has_expired(&self, account: &Account) -> bool {
        account.password_expires_at.is_some_and(|at| at <= self.clock.now())
    }

    /// Records that a right password came too late. It clears no failures: somebody may have found
    /// it long after its owner could have used it.
    pub(crate) async fn refuse_expired(
        &self,
        claim: &Claim<'_>,
        account: &Account,
        attempt: &Attempt,
    ) -> Result<(), StoreError> {
        let mut entry = self.own_entry(account.id, &claim.requester.origin, claim.action);
        entry.outcome = Audited::Failure;
        entry.detail = Some("temporary password expired".to_owned());
        self.store
            .write(async |tx| {
                self.settle(tx, attempt, Outcome::NotRun).await?;
                self.record(tx, entry).await
            })
            .await?;
        self.ring_outbox();
        Ok(())
    }
}
