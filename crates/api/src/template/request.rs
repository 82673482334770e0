//! What clients send about event templates.

use serde::{Deserialize, Serialize};
use umbra_app::template::Instantiate;
use umbra_domain::{
    Patch,
    civil::parse_time,
    event::Moment,
    recurrence::Rule,
    settings::Zone,
    template::{Minutes, Name, Template, TemplatePatch, TimesPatch},
};
use utoipa::ToSchema;

use crate::{
    event::{ContentChange, NewContent, calendar, refused},
    http::{Problem, fields::Fields, patch},
};

/// A template to make.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CreateEventTemplate {
    /// What it is called.
    #[schema(min_length = 1, max_length = 100, example = "Piano lesson")]
    name: String,
    /// The calendar that its events go into; the default calendar unless told.
    #[serde(default)]
    #[schema(minimum = 1)]
    calendar_id: Option<i64>,
    /// What happens.
    #[schema(min_length = 1, max_length = 500, example = "Piano")]
    title: String,
    /// More about it.
    #[serde(default)]
    #[schema(max_length = 10000)]
    description: Option<String>,
    /// Where it is, in words.
    #[serde(default)]
    #[schema(max_length = 500)]
    location_text: Option<String>,
    /// Whether its events are of whole days; `false` unless told.
    #[serde(default)]
    all_day: Option<bool>,
    /// The time at which they begin when only their day is told, `HH:MM` or `HH:MM:SS`. Whole days
    /// have none.
    #[serde(default)]
    #[schema(pattern = "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$", example = "18:00")]
    start_time: Option<String>,
    /// How long they last, in minutes of exact time; 60 unless told. Of whole days a multiple of
    /// 1440, which is one day and what they last unless told.
    #[serde(default)]
    #[schema(value_type = Option<u32>, minimum = 0, maximum = 5270400, example = 60)]
    duration_minutes: Option<i64>,
    /// How they recur: an `RRULE` of RFC 5545.
    #[serde(default)]
    #[schema(max_length = 500, example = "FREQ=WEEKLY;BYDAY=MO")]
    recurrence_rule: Option<String>,
    /// A colour of their own.
    #[serde(default)]
    #[schema(pattern = "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$", example = "#1a2b3c")]
    color: Option<String>,
    /// Whether they matter more than others; `false` unless told.
    #[serde(default)]
    is_starred: Option<bool>,
    /// How many minutes before they begin to be reminded, at most ten times.
    #[serde(default)]
    #[schema(value_type = Option<Vec<u16>>, max_items = 10, example = json!([10]))]
    reminders: Option<Vec<i64>>,
}

impl CreateEventTemplate {
    pub(super) fn parse(&self) -> Result<Template, Problem> {
        let mut fields = Fields::default();
        let name = fields.take("/name", Name::parse(&self.name));
        let calendar = fields.take("/calendar_id", self.calendar_id.map(calendar).transpose());
        let content = NewContent {
            title: &self.title,
            description: self.description.as_deref(),
            location_text: self.location_text.as_deref(),
            color: self.color.as_deref(),
            is_starred: self.is_starred,
            reminders: self.reminders.as_deref(),
        };
        let content = content.parse(&mut fields);
        let start = self.start_time.as_deref().map(parse_time).transpose();
        let start = fields.take("/start_time", start);
        let lasts = self.duration_minutes.map(Minutes::parse).transpose();
        let lasts = fields.take("/duration_minutes", lasts);
        let rule = self.recurrence_rule.as_deref().map(Rule::parse).transpose();
        let rule = fields.take("/recurrence_rule", rule);
        let (name, calendar, content, times, rule) = fields.build(|| {
            let times = TimesPatch {
                all_day: self.all_day,
                start: start?.map_or(Patch::Keep, Patch::Set),
                lasts: lasts?.map_or(Patch::Keep, Patch::Set),
            };
            Some((name?, calendar?, content?, times, rule?))
        })?;
        Template::parse(name, calendar, content, times, rule).map_err(refused)
    }
}

