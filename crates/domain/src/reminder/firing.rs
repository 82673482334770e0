//! What became of a firing until somebody is told of it.

use jiff::civil::DateTime;

use super::State;

/// Where one firing of a reminder stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FiringStatus {
    /// It is due: its owner has to be told.
    Due,
    /// It was dismissed.
    Dismissed,
    /// It was snoozed, and fires again at the end of the snooze.
    Snoozed,
    /// A later occurrence fired, or the reminder was moved.
    Replaced,
    /// The reminder was switched off.
    SwitchedOff,
    /// The reminder is gone.
    Deleted,
}

impl State {
    /// Tells where the firing of an occurrence stands that had been snoozed `generation` times.
    #[must_use]
    pub fn status_of(&self, occurrence: DateTime, generation: u32) -> FiringStatus {
        if !self.is_active {
            FiringStatus::SwitchedOff
        } else if self.occurrence != Some(occurrence) || self.snooze_generation < generation {
            FiringStatus::Replaced
        } else if self.is_dismissed {
            FiringStatus::Dismissed
        } else if self.snooze_generation > generation {
            FiringStatus::Snoozed
        } else {
            FiringStatus::Due
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::{recurrence::Occurrence, reminder::AdjacentMoments};

    const ONE: &str = "2026-03-02T08:00:00Z";
    const TWO: &str = "2026-03-03T08:00:00Z";

    fn at(text: &str) -> Occurrence {
        let at: Timestamp = text.parse().unwrap();
        Occurrence { at, local: text.trim_end_matches('Z').parse().unwrap() }
    }

    /// Fires at the first moment, and tells where that stands after `then`.
    fn after(then: impl FnOnce(&mut State)) -> FiringStatus {
        let mut state = State::begin(Some(at(ONE)), true);
        let around = AdjacentMoments { latest: None, next: Some(at(TWO)) };
        let fired = state.fire(at(ONE).at, |_| around).unwrap();
        then(&mut state);
        state.status_of(fired.occurrence, fired.generation)
    }

    #[test]
    fn a_firing_is_due_until_something_becomes_of_it() {
        assert_eq!(after(|_| ()), FiringStatus::Due);
        let dismiss = |state: &mut State| assert_eq!(state.dismiss(true), Ok(true));
        assert_eq!(after(dismiss), FiringStatus::Dismissed);
        assert_eq!(after(|state| *state = State::begin(None, true)), FiringStatus::Replaced);
        let off = |state: &mut State| state.switch(false, at(ONE).at, true, || None);
        assert_eq!(after(off), FiringStatus::SwitchedOff);
        let next = |state: &mut State| {
            state.fire(at(TWO).at, |_| AdjacentMoments::default()).unwrap();
        };
        assert_eq!(after(next), FiringStatus::Replaced);
    }

    #[test]
    fn a_snooze_ends_one_firing_and_makes_another() {
        let until = at("2026-03-02T08:05:00Z").at;
        let snooze = |state: &mut State| state.snooze(until, true).unwrap();
        assert_eq!(after(snooze), FiringStatus::Snoozed);
        let again = |state: &mut State| {
            snooze(state);
            let again = state.fire(until, |_| AdjacentMoments::default()).unwrap();
            assert_eq!(state.status_of(again.occurrence, again.generation), FiringStatus::Due);
        };
        assert_eq!(after(again), FiringStatus::Snoozed);
        let dismissed = |state: &mut State| {
            again(state);
            state.dismiss(true).unwrap();
        };
        assert_eq!(after(dismissed), FiringStatus::Dismissed);
        // Moved and moved back: what was snoozed then never comes.
        let state = State { occurrence: Some(at(ONE).local), is_active: true, ..State::default() };
        assert_eq!(state.status_of(at(ONE).local, 1), FiringStatus::Replaced);
    }
}
