//! What comes next of an event.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};

use super::{Content, Event, Override, PersonalEventState, Shown, When};
use crate::{Stored, recurrence::Series};

/// How far ahead to look for an occurrence: no rule leaves out more.
const REACH: SignedDuration = SignedDuration::from_hours(400 * 366 * 24);

/// How far the order of instants may differ from that of local times.
const MARGIN: SignedDuration = SignedDuration::from_hours(26);

/// From when somebody looks ahead, and between which bounds.
#[derive(Debug, Clone)]
pub struct Outlook {
    /// The present.
    pub now: Timestamp,
    /// Before this nothing counts.
    pub from: Option<Timestamp>,
    /// What begins then or later doesn't count.
    pub to: Option<Timestamp>,
    /// Where days begin.
    pub zone: TimeZone,
}

impl Outlook {
    /// Tells whether something is over at an instant. What takes no time is there when it begins.
    fn is_over(&self, when: &When, at: Timestamp) -> bool {
        let (begins, ends) = (when.begins(&self.zone), when.ends(&self.zone));
        ends < at || (ends == at && begins < ends)
    }

    /// Tells whether something is between the bounds, if only in part.
    fn shows(&self, when: &When) -> bool {
        self.to.is_none_or(|to| when.begins(&self.zone) < to)
            && self.from.is_none_or(|from| !self.is_over(when, from))
    }

    /// Gives the instant from which on something comes next.
    fn since(&self) -> Timestamp {
        self.from.map_or(self.now, |from| from.max(self.now))
    }

    /// Chooses what comes next, or else what was last.
    fn best<'a>(&self, shown: impl Iterator<Item = &'a Shown> + Clone) -> Option<Shown> {
        let since = self.since();
        let by = |shown: &&Shown| shown.order(&self.zone);
        let next = shown.clone().filter(|shown| !self.is_over(&shown.when, since)).min_by_key(by);
        next.or_else(|| shown.max_by_key(by)).cloned()
    }
}

/// Shows a single event, or of a series the next occurrence that is wanted, or the last one of what
/// is over. An event that is wanted as a whole is shown in any case, an occurrence of it that says
/// something else only where there is no other; `None` where nothing is between the bounds.
#[must_use]
pub fn coming(
    event: &Arc<Stored<Event>>,
    personal_state: &Arc<PersonalEventState>,
    overrides: &[Override],
    outlook: &Outlook,
    wanted: impl Fn(&Content) -> bool,
) -> Option<Shown> {
    // A stored series was checked before it was stored.
    let Some(Ok(series)) = event.body.series() else {
        return Some(Shown::whole(Arc::clone(event), Arc::clone(personal_state)))
            .filter(|shown| personal_state.access.lists(None) && outlook.shows(&shown.when));
    };
    if personal_state.access.only().is_some() {
        return coming_of_some(event, personal_state, overrides, outlook, wanted)
            .map(|(shown, _)| shown);
    }
    let listed = |changed: &&Override| personal_state.access.lists(Some(changed.recurrence_id));
    let changed = overrides.iter().filter(listed).map(|changed| {
        let (event, personal_state) = (Arc::clone(event), Arc::clone(personal_state));
        Shown::occurrence(event, personal_state, changed.recurrence_id, Some(changed))
    });
    let changed: Vec<_> = changed.filter(|shown| outlook.shows(&shown.when)).collect();
    let as_a_whole = wanted(&event.body.content);
    let walk = Walk { event, personal_state, series: &series, overrides, outlook };
    let plain = if as_a_whole { walk.next().or_else(|| walk.last()) } else { None };
    let said = changed.iter().filter(|shown| wanted(shown.content()));
    let best = outlook.best(said.chain(&plain));
    best.or_else(|| if as_a_whole { outlook.best(changed.iter()) } else { None })
}

