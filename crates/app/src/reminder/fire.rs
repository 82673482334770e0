//! Firing reminders when their moment has come, and telling of it.

use jiff::Timestamp;
use umbra_domain::{
    EventId, ReminderId, UserId,
    fact::{Fact, ReminderFired},
    notification::NotificationDraft,
    reminder::{Fired, FiringStatus, Reminder, Subject},
};
use umbra_store::{
    StoreError, View, notification, outbox,
    reminder::{self, Claimed},
    resource, user,
};

use crate::{App, due::AHEAD};

/// How many reminders are looked at in one transaction after the clock was set back.
const BATCH: u64 = 100;

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

impl From<FiredReminder> for ReminderFired {
    fn from(FiredReminder { owner, reminder, fired, .. }: FiredReminder) -> Self {
        Self { reminder, owner, occurrence: fired.occurrence, generation: fired.generation }
    }
}

impl App {
    /// Fires what came of at most `limit` reminders, those that have waited longest first, in
    /// four statements, or one when nothing came. What fewer than `limit` come to is all there
    /// is, but for what others are firing at the same time.
    ///
    /// Each moment is returned to one caller only, however many there are. Nobody is told of it by
    /// that caller, who may end before: a fact is committed with each moment, and workers act on
    /// it ([`App::notify_of_reminder`]).
    ///
    /// # Errors
    /// [`StoreError`] when the database fails; then nothing fired.
    pub async fn fire_due_reminders(&self, limit: u64) -> Result<Vec<FiredReminder>, StoreError> {
        let now = self.clock.now();
        // Looking takes no lock, and on SQLite not the only one there is.
        if !reminder::any_due(self.store.reader(), now).await? {
            return Ok(Vec::new());
        }
        let fired = self
            .store
            .write(async |tx| {
                let mut claimed = reminder::claim_due(tx, now, limit).await?;
                let fired = claimed.iter_mut().filter_map(|claimed| fire_claimed(claimed, now));
                let fired: Vec<_> = fired.collect();
                let states: Vec<_> = claimed.iter().map(|claimed| &claimed.reminder).collect();
                reminder::write_states(tx, &states).await?;
                let facts: Vec<_> =
                    fired.iter().map(|one| Fact::ReminderFired((*one).into())).collect();
                outbox::push(tx, &facts, now).await?;
                Ok::<_, StoreError>(fired)
            })
            .await?;
        self.ring_outbox();
        Ok(fired)
    }

    /// Lets what recurs go on that rang by a clock that was days ahead and was set back since: it would be silent until
    /// that time comes. Returns how many reminders that are.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn recover_reminders_from_clock_rollback(&self) -> Result<u64, StoreError> {
        let now = self.clock.now();
        let ahead = now.checked_add(AHEAD).unwrap_or(now);
        // Looking takes no lock, and on SQLite not the only one there is.
        if !reminder::any_fired_after(self.store.reader(), ahead).await? {
            return Ok(0);
        }
        let (mut all, mut next) = (0, Some(0));
        while let Some(after) = next {
            let recovered = self.store.write(async |tx| {
                let (claimed, last) = reminder::claim_fired_after(tx, ahead, after, BATCH).await?;
                let changed = claimed.into_iter().filter_map(|Claimed { mut reminder, .. }| {
                    reminder.body = reminder.body.after_clock_rollback(now)?;
                    Some(reminder)
                });
                let changed: Vec<_> = changed.collect();
                reminder::write_states(tx, &changed.iter().collect::<Vec<_>>()).await?;
                Ok::<_, StoreError>((changed.len() as u64, last))
            });
            let (changed, last) = recovered.await?;
            all += changed;
            next = last;
        }
        Ok(all)
    }

    /// Tells the owner of a reminder that it fired, once, unless that is no longer due, and returns
    /// how it stands.
    ///
    /// # Errors
    /// [`StoreError`] when the database fails.
    pub async fn notify_of_reminder(
        &self,
        fired: ReminderFired,
    ) -> Result<FiringStatus, StoreError> {
        let ReminderFired { reminder: id, owner, occurrence, generation } = fired;
        let now = self.clock.now();
        let status = self
            .store
            .write(async |tx| {
                // The account first, as everywhere: the notification refers to it.
                user::lock_owner(tx, owner).await?;
                // Nobody dismisses or snoozes it before it is told, or else that came first.
                let found = resource::lock::<Reminder, View>(tx, owner, id).await?;
                let Ok(found) = found.granted() else { return Ok(FiringStatus::Deleted) };
                let status = found.row().state.status_of(occurrence, generation);
                if status == FiringStatus::Due {
                    let due_at = found.row().state.fired_at.unwrap_or(now);
                    let is_gathered = self.is_gathered(due_at, now);
                    let told = NotificationDraft::reminded(&fired, due_at);
                    let told = told.due(due_at, is_gathered);
                    let missed = is_gathered.then(|| told.missed(owner, now));
                    let all: Vec<_> = missed.into_iter().chain([told]).collect();
                    notification::notify(tx, &all, now).await?;
                }
                Ok::<_, StoreError>(status)
            })
            .await?;
        let (reminder, owner) = (id.0, owner.0);
        if status == FiringStatus::Due {
            self.ring_deliveries();
            tracing::info!(reminder, owner, %occurrence, generation, "a reminder is due");
        } else {
            tracing::info!(
                reminder, owner, %occurrence, generation, ?status,
                "a reminder that fired is no longer due"
            );
        }
        Ok(status)
    }
}

fn fire_claimed(claimed: &mut Claimed, now: Timestamp) -> Option<FiredReminder> {
    let Claimed { owner, reminder } = claimed;
    let fired = fire(&mut reminder.body, now)?;
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
