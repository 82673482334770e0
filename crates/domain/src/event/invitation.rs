//! Invitations to an event, or to one of its occurrences.

use jiff::{Timestamp, civil::DateTime};

use super::{Event, Names, Override};
use crate::{EventInvitationId, UserId};

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
    /// What they have answered.
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
/// a single event is left, whoever was invited to what it is now is invited to it.
#[must_use]
pub fn carried(invitations: &[Invitation], names: &Names, event: &Event) -> Vec<Invitation> {
    let mut carried: Vec<Invitation> = Vec::new();
    for invitation in invitations {
        let occurrence = match (invitation.occurrence, &event.repeat) {
            (None, _) => None,
            (Some(old), Some(_)) => match names.find(old) {
                Some(new) => Some(new),
                None => continue,
            },
            (Some(old), None) if old == event.when.local_start() => None,
            (Some(_), None) => continue,
        };
        // Of two that fall on one occurrence the first one stays.
        let is_it = |one: &Invitation| (one.user, one.occurrence) == (invitation.user, occurrence);
        if !carried.iter().any(is_it) {
            carried.push(Invitation { occurrence, ..invitation.clone() });
        }
    }
    carried
}

/// Asks those anew for whom the time has changed, as RFC 5546 §3.2.2.1 does, also those who had declined.
/// Who changed it has answered by that.
#[must_use]
pub fn asks_again(
    mut invitations: Vec<Invitation>,
    (before, overrides): (&Event, &[Override]),
    (after, changed): (&Event, &[Override]),
    by: UserId,
) -> Vec<Invitation> {
    let rule =
        |event: &Event| event.repeat.as_ref().map(|repeat| (repeat.start, repeat.rule.clone()));
    let same_series = before.when == after.when && rule(before) == rule(after);
    let at = |all: &[Override], name| {
        all.iter().find(|one| one.recurrence_id == name).and_then(|one| one.when.clone())
    };
    for invitation in invitations.iter_mut().filter(|invitation| invitation.user != by) {
        let same = match invitation.occurrence {
            None => same_series,
            Some(name) => same_series && at(overrides, name) == at(changed, name),
        };
        if !same {
            (invitation.answer, invitation.responded_at) = (Answer::Pending, None);
        }
    }
    invitations
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
