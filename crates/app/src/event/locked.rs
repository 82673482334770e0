//! An event under change, with everything that changes with it.

use std::sync::Arc;

use jiff::Timestamp;
use umbra_domain::{
    EventId, Stored, UserId,
    event::{
        Event, Invitation, Override, PersonalEventState, PersonalVersion, Repeat, Unsound,
        ViewerAccess, Visibility, asks_again, notifications_of_change,
    },
    precondition::IfMatch,
    reminder::EventSnapshot,
};
use umbra_store::{
    Granted, Manage, MayChange, StoreError, Tx,
    event::{self, People},
    notification, resource,
};

use super::{
    place,
    sync_reminders::{Moment, lock_settings, sync_reminders},
};
use crate::errors::ChangeError;

/// An event that somebody may change, its overrides, and what everybody has on it, under the lock of
/// its row.
pub(super) struct Locked<'a, R> {
    pub(super) tx: &'a Tx,
    pub(super) who: UserId,
    pub(super) now: Timestamp,
    pub(super) granted: Granted<Stored<Event>, R>,
    pub(super) overrides: Vec<Override>,
    pub(super) people: People,
    pub(super) invitations: Vec<Invitation>,
}

/// What an event is to be.
pub(super) struct Changed {
    pub(super) body: Event,
    pub(super) overrides: Vec<Override>,
    pub(super) people: People,
    /// Those that go on, by their occurrences' names; who is asked anew shows when it is written.
    pub(super) invitations: Vec<Invitation>,
}

