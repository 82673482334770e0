//! Firing reminders when their moment has come.

use jiff::Timestamp;
use umbra_domain::{
    EventId, ReminderId, UserId,
    reminder::{Fired, Reminder, Subject},
};
use umbra_store::{
    StoreError,
    reminder::{self, Claimed},
};

use crate::App;

/// A moment that fired and of which somebody is to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FiredReminder {
    /// Who is to be told.
    pub owner: UserId,
    /// The reminder.
    pub reminder: ReminderId,
    /// The event it is on.
    pub event: Option<EventId>,
    /// What fired of it.
    pub fired: Fired,
}

impl App {
    /// Fires what came of at most `limit` reminders, those that have waited longest first, in
    /// three statements, or one when nothing came. What fewer than `limit` come to is all there
    /// is, but for what others are firing at the same time.
    ///
    /// Each moment is returned to one caller only, however many there are.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails; then nothing fired.
    pub async fn fire_due_reminders(&self, limit: u64) -> Result<Vec<FiredReminder>, StoreError> {
        let now = self.clock.now();
        // Looking takes no lock, and on SQLite not the only one there is.
        if !reminder::any_due(self.store.reader(), now).await? {
            return Ok(Vec::new());
        }
        self.store
            .write(async |tx| {
                let mut claimed = reminder::claim_due(tx, now, limit).await?;
                let fired = claimed.iter_mut().filter_map(|claimed| fire_claimed(claimed, now));
                let fired = fired.collect();
                let states: Vec<_> = claimed.iter().map(|claimed| &claimed.reminder).collect();
                reminder::write_states(tx, &states).await?;
                Ok(fired)
            })
            .await
    }
}

fn fire_claimed(claimed: &mut Claimed, now: Timestamp) -> Option<FiredReminder> {
    let Claimed { owner, reminder } = claimed;
    let fired = fire(reminder, now)?;
    let event = match &reminder.subject {
        Subject::Own(_) => None,
        Subject::Event(on) => Some(on.event.id),
    };
    Some(FiredReminder { owner: *owner, reminder: reminder.id, event, fired })
}

/// Fires what came of a reminder in memory: the one place that says which moment follows.
pub(super) fn fire(reminder: &mut Reminder, now: Timestamp) -> Option<Fired> {
    reminder.fire(now)
}
