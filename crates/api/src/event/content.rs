//! What clients send about what an event is about, which templates take as well.

use umbra_domain::{
    Patch,
    event::{
        Alarms, Content, ContentPatch, Description, LocationText, Personal, PersonalPatch, Title,
    },
    settings::Color,
};

use crate::http::fields::Fields;

/// The fields of something new.
#[derive(Debug)]
pub(crate) struct NewContent<'a> {
    pub(crate) title: &'a str,
    pub(crate) description: Option<&'a str>,
    pub(crate) location_text: Option<&'a str>,
    pub(crate) color: Option<&'a str>,
}

impl NewContent<'_> {
    /// Parses the fields; `None` when one of them is refused.
    pub(crate) fn parse(self, fields: &mut Fields) -> Option<Content> {
        let title = fields.take("/title", Title::parse(self.title));
        let description = self.description.map(Description::parse).transpose();
        let description = fields.take("/description", description);
        let location_text = self.location_text.map(LocationText::parse).transpose();
        let location_text = fields.take("/location_text", location_text);
        let color = fields.take("/color", self.color.map(Color::parse).transpose());
        Some(Content {
            description: description?,
            location_text: location_text?,
            color: color?,
            ..Content::titled(title?)
        })
    }
}

/// Parses what the caller has on something new; `None` when it is refused.
pub(crate) fn new_personal(
    fields: &mut Fields,
    is_starred: Option<bool>,
    reminders: Option<&[i64]>,
) -> Option<Personal> {
    let reminders = fields.take("/reminders", Alarms::parse(reminders.unwrap_or_default()))?;
    Some(Personal { is_starred: is_starred.unwrap_or_default(), reminders })
}

/// Parses a change of what the caller has; what is refused stays as it is.
pub(crate) fn personal_change(
    fields: &mut Fields,
    is_starred: Patch<bool>,
    reminders: Patch<Vec<i64>>,
) -> PersonalPatch {
    let reminders = fields.patch("/reminders", reminders, |all| Alarms::parse(&all));
    PersonalPatch { is_starred: is_starred.or(false), reminders: reminders.or(Alarms::default()) }
}

/// The fields of a change.
#[derive(Debug)]
pub(crate) struct ContentChange {
    pub(crate) title: Patch<String>,
    pub(crate) description: Patch<String>,
    pub(crate) location_text: Patch<String>,
    pub(crate) color: Patch<String>,
}

impl ContentChange {
    /// Parses the fields; what is refused stays as it is.
    pub(crate) fn parse(self, fields: &mut Fields) -> ContentPatch {
        ContentPatch {
            title: fields.replace("/title", self.title, |text| Title::parse(&text)),
            description: fields
                .patch("/description", self.description, |text| Description::parse(&text)),
            location_text: fields
                .patch("/location_text", self.location_text, |text| LocationText::parse(&text)),
            color: fields.patch("/color", self.color, |text| Color::parse(&text)),
            ..ContentPatch::default()
        }
    }
}
