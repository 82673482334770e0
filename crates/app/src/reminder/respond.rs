//! What a person does about a reminder: dismissing and snoozing it.

use jiff::{SignedDuration, Timestamp, civil::DateTime};
use umbra_domain::{
    Invalid, ReminderId, Stored, UserId,
    action_link::{LinkAct, SNOOZE_MINUTES},
    precondition::IfMatch,
    reminder::{FiringStatus, NothingDue, Reminder, Snooze},
};
use umbra_store::{Edit, Granted, StoreError, Tx};

use super::fire::fire;
use crate::{
    App,
    errors::{ChangeError, acted},
};

/// What dismissing or snoozing a reminder is refused for.
#[derive(Debug, thiserror::Error)]
pub enum RespondRefused {
    /// Nothing of it is due.
    #[error(transparent)]
    NothingDue(#[from] NothingDue),
    /// It can't be snoozed until then.
    #[error(transparent)]
    Until(Invalid),
}

impl From<NothingDue> for ChangeError<RespondRefused> {
    fn from(refused: NothingDue) -> Self {
        Self::Refused(refused.into())
    }
}

impl App {
    /// Dismisses what is due of a reminder, or one that rings once before it does.
    ///
    /// # Errors
    /// [`ChangeError`].
    pub async fn dismiss_reminder(
        &self,
        who: UserId,
        id: ReminderId,
        if_match: &IfMatch,
    ) -> Result<Stored<Reminder>, ChangeError<RespondRefused>> {
        self.respond(who, id, if_match, |reminder, _| {
            let recurs = reminder.recurs();
            Ok(reminder.state.dismiss(recurs)?)
        })
        .await
    }

    /// Lets what is due of a reminder come again later, also after it was dismissed.
    ///
    /// # Errors
    /// [`ChangeError`].
    pub async fn snooze_reminder(
        &self,
        who: UserId,
        id: ReminderId,
        snooze: Snooze,
        if_match: &IfMatch,
    ) -> Result<Stored<Reminder>, ChangeError<RespondRefused>> {
        self.respond(who, id, if_match, |reminder, now| {
            let until = snooze
                .until(now)
                .map_err(|why| ChangeError::Refused(RespondRefused::Until(why)))?;
            let recurs = reminder.recurs();
            reminder.state.snooze(until, recurs)?;
            Ok(true)
        })
        .await
    }

    /// Dismisses or snoozes one firing of a reminder, as a button on a phone does; tells whether it was
    /// still due, and theirs.
    pub(crate) async fn answer_firing(
        &self,
        tx: &Tx,
        who: UserId,
        id: ReminderId,
        (occurrence, generation): (DateTime, u32),
        act: LinkAct,
    ) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let answer = async |_: &Tx, found: &mut Granted<Stored<Reminder>, Edit>| {
            let reminder = &mut found.row_mut().body;
            fire(reminder, now);
            if reminder.state.status_of(occurrence, generation) != FiringStatus::Due {
                return Err(ChangeError::Refused(NothingDue));
            }
            let recurs = reminder.recurs();
            match act {
                LinkAct::Done => {
                    reminder.state.dismiss(recurs).map_err(ChangeError::Refused)?;
                }
                LinkAct::Snooze => {
                    let until = now + SignedDuration::from_mins(SNOOZE_MINUTES);
                    reminder.state.snooze(until, recurs).map_err(ChangeError::Refused)?;
                }
                LinkAct::Hour | LinkAct::Tomorrow => return Err(ChangeError::Refused(NothingDue)),
            }
            Ok(())
        };
        acted(self.change_in(tx, who, id, &IfMatch::Any, answer).await)
    }

    /// Fires what came, so that it doesn't matter whether a worker did so yet, and then does
    /// `what`. A person who was quicker than the workers needs to be told by none of them.
    async fn respond(
        &self,
        who: UserId,
        id: ReminderId,
        if_match: &IfMatch,
        what: impl FnOnce(&mut Reminder, Timestamp) -> Result<bool, ChangeError<RespondRefused>>,
    ) -> Result<Stored<Reminder>, ChangeError<RespondRefused>> {
        let now = self.clock.now();
        self.change_thing::<Reminder, _>(who, id, if_match, async |_, found| {
            let reminder = &mut found.row_mut().body;
            let before = reminder.clone();
            fire(reminder, now);
            if !what(reminder, now)? {
                // What is dismissed already stays as it was, fired or not.
                *reminder = before;
            }
            Ok(())
        })
        .await
    }
}