/// A change of a template: an omitted field stays, `null` clears.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct UpdateEventTemplate {
    /// What it is called; can't be cleared.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 100)]
    name: Patch<String>,
    /// The calendar that its events go into; cleared, the default calendar.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<i64>, minimum = 1)]
    calendar_id: Patch<i64>,
    /// What happens; can't be cleared.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = String, required = false, min_length = 1, max_length = 500)]
    title: Patch<String>,
    /// More about it.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 10000)]
    description: Patch<String>,
    /// Where it is, in words.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 500)]
    location_text: Patch<String>,
    /// Whether its events are of whole days; clearing it means `false`.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<bool>)]
    all_day: Patch<bool>,
    /// The time at which they begin when only their day is told. Whole days have none.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, example = "18:00",
        pattern = "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$")]
    start_time: Patch<String>,
    /// How long they last, in minutes of exact time, of whole days a multiple of 1440; cleared, 60
    /// or 1440.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<u32>, minimum = 0, maximum = 5270400)]
    duration_minutes: Patch<i64>,
    /// How they recur.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, max_length = 500)]
    recurrence_rule: Patch<String>,
    /// A colour of their own.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<String>, pattern = "^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})$")]
    color: Patch<String>,
    /// Whether they matter more than others; clearing it means `false`.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<bool>)]
    is_starred: Patch<bool>,
    /// How many minutes before they begin to be reminded, at most ten times.
    #[serde(default, deserialize_with = "patch::given")]
    #[schema(value_type = Option<Vec<u16>>, max_items = 10)]
    reminders: Patch<Vec<i64>>,
}

impl UpdateEventTemplate {
    pub(super) fn parse(self) -> Result<TemplatePatch, Problem> {
        let mut fields = Fields::default();
        let content = ContentChange {
            title: self.title,
            description: self.description,
            location_text: self.location_text,
            color: self.color,
            is_starred: self.is_starred,
            reminders: self.reminders,
        };
        let patch = TemplatePatch {
            name: fields.replace("/name", self.name, |text| Name::parse(&text)),
            calendar: fields.patch("/calendar_id", self.calendar_id, calendar),
            content: content.parse(&mut fields),
            times: TimesPatch {
                all_day: match self.all_day {
                    Patch::Keep => None,
                    Patch::Clear => Some(false),
                    Patch::Set(all_day) => Some(all_day),
                },
                start: fields.patch("/start_time", self.start_time, |text| parse_time(&text)),
                lasts: fields.patch("/duration_minutes", self.duration_minutes, Minutes::parse),
            },
            rule: fields.patch("/recurrence_rule", self.recurrence_rule, |text| Rule::parse(&text)),
        };
        fields.finish()?;
        Ok(patch)
    }
}

/// What to make of a template.
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InstantiateEventTemplate {
    /// When the event begins: an instant, a local time in `timezone`, or a date. In whole seconds.
    #[schema(example = "2026-12-31T09:30:00")]
    start: String,
    /// The zone in which it begins and recurs; the caller's unless told. Whole days have none.
    #[serde(default)]
    #[schema(max_length = 64, example = "Europe/Vienna")]
    timezone: Option<String>,
    /// The calendar it goes into; that of the template unless told.
    #[serde(default)]
    #[schema(minimum = 1)]
    calendar_id: Option<i64>,
}

impl InstantiateEventTemplate {
    pub(super) fn parse(&self, own_zone: Zone) -> Result<Instantiate, Problem> {
        let mut fields = Fields::default();
        let start = fields.take("/start", Moment::parse(&self.start));
        let zone = self.timezone.as_deref().map_or(Ok(own_zone), Zone::parse);
        let zone = fields.take("/timezone", zone);
        let calendar = fields.take("/calendar_id", self.calendar_id.map(calendar).transpose());
        fields.build(|| Some(Instantiate { start: start?, zone: zone?, calendar: calendar? }))
    }
}
