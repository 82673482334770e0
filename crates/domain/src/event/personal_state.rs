//! Everything that one person has on an event, and how it changes with the event.

use jiff::civil::DateTime;

use super::{
    Event, Personal, PersonalChange, PersonalPatch, PersonalVersion, Reach, Unsound, ViewerAccess,
    names::Names,
};
use crate::Invalid;

/// The most changes that a person may have on the occurrences of a series.
const MAX_CHANGES: usize = 1_000;

/// The most different lead times that a person may have on all occurrences of an event: there is a
/// reminder for each of them, which every change of the event looks at.
const MAX_LEAD_TIMES: usize = 50;

/// Everything that one person has on an event: on the whole of it, and on occurrences otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PersonalEventState {
    /// Which change it is; nothing as long as the person never had anything.
    pub version: Option<PersonalVersion>,
    /// What they have on a single event, or on a series from its beginning on.
    pub whole: Personal,
    /// What differs, in the order of the occurrences.
    pub changes: Vec<PersonalChange>,
    /// What they see of the event, which isn't theirs to say; all of it where nobody in particular asks.
    pub access: ViewerAccess,
}

impl PersonalEventState {
    /// Begins with what a person has on a new event.
    #[must_use]
    pub fn new(whole: Personal) -> Self {
        Self { whole, ..Self::default() }
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
            let present = std::mem::take(&mut change.patch);
            match change.reach {
                Reach::This => change.patch = present.beyond(&patch),
                Reach::Following => merged = merged.over(present),
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
                    other.patch = change.patch.over(std::mem::take(&mut other.patch));
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
