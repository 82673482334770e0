//! What each person has for themselves on an event: a star, and when to be reminded.
//!
//! Nobody else sees it, and it changes nothing that others see.

use jiff::{Timestamp, civil::DateTime};

use super::{Alarms, Event, Unsound, names::Names};
use crate::Invalid;

/// The most changes that a person may have on the occurrences of a series.
const MAX_CHANGES: usize = 1_000;

/// The most different lead times that a person may have on all occurrences of an event: there is a
/// reminder for each of them, which every change of the event looks at.
const MAX_LEAD_TIMES: usize = 50;

/// What a person has for themselves on an event, or on an occurrence. By default nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Personal {
    /// Whether it matters more to them than others.
    pub is_starred: bool,
    /// How long before it begins they want to be reminded.
    pub reminders: Alarms,
}

/// A change of that.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PersonalPatch {
    /// Whether it matters more to them than others.
    pub is_starred: Option<bool>,
    /// When to be reminded.
    pub reminders: Option<Alarms>,
}

impl PersonalPatch {
    /// Finds what changes one into another.
    #[must_use]
    pub fn between(base: &Personal, wanted: &Personal) -> Self {
        Self {
            is_starred: (base.is_starred != wanted.is_starred).then_some(wanted.is_starred),
            reminders: (base.reminders != wanted.reminders).then(|| wanted.reminders.clone()),
        }
    }

    /// Applies the change.
    #[must_use]
    pub fn apply(self, personal: Personal) -> Personal {
        Personal {
            is_starred: self.is_starred.unwrap_or(personal.is_starred),
            reminders: self.reminders.unwrap_or(personal.reminders),
        }
    }

    /// Leaves only what another change doesn't change as well.
    #[must_use]
    pub fn beyond(self, other: &Self) -> Self {
        Self {
            is_starred: self.is_starred.filter(|_| other.is_starred.is_none()),
            reminders: self.reminders.filter(|_| other.reminders.is_none()),
        }
    }

    /// Tells whether it changes nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// For which occurrences a person's change holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// For one and for all that follow (`RANGE=THISANDFUTURE` of RFC 5545 §3.2.13).
    Following,
    /// For one alone.
    This,
}

/// What a person has otherwise on some occurrences of a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalChange {
    /// Names the occurrence, as that of an [`Override`](super::Override) does.
    pub recurrence_id: DateTime,
    /// How far the change reaches.
    pub reach: Reach,
    /// What differs: for one occurrence, from what holds then; else from what held before.
    pub patch: PersonalPatch,
}

/// When what a person has on an event changed last, and the how manieth change that was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonalVersion {
    /// Added to the version of the event it gives that of all that the person sees.
    pub number: i64,
    /// When it changed.
    pub updated_at: Timestamp,
}

impl PersonalVersion {
    /// Begins with what is made together with its event.
    ///
    /// Who owns the calendar sees the event as long as it is there. Whoever else has something on it may
    /// lose that, and see the event without it later.
    #[must_use]
    pub fn first(owns_calendar: bool, now: Timestamp) -> Self {
        if owns_calendar {
            Self { number: 0, updated_at: now }
        } else {
            Self::after(None, true, now)
        }
    }

    /// Gives the one after another one, or after nothing.
    ///
    /// Who begins on an event that was there before may have had something on it already, and lost it
    /// with the right to see it. So that no number stands for two things, it begins with an instant
    /// then. Where the event gets a new version, too, that is enough.
    #[must_use]
    pub fn after(before: Option<Self>, with_event: bool, now: Timestamp) -> Self {
        let number = match before {
            None => now.as_microsecond(),
            Some(Self { number, .. }) => number + i64::from(!with_event),
        };
        Self { number, updated_at: now }
    }
}

/// Everything that one person has on an event: on the whole of it, and on occurrences otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mine {
    /// Which change it is; nothing as long as the person never had anything.
    pub version: Option<PersonalVersion>,
    /// What they have on a single event, or on a series from its beginning on.
    pub whole: Personal,
    /// What differs, in the order of the occurrences.
    pub changes: Vec<PersonalChange>,
}

impl Mine {
    /// Begins with what a person has on a new event.
    #[must_use]
    pub const fn new(whole: Personal) -> Self {
        Self { version: None, whole, changes: Vec::new() }
    }

