//! Changing an event, or some occurrences of a series.

use std::sync::Arc;

use umbra_domain::{
    CalendarId, EventId, LocationId, Patch, UserId,
    event::{
        Divided, Edited, EventPatch, Invitation, Moment, Names, PersonalPatch, PersonalVersion,
        Shown, ViewerAccess, Visibility, asks_again, carried as carried_invitations, divide,
        edit_all, edit_one, notifications_of_change,
    },
    precondition::IfMatch,
    reminder::EventSnapshot,
    rights::{may_delete, may_make_private},
    settings::Zone,
};
use umbra_store::{
    Edit, Granted, Manage, Own, calendar,
    event::{self, People},
    notification,
};

use super::{
    Scope, UpdateRefused,
    locked::{Changed, Locked, is_narrower, versioned},
    personal::set_personal,
    place,
    sync_reminders::{self, reminders_before_split, sync_reminders, take_along},
};
use crate::{App, errors::ChangeError};

/// How somebody wants to change an event; every omitted field stays.
#[derive(Debug, Clone, Default)]
pub struct UpdateEvent {
    /// What everybody sees, which takes the right to edit.
    pub patch: EventPatch,
    /// Another place of the caller's, or the one that the event has already; takes the same right.
    pub location: Patch<LocationId>,
    /// What the caller has for themselves, which takes the right to view.
    pub personal: PersonalPatch,
}

impl UpdateEvent {
    /// Tells whether it changes only what the caller has for themselves.
    fn is_personal(&self) -> bool {
        self.patch == EventPatch::default() && self.location.is_keep() && !self.personal.is_empty()
    }
}

impl From<EventPatch> for UpdateEvent {
    fn from(patch: EventPatch) -> Self {
        Self { patch, ..Self::default() }
    }
}

impl App {
    /// Changes an event, and returns what was changed: the event, one occurrence, or the series that
    /// now begins with it. A change that changes nothing keeps the version. All of it happens, or
    /// nothing: who may see the event may change what they have on it for themselves, and only who may
    /// edit it may change anything else with that.
    ///
    /// # Errors
    /// [`ChangeError`].
    pub async fn update_event(
        &self,
        who: UserId,
        zone: &Zone,
        id: EventId,
        scope: Scope,
        change: UpdateEvent,
        if_match: &IfMatch,
    ) -> Result<Shown, ChangeError<UpdateRefused>> {
        let now = self.clock.now();
        let is_personal = change.is_personal();
        let UpdateEvent { patch: mut shared, location, personal } = change;
        self.store
            .write(async |tx| {
                if is_personal {
                    return set_personal(tx, who, (id, scope), personal, if_match, now).await;
                }
                let locked = Locked::<Edit>::find(tx, who, id, now).await?;
                let locked = locked.unless_changed(if_match)?;
                let granted = &locked.granted;
                let body = &granted.row().body;
                // Nobody hides from themselves what they go on to change.
                if shared.visibility == Some(Visibility::Private)
                    && body.visibility != Visibility::Private
                {
                    may_make_private(granted.held(), body.created_by, who)?;
                }
                // What leaves a calendar is gone for those who see it there.
                if shared.calendar.is_some_and(|other| other != body.calendar) {
                    may_delete(granted.held(), body.created_by, who)?;
                }
                let place = shared.calendar.unwrap_or(body.calendar);
                let place = calendar::for_events(tx, who, Some(place)).await?.granted();
                let unknown = |_| ChangeError::Refused(UpdateRefused::UnknownCalendar);
                let place = place.map_err(unknown)?;
                shared.content.place = match location {
                    Patch::Keep => Patch::Keep,
                    Patch::Clear => Patch::Clear,
                    Patch::Set(id) => {
                        let place = match place::present(granted.row(), &locked.overrides, id) {
                            Some(place) => Some(place),
                            None => place::own(tx, who, id).await?,
                        };
                        let unknown = ChangeError::Refused(UpdateRefused::UnknownLocation);
                        Patch::Set(place.ok_or(unknown)?)
                    }
                };
                let recurs = body.repeat.is_some();
                let edit = EditInTx { locked, zone, place, shared, personal };
                match scope {
                    Scope::Unspecified if recurs => {
                        Err(ChangeError::Refused(UpdateRefused::ScopeRequired))
                    }
                    // Boxed, for each holds a whole event several times.
                    Scope::Unspecified | Scope::All => Box::pin(edit.all()).await,
                    Scope::This(at) => Box::pin(edit.one(at)).await,
                    Scope::Following(at) => Box::pin(edit.following(at)).await,
                }
            })
            .await
    }
}

