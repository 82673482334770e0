//! Changes of templates.

use super::{Name, Template, TimesPatch};
use crate::{
    CalendarId, Patch,
    event::{ContentPatch, Unsound},
    recurrence::Rule,
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
    /// When its events are.
    pub times: TimesPatch,
    /// A new or cleared rule.
    pub rule: Patch<Rule>,
}

impl TemplatePatch {
    /// Applies the change.
    ///
    /// # Errors
    /// As [`Template::parse`].
    pub fn apply(self, template: Template) -> Result<Template, Unsound> {
        let changed = Template {
            name: self.name.unwrap_or(template.name),
            calendar: self.calendar.apply(template.calendar),
            content: self.content.apply(template.content),
            times: self.times.apply(Some(&template.times))?,
            rule: self.rule.apply(template.rule),
        };
        changed.checked()
    }
}
