//! Finding the occurrences of a series again after it has changed.

use jiff::{
    SignedDuration,
    civil::{DateTime, Time},
};

use super::{Event, Repeat};
use crate::{
    civil::midnight,
    recurrence::{Kind, Series},
};

/// Finds in a changed series the occurrences that the series before it had.
///
/// An occurrence is looked for at its old local time, then on its old date at the new time of day,
/// then as far from the new start as it was from the old one. What is found nowhere is gone.
pub(super) struct Remap {
    /// The new series, with nothing excluded.
    after: Series,
    days: bool,
    time: Time,
    shift: SignedDuration,
}

impl Remap {
    /// Compares the series of an event before and after a change; `None` if it isn't one now.
    pub(super) fn new(before: &Repeat, event: &Event, after: &Repeat) -> Option<Self> {
        let whole = Repeat { excluded: Vec::new(), ..after.clone() };
        Some(Self {
            after: whole.series(&event.when).ok()?,
            days: event.when.kind() == Kind::AllDay,
            time: after.start.time(),
            shift: before.start.duration_until(after.start),
        })
    }

    /// Finds one occurrence.
    pub(super) fn find(&self, old: DateTime) -> Option<DateTime> {
        let unchanged = if self.days { midnight(old.date()) } else { old };
        let same_day = old.date().to_datetime(self.time);
        let shifted = old.saturating_add(self.shift);
        [unchanged, same_day, shifted].into_iter().find(|&local| self.after.contains(local))
    }

    /// Finds several; two that fall on one count once.
    pub(super) fn find_all(&self, old: &[DateTime]) -> Vec<DateTime> {
        let mut found: Vec<_> = old.iter().filter_map(|&old| self.find(old)).collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}
