//! Reminders.

mod create;
mod due;
mod fire;
mod list;
mod respond;
mod update;

use umbra_domain::{
    ReminderId, Stored, UserId,
    precondition::IfMatch,
    reminder::{Reminder, Subject},
};

pub(crate) use due::page_of_due;
pub use fire::FiredReminder;
pub use list::ListReminders;
pub use respond::RespondRefused;
pub use update::ReminderRefused;

use crate::{
    App,
    errors::{DeleteError, ReadError},
};

/// The reminder is an event's, which says what reminders it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the reminder belongs to an event")]
pub struct BelongsToEvent;

impl App {
    /// Reads a reminder that the caller may see, as it was when somebody last changed or fired it.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn reminder(
        &self,
        who: UserId,
        id: ReminderId,
    ) -> Result<Stored<Reminder>, ReadError> {
        self.read_thing(who, id).await
    }

    /// Deletes one of the caller's own reminders.
    ///
    /// # Errors
    /// [`DeleteError`].
    pub async fn delete_reminder(
        &self,
        who: UserId,
        id: ReminderId,
        if_match: &IfMatch,
    ) -> Result<(), DeleteError<BelongsToEvent>> {
        let refuse = |reminder: &Reminder| match reminder.subject {
            Subject::Own(_) => Ok(()),
            Subject::Event(_) => Err(BelongsToEvent),
        };
        self.delete_thing(who, id, if_match, refuse).await
    }
}
