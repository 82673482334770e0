//! Event templates: what somebody makes the same kind of event of again and again.
//!
//! A template says what an event is about and how long it lasts; when it begins is told when an
//! event is made of it. That event is a copy, which later changes of the template don't touch.

mod instantiate;
mod patch;
mod times;

pub use patch::TemplatePatch;
pub use times::{Minutes, Times, TimesPatch};

use crate::{
    CalendarId, Invalid, TemplateId,
    event::{Content, Personal, Unsound},
    recurrence::Rule,
    stored::Identified,
    text::text,
};

/// How many templates a person may have.
pub const MAX_TEMPLATES: u64 = 200;

text! {
    /// What a template is called, 1 to 100 characters on one line.
    Name, "name", max 100, multiline false
}

/// A template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// What it is called.
    pub name: Name,
    /// The calendar that its events go into; without one, the default calendar.
    pub calendar: Option<CalendarId>,
    /// What its events are about.
    pub content: Content,
    /// What the person has on its events.
    pub personal: Personal,
    /// At what time of day its events begin, and how long they last.
    pub times: Times,
    /// How its events recur. Whether the rule ever matches depends on when they begin.
    pub rule: Option<Rule>,
}

impl Identified for Template {
    type Id = TemplateId;
}

impl Template {
    /// Makes a template out of what was given for it.
    ///
    /// # Errors
    /// What [`TimesPatch::apply`] refuses, and `invalid_recurrence` for a rule with times of day
    /// in a template of whole days.
    pub fn parse(
        name: Name,
        calendar: Option<CalendarId>,
        (content, personal): (Content, Personal),
        times: TimesPatch,
        rule: Option<Rule>,
    ) -> Result<Self, Unsound> {
        Self { name, calendar, content, personal, times: times.apply(None)?, rule }.checked()
    }

    /// Checks whether the rule goes with the times.
    fn checked(self) -> Result<Self, Unsound> {
        if self.times.all_day() && self.rule.as_ref().is_some_and(Rule::sets_times) {
            let detail = "BYHOUR, BYMINUTE and BYSECOND don't go with days";
            return Err(Unsound::new(
                "recurrence_rule",
                Invalid::new("invalid_recurrence", detail),
            ));
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests;
