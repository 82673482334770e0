//! What somebody sees of an event, and to what of it they are invited.

use std::collections::BTreeMap;

use jiff::civil::DateTime;

use super::{Answer, Counts, Invitation};
use crate::UserId;

/// What somebody sees of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ViewerAccess {
    /// Whether they see all of it by a right on its calendar.
    pub by_calendar: bool,
    /// Whether they have its calendar in view, so that it is listed whatever they answered.
    pub is_listed: bool,
    /// Whether they may invite people, and so see what others have answered.
    pub manages: bool,
    /// What they are invited to.
    pub own: Vec<Invitation>,
    /// All that anybody is invited to, for who manages.
    pub all: Vec<Invitation>,
}

/// Whoever is on the calendar and isn't invited.
impl Default for ViewerAccess {
    fn default() -> Self {
        Self {
            by_calendar: true,
            is_listed: true,
            manages: false,
            own: Vec::new(),
            all: Vec::new(),
        }
    }
}

impl ViewerAccess {
    /// Tells whether they see the event as a whole: of a series all occurrences, and the rule.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.by_calendar || self.own.iter().any(|own| own.occurrence.is_none())
    }

    /// Tells whether they see an occurrence.
    #[must_use]
    pub fn sees(&self, occurrence: DateTime) -> bool {
        self.is_whole() || self.own.iter().any(|own| own.occurrence == Some(occurrence))
    }

    /// Gives what they are invited to by an occurrence, or else by all of it.
    #[must_use]
    pub fn invitation(&self, occurrence: Option<DateTime>) -> Option<&Invitation> {
        let find = |wanted| self.own.iter().find(|own| own.occurrence == wanted);
        occurrence.and_then(|name| find(Some(name))).or_else(|| find(None))
    }

    /// Tells whether lists show an occurrence, or a single event: not what only an invitation shows
    /// that was declined.
    #[must_use]
    pub fn lists(&self, occurrence: Option<DateTime>) -> bool {
        self.is_listed
            || self.invitation(occurrence).is_some_and(|own| own.answer != Answer::Declined)
    }

    /// Gives the occurrences that lists show, where that isn't all but some.
    #[must_use]
    pub fn only(&self) -> Option<Vec<DateTime>> {
        if self.lists(None) { None } else { Some(self.invited_to()) }
    }

    /// Gives the single occurrences to which they are invited and that they haven't declined.
    #[must_use]
    pub fn invited_to(&self) -> Vec<DateTime> {
        let invited = self.own.iter().filter(|own| own.answer != Answer::Declined);
        invited.filter_map(|own| own.occurrence).collect()
    }

    /// Tells whether they may have something for themselves on an occurrence, or on all of the event: not
    /// on what only an invitation shows that they declined.
    #[must_use]
    pub fn may_keep(&self, occurrence: Option<DateTime>) -> bool {
        self.by_calendar
            || self.invitation(occurrence).is_some_and(|own| own.answer != Answer::Declined)
    }

    /// Gives the first of the occurrences that they see, where they don't see the whole.
    #[must_use]
    pub fn first(&self) -> Option<DateTime> {
        self.own.iter().filter_map(|own| own.occurrence).min()
    }

    /// Counts what those have answered who are invited to an occurrence or to all of it, for who manages
    /// an event to which somebody is.
    #[must_use]
    pub fn counts(&self, occurrence: Option<DateTime>) -> Option<Counts> {
        if !self.manages {
            return None;
        }
        let mut answers: BTreeMap<UserId, (bool, Answer)> = BTreeMap::new();
        for one in &self.all {
            // What somebody answered to the occurrence itself comes before the rest.
            let own = one.occurrence.is_some();
            if one.occurrence.is_none() || (own && one.occurrence == occurrence) {
                let known = answers.entry(one.user).or_insert((own, one.answer));
                if own {
                    *known = (own, one.answer);
                }
            }
        }
        (!answers.is_empty()).then(|| Counts::of(answers.into_values().map(|(_, answer)| answer)))
    }

    /// Gives what somebody sees by a list of all invitations, who sees the event by its calendar.
    #[must_use]
    pub fn of_member(who: UserId, manages: bool, all: &[Invitation]) -> Self {
        let own = all.iter().filter(|one| one.user == who).cloned().collect();
        let all = if manages { all.to_vec() } else { Vec::new() };
        Self { own, all, manages, ..Self::default() }
    }
}
