//! Changing a reminder.

use umbra_domain::{
    ReminderId, UserId,
    precondition::IfMatch,
    reminder::{Reminder, ReminderPatch, Subject, Unsound},
};
use umbra_store::{StoreError, reminder};

use crate::App;

/// Why a reminder could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateReminderError {
    /// There is none, or the caller may not see it.
    #[error("there is no such reminder")]
    NotFound,
    /// Somebody changed it since the caller read it.
    #[error("the reminder has changed")]
    Changed,
    /// It is an event's, which says what reminders it has.
    #[error("the reminder belongs to an event")]
    BelongsToEvent,
    /// The result would not be a sound reminder.
    #[error(transparent)]
    Unsound(#[from] Unsound),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Changes one of the caller's own reminders. A change that changes nothing keeps the version.
    ///
    /// # Errors
    /// [`UpdateReminderError`].
    pub async fn update_reminder(
        &self,
        who: UserId,
        id: ReminderId,
        patch: ReminderPatch,
        if_match: &IfMatch,
    ) -> Result<Reminder, UpdateReminderError> {
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                let found = reminder::for_edit(tx, who, id).await?;
                let mut found = found.ok_or(UpdateReminderError::NotFound)?;
                if !if_match.allows(found.row().version) {
                    return Err(UpdateReminderError::Changed);
                }
                let Reminder { subject, state, .. } = found.row_mut();
                let Subject::Own(own) = subject else {
                    return Err(UpdateReminderError::BelongsToEvent);
                };
                if patch.apply(own, state, now)? {
                    return Ok(reminder::update(tx, found, now).await?);
                }
                Ok(found.into_row())
            })
            .await
    }
}
