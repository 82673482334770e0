//! Reading and answering invitations.

use std::sync::Arc;

use umbra_domain::{
    EventId, EventInvitationId, UserId,
    event::{Answer, Event, Moment, Shown},
    notification::{self, NotificationDraft},
    page::{Keyset, Limit, Page},
    reminder::EventSnapshot,
    rights::Denied,
};
use umbra_store::{
    Manage, StoreError, View,
    event::{self, Invited, InvitedTo},
    resource, settings, user,
};

use super::{
    occurrence_moment,
    sync_reminders::{self, lock_settings, sync_reminders},
};
use crate::{
    App,
    errors::{ListError, ReadError},
};

/// An invitation, and what the invited sees of the event.
#[derive(Debug, Clone)]
pub struct EventInvitation {
    /// The invitation, with the two people.
    pub invited: Invited,
    /// To which occurrence of a series.
    pub occurrence: Option<Moment>,
    /// The event or the occurrence, for who is invited; nothing for who invites.
    pub shown: Option<Shown>,
}

impl EventInvitation {
    pub(crate) fn new(invited: Invited, event: &Event) -> Self {
        let occurrence = invited.invitation.occurrence;
        let occurrence = occurrence.map(|name| occurrence_moment(event, name));
        Self { invited, occurrence, shown: None }
    }

    fn to(InvitedTo { invited, found }: InvitedTo) -> Self {
        let event = Arc::clone(&found.event);
        let shown = match invited.invitation.occurrence {
            None => Shown::whole(found.event, found.personal_state),
            Some(name) => {
                let changed = found.overrides.iter().find(|one| one.recurrence_id == name);
                Shown::occurrence(found.event, found.personal_state, name, changed)
            }
        };
        Self { shown: Some(shown), ..Self::new(invited, &event) }
    }
}

impl App {
    /// Lists the invitations to an event that the caller may see: all for who may invite, and to others
    /// their own.
    ///
    /// # Errors
    /// [`ReadError`].
    pub async fn invitations_to_event(
        &self,
        who: UserId,
        id: EventId,
    ) -> Result<Vec<EventInvitation>, ReadError> {
        let db = self.store.reader();
        let found = resource::find::<Event, View>(db, who, id).await?.granted()?;
        let only = if found.also::<Manage>().is_ok() { None } else { Some(who) };
        let all = event::invited(db, id, only).await?.into_iter();
        Ok(all.map(|one| EventInvitation::new(one, found.row())).collect())
    }

    /// Lists a page of what the caller is invited to, the newest first; without `status`, whatever they
    /// have answered.
    ///
    /// # Errors
    /// [`ListError`].
    pub async fn event_invitations(
        &self,
        who: UserId,
        status: Option<Answer>,
        after: Option<&Keyset>,
        limit: Limit,
    ) -> Result<Page<EventInvitation>, ListError> {
        let page = event::listed(self.store.reader(), who, status, after, limit).await?;
        let items = page.items.into_iter().map(EventInvitation::to).collect();
        Ok(Page { items, next: page.next })
    }

    /// Answers an invitation of the caller's; any number of times. Who declines what they see by nothing
    /// else has nothing on it any more.
    ///
    /// # Errors
    /// [`ReadError`]: there is no such invitation, or it was taken back.
    pub async fn respond_to_event_invitation(
        &self,
        who: UserId,
        id: EventInvitationId,
        answer: Answer,
    ) -> Result<EventInvitation, ReadError> {
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                // What they have by another right is decided under the lock of their own row.
                user::lock_owner(tx, who).await?.ok_or(Denied::Missing)?;
                let found = event::find_invitation(tx, who, id).await?.ok_or(Denied::Missing)?;
                let mut event = found.invited.event;
                let (granted, before) = loop {
                    let granted = resource::lock::<Event, View>(tx, who, event).await?.granted()?;
                    let found = event::find_invitation(tx, who, id).await?;
                    let Invited { event: present, invitation, .. } =
                        found.ok_or(Denied::Missing)?.invited;
                    if present == event {
                        break (granted, invitation.answer);
                    }
                    // It went along with a later part of the series meanwhile, which is another event.
                    event = present;
                };
                // Their reminders may go with it, and those on other occurrences stay.
                let all = event::invitations(tx, event).await?;
                let people = event::people(tx, granted.row(), &all).await?;
                let overrides = event::overrides(tx, &granted).await?;
                let snapshot = EventSnapshot::new(granted.row(), &overrides);
                let had = sync_reminders::Moment::new(snapshot.clone(), &people);
                lock_settings(tx, &had, &people).await?;
                settings::lock_zones(tx, &[who]).await?;
                if !event::respond(tx, (who, id), event, answer, now).await? {
                    return Err(Denied::Missing.into());
                }
                let people = event::people(tx, granted.row(), &all).await?;
                let has = sync_reminders::Moment::new(snapshot, &people);
                sync_reminders(tx, Some(&had), &has, now).await?;
                let found = event::find_invitation(tx, who, id).await?;
                let found = found.ok_or(StoreError::Corrupt("invitation"))?;
                let said = match answer {
                    Answer::Accepted => Some(notification::Answer::Accepted),
                    Answer::Tentative => Some(notification::Answer::Tentative),
                    Answer::Declined => Some(notification::Answer::Declined),
                    Answer::Pending => None,
                };
                let what = (event, found.invited.invitation.occurrence);
                let by = event::organiser(tx, event, found.invited.by.id).await?;
                let told = said
                    .filter(|_| before != answer)
                    .map(|said| NotificationDraft::invitation_answered(who, what, said, by));
                umbra_store::notification::notify(tx, told.as_slice(), now).await?;
                Ok(EventInvitation::to(found))
            })
            .await
    }
}
