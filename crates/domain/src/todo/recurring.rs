//! What recurs, todos as well as tasks: completing one moves it to its next due date, and that can be
//! taken back.

use std::ops::RangeInclusive;

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};

use super::{Due, Todo};
use crate::{
    Invalid, Patch,
    recurrence::{DueDates, DueRule, Rule, ShortMonths, changed_rule},
};

/// What todos do by default in months that don't have their day: what has to be done isn't lost.
pub const IN_SHORT_MONTHS: ShortMonths = ShortMonths::LastDay;

/// From where the next due date counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Basis {
    /// From the due dates, whenever they are completed: the rent.
    #[default]
    Due,
    /// From the day of the completion: watering the plants.
    Completion,
}

impl Basis {
    /// Returns the name under which it is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::Completion => "completion",
        }
    }

    /// Reads a stored name; `None` for any other text.
    #[must_use]
    pub fn from_stored(name: &str) -> Option<Self> {
        [Self::Due, Self::Completion].into_iter().find(|basis| basis.as_str() == name)
    }
}

/// How a todo recurs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recurrence {
    rule: Rule,
    basis: Basis,
    anchor: Date,
    done: u32,
}

/// Why the fields of a todo, each of them sound, don't go together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unsound {
    /// Because of the due time.
    #[error(transparent)]
    DueTime(Invalid),
    /// Because of the recurrence rule.
    #[error(transparent)]
    Rule(Invalid),
    /// Because of what the rule does in short months.
    #[error(transparent)]
    ShortMonths(Invalid),
    /// Because of what it counts from.
    #[error(transparent)]
    Basis(Invalid),
}

impl Recurrence {
    /// Begins a series at a due date, which is its anchor: the day that short months don't lose.
    ///
    /// # Errors
    /// `recurrence_without_due_date`, `recurrence_basis_without_rule`, and what
    /// [`DueRule::new`] refuses.
    pub fn begin(
        rule: Option<Rule>,
        basis: Option<Basis>,
        due: Option<Due>,
    ) -> Result<Option<Self>, Unsound> {
        let (rule, due) = match (rule, due) {
            (Some(rule), Some(due)) => (rule, due),
            (Some(_), None) => {
                let detail = "recurrence_rule needs a due_date";
                return Err(Unsound::Rule(Invalid::new("recurrence_without_due_date", detail)));
            }
            (None, _) if basis.is_some() => {
                let detail = "recurrence_basis needs a recurrence_rule";
                return Err(Unsound::Basis(Invalid::new("recurrence_basis_without_rule", detail)));
            }
            (None, _) => return Ok(None),
        };
        DueRule::new(rule.clone(), due.date).map_err(Unsound::Rule)?;
        Ok(Some(Self::from_stored(rule, basis.unwrap_or_default(), due.date, 0)))
    }

    /// Changes a series, or the due date that it stands at. Another day, rule or basis begins a new one
    /// at the due date; a cleared rule takes its basis along.
    ///
    /// # Errors
    /// As [`Recurrence::begin`].
    pub(crate) fn changed(
        before: (Option<&Self>, Option<Due>),
        (rule, short_months): (Patch<Rule>, Patch<ShortMonths>),
        basis: Patch<Basis>,
        due: Option<Due>,
    ) -> Result<Option<Self>, Unsound> {
        let (old, old_due) = before;
        let rule = changed_rule(old.map(Self::rule), rule, short_months, IN_SHORT_MONTHS)
            .map_err(Unsound::ShortMonths)?;
        let stored_basis = old.map(Self::basis).filter(|_| rule.is_some());
        let basis = basis.apply(stored_basis);
        let day = |due: Option<Due>| due.map(|due| due.date);
        match old {
            Some(old)
                if rule.as_ref() == Some(old.rule())
                    && basis.unwrap_or_default() == old.basis()
                    && day(due) == day(old_due) =>
            {
                Ok(Some(old.clone()))
            }
            _ => Self::begin(rule, basis, due),
        }
    }

    /// Takes a series that was checked before it was stored.
    #[must_use]
    pub const fn from_stored(rule: Rule, basis: Basis, anchor: Date, done: u32) -> Self {
        Self { rule, basis, anchor, done }
    }

    /// Gives the rule as it was given.
    #[must_use]
    pub const fn rule(&self) -> &Rule {
        &self.rule
    }

    /// Tells from where the next due date counts.
    #[must_use]
    pub const fn basis(&self) -> Basis {
        self.basis
    }

    /// Gives the due date with which the series began.
    #[must_use]
    pub const fn anchor(&self) -> Date {
        self.anchor
    }

    /// Counts the completions of this series, each of which can be taken back.
    #[must_use]
    pub const fn done(&self) -> u32 {
        self.done
    }

