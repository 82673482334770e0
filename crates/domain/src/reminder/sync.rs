//! What becomes of the reminders on an event when the event changes.

use std::sync::Arc;

use jiff::{Timestamp, civil::DateTime};

use super::{OnEvent, State};
use crate::{
    EventId, Stored,
    event::{Event, Override, PersonalEventState},
    recurrence::Occurrence,
    settings::Zone,
};

/// An event before or after a change, with all of its overrides.
#[derive(Debug, Clone)]
pub struct EventSnapshot {
    event: Arc<Stored<Event>>,
    overrides: Arc<[Override]>,
}

impl EventSnapshot {
    /// Takes a snapshot.
    #[must_use]
    pub fn new(event: &Stored<Event>, overrides: &[Override]) -> Self {
        Self { event: Arc::new(event.clone()), overrides: overrides.into() }
    }

    /// Returns the event's id.
    #[must_use]
    pub fn id(&self) -> EventId {
        self.event.id
    }

    /// Builds the reminder that rings so many minutes before, for somebody in a zone who has `personal_state` on
    /// the event.
    #[must_use]
    pub fn reminder(
        &self,
        personal_state: &Arc<PersonalEventState>,
        minutes_before: u16,
        zone: &Zone,
    ) -> OnEvent {
        let (event, overrides) = (Arc::clone(&self.event), Arc::clone(&self.overrides));
        OnEvent {
            event,
            overrides,
            personal_state: Arc::clone(personal_state),
            minutes_before,
            zone: zone.clone(),
        }
    }
}

impl State {
    /// Begins a reminder on an event.
    #[must_use]
    pub fn begin_on(on: &OnEvent, now: Timestamp) -> Self {
        Self::begin(on.next_after(now), true)
    }

    /// Gives the state after the event has changed; `None` if the state stays as it is.
    ///
    /// What came for an occurrence that is still at its time stays: due, snoozed or dismissed. If
    /// that occurrence moved or was deleted, the reminder waits for what comes next. Nothing that
    /// was to ring before `now` rings late.
    #[must_use]
    pub fn after_change(
        &self,
        old: Option<&OnEvent>,
        new: &OnEvent,
        now: Timestamp,
    ) -> Option<Self> {
        if self.is_coming(new, now) {
            // It is due, and a worker is about to fire it.
            return None;
        }
        let mut changed = match self.occurrence {
            Some(name) if !stays(name, old, new) => Self::begin(None, true),
            _ => self.clone(),
        };
        // What was dismissed or snoozed before it rang isn't to ring after all.
        changed.next = next_except(new, changed.occurrence, now);
        (changed != *self).then_some(changed)
    }

    /// Tells whether what came, or is about to be fired, is still at its time on an event that has become of a
    /// part of the old one.
    #[must_use]
    pub fn goes_along(&self, old: Option<&OnEvent>, new: &OnEvent, now: Timestamp) -> bool {
        self.is_coming(new, now) || self.occurrence.is_some_and(|name| stays(name, old, new))
    }

    /// Tells whether something came that wasn't fired, and is still at its time.
    fn is_coming(&self, new: &OnEvent, now: Timestamp) -> bool {
        let came = self.next.filter(|next| next.at <= now);
        came.is_some_and(|next| new.moment(next.local) == Some(next.at))
    }

    /// Gives the state after days begin at another time, because the person lives in another zone
    /// now, which `on` has already; `None` if the state stays as it is.
    ///
    /// Who travels east passes moments by: what was still to ring, and would have by now, is due now, and not late.
    #[must_use]
    pub fn after_zone_change(&self, on: &OnEvent, now: Timestamp) -> Option<Self> {
        if self.next.is_some_and(|next| next.at <= now) {
            // It came, and a worker is about to fire it.
            return None;
        }
        let passed = self.next.filter(|next| on.moment(next.local).is_some_and(|at| at <= now));
        let passed = passed.map(|next| Occurrence { at: now, ..next });
        let next = passed.or_else(|| next_except(on, self.occurrence, now));
        (next != self.next).then(|| Self { next, ..self.clone() })
    }
}

/// Tells whether an occurrence rings when it did.
fn stays(name: DateTime, old: Option<&OnEvent>, new: &OnEvent) -> bool {
    let moment = new.moment(name);
    moment.is_some() && moment == old.and_then(|old| old.moment(name))
}

/// Finds the next moment, but not of the occurrence that has been dealt with.
pub(super) fn next_except(
    on: &OnEvent,
    done: Option<DateTime>,
    now: Timestamp,
) -> Option<Occurrence> {
    let next = on.next_after(now)?;
    if Some(next.local) == done { on.next_after(next.at) } else { Some(next) }
}
