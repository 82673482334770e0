//! Inviting people to an event, and no longer.

use jiff::civil::DateTime;
use umbra_domain::{
    EventId, EventInvitationId, UserId,
    event::{Answer, Event, MAX_INVITATIONS, Moment, occurrence},
    notification::NotificationDraft,
    reminder::EventSnapshot,
    rights::Denied,
};
use umbra_store::{
    Granted, Manage, Tx, connection,
    event::{self, NewInvitations},
    notification, resource,
};

use super::{
    invitations::EventInvitation,
    sync_reminders::{self, lock_settings, sync_reminders},
};
use crate::{
    App,
    errors::{ChangeError, ReadError},
    idempotency::{Once, OnceError, Outcome},
};

/// Whom somebody invites, and to what.
#[derive(Debug, Clone)]
pub struct Invite {
    /// Whom; connections of the caller's.
    pub people: Vec<UserId>,
    /// To which occurrence of a series; `None` for all of it, or a single event.
    pub occurrence: Option<Moment>,
}

/// What inviting people is refused for; then nobody is invited.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InviteRefused {
    /// The person at this place of the list is nobody with whom the caller is connected.
    #[error("the caller is not connected with somebody")]
    Unknown(usize),
    /// The series has no such occurrence.
    #[error("there is no such occurrence")]
    NoOccurrence,
    /// The event has as many invitations as there may be.
    #[error("there are too many invitations")]
    TooMany,
}

impl App {
    /// Invites connections of the caller's to an event on whose calendar they may. All are invited, or
    /// nobody. Who is invited already stays so; who had declined is asked anew.
    ///
    /// # Errors
    /// [`OnceError`].
    pub async fn invite_to_event(
        &self,
        who: UserId,
        id: EventId,
        invite: Invite,
        once: Option<Once<Vec<EventInvitation>>>,
    ) -> Result<Outcome<Vec<EventInvitation>>, OnceError<ChangeError<InviteRefused>>> {
        let now = self.clock.now();
        let Invite { mut people, occurrence: at } = invite;
        let given = people.clone();
        people.sort_unstable();
        people.dedup();
        self.once(who, once, async |tx| {
            // Before any lock, which would tell an account that is there from one that isn't.
            let found = resource::find::<Event, Manage>(tx, who, id).await?.granted()?;
            let known = |them: Vec<UserId>| {
                let unknown = given.iter().position(|one| !them.contains(one));
                unknown.map_or(Ok(()), |place| {
                    Err(ChangeError::Refused(InviteRefused::Unknown(place)))
                })
            };
            known(connection::connected(tx, who, &people).await?)?;
            let owner = event::owner(tx, found.row().body.calendar).await?;
            known(connection::lock_connected(tx, (who, owner), &people).await?)?;
            let granted = resource::lock::<Event, Manage>(tx, who, id).await?.granted()?;
            // Whom the calendar's owner blocks, or who blocks them, isn't asked by others in their place.
            let owner = event::owner(tx, granted.row().body.calendar).await?;
            known(connection::unblocked(tx, owner, &people).await?)?;
            let name = name(&granted, at)?;
            let before = event::invitations(tx, id).await?;
            let is_invited = |one: &&UserId| {
                before.iter().any(|old| old.user == **one && old.occurrence == name)
            };
            let new = people.iter().filter(|one| !is_invited(one)).count();
            if before.len() + new > MAX_INVITATIONS {
                return Err(ChangeError::Refused(InviteRefused::TooMany));
            }
            let new = NewInvitations { by: who, people: &people, occurrence: name };
            event::invite(tx, &granted, &new, now).await?;
            // Not those who are asked already.
            let waits = |who: &UserId| {
                let mut all = before.iter();
                all.any(|old| {
                    old.user == *who && old.occurrence == name && old.answer != Answer::Declined
                })
            };
            let asked = people.iter().copied().filter(|who| !waits(who));
            let told = NotificationDraft::event_invited(who, (id, name), asked);
            notification::notify(tx, &[told], now).await?;
            let all = event::invited(tx, id, None).await?.into_iter();
            let asked = all.filter(|one| {
                one.invitation.occurrence == name && people.contains(&one.invitation.user)
            });
            let event = granted.into_row();
            Ok(asked.map(|one| EventInvitation::new(one, &event)).collect())
        })
        .await
    }

    /// Takes an invitation to an event back, by somebody who may invite people to it.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn end_event_invitation(
        &self,
        who: UserId,
        id: EventId,
        invitation: EventInvitationId,
    ) -> Result<(), ReadError> {
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                resource::find::<Event, Manage>(tx, who, id).await?.granted()?;
                let user = invited_by(tx, id, invitation).await?;
                // What the person has by another right is decided under the lock of their row.
                connection::lock(tx, who, Some(user)).await?;
                let granted = resource::lock::<Event, Manage>(tx, who, id).await?.granted()?;
                let all = event::invitations(tx, id).await?;
                if !all.iter().any(|one| one.id == invitation) {
                    return Err(Denied::Missing.into());
                }
                let people = event::people(tx, granted.row(), &all).await?;
                let overrides = event::overrides(tx, &granted).await?;
                let snapshot = EventSnapshot::new(granted.row(), &overrides);
                let before = sync_reminders::Moment::new(snapshot.clone(), &people);
                lock_settings(tx, &before, &people).await?;
                event::end_invitation(tx, &granted, invitation).await?;
                let left: Vec<_> = all.into_iter().filter(|one| one.id != invitation).collect();
                let people = event::people(tx, granted.row(), &left).await?;
                let after = sync_reminders::Moment::new(snapshot, &people);
                Ok(sync_reminders(tx, Some(&before), &after, now).await?)
            })
            .await
    }
}

/// Finds who is invited by an invitation to an event.
async fn invited_by(
    tx: &Tx,
    id: EventId,
    invitation: EventInvitationId,
) -> Result<UserId, ReadError> {
    let all = event::invitations(tx, id).await?;
    let found = all.into_iter().find(|one| one.id == invitation);
    Ok(found.ok_or(Denied::Missing)?.user)
}

fn name(
    granted: &Granted<umbra_domain::Stored<Event>, Manage>,
    at: Option<Moment>,
) -> Result<Option<DateTime>, ChangeError<InviteRefused>> {
    let Some(at) = at else { return Ok(None) };
    let found = occurrence(&granted.row().body, at);
    found.map(Some).ok_or(ChangeError::Refused(InviteRefused::NoOccurrence))
}
