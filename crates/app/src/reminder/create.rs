//! Making a reminder.

use umbra_domain::{
    Stored, UserId,
    reminder::{Own, Reminder},
};
use umbra_store::StoreError;

use crate::{
    App,
    idempotency::{Once, OnceError, Outcome},
};

impl App {
    /// Makes a reminder. What rings once and is over is due at once.
    ///
    /// # Errors
    /// [`OnceError`].
    pub async fn create_reminder(
        &self,
        who: UserId,
        own: Own,
        is_active: bool,
        once: Option<Once<Stored<Reminder>>>,
    ) -> Result<Outcome<Stored<Reminder>>, OnceError<StoreError>> {
        let new = Reminder::own(own, is_active, self.clock.now());
        self.create_thing(who, &who, new, once).await
    }
}
