//! Changing what somebody holds on a calendar, taking it away, and handing the calendar over.

use umbra_domain::{
    CalendarId, UserId,
    calendar::{Calendar, MAX_CALENDARS, Member, MembershipStatus, SeenCalendar},
    notification::NotificationDraft,
    rights::{Denied, Right},
};
use umbra_store::{
    Granted, Own, StoreError, Tx, calendar,
    connection::{self, Locked, Pair},
    notification::notify,
    resource,
};

use crate::{App, errors::ChangeError};

/// What changing a member is refused for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MemberRefused {
    /// They own the calendar, and go on to until they hand it over.
    #[error("they own the calendar")]
    IsOwner,
    /// It was to be handed over to somebody who hasn't accepted it.
    #[error("they haven't accepted it yet")]
    NotAccepted,
    /// It was to be handed over, and is its owner's default calendar.
    #[error("it is the default calendar")]
    IsDefault,
    /// It was to be handed over to somebody who has as many calendars as there may be.
    #[error("they have too many calendars")]
    TooManyCalendars,
}

impl App {
    /// Changes the right that somebody holds on a calendar of the caller's, or is offered. With
    /// [`Right::Own`] the calendar is handed over to them, and the caller keeps the right to manage it.
    ///
    /// # Errors
    /// [`ChangeError`].
    pub async fn change_calendar_member(
        &self,
        who: UserId,
        id: CalendarId,
        (whom, right): (UserId, Right),
    ) -> Result<Member, ChangeError<MemberRefused>> {
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                let (_, calendar, member) = owned(tx, who, id, whom).await?;
                match (right, member.status) {
                    (Right::Own, MembershipStatus::Offered) => {
                        return Err(ChangeError::Refused(MemberRefused::NotAccepted));
                    }
                    (Right::Own, MembershipStatus::Accepted) => {
                        may_be_handed_over(tx, &calendar, whom).await?;
                        calendar::hand_over(tx, &calendar, whom, now).await?;
                        notify(tx, &[NotificationDraft::calendar_handed_over(who, id, whom)], now)
                            .await?;
                    }
                    (right, _) if right == member.right => {}
                    (right, MembershipStatus::Offered) => {
                        calendar::offer(tx, &calendar, whom, right, now).await?;
                    }
                    (right, MembershipStatus::Accepted) => {
                        calendar::set_right(tx, &calendar, whom, right).await?;
                    }
                }
                let changed = calendar::find_member(tx, &calendar, whom).await?;
                Ok(changed.ok_or(StoreError::Corrupt("member"))?)
            })
            .await
    }

    /// Takes away what somebody holds on a calendar of the caller's, or takes back what they are offered.
    ///
    /// # Errors
    /// [`ChangeError`].
    pub async fn remove_calendar_member(
        &self,
        who: UserId,
        id: CalendarId,
        whom: UserId,
    ) -> Result<(), ChangeError<MemberRefused>> {
        self.store
            .write(async |tx| {
                let (pair, _, member) = owned(tx, who, id, whom).await?;
                match member.status {
                    MembershipStatus::Offered => calendar::withdraw(tx, id, whom).await?,
                    MembershipStatus::Accepted => calendar::remove(tx, &pair, id, whom).await?,
                };
                Ok(())
            })
            .await
    }
}

/// Finds a calendar of the caller's and somebody who holds a right on it or is offered one, under the
/// lock of both their rows and of the calendar.
async fn owned(
    tx: &Tx,
    who: UserId,
    id: CalendarId,
    whom: UserId,
) -> Result<(Pair, Granted<SeenCalendar, Own>, Member), ChangeError<MemberRefused>> {
    // Before any lock, which would tell an account that is there from one that isn't.
    let calendar = calendar::find_seen::<Own>(tx, who, id).await?.granted()?;
    if who == whom {
        return Err(ChangeError::Refused(MemberRefused::IsOwner));
    }
    calendar::find_member(tx, &calendar, whom).await?.ok_or(Denied::Missing)?;
    let Locked::Both(pair) = connection::lock(tx, who, Some(whom)).await? else {
        return Err(Denied::Missing.into());
    };
    let calendar = calendar::lock_seen::<Own>(tx, who, id).await?.granted()?;
    let member = calendar::find_member(tx, &calendar, whom).await?.ok_or(Denied::Missing)?;
    Ok((pair, calendar, member))
}

/// Refuses a default calendar, and a receiver who has as many calendars as there may be.
async fn may_be_handed_over(
    tx: &Tx,
    calendar: &Granted<SeenCalendar, Own>,
    whom: UserId,
) -> Result<(), ChangeError<MemberRefused>> {
    if calendar.row().calendar.is_default {
        return Err(ChangeError::Refused(MemberRefused::IsDefault));
    }
    // Their row is locked, so they make none meanwhile.
    if resource::count_own::<Calendar>(tx, whom).await? >= MAX_CALENDARS {
        return Err(ChangeError::Refused(MemberRefused::TooManyCalendars));
    }
    Ok(())
}