/// An edit under way, with all that it needs.
struct EditInTx<'a> {
    locked: Locked<'a, Edit>,
    zone: &'a Zone,
    /// The calendar that it is in afterwards.
    place: Granted<CalendarId, Edit>,
    shared: EventPatch,
    personal: PersonalPatch,
}

impl EditInTx<'_> {
    async fn all(self) -> Result<Shown, ChangeError<UpdateRefused>> {
        let Self { locked, zone, shared, personal, .. } = self;
        let body = locked.granted.row().body.clone();
        let edited = edit_all(body, locked.overrides.clone(), shared, zone)?;
        let Edited { event: body, overrides, names } = edited;
        let mut people = carried(&locked.people, &names);
        let left = locked.granted.row().body.when.local_start();
        let invitations = carried_invitations(&locked.invitations, &names, &body, left);
        if !personal.is_empty() {
            people.entry(locked.who).or_default().edit_all(personal);
            locked.check_lead_times(&people)?;
        }
        let (event, personal_state) =
            locked.write(Changed { body, overrides, people, invitations }).await?;
        Ok(Shown::whole(event, personal_state))
    }

    async fn one(self, at: Moment) -> Result<Shown, ChangeError<UpdateRefused>> {
        let Self { locked, zone, shared, personal, .. } = self;
        let edited = edit_one(locked.granted.row(), &locked.overrides, at, shared, zone)?;
        let (recurrence_id, changed) = edited;
        let mut overrides = locked.overrides.clone();
        overrides.retain(|old| old.recurrence_id != recurrence_id);
        overrides.extend(changed.clone());
        let mut people = locked.people.clone();
        if !personal.is_empty() {
            people.entry(locked.who).or_default().edit_one(recurrence_id, personal)?;
            locked.check_lead_times(&people)?;
        }
        let (body, invitations) = (locked.granted.row().body.clone(), locked.invitations.clone());
        let (event, personal_state) =
            locked.write(Changed { body, overrides, people, invitations }).await?;
        Ok(Shown::occurrence(event, personal_state, recurrence_id, changed.as_ref()))
    }

    async fn following(self, at: Moment) -> Result<Shown, ChangeError<UpdateRefused>> {
        let Self { mut locked, zone, place, shared, personal } = self;
        let (tx, who, now) = (locked.tx, locked.who, locked.now);
        let body = locked.granted.row().body.clone();
        // The same part unchanged, to tell what becomes of it.
        let unchanged = EventPatch::default();
        let plain = divide(body.clone(), locked.overrides.clone(), at, unchanged, zone)?.after;
        let divided = divide(body, locked.overrides.clone(), at, shared, zone)?;
        let Divided { at, before, after: (mut body, mut overrides), names } = divided;
        let mut later: People = locked
            .people
            .iter()
            .map(|(&who, personal_state)| (who, personal_state.from_on(at)))
            .collect();
        if !personal.is_empty() {
            later.entry(who).or_default().edit_first(at, personal);
            locked.check_lead_times(&later)?;
        }
        let mut later = carried(&later, &names);
        let is_later = |one: &&Invitation| one.occurrence.is_none_or(|occurrence| occurrence >= at);
        let asked: Vec<_> = locked.invitations.iter().filter(is_later).cloned().collect();
        let later_asked = carried_invitations(&asked, &names, &body, at);
        let Some((before, earlier)) = before else {
            let changed = Changed { body, overrides, people: later, invitations: later_asked };
            let (event, personal_state) = locked.write(changed).await?;
            return Ok(Shown::whole(event, personal_state));
        };
        // What it says on another event is no change of what it said on this one.
        later.values_mut().for_each(|personal_state| personal_state.version = None);
        let whole = locked.moment();
        let reminders = reminders_before_split(tx, &whole, &later).await?;
        let mut sooner: People = locked
            .people
            .iter()
            .map(|(&who, personal_state)| (who, personal_state.up_to(at)))
            .collect();
        let next = |_, old| PersonalVersion::after(old, true, now);
        let fresh = versioned(&locked.people, &mut sooner, next);
        let (manages, invitations) =
            (place.also::<Manage>().is_ok(), std::mem::take(&mut locked.invitations));
        if !fresh.is_empty() {
            event::write_people(tx, locked.granted.row(), &fresh).await?;
        }
        // Those to occurrences that are nowhere any more end; the others wait for the second part. Whoever
        // is invited to all of it stays so.
        let waiting = |one: &&Invitation| {
            let goes_on = || later_asked.iter().any(|later| later.id == one.id);
            one.occurrence.is_none() || !is_later(one) || goes_on()
        };
        let waiting: Vec<_> = invitations.iter().filter(waiting).cloned().collect();
        event::set_invitations(tx, &invitations, &waiting, now).await?;
        event::set_overrides(tx, &locked.granted, &earlier).await?;
        locked.granted.row_mut().body = before;
        let ended = event::update(tx, locked.granted, &earlier, now).await?;
        let narrower = is_narrower(&ended.body, &body);
        // What is told of it: where it was is no news.
        let said = (body.clone(), overrides.clone());
        if body.calendar != ended.body.calendar {
            place::leave(tx, &mut body, &mut overrides).await?;
        }
        let event = event::create_part(tx, &place, body, &overrides, now).await?;
        let snapshot = EventSnapshot::new(&event, &overrides);
        // Before invitations leave the first part, with what those who see no more of it have there.
        let part = sync_reminders::Moment::new(snapshot.clone(), &later);
        take_along(tx, (&whole, &reminders), &part, now).await?;
        let (old, new) = ((&plain.0, &*plain.1), (&said.0, &*said.1));
        let later_asked = asks_again(&asked, later_asked, old, new, who);
        let told =
            notifications_of_change((who, event.id, now), (&asked, old), (&later_asked, new));
        if !invitations.is_empty() {
            event::divide_invitations(tx, ended.id, &event, (&asked, &later_asked), now).await?;
            let sooner_asked = event::invitations(tx, ended.id).await?;
            sooner = event::people(tx, &ended, &sooner_asked).await?;
        }
        let left = sync_reminders::Moment::new(EventSnapshot::new(&ended, &earlier), &sooner);
        sync_reminders(tx, Some(&whole), &left, now).await?;
        if narrower || !invitations.is_empty() {
            later = event::who_see(tx, &event, later, &later_asked).await?;
        }
        let owns = place.also::<Own>().is_ok();
        let first = |whom, _| PersonalVersion::first(owns && whom == who, now);
        let fresh = versioned(&People::new(), &mut later, first);
        event::write_people(tx, &event, &fresh).await?;
        let part = sync_reminders::Moment::new(snapshot, &later);
        sync_reminders(tx, Some(&whole), &part, now).await?;
        notification::notify(tx, &told, now).await?;
        let asked = if invitations.is_empty() {
            Vec::new()
        } else {
            event::invitations(tx, event.id).await?
        };
        let mut personal_state = later.remove(&who).unwrap_or_default();
        personal_state.access = ViewerAccess::of_member(who, manages, &asked);
        Ok(Shown::whole(Arc::new(event), Arc::new(personal_state)))
    }
}

/// Takes what people have along with the occurrences of a changed series.
fn carried(people: &People, names: &Names) -> People {
    people.iter().map(|(&who, personal_state)| (who, personal_state.carried(names))).collect()
}
