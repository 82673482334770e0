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
/// then as far from the new start as it was from the old one. Where the rule names other days or
/// times, because all occurrences moved, the last comes first: another occurrence may be at the old
/// time now. What is found nowhere is gone.
#[derive(Debug)]
pub(super) struct Remap {
    /// The new series, with nothing excluded.
    after: Series,
    days: bool,
    time: Time,
    shift: SignedDuration,
    moved: bool,
}

impl Remap {
    /// Compares the series of an event before and after a change; `None` if it isn't one now.
    /// `moved` tells whether the rule names other days or times because the series moved.
    pub(super) fn new(before: &Repeat, event: &Event, after: &Repeat, moved: bool) -> Option<Self> {
        let whole = Repeat { excluded: Vec::new(), ..after.clone() };
        Some(Self {
            after: whole.series(&event.when).ok()?,
            days: event.when.kind() == Kind::AllDay,
            time: after.start.time(),
            shift: before.start.duration_until(after.start),
            moved,
        })
    }

    /// Finds one occurrence.
    pub(super) fn find(&self, old: DateTime) -> Option<DateTime> {
        let unchanged = if self.days { midnight(old.date()) } else { old };
        let same_day = old.date().to_datetime(self.time);
        let shifted = old.saturating_add(self.shift);
        let order = if self.moved {
            [shifted, unchanged, same_day]
        } else if shifted.date() == old.date() {
            // Of several a day, each stays what it was.
            [unchanged, shifted, same_day]
        } else {
            [unchanged, same_day, shifted]
        };
        order.into_iter().find(|&local| self.after.contains(local))
    }

    /// Gives where an occurrence would be that is found nowhere.
    pub(super) fn place(&self, old: DateTime) -> DateTime {
        let place = if self.moved { old.saturating_add(self.shift) } else { old };
        if self.days { midnight(place.date()) } else { place }
    }

    /// Finds several; two that fall on one count once.
    pub(super) fn find_all(&self, old: &[DateTime]) -> Vec<DateTime> {
        let mut found: Vec<_> = old.iter().filter_map(|&old| self.find(old)).collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}
