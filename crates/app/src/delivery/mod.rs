//! Sending people what they were told of, and saying what became of it.

mod admin;
mod buttons;
mod claim;
mod finish;
mod send;

use jiff::SignedDuration;
use umbra_domain::{UserId, delivery::Delivery, page::Page, settings::Locale};
use umbra_store::{StoreError, delivery, settings};

pub use admin::RetryDeliveryError;
pub use claim::{ClaimedBatch, Dispatcher};
pub use send::{Outcome, SendResult, SendTask};
pub use umbra_store::delivery::DeliveryQuery;

use crate::App;

/// How long whoever claims a delivery has it to themselves: longer than a server is waited for, and short
/// enough that what somebody held who was killed is late by little.
pub(crate) const LEASE: SignedDuration = SignedDuration::from_secs(20);

/// By how much the clocks of processes may differ: what one has just claimed isn't taken from it.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(1);

impl App {
    /// Has looked at now what waits for a clock that was set back since, and what was left alone by it; returns
    /// how many.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn recover_deliveries_from_clock_rollback(&self) -> Result<u64, StoreError> {
        let now = self.clock.now();
        delivery::recover_from_clock_rollback(self.store.autocommit(), now, LEASE, CLOCKS_DIFFER)
            .await
    }

    /// Lists a page of what was to be sent to the caller, the newest first, and tells in which language they
    /// want to read of it.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn deliveries(
        &self,
        who: UserId,
        query: &DeliveryQuery,
    ) -> Result<(Page<Delivery>, Locale), StoreError> {
        let db = self.store.reader();
        let settings = settings::find(db, who).await?;
        let page = delivery::list(db, who, query).await?;
        Ok((page, settings.map(|settings| settings.locale).unwrap_or_default()))
    }

    /// Counts what is due and not sent.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn waiting_deliveries(&self) -> Result<i64, StoreError> {
        delivery::depth(self.store.reader(), self.clock.now()).await
    }

    /// Waits until there is something to send, or was since this was last awaited.
    pub async fn deliveries_rang(&self) {
        self.delivery_bell.notified().await;
    }

    /// Tells who sends in this process that there is something.
    pub fn ring_deliveries(&self) {
        self.delivery_bell.notify_one();
    }
}
