//! What clients get to see of event templates.

use serde::Serialize;
use umbra_domain::{
    Stored,
    civil::format_time,
    event::{Description, IN_SHORT_MONTHS, LocationText},
    settings::Color,
    template::Template,
};
use utoipa::ToSchema;

use crate::{http::resource::Exposed, recurrence::ShortMonthsName};

/// An event template.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = EventTemplate)]
pub(crate) struct TemplateBody {
    /// The id of the template.
    #[schema(minimum = 1)]
    id: i64,
    /// Its name.
    #[schema(example = "Piano lesson")]
    name: String,
    /// The calendar of its events; `null` for the default calendar, also after the calendar was
    /// deleted.
    #[schema(minimum = 1)]
    calendar_id: Option<i64>,
    /// The title.
    #[schema(example = "Piano")]
    title: String,
    /// A description.
    description: Option<String>,
    /// The place, as free text.
    location_text: Option<String>,
    /// Whether its events last whole days.
    all_day: bool,
    /// When they begin if only a date is given.
    #[schema(example = "18:00:00")]
    start_time: Option<String>,
    /// How long they last, in minutes of exact time.
    #[schema(minimum = 0, maximum = 5270400, example = 60)]
    duration_minutes: u32,
    /// How they recur, in canonical form.
    #[schema(example = "FREQ=WEEKLY;BYDAY=MO")]
    recurrence_rule: Option<String>,
    /// What becomes of a day that a month doesn't have, `skip` by default; `null` if they don't
    /// recur by months or years, or take the day after (`SKIP=FORWARD`).
    short_months: Option<ShortMonthsName>,
    /// Their own colour; `null` for that of their calendar.
    #[schema(pattern = "^#[0-9a-f]{6}$", example = "#1a2b3c")]
    color: Option<String>,
    /// Whether its events are starred.
    is_starred: bool,
    /// Reminders, each in minutes before the event begins, the earliest first.
    reminders: Vec<u16>,
    /// Its version. In quotes (`"17"`) it is what `If-Match` takes, so a client can change an item of a
    /// list without reading it again.
    #[schema(minimum = 1, example = 17)]
    version: i64,
    /// When it was created.
    #[schema(format = DateTime)]
    created_at: String,
    /// When it last changed.
    #[schema(format = DateTime)]
    updated_at: String,
}

impl From<Stored<Template>> for TemplateBody {
    fn from(template: Stored<Template>) -> Self {
        let Stored { id, body, version, created_at, updated_at, .. } = template;
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
            short_months: body
                .rule
                .as_ref()
                .and_then(|rule| ShortMonthsName::of(rule, IN_SHORT_MONTHS)),
            recurrence_rule: body.rule.map(|rule| rule.to_string()),
            color: content.color.as_ref().map(Color::as_str).map(str::to_owned),
            is_starred: body.personal.is_starred,
            reminders: body.personal.reminders.minutes().to_vec(),
            version,
            created_at: created_at.to_string(),
            updated_at: updated_at.to_string(),
        }
    }
}

impl Exposed for Template {
    const PATH: &'static str = "/api/event-templates";
    type Body = TemplateBody;
}
