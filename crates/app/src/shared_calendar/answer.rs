//! Accepting and declining what is offered, and leaving what was accepted.

use umbra_domain::{
    CalendarId, UserId,
    calendar::{Shared, SharedCalendar},
    notification::NotificationDraft,
    rights::Denied,
};
use umbra_store::{
    Own, Tx, calendar,
    connection::{self, Locked, Pair},
    notification::notify,
};

use super::MemberRefused;
use crate::{
    App,
    errors::{ChangeError, ReadError},
};

impl App {
    /// Accepts a calendar that is offered to the caller, who then holds the right. Accepted once more, it
    /// stays as it is.
    ///
    /// # Errors
    /// [`ReadError`]: nothing is offered, or not any more.
    pub async fn accept_calendar(
        &self,
        who: UserId,
        id: CalendarId,
    ) -> Result<SharedCalendar, ReadError> {
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                let (_, shared) = under_lock(tx, who, id).await?;
                if matches!(shared.shared, Shared::Accepted { .. }) {
                    return Ok(shared);
                }
                calendar::accept(tx, id, who, now).await?;
                let told = NotificationDraft::calendar_accepted(who, id, shared.owner.id);
                notify(tx, &[told], now).await?;
                Ok(calendar::sharing(tx, who, id).await?.ok_or(Denied::Missing)?)
            })
            .await
    }

    /// Declines a calendar that is offered to the caller.
    ///
    /// # Errors
    /// As [`App::accept_calendar`].
    pub async fn decline_calendar(&self, who: UserId, id: CalendarId) -> Result<(), ReadError> {
        self.store
            .write(async |tx| {
                under_lock(tx, who, id).await?;
                match calendar::withdraw(tx, id, who).await? {
                    true => Ok(()),
                    false => Err(Denied::Missing.into()),
                }
            })
            .await
    }

    /// Leaves a calendar that the caller holds a right on. What they have on it for themselves goes.
    ///
    /// # Errors
    /// [`ChangeError`]; its owner can't leave it.
    pub async fn leave_calendar(
        &self,
        who: UserId,
        id: CalendarId,
    ) -> Result<(), ChangeError<MemberRefused>> {
        self.store
            .write(async |tx| {
                if calendar::find_seen::<Own>(tx, who, id).await?.granted().is_ok() {
                    return Err(ChangeError::Refused(MemberRefused::IsOwner));
                }
                let (pair, _) = match under_lock(tx, who, id).await {
                    Ok(found) => found,
                    Err(ReadError::Denied(denied)) => return Err(denied.into()),
                    Err(ReadError::Store(error)) => return Err(error.into()),
                };
                match calendar::remove(tx, &pair, id, who).await? {
                    true => Ok(()),
                    false => Err(Denied::Missing.into()),
                }
            })
            .await
    }
}

/// Finds what somebody else shares with the caller, under the lock of both their rows.
async fn under_lock(
    tx: &Tx,
    who: UserId,
    id: CalendarId,
) -> Result<(Pair, SharedCalendar), ReadError> {
    let before = calendar::sharing(tx, who, id).await?.ok_or(Denied::Missing)?;
    let Locked::Both(pair) = connection::lock(tx, who, Some(before.owner.id)).await? else {
        return Err(Denied::Missing.into());
    };
    // It may have been taken back meanwhile, or be another one's, whose row isn't locked.
    let shared = calendar::sharing(tx, who, id).await?.ok_or(Denied::Missing)?;
    if shared.owner.id != before.owner.id {
        return Err(Denied::Missing.into());
    }
    Ok((pair, shared))
}
