//! Changes of templates.

use super::{Name, Template, TimesPatch};
use crate::{
    CalendarId, Patch,
    event::{ContentPatch, IN_SHORT_MONTHS, PersonalPatch, Unsound},
    recurrence::{Rule, ShortMonths, changed_rule},
};

/// A change of a template; every omitted field stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TemplatePatch {
    /// A new name, which can't be cleared.
    pub name: Option<Name>,
    /// Another calendar; cleared, the default calendar.
    pub calendar: Patch<CalendarId>,
    /// What its events are about.
    pub content: ContentPatch,
    /// What the person has on its events.
    pub personal: PersonalPatch,
    /// When its events are.
    pub times: TimesPatch,
    /// A new or cleared rule.
    pub rule: Patch<Rule>,
    /// What becomes of days that a month doesn't have.
    pub short_months: Patch<ShortMonths>,
}

impl TemplatePatch {
    /// Applies the change.
    ///
    /// # Errors
    /// As [`Template::parse`], and `short_months_without_rule`.
    pub fn apply(self, template: Template) -> Result<Template, Unsound> {
        let rule =
            changed_rule(template.rule.as_ref(), self.rule, self.short_months, IN_SHORT_MONTHS);
        let changed = Template {
            name: self.name.unwrap_or(template.name),
            calendar: self.calendar.apply(template.calendar),
            content: self.content.apply(template.content),
            personal: self.personal.apply(template.personal),
            times: self.times.apply(Some(&template.times))?,
            rule: rule.map_err(|why| Unsound::new("short_months", why))?,
        };
        changed.checked()
    }
}