    /// Lists the first `most` due dates on some days that follow `due`, as long as each is completed on
    /// its day from `today` on. What counts from the day of the completion has none that are known
    /// before.
    #[must_use]
    pub fn planned(
        &self,
        due: Date,
        today: Date,
        days: &RangeInclusive<Date>,
        most: usize,
    ) -> DueDates {
        match self.basis {
            Basis::Completion => DueDates::default(),
            Basis::Due => {
                let before = days.start().saturating_sub(1.day());
                let after = due.max(today).max(before);
                let rule = DueRule::unchecked(self.rule.clone());
                rule.due_dates(self.anchor, after, *days.end(), most)
            }
        }
    }

    /// Finds the due date after `due` for a completion on `today`: always later than today.
    fn next(&self, due: Date, today: Date) -> Option<Date> {
        let rule = DueRule::unchecked(self.rule.clone());
        match self.basis {
            Basis::Due => rule.next_due(self.anchor, due.max(today)),
            Basis::Completion => {
                let so_far = self.done.saturating_add(1);
                let next = rule.next_from_completion(today, so_far)?;
                // Done early, a rule such as "on Mondays" leads to the very day that was done.
                if next == due { rule.next_from_completion(due, so_far) } else { Some(next) }
            }
        }
    }
}

/// What is remembered of a completed due date: all that taking it back needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Completion {
    /// The due date that was completed.
    pub due: Date,
    /// When it was completed.
    pub completed_at: Timestamp,
    /// When the one before it was completed.
    pub previous: Option<Timestamp>,
}

/// What completing changes of a thing that may recur: of a todo, and of a task.
#[derive(Debug)]
pub(crate) struct Course<'a> {
    pub(crate) due: &'a mut Option<Due>,
    pub(crate) recurrence: &'a mut Option<Recurrence>,
    pub(crate) last_completed_at: &'a mut Option<Timestamp>,
    pub(crate) completed_at: &'a mut Option<Timestamp>,
}

/// Lists the first due dates on some days that follow the present one of an open thing; see
/// [`Recurrence::planned`].
pub(crate) fn planned(
    (due, series): (Option<Due>, Option<&Recurrence>),
    completed_at: Option<Timestamp>,
    today: Date,
    days: &RangeInclusive<Date>,
    most: usize,
) -> DueDates {
    match (due, series, completed_at) {
        (Some(due), Some(series), None) => series.planned(due.date, today, days, most),
        _ => DueDates::default(),
    }
}

impl Course<'_> {
    /// Completes an open thing. One that recurs moves to its next due date, stays open and returns
    /// what to remember; after the last due date it is done for good.
    pub(crate) fn complete(self, now: Timestamp, zone: &TimeZone) -> Option<Completion> {
        let (Some(series), Some(due)) = (self.recurrence, self.due) else {
            *self.completed_at = Some(now);
            return None;
        };
        let completion =
            Completion { due: due.date, completed_at: now, previous: *self.last_completed_at };
        match series.next(due.date, zone.to_datetime(now).date()) {
            Some(next) => due.date = next,
            None => *self.completed_at = Some(now),
        }
        series.done = series.done.saturating_add(1);
        *self.last_completed_at = Some(now);
        Some(completion)
    }

    /// Takes the latest completion of the series back. What has been edited since stays, since an
    /// edit of the due date or of the recurrence begins a new series.
    pub(crate) fn take_back(self, latest: Completion) {
        if let (Some(series), Some(due)) = (self.recurrence, self.due) {
            series.done = series.done.saturating_sub(1);
            due.date = latest.due;
        }
        *self.completed_at = None;
        *self.last_completed_at = latest.previous;
    }
}

impl Todo {
    const fn course(&mut self) -> Course<'_> {
        Course {
            due: &mut self.due,
            recurrence: &mut self.recurrence,
            last_completed_at: &mut self.last_completed_at,
            completed_at: &mut self.completed_at,
        }
    }

    /// Completes an open todo. One that recurs moves to its next due date, stays open and returns
    /// what to remember; after the last due date it is done for good.
    pub fn complete(&mut self, now: Timestamp, zone: &TimeZone) -> Option<Completion> {
        self.course().complete(now, zone)
    }

    /// Lists its first `most` due dates on some days that follow the present one; see
    /// [`Recurrence::planned`].
    #[must_use]
    pub fn planned(&self, today: Date, days: &RangeInclusive<Date>, most: usize) -> DueDates {
        planned((self.due, self.recurrence.as_ref()), self.completed_at, today, days, most)
    }

    /// Tells whether the series has a completion to take back.
    #[must_use]
    pub fn has_completions(&self) -> bool {
        self.recurrence.as_ref().is_some_and(|series| series.done > 0)
    }

    /// Tells whether the series was moved on today, by the clock of `zone`.
    #[must_use]
    pub fn was_done_today(&self, now: Timestamp, zone: &TimeZone) -> bool {
        let day = |at| zone.to_datetime(at).date();
        self.has_completions() && self.last_completed_at.is_some_and(|at| day(at) == day(now))
    }

    /// Takes the latest completion of the series back. What has been edited since stays, since an
    /// edit of the due date or of the recurrence begins a new series.
    pub fn take_back(&mut self, latest: Completion) {
        self.course().take_back(latest);
    }
}