    /// Gives what the person has on an occurrence.
    #[must_use]
    pub fn at(&self, occurrence: DateTime) -> Personal {
        let own = self.own(occurrence);
        own.into_iter().fold(self.from(occurrence), |all, own| own.patch.clone().apply(all))
    }

    /// Tells whether the person has something on this occurrence that they haven't on those around it.
    #[must_use]
    pub fn differs_at(&self, occurrence: DateTime) -> bool {
        self.own(occurrence).is_some()
    }

    /// Gives how many minutes before any occurrence there may be a reminder, in order.
    #[must_use]
    pub fn minutes(&self) -> Vec<u16> {
        let changed = self.changes.iter().filter_map(|change| change.patch.reminders.as_ref());
        let all = changed.chain([&self.whole.reminders]);
        let mut minutes: Vec<_> = all.flat_map(|alarms| alarms.minutes()).copied().collect();
        minutes.sort_unstable();
        minutes.dedup();
        minutes
    }

    /// Gives what holds from when on until when, in order; the last stretch has no end.
    pub(crate) fn stretches(&self) -> Vec<(Option<DateTime>, Option<DateTime>, Personal)> {
        let mut stretches = Vec::new();
        let (mut start, mut held) = (None, self.whole.clone());
        for change in self.following() {
            let next = Some(change.recurrence_id);
            stretches.push((start, next, held.clone()));
            (start, held) = (next, change.patch.clone().apply(held));
        }
        stretches.push((start, None, held));
        stretches
    }

    /// Refuses more lead times than a person may have on an event. Whoever has more, from before there
    /// was a limit, may have fewer.
    ///
    /// # Errors
    /// `too_many_reminders`: there are more than 50, and more than before.
    pub fn check_lead_times(&self, before: &Self) -> Result<(), Unsound> {
        let number = self.minutes().len();
        if number > MAX_LEAD_TIMES && number > before.minutes().len() {
            let detail = "you may have 50 different lead times on all occurrences of an event";
            return Err(Unsound::new("reminders", Invalid::new("too_many_reminders", detail)));
        }
        Ok(())
    }

    /// Gives what is added to the version of the event for the person.
    #[must_use]
    pub fn number(&self) -> i64 {
        self.version.map_or(0, |version| version.number)
    }

    /// Tells whether it says something else than another one, whatever the versions.
    #[must_use]
    pub fn says_otherwise(&self, other: &Self) -> bool {
        (&self.whole, &self.changes) != (&other.whole, &other.changes)
    }

    /// Changes what the person has on a single event, or on all of a series. Occurrences that were
    /// changed one by one stay so.
    pub fn edit_all(&mut self, patch: PersonalPatch) {
        for change in &mut self.changes {
            if change.reach == Reach::Following {
                change.patch = std::mem::take(&mut change.patch).beyond(&patch);
            }
        }
        self.whole = patch.apply(std::mem::take(&mut self.whole));
        self.settle();
    }

    /// Changes what the person has on one occurrence.
    ///
    /// # Errors
    /// `too_many_overrides`: there are a thousand changes already.
    pub fn edit_one(&mut self, at: DateTime, patch: PersonalPatch) -> Result<(), Unsound> {
        let wanted = patch.apply(self.at(at));
        let patch = PersonalPatch::between(&self.from(at), &wanted);
        self.forget(at);
        self.add(PersonalChange { recurrence_id: at, reach: Reach::This, patch })
    }

    /// Changes what the person has on an occurrence of an event and on all that follow. Later changes
    /// stay; only that of the occurrence itself gives way.
    ///
    /// # Errors
    /// As [`edit_one`](Self::edit_one), and `not_recurring`.
    pub fn edit_following(
        &mut self,
        event: &Event,
        at: DateTime,
        patch: PersonalPatch,
    ) -> Result<(), Unsound> {
        if event.needed_series()?.first() == Some(at) {
            self.edit_first(at, patch);
            return Ok(());
        }
        let own = |change: &PersonalChange| change.recurrence_id == at;
        let mut merged = patch.clone();
        for change in self.changes.iter_mut().filter(|change| own(change)) {
            let left = std::mem::take(&mut change.patch).beyond(&patch);
            match change.reach {
                Reach::This => change.patch = left,
                Reach::Following => {
                    merged.is_starred = merged.is_starred.or(left.is_starred);
                    merged.reminders = merged.reminders.or(left.reminders);
                }
            }
        }
        self.add(PersonalChange { recurrence_id: at, reach: Reach::Following, patch: merged })
    }

