//! Changing a reminder.

use umbra_domain::{
    ReminderId, Stored, UserId,
    precondition::IfMatch,
    reminder::{Reminder, ReminderPatch, Subject, Unsound},
};

use super::BelongsToEvent;
use crate::{App, errors::ChangeError};

/// What a change of a reminder is refused for.
#[derive(Debug, thiserror::Error)]
pub enum ReminderRefused {
    /// It is an event's, which says what reminders it has.
    #[error(transparent)]
    BelongsToEvent(#[from] BelongsToEvent),
    /// The result would not be a sound reminder.
    #[error(transparent)]
    Unsound(#[from] Unsound),
}

impl App {
    /// Changes one of the caller's own reminders. A change that changes nothing keeps the version.
    ///
    /// # Errors
    /// [`ChangeError`].
    pub async fn update_reminder(
        &self,
        who: UserId,
        id: ReminderId,
        patch: ReminderPatch,
        if_match: &IfMatch,
    ) -> Result<Stored<Reminder>, ChangeError<ReminderRefused>> {
        let now = self.clock.now();
        self.change_thing(who, id, if_match, async |_, reminder| {
            let Reminder { subject, state } = &mut reminder.row_mut().body;
            let Subject::Own(own) = subject else {
                return Err(ChangeError::Refused(BelongsToEvent.into()));
            };
            let applied = patch.apply(own, state, now);
            applied.map_err(|why| ChangeError::Refused(why.into()))?;
            Ok(())
        })
        .await
    }
}
