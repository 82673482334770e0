//! What a person does about a reminder: dismissing and snoozing it.

use jiff::Timestamp;
use umbra_domain::{
    Invalid, ReminderId, UserId,
    precondition::IfMatch,
    reminder::{NothingDue, Reminder, Snooze},
};
use umbra_store::{StoreError, reminder};

use super::fire::fire;
use crate::App;

/// Why a reminder could not be dismissed or snoozed.
#[derive(Debug, thiserror::Error)]
pub enum RespondError {
    /// There is none, or the caller may not see it.
    #[error("there is no such reminder")]
    NotFound,
    /// Somebody changed it, or it fired again, since the caller read it.
    #[error("the reminder has changed")]
    Changed,
    /// Nothing of it is due.
    #[error(transparent)]
    NothingDue(#[from] NothingDue),
    /// It can't be snoozed until then.
    #[error(transparent)]
    Until(Invalid),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl App {
    /// Dismisses what is due of a reminder, or one that rings once before it does.
    ///
    /// # Errors
    /// [`RespondError`].
    pub async fn dismiss_reminder(
        &self,
        who: UserId,
        id: ReminderId,
        if_match: &IfMatch,
    ) -> Result<Reminder, RespondError> {
        self.respond(who, id, if_match, |reminder, _| {
            let recurs = reminder.recurs();
            Ok(reminder.state.dismiss(recurs)?)
        })
        .await
    }

    /// Lets what is due of a reminder come again later, also after it was dismissed.
    ///
    /// # Errors
    /// [`RespondError`].
    pub async fn snooze_reminder(
        &self,
        who: UserId,
        id: ReminderId,
        snooze: Snooze,
        if_match: &IfMatch,
    ) -> Result<Reminder, RespondError> {
        self.respond(who, id, if_match, |reminder, now| {
            let until = snooze.until(now).map_err(RespondError::Until)?;
            let recurs = reminder.recurs();
            reminder.state.snooze(until, recurs)?;
            Ok(true)
        })
        .await
    }

    /// Fires what came, so that it doesn't matter whether a worker did so yet, and then does
    /// `what`. A person who was quicker than the workers needs to be told by none of them.
    async fn respond(
        &self,
        who: UserId,
        id: ReminderId,
        if_match: &IfMatch,
        what: impl FnOnce(&mut Reminder, Timestamp) -> Result<bool, RespondError>,
    ) -> Result<Reminder, RespondError> {
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                let found = reminder::for_edit(tx, who, id).await?;
                let mut found = found.ok_or(RespondError::NotFound)?;
                if !if_match.allows(found.row().version) {
                    return Err(RespondError::Changed);
                }
                fire(found.row_mut(), now);
                if what(found.row_mut(), now)? {
                    return Ok(reminder::update(tx, found, now).await?);
                }
                Ok(found.into_row())
            })
            .await
    }
}