    /// Changes what the person has on a series that begins with an occurrence, and on that.
    pub fn edit_first(&mut self, at: DateTime, patch: PersonalPatch) {
        for change in self.changes.iter_mut().filter(|change| change.recurrence_id <= at) {
            if change.reach == Reach::Following || change.recurrence_id == at {
                change.patch = std::mem::take(&mut change.patch).beyond(&patch);
            }
        }
        self.whole = patch.apply(std::mem::take(&mut self.whole));
        self.settle();
    }

    /// Forgets what the person has on this occurrence only, which goes or is put back.
    pub fn forget(&mut self, at: DateTime) {
        let own =
            |change: &PersonalChange| change.reach == Reach::This && change.recurrence_id == at;
        self.changes.retain(|change| !own(change));
    }

    /// Gives what the person has on the part of a series before an occurrence.
    #[must_use]
    pub fn up_to(&self, at: DateTime) -> Self {
        let mut part = self.clone();
        part.changes.retain(|change| change.recurrence_id < at);
        part
    }

    /// Gives what the person has on the part of a series that begins with an occurrence.
    #[must_use]
    pub fn from_on(&self, at: DateTime) -> Self {
        let mut part = Self { whole: self.from(at), ..self.clone() };
        part.changes.retain(|change| match change.reach {
            Reach::Following => change.recurrence_id > at,
            Reach::This => change.recurrence_id >= at,
        });
        part
    }

    /// Takes what the person has along with a series that has changed, as its overrides are.
    #[must_use]
    pub fn carried(&self, names: &Names) -> Self {
        let mut carried = Self { changes: Vec::new(), ..self.clone() };
        for change in &self.changes {
            let found = match change.reach {
                Reach::This => names.find(change.recurrence_id),
                Reach::Following => names.bound(change.recurrence_id),
            };
            let Some(recurrence_id) = found else { continue };
            let own = |other: &PersonalChange| {
                (other.recurrence_id, other.reach) == (recurrence_id, change.reach)
            };
            let change = PersonalChange { recurrence_id, ..change.clone() };
            match carried.changes.iter_mut().find(|other| own(other)) {
                // As of overrides, the first one stays.
                Some(_) if change.reach == Reach::This => {}
                // Nothing lies between the two any more.
                Some(other) => {
                    let earlier = std::mem::take(&mut other.patch).beyond(&change.patch);
                    other.patch = PersonalPatch {
                        is_starred: change.patch.is_starred.or(earlier.is_starred),
                        reminders: change.patch.reminders.or(earlier.reminders),
                    };
                }
                None => carried.changes.push(change),
            }
        }
        carried.settle();
        carried
    }

    /// Gives what holds for all from an occurrence on.
    fn from(&self, occurrence: DateTime) -> Personal {
        let before = self.following().take_while(|change| change.recurrence_id <= occurrence);
        before.fold(self.whole.clone(), |all, change| change.patch.clone().apply(all))
    }

    fn following(&self) -> impl Iterator<Item = &PersonalChange> {
        self.changes.iter().filter(|change| change.reach == Reach::Following)
    }

    fn own(&self, occurrence: DateTime) -> Option<&PersonalChange> {
        let is_it = |change: &&PersonalChange| {
            change.reach == Reach::This && change.recurrence_id == occurrence
        };
        self.changes.iter().find(is_it)
    }

    fn add(&mut self, change: PersonalChange) -> Result<(), Unsound> {
        let key = (change.recurrence_id, change.reach);
        self.changes.retain(|other| (other.recurrence_id, other.reach) != key);
        self.changes.push(change);
        self.settle();
        if self.changes.len() > MAX_CHANGES {
            let detail = "you may have 1000 changes on the occurrences of a series";
            return Err(Unsound::new("scope", Invalid::new("too_many_overrides", detail)));
        }
        Ok(())
    }

    /// Puts the changes in order and drops what none of them changes any more.
    fn settle(&mut self) {
        self.changes.sort_by_key(|change| (change.recurrence_id, change.reach));
        let mut held = self.whole.clone();
        self.changes.retain_mut(|change| {
            let wanted = std::mem::take(&mut change.patch).apply(held.clone());
            change.patch = PersonalPatch::between(&held, &wanted);
            if change.reach == Reach::Following {
                held = wanted;
            }
            !change.patch.is_empty()
        });
    }
}
