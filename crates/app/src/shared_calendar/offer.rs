//! Offering a calendar to somebody.

use jiff::Timestamp;
use umbra_domain::{
    CalendarId, UserId,
    calendar::{Member, MembershipStatus},
    notification::NotificationDraft,
    rights::Right,
};
use umbra_store::{
    Own, StoreError, Tx, calendar,
    connection::{self, Locked},
    notification::notify,
};

use crate::{
    App,
    errors::ChangeError,
    idempotency::{Once, OnceError, Outcome},
};

/// What offering a calendar is refused for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OfferRefused {
    /// It is the caller.
    #[error("one can't share with oneself")]
    Yourself,
    /// The caller isn't connected with them, or there is no such account.
    #[error("the caller has no such connection")]
    NotConnected,
    /// They hold a right on it already.
    #[error("they hold a right on it already")]
    AlreadyMember,
    /// The calendar is shared with as many as may be.
    #[error("the calendar is shared with too many")]
    TooMany,
}

impl App {
    /// Offers a connection of the caller's a right on a calendar that the caller owns. It waits until
    /// they answer. An offer that waits already is changed.
    ///
    /// # Errors
    /// [`OnceError`].
    pub async fn offer_calendar(
        &self,
        who: UserId,
        id: CalendarId,
        (whom, right): (UserId, Right),
        once: Option<Once<Member>>,
    ) -> Result<Outcome<Member>, OnceError<ChangeError<OfferRefused>>> {
        let now = self.clock.now();
        self.once(who, once, async |tx| offer(tx, who, id, (whom, right), now).await).await
    }
}

async fn offer(
    tx: &Tx,
    who: UserId,
    id: CalendarId,
    (whom, right): (UserId, Right),
    now: Timestamp,
) -> Result<Member, ChangeError<OfferRefused>> {
    let refuse = |refused| Err(ChangeError::Refused(refused));
    calendar::find_seen::<Own>(tx, who, id).await?.granted()?;
    if who == whom {
        return refuse(OfferRefused::Yourself);
    }
    // Before any lock, which would tell an account that is there from one that isn't.
    if !connection::are_connected(tx, who, whom).await? {
        return refuse(OfferRefused::NotConnected);
    }
    let Locked::Both(pair) = connection::lock(tx, who, Some(whom)).await? else {
        return refuse(OfferRefused::NotConnected);
    };
    // They may have parted before the lock, and the calendar may be another one's by now.
    if !connection::are_connected(tx, pair.who(), pair.other()).await? {
        return refuse(OfferRefused::NotConnected);
    }
    let calendar = calendar::lock_seen::<Own>(tx, who, id).await?.granted()?;
    let is_new = match calendar::find_member(tx, &calendar, whom).await? {
        Some(Member { status: MembershipStatus::Accepted, .. }) => {
            return refuse(OfferRefused::AlreadyMember);
        }
        Some(Member { status: MembershipStatus::Offered, .. }) => false,
        None if calendar::has_room(tx, &calendar).await? => true,
        None => return refuse(OfferRefused::TooMany),
    };
    calendar::offer(tx, &calendar, whom, right, now).await?;
    let offered = calendar::find_member(tx, &calendar, whom).await?;
    if is_new {
        notify(tx, &[NotificationDraft::calendar_offered(who, id, whom)], now).await?;
    }
    Ok(offered.ok_or(StoreError::Corrupt("offer"))?)
}
