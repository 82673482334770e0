//! Invitations to an event, or to one of its occurrences.

use jiff::{Timestamp, civil::DateTime};

use super::{Event, Names, Override, When};
use crate::{
    EventInvitationId, UserId,
    recurrence::{Ends, Limit},
};

/// How many invitations an event may have, those to single occurrences included.
pub const MAX_INVITATIONS: usize = 100;

/// What somebody has answered (`PARTSTAT` of RFC 5545 §3.2.12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Answer {
    /// Nothing yet.
    #[default]
    Pending,
    /// They come.
    Accepted,
    /// They may come.
    Tentative,
    /// They don't come.
    Declined,
}

impl Answer {
    /// All of them, in the order of their ranks.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Accepted, Self::Tentative, Self::Declined];

    /// Returns the rank as stored: 0 for pending to 3 for declined.
    #[must_use]
    pub const fn rank(self) -> i16 {
        match self {
            Self::Pending => 0,
            Self::Accepted => 1,
            Self::Tentative => 2,
            Self::Declined => 3,
        }
    }

    /// Reads a stored rank; `None` for any other number.
    #[must_use]
    pub fn from_rank(rank: i16) -> Option<Self> {
        Self::ALL.into_iter().find(|answer| answer.rank() == rank)
    }
}

/// Somebody's invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Names it.
    pub id: EventInvitationId,
    /// Who is invited.
    pub user: UserId,
    /// To which occurrence of a series; `None` for all of it, or a single event.
    pub occurrence: Option<DateTime>,
    /// The answer.
    pub answer: Answer,
    /// When they did; empty as long as they haven't, or are asked anew.
    pub responded_at: Option<Timestamp>,
}

/// How many of those who are invited have answered what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Nothing yet.
    pub pending: u64,
    /// That they come.
    pub accepted: u64,
    /// That they may come.
    pub tentative: u64,
    /// That they don't come.
    pub declined: u64,
}

impl Counts {
    /// Counts answers.
    #[must_use]
    pub fn of(answers: impl IntoIterator<Item = Answer>) -> Self {
        let mut counts = Self::default();
        for answer in answers {
            match answer {
                Answer::Pending => counts.pending += 1,
                Answer::Accepted => counts.accepted += 1,
                Answer::Tentative => counts.tentative += 1,
                Answer::Declined => counts.declined += 1,
            }
        }
        counts
    }
}

/// Takes invitations along with a series that has changed. Those to an occurrence that has gone end; where
/// a single event is left, which had the name `left` before, whoever was invited to that is invited to it.
#[must_use]
pub fn carried(
    invitations: &[Invitation],
    names: &Names,
    event: &Event,
    left: DateTime,
) -> Vec<Invitation> {
    let mut carried: Vec<Invitation> = Vec::new();
    // What is for all of it stays, whatever falls on it.
    let (all, single): (Vec<_>, Vec<_>) =
        invitations.iter().partition(|invitation| invitation.occurrence.is_none());
    for invitation in all.into_iter().chain(single) {
        let occurrence = match (invitation.occurrence, &event.repeat) {
            (None, _) => None,
            (Some(old), Some(_)) => match names.find(old) {
                Some(new) => Some(new),
                None => continue,
            },
            (Some(old), None) if old == left => None,
            (Some(_), None) => continue,
        };
        let is_it =
            |one: &&mut Invitation| (one.user, one.occurrence) == (invitation.user, occurrence);
        match carried.iter_mut().find(is_it) {
            // What they answered to that very occurrence holds.
            Some(one) if occurrence.is_none() => {
                (one.answer, one.responded_at) = (invitation.answer, invitation.responded_at);
            }
            // Of two that fall on one occurrence the first one stays.
            Some(_) => {}
            None => carried.push(Invitation { occurrence, ..invitation.clone() }),
        }
    }
    carried
}

/// An event with its overrides, before or after a change.
pub type Version<'a> = (&'a Event, &'a [Override]);

/// Asks those anew for whom the time has changed, as RFC 5546 §3.2.2.1 does, also those who had declined.
/// Who changed it has answered by that. `old` has the invitations by their names before the change.
#[must_use]
pub fn asks_again(
    old: &[Invitation],
    mut invitations: Vec<Invitation>,
    before: Version<'_>,
    after: Version<'_>,
    by: UserId,
) -> Vec<Invitation> {
    let same_series = has_same_times(before.0, after.0) && !is_longer(before.0, after.0);
    for invitation in invitations.iter_mut().filter(|invitation| invitation.user != by) {
        let known = old.iter().find(|one| one.id == invitation.id);
        let same = match known.and_then(|one| one.occurrence) {
            None => same_series,
            Some(name) => when(before, Some(name)) == when(after, invitation.occurrence),
        };
        if !same {
            (invitation.answer, invitation.responded_at) = (Answer::Pending, None);
        }
    }
    invitations
}

/// Gives when an occurrence is, or all of an event.
pub(super) fn when((event, overrides): Version<'_>, name: Option<DateTime>) -> When {
    let Some(name) = name else { return event.when.clone() };
    let changed = overrides.iter().find(|one| one.recurrence_id == name);
    changed.map_or_else(|| event.when.at_local(name), |changed| changed.when(event))
}

/// Tells whether what both have is at the same times, wherever they end.
pub(super) fn has_same_times(before: &Event, after: &Event) -> bool {
    let rule = |event: &Event| {
        let repeat = event.repeat.as_ref();
        repeat.map(|repeat| (repeat.start, repeat.rule.clone().with_limit(Limit::Never)))
    };
    before.when == after.when && rule(before) == rule(after)
}

fn is_longer(before: &Event, after: &Event) -> bool {
    let ends = |event: &Event| event.repeat.as_ref().map(|repeat| repeat.ends);
    match (ends(before), ends(after)) {
        (Some(Ends::At(before)), Some(Ends::At(after))) => after > before,
        (Some(Ends::At(_)), Some(Ends::Never)) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, Counts};

    #[test]
    fn a_stored_rank_reads_back() {
        for answer in Answer::ALL {
            assert_eq!(Answer::from_rank(answer.rank()), Some(answer));
        }
        assert_eq!(Answer::from_rank(4), None);
    }

    #[test]
    fn answers_are_counted() {
        let counts = Counts::of([Answer::Declined, Answer::Pending, Answer::Declined]);
        assert_eq!(counts, Counts { pending: 1, declined: 2, ..Counts::default() });
    }
}
