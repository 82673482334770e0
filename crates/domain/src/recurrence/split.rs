//! Dividing a series at an occurrence, for changes to "this and following".

use jiff::{SignedDuration, civil::DateTime};

use super::{
    plan::Plan,
    plus, plus_days,
    rule::{Limit, Rule, Until},
    series::{Definition, Ends, Kind, Series},
    unsupported,
};
use crate::Invalid;

/// Both parts of a divided series: together they have its occurrences, each once.
#[derive(Debug, Clone)]
pub struct Split {
    /// Ends before the occurrence; `None` when nothing comes before it.
    pub before: Option<Series>,
    /// Begins with the occurrence.
    pub rest: Series,
}

/// What is compared on both sides of the cut, for a gap of 24 hours may mix them.
const NEARBY: SignedDuration = SignedDuration::from_hours(50);
const SECOND: SignedDuration = SignedDuration::from_secs(1);

impl Series {
    /// Divides the series: the first part ends before `at`, the second has the rest.
    ///
    /// The first part gets an `UNTIL` a second before `at` (the day before, for days), or, of a
    /// series with `COUNT`, a smaller one. The second starts at `at`, or at the rule's next
    /// occurrence when `at` was added; it counts what remains, and days the rule took from the
    /// old start are written out where the new start would change them. Added and excluded times
    /// go to the side they lie on.
    ///
    /// # Errors
    /// - `unknown_occurrence`: `at` isn't an occurrence;
    /// - `unsupported_recurrence`: `SKIP` moved `at` into the next or previous month and
    ///   `INTERVAL` isn't 1, so that no start gives the same months.
    pub fn split(&self, at: DateTime) -> Result<Split, Invalid> {
        if !self.contains(at) {
            return Err(Invalid::new("unknown_occurrence", "the series has no such occurrence"));
        }
        Ok(Split { before: self.ending_before(at)?, rest: self.starting_at(at)? })
    }

    fn ending_before(&self, at: DateTime) -> Result<Option<Self>, Invalid> {
        let Definition { start, kind, rule, added, excluded } = &self.definition;
        let earlier = |list: &[DateTime]| -> Vec<_> {
            list.iter().copied().filter(|&local| local < at).collect()
        };
        let define = |start, rule, added| {
            let (kind, excluded) = (kind.clone(), earlier(excluded));
            Definition { start, kind, rule, added, excluded }
        };
        let last = at.saturating_sub(SECOND);
        let by_rule = |plan: &Plan| plan.last_until(last.min(self.bound()), |l| self.admits(l));
        let (Some(rule), Some(end)) = (rule, self.plan.as_ref().and_then(by_rule)) else {
            let mut dates = earlier(&self.dates);
            if dates.is_empty() {
                return Ok(None);
            }
            let start = if rule.is_none() && *start < at { *start } else { dates.remove(0) };
            dates.retain(|&date| date != start);
            return Self::with_end(define(start, None, dates), Ends::At(start)).map(Some);
        };
        if self.bound() < at {
            let whole = define(*start, Some(rule.clone()), earlier(added));
            return Self::with_end(whole, self.ends).map(Some);
        }
        let mut cuts = Vec::new();
        match (kind, self.consumed(at)) {
            (_, Some(count)) => cuts.push(Limit::Count(count)),
            (Kind::AllDay, None) => {
                cuts.extend(plus_days(at.date(), -1).map(Until::Date).map(Limit::Until));
            }
            (Kind::Timed(_), None) => {
                let instant = self.at(at).and_then(|at| at.checked_sub(SECOND).ok());
                cuts.extend(instant.map(Until::Utc).map(Limit::Until));
                // An instant can't divide what a gap has mixed; then a local time must do.
                cuts.push(Limit::Until(Until::Local(last)));
            }
        }
        let wanted: Vec<_> = self.rule_locals([at.saturating_sub(NEARBY), last]).collect();
        for limit in cuts {
            let rule = rule.clone().with_limit(limit);
            let before = Self::new(define(*start, Some(rule), earlier(added)))?;
            let window = [at.saturating_sub(NEARBY), plus(at, NEARBY)];
            if before.ends == Ends::At(end) && before.rule_locals(window).eq(wanted.clone()) {
                return Ok(Some(before));
            }
        }
        Err(unsupported("a change of the clock keeps this series from being divided here"))
    }

    pub(super) fn starting_at(&self, at: DateTime) -> Result<Self, Invalid> {
        let Definition { kind, rule, added, excluded, .. } = &self.definition;
        let later =
            |list: &[DateTime]| list.iter().copied().filter(|&l| l >= at).collect::<Vec<_>>();
        let (kind, added, excluded) = (kind.clone(), later(added), later(excluded));
        let reach = plus(at, super::REACH);
        let next = self.rule_locals([at, reach]).next();
        let (Some(rule), Some(plan), Some(start)) = (rule, &self.plan, next) else {
            let mut added = later(&self.dates);
            added.retain(|&local| local != at);
            let definition = Definition { start: at, kind, rule: None, added, excluded };
            return Self::with_end(definition, Ends::At(at));
        };
        let period = plan.period_of(start.date());
        if plan.aligned(period) != period {
            return Err(unsupported("a series can't be divided at a day moved to another month"));
        }
        let rule = match (rule.limit(), self.consumed(at)) {
            (Limit::Count(all), Some(gone)) => {
                rule.clone().with_limit(Limit::Count(all.saturating_sub(gone)))
            }
            _ => rule.clone(),
        };
        let rule = rooted(rule, plan, start);
        Self::with_end(Definition { start, kind, rule: Some(rule), added, excluded }, self.ends)
    }

    /// Counts the rule's occurrences before a local time, if the rule has a `COUNT`.
    fn consumed(&self, at: DateTime) -> Option<u16> {
        let rule = self.definition.rule.as_ref()?;
        let Limit::Count(all) = rule.limit() else { return None };
        let window = [self.definition.start, at.saturating_sub(SECOND)];
        u16::try_from(self.rule_locals(window).take(all.into()).count()).ok()
    }
}

/// Gives a rule that means with another start what it meant with its own.
fn rooted(rule: Rule, plan: &Plan, start: DateTime) -> Rule {
    let implied = rule.filled(start);
    if implied.month_days == plan.rule.month_days && implied.months == plan.rule.months {
        return rule;
    }
    Rule { month_days: plan.rule.month_days.clone(), months: plan.rule.months.clone(), ..rule }
}
