//! What clients get to see of event templates.

use serde::Serialize;
use umbra_domain::{
    Stored,
    civil::format_time,
    event::{Description, LocationText},
    settings::Color,
    template::Template,
};
use utoipa::ToSchema;

use crate::http::resource::Exposed;

/// An event template.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EventTemplate)]
pub(crate) struct TemplateBody {
    /// Names the template.
    #[schema(minimum = 1)]
    id: i64,
    /// What it is called.
    #[schema(example = "Piano lesson")]
    name: String,
    /// The calendar that its events go into; `null` for the default calendar, also when the
    /// calendar was deleted.
    #[schema(minimum = 1)]
    calendar_id: Option<i64>,
    /// What happens.
    #[schema(example = "Piano")]
    title: String,
    /// More about it.
    description: Option<String>,
    /// Where it is, in words.
    location_text: Option<String>,
    /// Whether its events are of whole days.
    all_day: bool,
    /// The time at which they begin when only their day is told.
    #[schema(example = "18:00:00")]
    start_time: Option<String>,
    /// How long they last, in minutes of exact time.
    #[schema(minimum = 0, maximum = 5270400, example = 60)]
    duration_minutes: u32,
    /// How they recur, in a canonical form.
    #[schema(example = "FREQ=WEEKLY;BYDAY=MO")]
    recurrence_rule: Option<String>,
    /// A colour of their own; `null` for that of their calendar.
    #[schema(pattern = "^#[0-9a-f]{6}$", example = "#1a2b3c")]
    color: Option<String>,
    /// Whether they matter more than others.
    is_starred: bool,
    /// How many minutes before they begin their owner is reminded, the longest time first.
    reminders: Vec<u16>,
    /// When it was made.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it last changed.
    #[schema(format = DateTime)]
    updated_at: String,
}

impl From<Stored<Template>> for TemplateBody {
    fn from(template: Stored<Template>) -> Self {
        let Stored { id, body, created_at, updated_at, .. } = template;
        let content = body.content;
        Self {
            id: id.0,
            name: body.name.into_string(),
            calendar_id: body.calendar.map(|calendar| calendar.0),
            title: content.title.into_string(),
            description: content.description.map(Description::into_string),
            location_text: content.location_text.map(LocationText::into_string),
            all_day: body.times.all_day(),
            start_time: body.times.start().map(format_time),
            duration_minutes: body.times.lasts().get(),
            recurrence_rule: body.rule.map(|rule| rule.to_string()),
            color: content.color.as_ref().map(Color::as_str).map(str::to_owned),
            is_starred: content.is_starred,
            reminders: content.reminders.minutes().to_vec(),
            created_at: created_at.to_string(),
            updated_at: updated_at.to_string(),
        }
    }
}

impl Exposed for Template {
    const PATH: &'static str = "/api/event-templates";
    type Body = TemplateBody;
}
