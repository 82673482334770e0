//! What events, templates, reminders and todos say alike of how they recur.

use serde::{Deserialize, Serialize};
use umbra_domain::{
    Patch,
    recurrence::{Rule, ShortMonths, changed_rule},
};
use utoipa::ToSchema;

use crate::http::fields::{Fields, optional};

/// What becomes of a day that a month doesn't have: of the 29th, 30th or 31st, and of 29 February.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ShortMonths)]
pub(crate) enum ShortMonthsName {
    /// The month is left out, or the year (`SKIP=OMIT` of RFC 7529).
    Skip,
    /// The last day of the month is taken (`SKIP=BACKWARD`).
    LastDay,
}

impl From<ShortMonthsName> for ShortMonths {
    fn from(name: ShortMonthsName) -> Self {
        match name {
            ShortMonthsName::Skip => Self::Skip,
            ShortMonthsName::LastDay => Self::LastDay,
        }
    }
}

impl ShortMonthsName {
    /// Names what a rule does, by default or because it says so.
    pub(crate) fn of(rule: &Rule, default: ShortMonths) -> Option<Self> {
        rule.short_months(default).map(|does| match does {
            ShortMonths::Skip => Self::Skip,
            ShortMonths::LastDay => Self::LastDay,
        })
    }
}

/// Parses the rule of something new; `None` when it is refused.
pub(crate) fn new_rule(
    fields: &mut Fields,
    rule: Option<&String>,
    short_months: Option<ShortMonthsName>,
    default: ShortMonths,
) -> Option<Option<Rule>> {
    let rule = fields.take("/recurrence_rule", optional(rule, Rule::parse))?;
    let rule = rule.map_or(Patch::Keep, Patch::Set);
    let short_months = short_months.map_or(Patch::Keep, |name| Patch::Set(name.into()));
    fields.take("/short_months", changed_rule(None, rule, short_months, default))
}
