//! Making a reminder.

use umbra_domain::{
    UserId,
    reminder::{NewReminder, Own, Reminder},
};
use umbra_store::{StoreError, idempotency::Answer, reminder};

use crate::{
    App,
    idempotency::{Once, OnceError, Outcome},
};

/// Why a reminder could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CreateReminderError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Makes a reminder, in one statement. What rings once and is over is due at once.
    ///
    /// # Errors
    /// [`CreateReminderError`].
    pub async fn create_reminder(
        &self,
        who: UserId,
        own: Own,
        is_active: bool,
    ) -> Result<Reminder, CreateReminderError> {
        let now = self.clock.now();
        let new = NewReminder::own(own, is_active, now);
        Ok(reminder::create(self.store.autocommit(), who, new, now).await?)
    }

    /// Makes a reminder unless this request did so before.
    ///
    /// # Errors
    /// [`OnceError`].
    pub async fn create_reminder_once(
        &self,
        who: UserId,
        own: Own,
        is_active: bool,
        once: &Once,
        render: impl FnOnce(&Reminder) -> Answer,
    ) -> Result<Outcome<Reminder>, OnceError<CreateReminderError>> {
        let now = self.clock.now();
        let new = NewReminder::own(own, is_active, now);
        let work = async |tx: &umbra_store::Tx| Ok(reminder::create(tx, who, new, now).await?);
        self.once(who, once, work, render).await
    }
}
