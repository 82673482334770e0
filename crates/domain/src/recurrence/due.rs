//! Due dates of recurring to-dos: dates only, and never lost to a short month.

use jiff::{
    SignedDuration,
    civil::{Date, DateTime},
    tz::TimeZone,
};

use super::{
    never_occurs,
    plan::Plan,
    refused,
    rule::{Limit, Rule, Skip, Until},
};
use crate::{Invalid, civil::midnight};

/// A rule for due dates.
///
/// Unless it has a `SKIP` of its own, a day that a month doesn't have is the last one before it:
/// the 31st is followed by 28 February and 31 March.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DueRule {
    given: Rule,
    kept: Rule,
}

/// Due dates, and what it took to find them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DueDates {
    /// The dates, in order.
    pub dates: Vec<Date>,
    /// How many periods and dates of the rule were looked at. Where it has a `COUNT`, these are all from
    /// the anchor on.
    pub steps: usize,
}

impl DueRule {
    /// Takes a rule for a to-do that is due at `anchor` first.
    ///
    /// # Errors
    /// - `invalid_recurrence`: it sets times of day;
    /// - `recurrence_never_occurs`: no date matches it within 400 years.
    pub fn new(rule: Rule, anchor: Date) -> Result<Self, Invalid> {
        if rule.sets_times() {
            return Err(refused("BYHOUR, BYMINUTE and BYSECOND don't go with due dates"));
        }
        let due = Self::unchecked(rule);
        let first = due.plan(anchor).first_from(midnight(anchor), |local| due.admits(local.date()));
        if first.is_some() { Ok(due) } else { Err(never_occurs()) }
    }

    /// Takes a rule that was checked when it was first taken.
    pub(crate) fn unchecked(rule: Rule) -> Self {
        let mut kept = rule.clone();
        kept.skip.get_or_insert(Skip::Backward);
        Self { given: rule, kept }
    }

    /// Gives the rule as it was given.
    #[must_use]
    pub fn rule(&self) -> &Rule {
        &self.given
    }

    /// Finds the due date after `after` in the series that starts with `anchor`, or `None` when
    /// there is none left.
    ///
    /// The anchor is the first due date and counts towards `COUNT`, whether the rule yields it
    /// or not.
    #[must_use]
    pub fn next_due(&self, anchor: Date, after: Date) -> Option<Date> {
        let plan = self.plan(anchor);
        if after < anchor {
            return Some(anchor);
        }
        let next = self.first_after(&plan, after)?;
        if let Limit::Count(count) = self.kept.limit() {
            let later = plan.walk(day_after(anchor)?, midnight(next));
            let place = 1 + later.take(count.into()).count();
            return (place <= count.into()).then_some(next);
        }
        Some(next)
    }

    /// Lists the first `most` due dates after `after`, up to `last`, in the series that starts with
    /// `anchor`, as [`DueRule::next_due`] finds them one after the other.
    #[must_use]
    pub fn due_dates(&self, anchor: Date, after: Date, last: Date, most: usize) -> DueDates {
        let mut found = DueDates::default();
        if last <= after {
            return found;
        }
        if after < anchor && anchor <= last {
            found.dates.push(anchor);
        }
        let (from, places) = match self.kept.limit() {
            // Only the dates from the anchor on tell which place one has.
            Limit::Count(count) => (anchor, usize::from(count).saturating_sub(1)),
            Limit::Never | Limit::Until(_) => (anchor.max(after), usize::MAX),
        };
        let plan = self.plan(anchor);
        if let Some(begin) = day_after(from).filter(|begin| begin.date() <= last) {
            let mut walk = plan.walk(begin, midnight(last));
            let mut passed = 0;
            let later = walk.by_ref().take(places).inspect(|_| passed += 1).map(DateTime::date);
            let later = later.take_while(|&date| self.admits(date)).filter(|&date| after < date);
            found.dates.extend(later.take(most.saturating_sub(found.dates.len())));
            found.steps = passed + walk.visited;
        }
        found.dates.truncate(most);
        found
    }

    /// Finds the due date that follows a completion: the first after that day in a series that
    /// starts with it, or `None` when there is none left.
    ///
    /// `so_far` says how many due dates there have been; `COUNT` limits them.
    #[must_use]
    pub fn next_from_completion(&self, completed: Date, so_far: u32) -> Option<Date> {
        match self.kept.limit() {
            Limit::Count(count) if so_far >= count.into() => None,
            _ => self.first_after(&self.plan(completed), completed),
        }
    }

    fn plan(&self, anchor: Date) -> Plan {
        Plan::new(&self.kept, midnight(anchor))
    }

    fn first_after(&self, plan: &Plan, after: Date) -> Option<Date> {
        let next = plan.first_from(day_after(after)?, |local| self.admits(local.date()));
        next.map(DateTime::date)
    }

    /// Tells whether a date isn't past `UNTIL`, of which the date as written counts.
    fn admits(&self, date: Date) -> bool {
        match self.kept.limit() {
            Limit::Never | Limit::Count(_) => true,
            Limit::Until(Until::Date(last)) => date <= last,
            Limit::Until(Until::Local(last)) => date <= last.date(),
            Limit::Until(Until::Utc(last)) => date <= TimeZone::UTC.to_datetime(last).date(),
        }
    }
}

fn day_after(date: Date) -> Option<DateTime> {
    midnight(date).checked_add(SignedDuration::from_hours(24)).ok()
}
