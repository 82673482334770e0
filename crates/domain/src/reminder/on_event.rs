//! When a reminder on an event rings: so many minutes before each occurrence.

use std::sync::Arc;

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};

use super::Around;
use crate::{
    Stored,
    event::{Content, Event, Override, Status, When},
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
            let is_it = body.when.local_start() == name && self.rings_by_rule();
            return is_it.then(|| self.before(&body.when)).flatten();
        };
        if !series.contains(name) {
            return None;
        }
        match self.changed(name) {
            Some(changed) => self.moment_of(changed),
            None => self.rings_by_rule().then(|| self.before(&body.when.at_local(name))).flatten(),
        }
    }

    /// Finds the first moment after an instant.
    #[must_use]
    pub fn next_after(&self, at: Timestamp) -> Option<Occurrence> {
        let by_rule = self.by_rule(at).find(|next| at < next.at);
        let moved = self.overridden().filter(|next| at < next.at);
        by_rule.into_iter().chain(moved).min_by_key(|next| (next.at, next.local))
    }

    /// Finds the latest moment in `from..=now` and the first after `now`.
    #[must_use]
    pub fn around(&self, from: Timestamp, now: Timestamp) -> Around {
        let came = |next: &Occurrence| from <= next.at && next.at <= now;
        let before = from.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(from);
        let by_rule = self.by_rule(before).take_while(|next| next.at <= now).filter(came).last();
        let moved = self.overridden().filter(came);
        let latest = by_rule.into_iter().chain(moved).max_by_key(|next| (next.at, next.local));
        Around { latest, next: self.next_after(now) }
    }

    /// Tells whether it rings for occurrences that don't say otherwise.
    fn rings_by_rule(&self) -> bool {
        self.rings(&self.event.body.content)
    }

    /// Tells whether it rings for an occurrence: what is cancelled rings for nobody.
    fn rings(&self, content: &Content) -> bool {
        content.status != Status::Cancelled
            && content.reminders.minutes().contains(&self.minutes_before)
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

    fn moment_of(&self, changed: &Override) -> Option<Timestamp> {
        let body = &self.event.body;
        let rings = self.rings(&changed.content(body));
        rings.then(|| self.before(&changed.when(body))).flatten()
    }

    /// Gives the moments of all occurrences that differ, in no order.
    fn overridden(&self) -> impl Iterator<Item = Occurrence> {
        self.overrides.iter().filter_map(|changed| {
            Some(Occurrence { local: changed.recurrence_id, at: self.moment_of(changed)? })
        })
    }

    /// Gives the moments of the other occurrences, in order, from about an instant on.
    fn by_rule(&self, from: Timestamp) -> Box<dyn Iterator<Item = Occurrence> + '_> {
        let body = &self.event.body;
        if !self.rings_by_rule() {
            return Box::new(std::iter::empty());
        }
        let Some(series) = self.series() else {
            let local = body.when.local_start();
            let only = self.before(&body.when).map(|at| Occurrence { local, at });
            return Box::new(only.into_iter());
        };
        let lead = SignedDuration::from_mins(self.minutes_before.into());
        let begins = from.checked_add(lead).unwrap_or(Timestamp::MAX);
        let viewer = self.zone.rules();
        let all: Box<dyn Iterator<Item = Occurrence>> = if body.when.all_day() {
            days(&series, viewer.to_datetime(begins).date(), &viewer)
        } else {
            let mut next = series.at_or_after(begins);
            Box::new(std::iter::from_fn(move || {
                let this = next?;
                next = series.next_after(this.at);
                Some(this)
            }))
        };
        let others = all.filter(|next| self.changed(next.local).is_none());
        Box::new(others.filter_map(move |next| {
            Some(Occurrence { local: next.local, at: self.lead_of(next.at)? })
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
        let at = zone.to_ambiguous_timestamp(local).compatible().ok()?;
        Some(Occurrence { local, at })
    }))
}