/// Shows what comes next, or was last, of the single occurrences that lists show somebody of a series,
/// and when the last of them ends that is wanted. Nothing of it depends on the others.
#[must_use]
pub fn coming_of_some(
    event: &Arc<Stored<Event>>,
    personal_state: &Arc<PersonalEventState>,
    overrides: &[Override],
    outlook: &Outlook,
    wanted: impl Fn(&Content) -> bool,
) -> Option<(Shown, Timestamp)> {
    // A stored series was checked before it was stored.
    let Some(Ok(series)) = event.body.series() else { return None };
    let only = personal_state.access.only().unwrap_or_default().into_iter();
    let shown = only.filter(|&local| series.contains(local)).map(|local| {
        let changed = overrides.iter().find(|changed| changed.recurrence_id == local);
        Shown::occurrence(Arc::clone(event), Arc::clone(personal_state), local, changed)
    });
    let shown: Vec<_> =
        shown.filter(|one| outlook.shows(&one.when) && wanted(one.content())).collect();
    let ends = shown.iter().map(|one| one.when.bounds().1).max()?;
    outlook.best(shown.iter()).map(|best| (best, ends))
}

/// The occurrences of a series that are as it has them.
struct Walk<'a> {
    event: &'a Arc<Stored<Event>>,
    personal_state: &'a Arc<PersonalEventState>,
    series: &'a Series,
    overrides: &'a [Override],
    outlook: &'a Outlook,
}

impl Walk<'_> {
    /// Finds the first one that isn't over.
    fn next(&self) -> Option<Shown> {
        let since = self.outlook.since();
        let to = self.outlook.to.unwrap_or(Timestamp::MAX);
        let to = to.min(since.saturating_add(REACH).unwrap_or(Timestamp::MAX));
        self.between(since, to).find(|shown| !self.outlook.is_over(&shown.when, since))
    }

    /// Finds the last one of those that are over.
    fn last(&self) -> Option<Shown> {
        let when = &self.event.body.when;
        let mut until = self.outlook.since();
        if let Some(to) = self.outlook.to {
            until = until.min(to);
        }
        if let Some(last) = self.series.last() {
            let ended = when.at_local(last).bounds().0;
            until = until.min(ended.saturating_add(MARGIN).unwrap_or(ended));
        }
        let begun = when.bounds().0.saturating_sub(MARGIN).unwrap_or(Timestamp::MIN);
        // A rule may be of seconds or of years.
        let mut length = SignedDuration::from_hours(1);
        loop {
            let from = until.saturating_sub(length).unwrap_or(Timestamp::MIN);
            let last = self.between(from, until).last();
            let beyond = self.outlook.from.is_some_and(|bound| from <= bound);
            if last.is_some() || from <= begun || beyond {
                return last;
            }
            length = length.saturating_mul(8);
        }
    }

    /// Gives those between the bounds that begin before `to`, and at least those that aren't over at
    /// `from`, in order.
    fn between(&self, from: Timestamp, to: Timestamp) -> impl Iterator<Item = Shown> {
        let when = &self.event.body.when;
        let lasts = when.duration();
        let shown = |local: DateTime, when: When| Shown {
            event: Arc::clone(self.event),
            personal_state: Arc::clone(self.personal_state),
            recurrence_id: Some(local),
            when,
            changed: None,
        };
        let (mut days, mut times) = (None, None);
        if when.all_day() {
            let day = |at| self.outlook.zone.to_datetime(at).date();
            let first = day(from).saturating_sub(lasts);
            let after = day(to).saturating_add(SignedDuration::from_hours(24));
            let locals = self.series.between_dates(first, after);
            days = Some(locals.map(move |local| shown(local, when.at_local(local))));
        } else {
            let from = from.checked_sub(lasts + SignedDuration::from_secs(1));
            let all = self.series.between(from.unwrap_or(Timestamp::MIN), to);
            times =
                Some(all.map(move |next| shown(next.local, when.moved_to(next.local, next.at))));
        }
        let all = days.into_iter().flatten().chain(times.into_iter().flatten());
        all.filter(move |shown| {
            let differs = |changed: &Override| Some(changed.recurrence_id) == shown.recurrence_id;
            self.personal_state.access.lists(shown.recurrence_id)
                && shown.when.begins(&self.outlook.zone) < to
                && self.outlook.shows(&shown.when)
                && !self.overrides.iter().any(differs)
        })
    }
}