impl<'a, R: MayChange> Locked<'a, R> {
    /// Finds an event for a change.
    pub(super) async fn find<Refused: std::error::Error + 'static>(
        tx: &'a Tx,
        who: UserId,
        id: EventId,
        now: Timestamp,
    ) -> Result<Self, ChangeError<Refused>> {
        let granted = resource::lock::<Event, R>(tx, who, id).await?.granted()?;
        let invitations = event::invitations(tx, id).await?;
        let people = event::people(tx, granted.row(), &invitations).await?;
        let overrides = event::overrides(tx, &granted).await?;
        Ok(Self { tx, who, now, granted, overrides, people, invitations })
    }

    /// Refuses when what the caller sees has changed since they read it.
    pub(super) fn unless_changed<Refused: std::error::Error + 'static>(
        self,
        if_match: &IfMatch,
    ) -> Result<Self, ChangeError<Refused>> {
        let own = self.people.get(&self.who).map_or(0, PersonalEventState::number);
        let is_known = if_match.allows(self.granted.row().version + own);
        if is_known { Ok(self) } else { Err(ChangeError::Changed) }
    }

    /// Refuses more lead times of the caller's than there may be; others keep theirs.
    pub(super) fn check_lead_times(&self, people: &People) -> Result<(), Unsound> {
        let (nothing, who) = (PersonalEventState::default(), &self.who);
        let of = |people: &People| people.get(who).unwrap_or(&nothing).clone();
        of(people).check_lead_times(&of(&self.people))
    }

    /// Gives the event as it is.
    pub(super) fn moment(&self) -> Moment {
        Moment::new(EventSnapshot::new(self.granted.row(), &self.overrides), &self.people)
    }

    /// Writes what differs, and gives the event with what the caller has on it. What only changes for
    /// a person leaves the event's version as it is.
    pub(super) async fn write(
        mut self,
        changed: Changed,
    ) -> Result<(Arc<Stored<Event>>, Arc<PersonalEventState>), StoreError> {
        let (tx, who, now) = (self.tx, self.who, self.now);
        let before = self.moment();
        let Changed { mut body, mut overrides, mut people, invitations } = changed;
        let manages = self.granted.also::<Manage>().is_ok();
        let same_event = *self.body() == body && same(&self.overrides, &overrides);
        let next = |_, old| PersonalVersion::after(old, !same_event, now);
        let mut fresh = versioned(&self.people, &mut people, next);
        let (old, new) = ((self.body(), &*self.overrides), (&body, &*overrides));
        let invitations = asks_again(&self.invitations, invitations, old, new, who);
        let about = (who, self.granted.row().id, now);
        let told = notifications_of_change(about, (&self.invitations, old), (&invitations, new));
        let ended = invitations.len() < self.invitations.len();
        if body.calendar != self.body().calendar {
            // It is where it was, which is no news.
            place::leave(tx, &mut body, &mut overrides).await?;
        }
        let narrower = !same_event && (ended || is_narrower(self.body(), &body));
        if narrower {
            // Reminders go with the rows of who may not see it any more, and settings come first.
            lock_settings(tx, &before, &people).await?;
        }
        if !same_event {
            // Before what people have: what ends takes along what they had by the old names.
            event::set_invitations(tx, &self.invitations, &invitations, now).await?;
        }
        if ended && !fresh.is_empty() {
            fresh = event::who_see(tx, self.granted.row(), fresh, &invitations).await?;
        }
        if !fresh.is_empty() {
            event::write_people(tx, self.granted.row(), &fresh).await?;
        }
        let event = if same_event {
            self.granted.into_row()
        } else {
            self.write_overrides(&body, &overrides).await?;
            self.granted.row_mut().body = body;
            let event = event::update(tx, self.granted, &overrides, now).await?;
            if narrower {
                // Who may not see it any more has nothing on it any more.
                people = event::people(tx, &event, &invitations).await?;
            }
            event
        };
        let after = Moment::new(EventSnapshot::new(&event, &overrides), &people);
        sync_reminders(tx, Some(&before), &after, now).await?;
        notification::notify(tx, &told, now).await?;
        let mut personal_state = people.remove(&who).unwrap_or_default();
        personal_state.access = ViewerAccess::of_member(who, manages, &invitations);
        Ok((Arc::new(event), Arc::new(personal_state)))
    }

    fn body(&self) -> &Event {
        &self.granted.row().body
    }

    /// Writes the overrides that differ, all of them when what encloses them may be another time.
    async fn write_overrides(
        &self,
        body: &Event,
        overrides: &[Override],
    ) -> Result<(), StoreError> {
        let rule = |event: &Event| {
            let repeat = event.repeat.as_ref();
            repeat.map(|Repeat { start, rule, ends, .. }| (*start, rule.clone(), *ends))
        };
        let same_times = self.body().when == body.when && rule(self.body()) == rule(body);
        if same_times || (self.overrides.is_empty() && overrides.is_empty()) {
            let of =
                |all: &[Override], name| all.iter().find(|one| one.recurrence_id == name).cloned();
            let names = self.overrides.iter().chain(overrides).map(|one| one.recurrence_id);
            let mut differing: Vec<_> =
                names.filter(|&name| of(&self.overrides, name) != of(overrides, name)).collect();
            differing.dedup();
            match differing[..] {
                [] => return Ok(()),
                [name] => {
                    let changed = of(overrides, name);
                    let changed = changed.as_ref();
                    return event::set_override(self.tx, &self.granted, name, changed).await;
                }
                _ => {}
            }
        }
        event::set_overrides(self.tx, &self.granted, overrides).await
    }
}

/// Tells whether some who saw an event may not see it after a change.
pub(super) fn is_narrower(before: &Event, after: &Event) -> bool {
    after.calendar != before.calendar
        || (after.visibility, before.visibility) == (Visibility::Private, Visibility::Default)
}

/// Gives a new version to those who have something else now, and returns them.
pub(super) fn versioned(
    before: &People,
    after: &mut People,
    next: impl Fn(UserId, Option<PersonalVersion>) -> PersonalVersion,
) -> People {
    let nothing = PersonalEventState::default();
    let mut fresh = People::new();
    for (who, personal_state) in after.iter_mut() {
        let old = before.get(who).unwrap_or(&nothing);
        if personal_state.says_otherwise(old) {
            personal_state.version = Some(next(*who, old.version));
            fresh.insert(*who, personal_state.clone());
        }
    }
    fresh
}

/// Tells whether overrides are the same, whatever their order.
fn same(these: &[Override], those: &[Override]) -> bool {
    these.len() == those.len() && these.iter().all(|one| those.contains(one))
}
