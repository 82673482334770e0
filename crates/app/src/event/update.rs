//! Changing an event, or some occurrences of a series.

use std::sync::Arc;

use jiff::Timestamp;
use umbra_domain::{
    CalendarId, EventId, LocationId, Patch, Stored, UserId,
    event::{
        Event, EventPatch, Moment, Override, Shown, Unsound, Visibility, divide, edit_all, edit_one,
    },
    precondition::IfMatch,
    reminder::EventSnapshot,
    rights::{Denied, Forbidden},
    settings::Zone,
};
use umbra_store::{Edit, Granted, Own, Tx, calendar, event, reminder, resource};

use super::{
    Scope, place,
    sync_reminders::{reminders_before_split, sync_reminders, sync_second_part},
};
use crate::{App, errors::ChangeError};

/// How somebody wants to change an event.
#[derive(Debug, Clone, Default)]
pub struct UpdateEvent {
    /// The change.
    pub patch: EventPatch,
    /// Another place of the caller's, or the one that the event has already.
    pub location: Patch<LocationId>,
}

impl From<EventPatch> for UpdateEvent {
    fn from(patch: EventPatch) -> Self {
        Self { patch, location: Patch::Keep }
    }
}

/// What a change of an event is refused for.
#[derive(Debug, thiserror::Error)]
pub enum UpdateRefused {
    /// The event recurs, and which occurrences are meant wasn't said.
    #[error("which occurrences are meant has to be said")]
    ScopeRequired,
    /// There is no such calendar, or the caller may not put events into it.
    #[error("there is no such calendar")]
    UnknownCalendar,
    /// The caller has no such place, and the event isn't there.
    #[error("there is no such place")]
    UnknownLocation,
    /// The result would not be a sound event.
    #[error(transparent)]
    Unsound(#[from] Unsound),
}

impl From<Unsound> for ChangeError<UpdateRefused> {
    fn from(unsound: Unsound) -> Self {
        Self::Refused(unsound.into())
    }
}

impl App {
    /// Changes an event that the caller may edit, and returns what was changed: the event, one
    /// occurrence, or the series that now begins with it. A change that changes nothing keeps the
    /// version. All of it happens, or nothing.
    ///
    /// # Errors
    /// [`ChangeError`].
    pub async fn update_event(
        &self,
        who: UserId,
        zone: &Zone,
        id: EventId,
        scope: Scope,
        UpdateEvent { mut patch, location }: UpdateEvent,
        if_match: &IfMatch,
    ) -> Result<Shown, ChangeError<UpdateRefused>> {
        let now = self.clock.now();
        self.store
            .write(async |tx| {
                let granted = resource::lock::<Event, Edit>(tx, who, id).await?.granted()?;
                if !if_match.allows(granted.row().version) {
                    return Err(ChangeError::Changed);
                }
                // Nobody hides from themselves what they go on to change.
                let private = patch.visibility == Some(Visibility::Private)
                    && granted.row().body.visibility != Visibility::Private;
                if private && granted.also::<Own>().is_err() && !event::is_maker(&granted, who) {
                    return Err(Denied::Forbidden(Forbidden::NotYours).into());
                }
                let place = patch.calendar.unwrap_or(granted.row().body.calendar);
                let place = calendar::for_events(tx, who, Some(place)).await?.granted();
                let unknown = |_| ChangeError::Refused(UpdateRefused::UnknownCalendar);
                let place = place.map_err(unknown)?;
                let overrides = event::overrides(tx, &granted).await?;
                patch.content.place = match location {
                    Patch::Keep => Patch::Keep,
                    Patch::Clear => Patch::Clear,
                    Patch::Set(id) => {
                        let place = match place::present(granted.row(), &overrides, id) {
                            Some(place) => Some(place),
                            None => place::own(tx, who, id).await?,
                        };
                        let unknown = ChangeError::Refused(UpdateRefused::UnknownLocation);
                        Patch::Set(place.ok_or(unknown)?)
                    }
                };
                let recurs = granted.row().body.repeat.is_some();
                let edit = EditInTx { tx, who, zone, now, place, granted, overrides, patch };
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

/// Tells whether some who saw an event may not see it after a change.
fn is_narrower(before: &Event, after: &Event) -> bool {
    after.calendar != before.calendar
        || (after.visibility, before.visibility) == (Visibility::Private, Visibility::Default)
}

/// An edit under way, with all that it needs.
struct EditInTx<'a> {
    tx: &'a Tx,
    who: UserId,
    zone: &'a Zone,
    now: Timestamp,
    /// The calendar that it is in afterwards.
    place: Granted<CalendarId, Edit>,
    granted: Granted<Stored<Event>, Edit>,
    overrides: Vec<Override>,
    patch: EventPatch,
}

impl EditInTx<'_> {
    /// Gives the event as it was.
    fn before(&self) -> EventSnapshot {
        EventSnapshot::new(self.granted.row(), &self.overrides)
    }

    async fn all(mut self) -> Result<Shown, ChangeError<UpdateRefused>> {
        let body = self.granted.row().body.clone();
        let (body, overrides) =
            edit_all(body, self.overrides.clone(), std::mem::take(&mut self.patch), self.zone)?;
        let before = &self.granted.row().body;
        let same_overrides = overrides == self.overrides;
        let same_times = (&before.when, &before.repeat) == (&body.when, &body.repeat);
        if body == *before && same_overrides {
            return Ok(Shown::whole(Arc::new(self.granted.into_row())));
        }
        let narrower = is_narrower(before, &body);
        let before = self.before();
        self.granted.row_mut().body = body;
        // What encloses an override depends on the times of its series as well.
        if !same_overrides || !(same_times || overrides.is_empty()) {
            event::set_overrides(self.tx, &self.granted, &overrides).await?;
        }
        let event = event::update(self.tx, self.granted, &overrides, self.now).await?;
        if narrower {
            reminder::forget_of_others(self.tx, event.id).await?;
        }
        let after = EventSnapshot::new(&event, &overrides);
        sync_reminders(self.tx, self.who, Some(&before), &after, self.now).await?;
        Ok(Shown::whole(Arc::new(event)))
    }

    async fn one(mut self, at: Moment) -> Result<Shown, ChangeError<UpdateRefused>> {
        let edited = edit_one(
            self.granted.row(),
            &self.overrides,
            at,
            std::mem::take(&mut self.patch),
            self.zone,
        )?;
        let (recurrence_id, changed) = edited;
        let snapshot = self.before();
        let place = self.overrides.iter().position(|old| old.recurrence_id == recurrence_id);
        let before = place.map(|place| self.overrides.remove(place));
        if before == changed {
            let event = Arc::new(self.granted.into_row());
            return Ok(Shown::occurrence(event, recurrence_id, changed.as_ref()));
        }
        event::set_override(self.tx, &self.granted, recurrence_id, changed.as_ref()).await?;
        self.overrides.extend(changed.clone());
        let event = event::update(self.tx, self.granted, &self.overrides, self.now).await?;
        let after = EventSnapshot::new(&event, &self.overrides);
        sync_reminders(self.tx, self.who, Some(&snapshot), &after, self.now).await?;
        Ok(Shown::occurrence(Arc::new(event), recurrence_id, changed.as_ref()))
    }

    async fn following(mut self, at: Moment) -> Result<Shown, ChangeError<UpdateRefused>> {
        let body = self.granted.row().body.clone();
        let divided =
            divide(body, self.overrides.clone(), at, std::mem::take(&mut self.patch), self.zone)?;
        let (body, overrides) = divided.after;
        let snapshot = self.before();
        let Some((before, earlier)) = divided.before else {
            if body == self.granted.row().body && overrides == self.overrides {
                return Ok(Shown::whole(Arc::new(self.granted.into_row())));
            }
            let narrower = is_narrower(&self.granted.row().body, &body);
            self.granted.row_mut().body = body;
            event::set_overrides(self.tx, &self.granted, &overrides).await?;
            let event = event::update(self.tx, self.granted, &overrides, self.now).await?;
            if narrower {
                reminder::forget_of_others(self.tx, event.id).await?;
            }
            let after = EventSnapshot::new(&event, &overrides);
            sync_reminders(self.tx, self.who, Some(&snapshot), &after, self.now).await?;
            return Ok(Shown::whole(Arc::new(event)));
        };
        self.granted.row_mut().body = before;
        event::set_overrides(self.tx, &self.granted, &earlier).await?;
        let reminders = reminders_before_split(self.tx, &snapshot).await?;
        let ended = event::update(self.tx, self.granted, &earlier, self.now).await?;
        let ended = EventSnapshot::new(&ended, &earlier);
        sync_reminders(self.tx, self.who, Some(&snapshot), &ended, self.now).await?;
        let event = event::create_part(self.tx, &self.place, body, &overrides, self.now).await?;
        let part = EventSnapshot::new(&event, &overrides);
        sync_second_part(self.tx, self.who, (&snapshot, &reminders), &part, self.now).await?;
        Ok(Shown::whole(Arc::new(event)))
    }
}
