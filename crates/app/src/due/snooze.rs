//! Snoozing what is due: being told of it again later. Each person does so for themselves.

use std::collections::HashSet;

use jiff::Timestamp;
use umbra_domain::{
    Invalid, NotificationId, UserId,
    action_link::LinkAct,
    due::{DueClock, DueItem},
    notification::Notification,
    reminder::Snooze,
    rights::Denied,
    task::Task,
    todo::{Due, Todo},
};
use umbra_store::{
    StoreError, Tx, View,
    action_link::FoundLink,
    due::{self, NewNotification, Snoozed},
    notification::{self, NewSnooze},
    resource,
};

use super::RETRY_AFTER;
use crate::{App, errors::ChangeError};

/// Why something isn't snoozed.
#[derive(Debug, thiserror::Error)]
pub enum SnoozeRefused {
    /// It isn't due any more as it was, they were told of it again since, or it is nothing that is due.
    #[error("nothing of this is due")]
    NothingDue,
    /// It can't be snoozed until then.
    #[error(transparent)]
    Until(Invalid),
}

/// The snoozes that have ended, and what follows from them.
#[derive(Default)]
pub(super) struct EndedSnoozes {
    /// What is told again.
    pub(super) told: Vec<NewNotification>,
    /// When somebody's things are to be looked at again for the rest.
    pub(super) next: Vec<(UserId, Timestamp)>,
    /// What has come.
    came: Vec<Snoozed>,
}

impl EndedSnoozes {
    /// Lists the snoozes that are over, but for those of people who are looked at again at once.
    pub(super) fn over(&self, busy: &HashSet<UserId>) -> Vec<i64> {
        let over = self.came.iter().filter(|one| !busy.contains(&one.who));
        over.map(|one| one.id).collect()
    }
}

impl App {
    /// Snoozes a todo or task that the caller was told is due, also one that they have snoozed already, and
    /// returns what told of it.
    ///
    /// # Errors
    /// [`ChangeError`].
    pub async fn snooze_notification(
        &self,
        who: UserId,
        id: NotificationId,
        snooze: Snooze,
    ) -> Result<Notification, ChangeError<SnoozeRefused>> {
        let now = self.clock.now();
        let until =
            snooze.until(now).map_err(|why| ChangeError::Refused(SnoozeRefused::Until(why)))?;
        let nothing = || ChangeError::Refused(SnoozeRefused::NothingDue);
        self.store
            .write(async |tx| {
                let found = notification::find(tx, who, id).await?.ok_or(Denied::Missing)?;
                let item = found.due_item().ok_or_else(nothing)?;
                let new = NewSnooze { who, item, snoozes: found.snoozes, until, moves: true };
                if !self.snooze_due(tx, &new, now).await? {
                    return Err(nothing());
                }
                let found = notification::find(tx, who, id).await?;
                Ok(found.ok_or(Denied::Missing)?)
            })
            .await
    }

    /// Snoozes what somebody was told is due, as a button on their phone does; tells whether that still was
    /// to be done, and they hadn't snoozed it yet.
    pub(crate) async fn snooze_as_told(
        &self,
        tx: &Tx,
        found: &FoundLink,
        item: DueItem,
        snoozes: u32,
    ) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let clock = DueClock::new(found.timezone.rules(), found.daily);
        let until = match found.link.act {
            LinkAct::Hour => clock.in_an_hour(now),
            LinkAct::Tomorrow => clock.tomorrow(now),
            LinkAct::Done | LinkAct::Snooze => return Ok(false),
        };
        let who = found.link.user;
        self.snooze_due(tx, &NewSnooze { who, item, snoozes, until, moves: false }, now).await
    }

    /// Snoozes what is still due, and theirs to see. It isn't changed until the transaction ends.
    async fn snooze_due(
        &self,
        tx: &Tx,
        new: &NewSnooze,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let still = match new.item {
            DueItem::Todo(id, due) => {
                let todo = resource::keep::<Todo, View>(tx, new.who, id).await?.granted();
                todo.is_ok_and(|todo| is_due(todo.row().completed_at, todo.row().due, due))
            }
            DueItem::Task(_, id, due) => {
                let task = resource::keep::<Task, View>(tx, new.who, id).await?.granted();
                task.is_ok_and(|task| is_due(task.row().completed_at, task.row().due, due))
            }
            DueItem::Birthday(..) | DueItem::Event(..) => false,
        };
        Ok(still && notification::snooze(tx, new, now).await?)
    }

    /// Finds what came of what people have snoozed, all in one statement, or two when something has.
    pub(super) async fn ended_snoozes(
        &self,
        tx: &Tx,
        people: &[UserId],
        now: Timestamp,
    ) -> Result<EndedSnoozes, StoreError> {
        let all = due::snoozed(tx, people).await?;
        let (came, waits): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| one.until <= now);
        let mut next: Vec<_> = waits.iter().map(|one| (one.who, one.until)).collect();
        let (came, busy) = due::hold_snoozed(tx, came, now).await?;
        next.extend(busy.into_iter().map(|who| (who, now + RETRY_AFTER)));
        let told = came.iter().filter_map(|one| {
            let (due_at, is_gathered) = (one.until, self.is_gathered(one.until, now));
            let (to, snoozes) = (one.who, one.snoozes);
            Some(NewNotification { to, item: one.item?, snoozes, due_at, is_gathered })
        });
        Ok(EndedSnoozes { told: told.collect(), next, came })
    }
}

fn is_due(completed_at: Option<Timestamp>, due: Option<Due>, as_told: Due) -> bool {
    completed_at.is_none() && due == Some(as_told)
}
