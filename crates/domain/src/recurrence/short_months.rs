//! What becomes of days that a month doesn't have, for people who don't know RFC 7529.

use super::rule::{Frequency, Rule, Skip};
use crate::{Invalid, Patch};

/// What becomes of a day that a month doesn't have: of the 31st, or of 29 February.
///
/// It is the `SKIP` of RFC 7529 by another name, and stored as that in the rule. `FORWARD` has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ShortMonths {
    /// The month, or the year, is left out (`OMIT`).
    Skip,
    /// The last day of the month is taken (`BACKWARD`).
    LastDay,
}

impl Rule {
    /// Tells what becomes of a day that a month doesn't have, which is `default` where the rule
    /// doesn't say; `None` for a rule by days or weeks, and for one that takes the day after.
    #[must_use]
    pub fn short_months(&self, default: ShortMonths) -> Option<ShortMonths> {
        match self.skip {
            _ if !self.by_month() => None,
            None => Some(default),
            Some(Skip::Omit) => Some(ShortMonths::Skip),
            Some(Skip::Backward) => Some(ShortMonths::LastDay),
            Some(Skip::Forward) => None,
        }
    }

    /// Gives the rule that does this in short months. A rule by days or weeks has no need of it and
    /// stays, and so does one that does it already.
    fn in_short_months(mut self, wanted: ShortMonths, default: ShortMonths) -> Self {
        if self.by_month() && self.short_months(default) != Some(wanted) {
            self.skip = match wanted {
                _ if wanted == default => None,
                ShortMonths::Skip => Some(Skip::Omit),
                ShortMonths::LastDay => Some(Skip::Backward),
            };
        }
        self
    }

    fn by_month(&self) -> bool {
        matches!(self.frequency, Frequency::Monthly | Frequency::Yearly)
    }
}

/// Applies a change of a rule and of what it does in short months.
///
/// A new rule that says nothing of short months keeps what the rule before it did; what is said of
/// them wins over a `SKIP` in the rule. Cleared, they are as by default.
///
/// # Errors
/// `short_months_without_rule` when there is no rule afterwards.
pub fn changed_rule(
    current: Option<&Rule>,
    rule: Patch<Rule>,
    short_months: Patch<ShortMonths>,
    default: ShortMonths,
) -> Result<Option<Rule>, Invalid> {
    let rule = match rule {
        Patch::Keep => current.cloned(),
        Patch::Clear => None,
        Patch::Set(mut given) => {
            if given.skip.is_none() && given.by_month() {
                given.skip = current.filter(|rule| rule.by_month()).and_then(|rule| rule.skip);
            }
            Some(given)
        }
    };
    match (rule, short_months) {
        (None, Patch::Set(_)) => {
            let detail = "short_months needs a recurrence_rule";
            Err(Invalid::new("short_months_without_rule", detail))
        }
        (Some(rule), Patch::Set(wanted)) => Ok(Some(rule.in_short_months(wanted, default))),
        // The day after isn't shown as anything, so sending back what was shown keeps it.
        (Some(rule), Patch::Clear) => {
            let skip = rule.skip.filter(|skip| *skip == Skip::Forward);
            Ok(Some(Rule { skip, ..rule }))
        }
        (rule, Patch::Keep | Patch::Clear) => Ok(rule),
    }
}
