//! How an event recurs.

use jiff::civil::DateTime;

use super::{Event, Unsound, When};
use crate::{
    Invalid,
    recurrence::{Definition, Ends, Rule, Series, ShortMonths},
};

/// What events do by default in months that don't have their day: as RFC 5545 says, nothing.
pub const IN_SHORT_MONTHS: ShortMonths = ShortMonths::Skip;

/// What makes an event a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeat {
    /// Begins the series (`DTSTART`): a local time in the zone of the event, also one that a
    /// change of the clock left out; for days, midnight.
    pub start: DateTime,
    /// The rule.
    pub rule: Rule,
    /// The occurrences that were taken away, in order.
    pub excluded: Vec<DateTime>,
    /// Where the rule ends.
    pub ends: Ends,
}

impl Repeat {
    /// Begins a series and finds its end. A start that doesn't fit the rule would be no occurrence,
    /// so the series begins with the first one after it, which the result says.
    ///
    /// # Errors
    /// What [`Series::new`] refuses, and `recurrence_never_occurs` when every occurrence is
    /// excluded.
    pub fn begin(
        when: &When,
        start: DateTime,
        rule: Rule,
        excluded: Vec<DateTime>,
    ) -> Result<Self, Unsound> {
        let refuse = |invalid| Unsound::new("recurrence_rule", invalid);
        let definition =
            Definition { start, kind: when.kind(), rule: Some(rule), added: Vec::new(), excluded };
        let series = Series::new(definition).and_then(Series::begin_with_first).map_err(refuse)?;
        if series.first().is_none() {
            let detail = "every occurrence is excluded";
            return Err(Unsound::new("exdates", Invalid::new("recurrence_never_occurs", detail)));
        }
        Self::of(&series).ok_or_else(|| refuse(not_a_rule()))
    }

    /// Takes what a series is made of; `None` for one without a rule.
    pub(super) fn of(series: &Series) -> Option<Self> {
        let Definition { start, rule, excluded, .. } = series.definition().clone();
        Some(Self { start, rule: rule?, excluded, ends: series.ends() })
    }

    /// Builds the series, which was checked before.
    ///
    /// # Errors
    /// What [`Series::with_end`] refuses.
    pub fn series(&self, when: &When) -> Result<Series, Invalid> {
        let definition = Definition {
            start: self.start,
            kind: when.kind(),
            rule: Some(self.rule.clone()),
            added: Vec::new(),
            excluded: self.excluded.clone(),
        };
        Series::with_end(definition, self.ends)
    }
}

impl Event {
    /// Builds the series; `None` for a single event.
    pub(super) fn series(&self) -> Option<Result<Series, Invalid>> {
        self.repeat.as_ref().map(|repeat| repeat.series(&self.when))
    }

    /// Builds the series of an event that has to recur.
    ///
    /// # Errors
    /// `not_recurring`.
    pub(super) fn needed_series(&self) -> Result<Series, Unsound> {
        let refuse = |invalid| Unsound::new("scope", invalid);
        self.series().ok_or_else(|| refuse(not_recurring()))?.map_err(refuse)
    }
}

fn not_recurring() -> Invalid {
    Invalid::new("not_recurring", "the event doesn't recur, so it has no single occurrences")
}

fn not_a_rule() -> Invalid {
    Invalid::new("invalid_recurrence", "a series needs a rule")
}
