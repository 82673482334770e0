//! What admins see of what couldn't be sent, and letting it be tried again.

use umbra_domain::{
    DeliveryId,
    audit::{Action, NewEntry, Outcome},
    delivery::{Delivery, DeliveryState},
    page::Page,
    session::{Identity, Origin},
};
use umbra_store::{StoreError, config, delivery};

use super::DeliveryQuery;
use crate::{App, admin::is_still_admin};

/// Why something isn't tried again.
#[derive(Debug, thiserror::Error)]
pub enum RetryDeliveryError {
    /// There is no such delivery.
    #[error("there is no such delivery")]
    NotFound,
    /// It didn't fail.
    #[error("it didn't fail")]
    NotFailed,
    /// The caller stopped being an admin while the request was under way.
    #[error("the caller is no admin any more")]
    NoAdmin,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Lists a page of what was to be sent to anybody, the newest first: ids and codes, never what it told.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn all_deliveries(
        &self,
        query: &DeliveryQuery,
    ) -> Result<Page<Delivery>, StoreError> {
        delivery::find(self.store.reader(), query).await
    }

    /// Lets something be sent after all that couldn't be, and returns it as it is then.
    ///
    /// # Errors
    /// [`RetryDeliveryError`].
    pub async fn retry_delivery(
        &self,
        caller: &Identity,
        id: DeliveryId,
        origin: &Origin,
    ) -> Result<Delivery, RetryDeliveryError> {
        let now = self.clock.now();
        let retried = self.store.write(async |tx| {
            config::lock(tx).await?;
            if !is_still_admin(tx, caller).await? {
                return Err(RetryDeliveryError::NoAdmin);
            }
            let found = delivery::by_id(tx, id).await?.ok_or(RetryDeliveryError::NotFound)?;
            if found.state != DeliveryState::Failed {
                return Err(RetryDeliveryError::NotFailed);
            }
            delivery::retry(tx, &found, now).await?;
            let entry = NewEntry {
                at: now,
                actor: Some(caller.user),
                action: Action::RetryDelivery,
                target: Some(found.to),
                outcome: Outcome::Success,
                address: Some(origin.address.to_string()),
                detail: Some(format!("delivery={id}")),
            };
            self.record(tx, entry).await?;
            delivery::by_id(tx, id).await?.ok_or(RetryDeliveryError::NotFound)
        });
        let retried = retried.await?;
        self.ring_outbox();
        self.ring_deliveries();
        Ok(retried)
    }
}
