//! When a reminder on an event rings: so many minutes before each occurrence.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};

use super::AdjacentMoments;
use crate::{
    Stored,
    civil::start_of_day,
    event::{Event, Override, Personal, PersonalChange, PersonalEventState, Reach, Status, When},
    recurrence::{Occurrence, Series},
    settings::Zone,
};

/// How far ahead the next day of a series is looked for: after 400 years the calendar repeats.
const REACH: SignedDuration = SignedDuration::from_hours(146_097 * 24);

/// A reminder on an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnEvent {
    /// The event.
    pub event: Arc<Stored<Event>>,
    /// All occurrences that differ from it.
    pub overrides: Arc<[Override]>,
    /// What the person to be reminded has on it.
    pub personal_state: Arc<PersonalEventState>,
    /// How many minutes before an occurrence begins it rings.
    pub minutes_before: u16,
    /// Where days begin for the person to be reminded.
    pub zone: Zone,
}

impl OnEvent {
    /// Tells whether the event is a series.
    #[must_use]
    pub fn recurs(&self) -> bool {
        self.event.body.repeat.is_some()
    }

    /// Gives what an occurrence is called, or the event.
    #[must_use]
    pub fn title(&self, occurrence: Option<DateTime>) -> &str {
        let occurrence = occurrence.or_else(|| self.of_one());
        let changed = occurrence.and_then(|name| self.changed(name));
        let own = changed.and_then(|changed| changed.content.title.as_ref());
        own.unwrap_or(&self.event.body.content.title).as_str()
    }

    /// Gives when it rings for an occurrence; `None` when there is no such occurrence, or when it
    /// doesn't ring for that one.
    #[must_use]
    pub fn moment(&self, name: DateTime) -> Option<Timestamp> {
        let body = &self.event.body;
        let Some(series) = self.series() else {
            let rings = body.content.status != Status::Cancelled;
            let is_it = rings
                && body.when.local_start() == name
                && self.rings_by(&self.personal_state.whole);
            return is_it.then(|| self.before(&body.when)).flatten();
        };
        if series.contains(name) { self.moment_of(name) } else { None }
    }

    /// Finds the first moment after an instant.
    #[must_use]
    pub fn next_after(&self, at: Timestamp) -> Option<Occurrence> {
        let by_rule = self.by_rule(at).find(|next| at < next.at);
        let moved = self.by_themselves().filter(|next| at < next.at);
        by_rule.into_iter().chain(moved).min_by_key(|next| (next.at, next.local))
    }

    /// Finds the latest moment in `from..=now` and the first after `now`.
    #[must_use]
    pub fn around(&self, from: Timestamp, now: Timestamp) -> AdjacentMoments {
        let came = |next: &Occurrence| from <= next.at && next.at <= now;
        let before = from.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(from);
        let by_rule = self.by_rule(before).take_while(|next| next.at <= now).filter(came).last();
        let moved = self.by_themselves().filter(came);
        let latest = by_rule.into_iter().chain(moved).max_by_key(|next| (next.at, next.local));
        AdjacentMoments { latest, next: self.next_after(now) }
    }

    /// Tells whether it rings for somebody who has this on an occurrence.
    /// Gives an occurrence for which it is, if it isn't for all of a series: who has it may see that one only.
    fn of_one(&self) -> Option<DateTime> {
        if self.rings_by(&self.personal_state.whole) {
            return None;
        }
        let own = |change: &&PersonalChange| {
            let reminders = change.patch.reminders.as_ref();
            change.reach == Reach::This
                && reminders.is_some_and(|all| all.minutes().contains(&self.minutes_before))
        };
        self.personal_state.changes.iter().find(own).map(|change| change.recurrence_id)
    }

    fn rings_by(&self, personal: &Personal) -> bool {
        personal.reminders.minutes().contains(&self.minutes_before)
    }

    fn changed(&self, name: DateTime) -> Option<&Override> {
        self.overrides.iter().find(|changed| changed.recurrence_id == name)
    }

    /// Builds the series, which was checked before it was stored.
    fn series(&self) -> Option<Series> {
        let body = &self.event.body;
        body.repeat.as_ref()?.series(&body.when).ok()
    }

    fn before(&self, when: &When) -> Option<Timestamp> {
        self.lead_of(when.begins(&self.zone.rules()))
    }

    fn lead_of(&self, begins: Timestamp) -> Option<Timestamp> {
        begins.checked_sub(SignedDuration::from_mins(self.minutes_before.into())).ok()
    }

    /// Gives when it rings for an occurrence that there is.
    fn moment_of(&self, name: DateTime) -> Option<Timestamp> {
        self.moment_by(name, &self.personal_state.at(name), self.changed(name))
    }

