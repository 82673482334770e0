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
        let earlier =
            |list: &[DateTime]| list.iter().copied().filter(|&l| l < at).collect::<Vec<_>>();
        let (mut start, mut added) = (*start, earlier(added));
        let last = at.saturating_sub(SECOND);
        let end = self.plan.as_ref().and_then(|p| p.last_until(last, |local| self.admits(local)));
        let build = |start, rule, added, ends| {
            let (kind, excluded) = (kind.clone(), earlier(excluded));
            Self::with_end(Definition { start, kind, rule, added, excluded }, ends)
        };
        let (Some(rule), Some(end)) = (rule, end) else {
            if self.plan.is_some() || start >= at {
                // Nothing but added times is left; the first of them is the new start.
                let Some(&first) = added.first() else { return Ok(None) };
                (start, _) = (first, added.remove(0));
            }
            return build(start, None, added, Ends::At(start)).map(Some);
        };
        if matches!(rule.limit(), Limit::Count(_)) {
            let rule = rule.clone().with_limit(self.consumed(at));
            return build(start, Some(rule), added, Ends::At(end)).map(Some);
        }
        let cuts = match kind {
            Kind::AllDay => plus_days(at.date(), -1).map(Until::Date).into_iter().collect(),
            Kind::Timed(_) => {
                let instant = self.at(at).and_then(|at| at.checked_sub(SECOND).ok());
                // An instant can't divide what a gap has mixed; then a local time must do.
                instant.map(Until::Utc).into_iter().chain([Until::Local(last)]).collect::<Vec<_>>()
            }
        };
        let near = at.saturating_sub(NEARBY);
        let wanted: Vec<_> = self.rule_locals([near, last]).collect();
        for until in cuts {
            let rule = rule.clone().with_limit(Limit::Until(until));
            let first = build(start, Some(rule), added.clone(), Ends::At(end))?;
            if first.rule_locals([near, end]).eq(wanted.iter().copied()) {
                return Ok(Some(first));
            }
        }
        Err(unsupported("a change of the clock keeps this series from being divided here"))
    }

    fn starting_at(&self, at: DateTime) -> Result<Self, Invalid> {
        let Definition { kind, rule, added, excluded, .. } = &self.definition;
        let later =
            |list: &[DateTime]| list.iter().copied().filter(|&l| l >= at).collect::<Vec<_>>();
        let (kind, mut added, excluded) = (kind.clone(), later(added), later(excluded));
        let reach = plus(at, super::REACH);
        let next = self.rule_locals([at, reach]).next();
        let (Some(rule), Some(plan), Some(start)) = (rule, &self.plan, next) else {
            added.retain(|&local| local != at);
            let definition = Definition { start: at, kind, rule: None, added, excluded };
            return Self::with_end(definition, Ends::At(at));
        };
        let period = plan.period_of(start.date());
        if plan.aligned(period) != period {
            return Err(unsupported("a series can't be divided at a day moved to another month"));
        }
        let rule = match (rule.limit(), self.consumed(at)) {
            (Limit::Count(all), Limit::Count(gone)) => {
                rule.clone().with_limit(Limit::Count(all.saturating_sub(gone)))
            }
            _ => rule.clone(),
        };
        let rule = rooted(rule, plan, start);
        Self::with_end(Definition { start, kind, rule: Some(rule), added, excluded }, self.ends)
    }

    /// Gives the `COUNT` of the rule's occurrences before a local time; `Never` without `COUNT`.
    fn consumed(&self, at: DateTime) -> Limit {
        let counts = matches!(self.plan.as_ref().map(|p| p.rule.limit()), Some(Limit::Count(_)));
        if !counts {
            return Limit::Never;
        }
        let gone = self.rule_locals([self.definition.start, at.saturating_sub(SECOND)]).count();
        u16::try_from(gone).map_or(Limit::Count(u16::MAX), Limit::Count)
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
