//! Asking a series for its occurrences.

use std::{collections::VecDeque, iter};

use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, DateTime},
    tz::AmbiguousOffset,
};

use super::{
    HORIZON, REACH, plus,
    series::{Ends, Series},
};
use crate::civil::midnight;

/// How far a local time may be from its instant's local time: a whole skipped day and more.
const MARGIN: SignedDuration = SignedDuration::from_hours(26);

/// One occurrence of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Occurrence {
    /// Names it within its series (`RECURRENCE-ID`): the local time by the rule, which a zone's
    /// gap may have left out.
    pub local: DateTime,
    /// Begins it.
    pub at: Timestamp,
}

impl Series {
    /// Gives the occurrences with `from <= at < to`, by instant and then by local time.
    ///
    /// Only what is taken is computed.
    pub fn between(&self, from: Timestamp, to: Timestamp) -> impl Iterator<Item = Occurrence> {
        let local = |at| self.zone.to_datetime(at);
        let window = [local(from).saturating_sub(MARGIN), plus(local(to), MARGIN)];
        let all = self.resolved(window).skip_while(move |next| next.at < from);
        all.take_while(move |next| next.at < to)
    }

    /// Gives the local times of the occurrences with a date in `from..to`, in order.
    pub fn between_dates(&self, from: Date, to: Date) -> impl Iterator<Item = DateTime> {
        let all = self.locals([midnight(from), midnight(to).min(HORIZON)]);
        all.take_while(move |local| local.date() < to)
    }

    /// Finds the first occurrence after an instant, within 400 years.
    #[must_use]
    pub fn next_after(&self, at: Timestamp) -> Option<Occurrence> {
        self.at_or_after(at.checked_add(SignedDuration::from_nanos(1)).ok()?)
    }

    /// Finds the first occurrence at or after an instant, within 400 years of it and of the
    /// start.
    #[must_use]
    pub fn at_or_after(&self, at: Timestamp) -> Option<Occurrence> {
        let from = self.zone.to_datetime(at).saturating_sub(MARGIN);
        let to = plus(from.max(self.definition.start), REACH);
        self.resolved([from, to]).find(|next| at <= next.at)
    }

    /// Finds the first occurrence that isn't excluded.
    #[must_use]
    pub fn first(&self) -> Option<DateTime> {
        self.locals([DateTime::MIN, HORIZON]).next()
    }

    /// Finds the last occurrence that isn't excluded; `None` also for a series without end.
    #[must_use]
    pub fn last(&self) -> Option<DateTime> {
        let Ends::At(end) = self.ends else { return None };
        let bound = self.dates.last().map_or(end, |&date| date.max(end));
        let mut days = 2;
        loop {
            let from = bound.saturating_sub(SignedDuration::from_hours(days * 24));
            let last = self.locals([from, bound]).last();
            if last.is_some() || from == DateTime::MIN {
                return last;
            }
            days *= 8;
        }
    }

    /// Tells whether a local time names an occurrence.
    #[must_use]
    pub fn contains(&self, local: DateTime) -> bool {
        self.locals([local, local]).next().is_some()
    }

    /// Gives the local times in a window, both ends inside, in order.
    pub(super) fn locals(&self, window: [DateTime; 2]) -> impl Iterator<Item = DateTime> {
        let mut rule = self.rule_locals(window).peekable();
        let first = self.dates.partition_point(|&date| date < window[0]);
        let dates = self.dates.iter().skip(first).copied();
        let mut dates = dates.take_while(move |&date| date <= window[1]).peekable();
        let merged = iter::from_fn(move || match (rule.peek(), dates.peek()) {
            (Some(by_rule), Some(date)) if date < by_rule => dates.next(),
            (Some(by_rule), Some(date)) => {
                let double = date == by_rule;
                dates.next_if(|_| double);
                rule.next()
            }
            (Some(_), None) => rule.next(),
            (None, _) => dates.next(),
        });
        merged.filter(|local| self.definition.excluded.binary_search(local).is_err())
    }

    /// Gives the local times of the rule alone, excluded ones too.
    pub(super) fn rule_locals(&self, [from, to]: [DateTime; 2]) -> impl Iterator<Item = DateTime> {
        let walk = self.plan.iter().flat_map(move |plan| plan.walk(from, to.min(self.bound())));
        walk.filter(|&local| self.admits(local))
    }

    /// Gives the occurrences with a local time in a window, by instant.
    ///
    /// Local times and instants have the same order but around a gap: what lies in it comes
    /// after what lies behind it. A gap is 24 hours at most, so 50 hours further on all is in
    /// order again, and what lies between is sorted.
    fn resolved(&self, window: [DateTime; 2]) -> impl Iterator<Item = Occurrence> {
        let mut locals = self.locals(window).peekable();
        let mut sorted = VecDeque::new();
        iter::from_fn(move || {
            if let Some(next) = sorted.pop_front() {
                return Some(next);
            }
            let (first, in_gap) = self.resolve(locals.next()?)?;
            if !in_gap {
                return Some(first);
            }
            let settled = plus(first.local, SignedDuration::from_hours(50));
            let mut group = vec![first];
            while let Some(local) = locals.next_if(|&local| local < settled) {
                group.push(self.resolve(local)?.0);
            }
            group.sort_unstable_by_key(|next| (next.at, next.local));
            sorted.extend(group);
            sorted.pop_front()
        })
    }

    /// Gives a local time its instant, and tells whether it lies in a gap.
    fn resolve(&self, local: DateTime) -> Option<(Occurrence, bool)> {
        let ambiguous = self.zone.to_ambiguous_timestamp(local);
        let in_gap = matches!(ambiguous.offset(), AmbiguousOffset::Gap { .. });
        Some((Occurrence { local, at: ambiguous.compatible().ok()? }, in_gap))
    }
}