    fn moment_by(
        &self,
        name: DateTime,
        has: &Personal,
        changed: Option<&Override>,
    ) -> Option<Timestamp> {
        if !self.rings_by(has) {
            return None;
        }
        let body = &self.event.body;
        let own = changed.and_then(|changed| changed.content.status);
        // What is cancelled rings for nobody.
        if own.unwrap_or(body.content.status) == Status::Cancelled {
            return None;
        }
        let when = match changed {
            Some(changed) => changed.when(body),
            None => body.when.at_local(name),
        };
        self.before(&when)
    }

    /// Gives the moments of all occurrences that differ, for everybody or for the person, in no
    /// order.
    fn by_themselves(&self) -> impl Iterator<Item = Occurrence> {
        // There may be a thousand of each: none is searched for by going through all.
        let stretches = self.personal_state.stretches();
        let own: HashMap<_, _> =
            self.own().map(|change| (change.recurrence_id, &change.patch)).collect();
        let changed: HashMap<_, _> =
            self.overrides.iter().map(|changed| (changed.recurrence_id, changed)).collect();
        let all: HashSet<_> = own.keys().chain(changed.keys()).copied().collect();
        all.into_iter().filter_map(move |local| {
            let begun =
                stretches.partition_point(|(start, ..)| start.is_none_or(|start| start <= local));
            let (.., held) = stretches.get(begun.checked_sub(1)?)?;
            let has = own.get(&local).map(|&patch| patch.clone().apply(held.clone()));
            let at =
                self.moment_by(local, has.as_ref().unwrap_or(held), changed.get(&local).copied())?;
            Some(Occurrence { local, at })
        })
    }

    /// Lists what the person has on single occurrences.
    fn own(&self) -> impl Iterator<Item = &PersonalChange> {
        self.personal_state.changes.iter().filter(|change| change.reach == Reach::This)
    }

    /// Gives the moments of the other occurrences, in order, from about an instant on.
    fn by_rule(&self, from: Timestamp) -> Box<dyn Iterator<Item = Occurrence> + '_> {
        let body = &self.event.body;
        if body.content.status == Status::Cancelled {
            return Box::new(std::iter::empty());
        }
        let Some(series) = self.series() else {
            let local = body.when.local_start();
            let only = self.before(&body.when).map(|at| Occurrence { local, at });
            return Box::new(
                only.into_iter().filter(|_| self.rings_by(&self.personal_state.whole)),
            );
        };
        let lead = SignedDuration::from_mins(self.minutes_before.into());
        let begins = from.checked_add(lead).unwrap_or(Timestamp::MAX);
        // Only where it rings is looked, so that a series without an end isn't gone through in vain.
        let ringing =
            self.personal_state.stretches().into_iter().filter(|(_, _, has)| self.rings_by(has));
        let all = ringing.flat_map(move |(start, end, _)| {
            let stretch = self.occurrences(&series, begins, start);
            stretch.take_while(move |next| end.is_none_or(|end| next.local < end))
        });
        let changed = self.overrides.iter().map(|changed| changed.recurrence_id);
        let apart: HashSet<_> =
            changed.chain(self.own().map(|change| change.recurrence_id)).collect();
        let others = all.filter(move |next| !apart.contains(&next.local));
        Box::new(others.filter_map(move |next| {
            Some(Occurrence { local: next.local, at: self.lead_of(next.at)? })
        }))
    }

    /// Gives the occurrences that begin at an instant or later, from a local time on, in order.
    fn occurrences(
        &self,
        series: &Series,
        begins: Timestamp,
        start: Option<DateTime>,
    ) -> Box<dyn Iterator<Item = Occurrence>> {
        let when = &self.event.body.when;
        let viewer = self.zone.rules();
        if when.all_day() {
            let day = viewer.to_datetime(begins).date();
            return days(series, start.map_or(day, |start| day.max(start.date())), &viewer);
        }
        let first = start.map_or(begins, |start| begins.max(when.at_local(start).begins(&viewer)));
        let mut next = series.at_or_after(first);
        let series = series.clone();
        Box::new(std::iter::from_fn(move || {
            let this = next?;
            next = series.next_after(this.at);
            Some(this)
        }))
    }
}

/// Gives the days of a series from a day on, and when each of them begins in a zone.
fn days(
    series: &Series,
    from: Date,
    zone: &TimeZone,
) -> Box<dyn Iterator<Item = Occurrence> + 'static> {
    let (series, zone) = (series.clone(), zone.clone());
    let last = from.saturating_add(REACH);
    let mut from = Some(from);
    // One day at a time: the series can't be borrowed for longer than a step.
    Box::new(std::iter::from_fn(move || {
        let local = series.between_dates(from?, last).next()?;
        from = local.date().tomorrow().ok();
        Some(Occurrence { local, at: start_of_day(local.date(), &zone)? })
    }))
}
