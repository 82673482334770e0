//! What each person has for themselves on an event: a star, and when to be reminded.
//!
//! Nobody else sees it, and it changes nothing that others see.

use jiff::{Timestamp, civil::DateTime};

use super::Alarms;

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

    /// Adds what an earlier change changes and this one doesn't.
    #[must_use]
    pub fn over(self, earlier: Self) -> Self {
        Self {
            is_starred: self.is_starred.or(earlier.is_starred),
            reminders: self.reminders.or(earlier.reminders),
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

/// The version of what a person has on an event, and when it came.
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
